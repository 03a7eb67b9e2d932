"""What an HTML report of this tool carries for the tool itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from diagnose.files.evidence_file import decode
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

INSTEAD: Final = "give the support copy of the HTML report, or the file that check --save-evidence wrote"
_LANGUAGE: Final = re.compile(r'<html lang="([a-z]+)"')
_MAKING: Final = re.compile(r'<meta name="infisical-diagnose" content="([^"]*)"')
_MADE: Final = re.compile(r"([0-9A-Za-z.+-]+); (support|customer); sha256=([0-9a-f]{64})")
_BEGINS: Final = '<script type="application/json" id="evidence">'
_ENDS: Final = "</script>"


class Embedded:
    """A page's line about its making and its block of evidence, as this tool writes them; the first of each counts.

    They are looked for as they are: a parser of HTML takes hours over a megabyte that is made to be hard to read.
    """

    def __init__(self, text: str) -> None:
        language, made = _LANGUAGE.search(text), _MAKING.search(text)
        self.language = language[1] if language is not None else ""
        self.made = made[1] if made is not None else None
        block, ends, _ = text.partition(_BEGINS)[2].partition(_ENDS)
        self.evidence = block if ends else None

    def making(self) -> tuple[str, str, str] | None:
        """Version, audience and the hash of the evidence, as the page states them; None for another page."""
        made = _MADE.fullmatch(self.made or "")
        return (made[1], made[2], made[3]) if made is not None else None

    def carried(self, path: Path) -> Evidence:
        """The evidence in the page. UsageProblem if it holds none; `path` names the page in it."""
        if self.evidence is None or self.evidence == "null":
            msg = f"{path} carries no evidence, only its hash; {INSTEAD}."
            raise UsageProblem(msg)
        return decode(self.evidence.encode("utf-8", "surrogatepass"), path)

"""What an HTML report of this tool carries for the tool itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from diagnose.files.evidence_file import decode
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

INSTEAD: Final = "give the support copy of the HTML report, or the file that check --save-evidence wrote"
_MADE: Final = re.compile(r"([0-9A-Za-z.+-]+); (support|customer); sha256=([0-9a-f]{64})")


class Embedded(HTMLParser):
    """A page's line about its making and its block of evidence; the first of each counts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.made: str | None = None
        self.evidence: str | None = None
        self.language = ""
        self._inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the page's language, the line about the making, and where the block begins."""
        named = dict(attrs)
        self.language = self.language or (tag == "html" and named.get("lang")) or ""
        if tag == "meta" and named.get("name") == "infisical-diagnose" and self.made is None:
            self.made = named.get("content") or ""
        self._inside = tag == "script" and named.get("id") == "evidence" and self.evidence is None

    def handle_data(self, data: str) -> None:
        """Keep what the block holds."""
        if self._inside:
            self.evidence = (self.evidence or "") + data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser names it
        """Note where the block ends."""
        self._inside = False

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

"""Files that this tool wrote itself, given as input: which of them a file is, and the evidence that it holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from diagnose.files.evidence_file import MAX_BYTES, decode, read
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

_HEAD: Final = 4096
_PAGE: Final = re.compile(rb"(?is)\A\s*<!doctype html.{0,3000}<meta name=\"infisical-diagnose\"")
_REPORT: Final = re.compile(rb"\A\s*\{\s*\"schema\": ?\"infisical-diagnose/report/")
_EVIDENCE: Final = re.compile(rb"\A\s*\{\s*\"format\": ?\"infisical-diagnose/evidence\"")


def evidence_of(path: Path) -> Evidence | None:
    """The evidence in a file that this tool wrote; None if it wrote another one, or none.

    Raises UsageProblem for a file of its own that holds no evidence, and says what to give instead.
    """
    head = _head(path)
    if not any(pattern.match(head) for pattern in (_REPORT, _EVIDENCE, _PAGE)):
        return None
    from diagnose.cli.embedded import INSTEAD, Embedded  # a parser that other inputs need not load

    if _REPORT.match(head):
        msg = f"{path} is a JSON report of this tool, which holds the verdict without its evidence; {INSTEAD}."
        raise UsageProblem(msg)
    if _EVIDENCE.match(head):
        return decode(read(path), path)
    return Embedded(read(path).decode("utf-8", "replace")).carried(path)


def load(path: Path) -> Evidence:
    """The evidence in an evidence file, or in a page that carries it. UsageProblem says what is wrong with the file."""
    return evidence_of(path) or decode(read(path), path)


def _head(path: Path) -> bytes:
    """The beginning of a plain file; nothing of anything else, which can be read once only."""
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    except (OSError, ValueError):
        return b""

"""The same text without what cuts its words apart: margins, colours, what is not seen, plus signs of code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.redact.dumps import trace_lines
from diagnose.redact.scan import line_end
from diagnose.redact.wrapped import Joined, cut_lines

_UNSEEN: Final = re.compile("(?:\x1b\\[[0-9;]{0,16}[mK]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff])+")
_JOINTS: Final = (re.compile(r"\+(?=\s*[\"'`])"), re.compile(r"\n(?=[ \t]*(?:\+[ \t]*)?[\"'`])"))
"""Without one of these, nothing is spliced; each begins with a literal, which is found fast."""
_SPLICED: Final = re.compile(
    r"([\"'`])(?:[ \t]*\+[ \t]*(?:\r?\n[ \t]*)?|[ \t]*\\?\r?\n[ \t]*(?:\+[ \t]*)?)\1"
    r"(?![\w.-]{1,64}[\"'`][ \t]*[:=])"
)


_CARET: Final = re.compile(r"\^(?=[\"\\^{}&|<>%])")


def view(text: str) -> Joined | None:
    """Stretches of `text` as they read without what cuts them, one below the other; None if nothing is cut."""
    stretches = [*_stretches(text)]
    return Joined(text, stretches) if stretches else None


def _stretches(text: str) -> Iterator[list[tuple[int, int]]]:
    if "\n" in text:
        yield from cut_lines(text)
        yield from trace_lines(text)
    if "\x1b" in text or not text.isascii():
        yield from _without(text, _UNSEEN)
    if '^"' in text:  # the shell of Windows
        yield from _without(text, _CARET)
    if any(joint.search(text) for joint in _JOINTS):
        yield from _without(text, _SPLICED)


def _without(text: str, cut: re.Pattern[str]) -> Iterator[list[tuple[int, int]]]:
    """The lines that have cuts in them, without the cuts; neighbouring lines make one stretch."""
    pieces: list[tuple[int, int]] = []
    begun = finish = 0
    for match in cut.finditer(text):
        if pieces and match.start() > finish:
            yield [*pieces, (begun, finish)]
            pieces = []
        if not pieces:
            begun = _line_before(text, match.start(), finish)
        pieces.append((begun, match.start()))
        begun = match.end()
        finish = max(finish, line_end(text, begun)) if finish < begun else finish
    if pieces:
        yield [*pieces, (begun, finish)]


def _line_before(text: str, at: int, floor: int) -> int:
    """Where the line before the one at `at` begins: a name may stand on it. Not before `floor`."""
    line = max(text.rfind("\n", floor, at), floor)
    return max(text.rfind("\n", floor, line) + 1, floor)

"""Texts that a terminal or a box cut into lines of one width: joined again, so that names and values are whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Final

from diagnose.model.identifier import UUID_FORM
from diagnose.redact.evidence_values import is_evidence_value
from diagnose.redact.span import Span

_WIDTHS: Final = frozenset(
    {50, 60, 64, 70, 72, 75, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200, 220, 240}
)
_BORDER: Final = re.compile(r"[ \t]?[│|]\r?$")
_FRAME: Final = re.compile(r"[ \t]*[│|][ \t]?")
_NEXT_FRAME: Final = re.compile(r"\n[ \t]*[│|]")
_MARGINS: Final = _WIDTHS | {width + 1 for width in _WIDTHS}
"""With a carriage return."""
_LEAST: Final = 40
_SAME_START: Final = 4
# Values that need no second line; and what begins a line that has nothing to do with the one before.
_COMPLETE: Final = re.compile(
    r"[0-9a-fA-F]{64}|eyJ[\w-]{6,}\.[\w-]{4,}\.[\w-]{43,}|(?:st|ak)\.[0-9a-f-]{24,36}\.[0-9a-f]{32}(?:\.[0-9a-f]{32})?"
    rf"|{UUID_FORM}"
)
_OTHER: Final = re.compile(
    r"[A-Z]?[a-z]+(?:[-_][a-z0-9]+)*|[A-Z]+(?:_[A-Z]+)*|[\W_]+.*|\w+://.*|[A-Z]+/[0-9.]+.*"
    r"|[^\W\d][\w.-]{0,40}[ \t]*(?:[:=][ \t].*|=[^=].*)"
)
_GAP: Final = "\n\0\n"
_NOWHERE: Final = (-1, -1)
_NEXT: Final = re.compile(r"[ \t]*[:=]")


class Joined:
    """Stretches of a text, in pieces that something cut apart. `text`: what they were before, with gaps between."""

    def __init__(self, text: str, stretches: Iterable[list[tuple[int, int]]]) -> None:
        self._starts: list[int] = []  # where each piece begins in the joined text
        self._origins: list[int] = []  # where it begins in the original; -1 for a gap
        parts: list[str] = []
        at = 0
        for stretch in stretches:
            for start, end in (*stretch, _NOWHERE):
                self._starts.append(at)
                self._origins.append(start)
                parts.append(text[start:end] if start >= 0 else _GAP)
                at += len(parts[-1])
        self.text = "".join(parts)

    def is_continued(self, span: Span) -> bool:
        """Whether a span on several lines is one value: its first line lacks something, and its last is no word."""
        number = bisect_right(self._starts, span.start)
        if number >= len(self._starts) or self._starts[number] >= span.end:
            return True
        value = self.text[span.start : span.end]
        first, last = value[: self._starts[number] - span.start], value[self._starts[self._last(span)] - span.start :]
        if _COMPLETE.fullmatch(first):
            return False
        if _COMPLETE.fullmatch(value):
            return True
        if " " in last and " " not in first:
            return False
        return _NEXT.match(self.text, span.end) is None and not _OTHER.fullmatch(last) and not is_evidence_value(last)

    def _last(self, span: Span) -> int:
        return bisect_right(self._starts, span.end - 1) - 1

    def original(self, span: Span) -> Iterator[Span]:
        """A span of the joined text as spans of the original, one for each line that it lies on."""
        at, number = span.start, bisect_right(self._starts, span.start) - 1
        kept = (span.mark, span.kind, span.value)
        while at < span.end:
            following = self._starts[number + 1] if number + 1 < len(self._starts) else span.end
            end = min(span.end, following)
            origin = self._origins[number] + at - self._starts[number]
            if end > at and self._origins[number] >= 0:
                yield Span(origin, origin + end - at, *kept)
                kept = ("", "", "")
            at, number = end, number + 1


def cut_lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The groups of lines in `text` that a margin cut apart."""
    lines = text.split("\n")
    lengths = [*map(len, lines)]
    starts = [0, *accumulate(length + 1 for length in lengths)]
    framed = _FRAME.match(text) is not None or _NEXT_FRAME.search(text) is not None
    widest = max((len(line.rstrip("\r")) for line in lines if _FRAME.match(line)), default=0) if framed else 0
    last = 0
    for first, (length, following) in enumerate(pairwise(lengths)):
        equal = length == following and lines[first][:_SAME_START] != lines[first + 1][:_SAME_START]
        if first >= last and (framed or equal or length in _MARGINS):
            pieces = _cut_pieces(lines, starts, first, widest)
            last = first + len(pieces)
            if len(pieces) > 1:
                yield pieces


def _cut_pieces(lines: list[str], starts: list[int], number: int, widest: int) -> list[tuple[int, int]]:
    """What the line `number` and those behind it have of one line that a margin cut apart."""
    pieces: list[tuple[int, int]] = []
    begun, margin = starts[number], 0
    for at in range(number, len(lines) - 1):
        line, following = lines[at], lines[at + 1]
        bare = len(line.removesuffix("\r"))
        if not _is_cut(line, following, bare, widest, margin):
            return [*pieces, (begun, starts[at] + bare)]
        frame = _FRAME.match(following)
        border = _BORDER.search(line, max(0, bare - 2)) if frame is not None else None
        pieces.append((begun, starts[at] + (bare if border is None else border.start())))
        begun, margin = starts[at + 1] + (frame.end() if frame is not None else 0), bare
    return [*pieces, (begun, starts[-1] - 1)]


def _is_cut(line: str, following: str, width: int, widest: int, margin: int) -> bool:
    """Whether a margin, and not the writer, ended `line`. `margin`: where it cut the line before, or 0."""
    frame, next_frame = _FRAME.match(line) is not None, _FRAME.match(following) is not None
    if frame or next_frame:
        return frame and next_frame and width == widest >= _LEAST
    if following[:1].strip() == "":
        return False
    return width in _WIDTHS or (width >= _LEAST and _of_one_width(line, following, margin))


def _of_one_width(line: str, following: str, margin: int) -> bool:
    """Whether lines are as long as each other because they were cut, and not because they say the same."""
    longest = len(line) == margin or len(line) == len(following)
    return longest and len(following) <= len(line) and line[:_SAME_START] != following[:_SAME_START]

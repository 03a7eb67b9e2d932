"""Texts that a terminal or a box cut into lines of one width: joined again, so that names and values are whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from diagnose.redact.span import Span

_WIDTHS: Final = frozenset({60, 64, 70, 72, 75, 76, 78, 79, 80, 100, 120, 128, 132, 140, 160, 200})
_FRAME: Final = re.compile(r"[ \t]*[│|][ \t]?")
_LEAST: Final = 40


class Joined:
    """Lines of a text that a margin cut apart, joined to one. `text` is what they were before."""

    def __init__(self, text: str, pieces: list[tuple[int, int]]) -> None:
        self._starts: list[int] = []  # where each piece begins in the joined text
        self._origins: list[int] = []  # where it begins in the original
        at = 0
        for start, end in pieces:
            self._starts.append(at)
            self._origins.append(start)
            at += end - start
        self.text = "".join(text[start:end] for start, end in pieces)

    def original(self, span: Span) -> Iterator[Span]:
        """A span of the joined text as spans of the original, one for each line that it lies on."""
        at, number = span.start, bisect_right(self._starts, span.start) - 1
        kept = (span.mark, span.kind, span.value)
        while at < span.end:
            following = self._starts[number + 1] if number + 1 < len(self._starts) else span.end
            end = min(span.end, following)
            origin = self._origins[number] + at - self._starts[number]
            if end > at:
                yield Span(origin, origin + end - at, *kept)
                kept = ("", "", "")
            at, number = end, number + 1


def joined(text: str) -> Iterator[Joined]:
    """The groups of lines in `text` that a margin cut apart."""
    lines = text.split("\n")
    widest = (
        max((len(line.rstrip("\r")) for line in lines if _FRAME.match(line)), default=0)
        if "│" in text or "|" in text
        else 0
    )
    pieces: list[tuple[int, int]] = []
    begun, at = 0, 0
    for line, following in pairwise(lines):
        bare = len(line.removesuffix("\r"))
        if _is_cut(line, following, bare, widest):
            pieces.append((begun, at + bare))
            frame = _FRAME.match(following)
            begun = at + len(line) + 1 + (frame.end() if frame is not None else 0)
        else:
            if pieces:
                yield Joined(text, [*pieces, (begun, at + bare)])
                pieces = []
            begun = at + len(line) + 1
        at += len(line) + 1
    if pieces:
        yield Joined(text, [*pieces, (begun, len(text))])


def _is_cut(line: str, following: str, width: int, widest: int) -> bool:
    """Whether a margin, and not the writer, ended `line`."""
    if width not in _WIDTHS and width != widest:
        return False
    frame, next_frame = _FRAME.match(line) is not None, _FRAME.match(following) is not None
    if frame or next_frame:
        return frame and next_frame and width == widest >= _LEAST
    return width in _WIDTHS and following[:1].strip() != ""

r"""Texts inside strings: lines whose `\n` and `\"` are escapes, as they read without those."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.scan import lines_with
from diagnose.redact.span import Span

_NAMES: Final = Literals(CORE)
_ESCAPED: Final = re.compile(r"\\[nrt\"'/\\]")
_LONGEST: Final = 64 * 1024
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


class Unescaped:
    """A line without its escapes, and where in the text what is in it stands."""

    def __init__(self, text: str, begin: int, end: int) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # where each piece begins without the escapes
        self._origins: list[int] = []  # where it begins in the text
        at = length = 0
        line = text[begin:end]
        for match in (*_ESCAPED.finditer(line), None):
            stop = len(line) if match is None else match.start()
            meant = "" if match is None else _MEANT.get(match[0][1], match[0][1])
            for piece, origin in ((line[at:stop], begin + at), (meant, begin + stop)):
                self._starts.append(length)
                self._origins.append(origin)
                pieces.append(piece)
                length += len(piece)
            at = stop if match is None else match.end()
        self.text = "".join(pieces)

    def original(self, span: Span) -> Span:
        """A span of the line without escapes as one of the text; its mark stays on one line."""
        start, end = self._origin(span.start)[0], self._origin(span.end - 1)[1]
        return span._replace(start=start, end=end, mark=span.mark.strip("\n"))

    def _origin(self, at: int) -> tuple[int, int]:
        """Where a character is in the text: itself, or the whole escape that means it."""
        number = bisect_right(self._starts, at) - 1
        start = self._origins[number] + at - self._starts[number]
        return start, start + 1 + number % 2


def unescaped(content: Indexed) -> Iterator[Unescaped]:
    """The lines of a text with escapes and the name of a secret, without the escapes."""
    if "\\" not in content.text:
        return
    names = _NAMES.within(content)
    done = -1
    for begin, end in lines_with(content.text, "\\"):
        if begin <= done or end - begin > _LONGEST or not any(name in content.low[begin:end] for name in names):
            continue
        done = begin
        if _ESCAPED.search(content.text, begin, end) is not None:
            yield Unescaped(content.text, begin, end)

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
# Letters of other scripts and the lines of boxes, as JSON that is all ASCII has them; half a pair means nothing alone.
_LETTER: Final = r"\\u(?!00|[dD][89a-fA-F])[0-9a-fA-F]{4}"
_ESCAPED: Final = re.compile(rf"\\[nrt\"'/\\]|{_LETTER}|\\u00[89a-fA-F][0-9a-fA-F]")
_OTHER_LETTERS: Final = re.compile(_LETTER)
_LONGEST: Final = 64 * 1024
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


class Unescaped:
    """A line without its escapes, and where in the text what is in it stands."""

    def __init__(self, text: str, begin: int, end: int) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # where each piece begins without the escapes
        self._origins: list[int] = []  # where it begins in the text
        self._after: list[int] = []  # where each escape ends in the text
        at = length = 0
        line = text[begin:end]
        for match in (*_ESCAPED.finditer(line), None):
            stop = len(line) if match is None else match.start()
            meant = "" if match is None else _meant(match[0])
            for piece, origin in ((line[at:stop], begin + at), (meant, begin + stop)):
                self._starts.append(length)
                self._origins.append(origin)
                pieces.append(piece)
                length += len(piece)
            at = stop if match is None else match.end()
            self._after.append(begin + at)
        self.text = "".join(pieces)

    def original(self, span: Span) -> Span:
        """A span of the line without escapes as one of the text; its mark stays on one line."""
        start, end = self._origin(span.start)[0], self._origin(span.end - 1)[1]
        return span._replace(start=start, end=end)

    def _origin(self, at: int) -> tuple[int, int]:
        """Where a character is in the text: itself, or the whole escape that means it."""
        number = bisect_right(self._starts, at) - 1
        start = self._origins[number] + at - self._starts[number]
        return start, self._after[number // 2] if number % 2 else start + 1


def _meant(escape: str) -> str:
    return chr(int(escape.removeprefix("\\u"), 16)) if escape[1] == "u" else _MEANT.get(escape[1], escape[1])


def unescaped(content: Indexed) -> Iterator[Unescaped]:
    """The lines of a text with escapes and what may be the name of a secret, without the escapes."""
    if "\\" not in content.text:
        return
    names = _NAMES.within(content)
    done = -1
    for begin, end in lines_with(content.text, "\\"):
        if begin <= done or end - begin > _LONGEST:
            continue
        line = content.low[begin:end]
        if not any(name in line for name in names) and _OTHER_LETTERS.search(line) is None:
            continue
        done = begin
        if _ESCAPED.search(content.text, begin, end) is not None:
            yield Unescaped(content.text, begin, end)

"""Client secrets by their shape: hexadecimal digits, in one run, wrapped, or cut over the lines of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from diagnose.redact.index import Indexed
from diagnose.redact.keys import CORE
from diagnose.redact.scan import line_end, next_line, places
from diagnose.redact.span import Span
from diagnose.redact.values import mark

_LONG_HEX: Final = b"h" * 48
_ESCAPED: Final = re.compile(r"(?:%(?:25)*|\\x|(\\u))$")
_DIGEST: Final = re.compile(
    r"sha-?(?:256|384|512)(?:[:-]|:[ \t]{1,2})$|(?:containerd|docker|cri-o|podman)://$|\b(?:h1|zh):$"
    r"|(?:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$",
    re.IGNORECASE,
)
_DIGEST_NAME: Final = 36
_BREAK: Final = r"(?:\\{0,1}\r?\n[ \t]*(?:[│|>+][ \t]*)?|(?:\\{1,3}[rn]){1,2})"
_WRAPPED_HEX: Final = re.compile(
    rf"(?<![0-9A-Za-z-])[0-9a-fA-F]{{1,63}}(?:-?{_BREAK}[0-9a-fA-F]{{1,63}}){{1,8}}(?![0-9A-Za-z-])"
)
_DIGITS: Final = re.compile(r"[0-9a-fA-F]+")
_MIN_WRAPPED: Final = 56
_LEAST_TOLD: Final = 8  # digits by which two pieces are told apart
_LONG_RUN: Final = b"h" * 14
"""Of one piece at least; numbers of milliseconds are shorter."""
_WHOLE: Final = 64
_LONGEST: Final = 2000
# Not in a list, where each is a value, and not the id of something.
_PIECE: Final = re.compile(r"(?<![0-9A-Za-z-])(?<!- )(?<![iI][dD][=:])[0-9a-fA-F]{1,63}(?![0-9A-Za-z-]|[\"']?,)")
_WORDS: Final = re.compile(r"[g-zG-Z]")
_BARS: Final = frozenset("|│┃║")
_BLANK_CELL: Final = re.compile(r"[|│┃║][ \t]*[|│┃║]")

Stretch = tuple[int, int]


def client_secret_spans(content: Indexed) -> Iterator[Span]:
    """The client secrets of a text; of one in pieces, the first is replaced by the mark, the others go."""
    text = content.text
    for stretches in chain(_whole(content), _wrapped(content), _in_column(content)):
        if _DIGEST.search(text, max(0, stretches[0][0] - _DIGEST_NAME), stretches[0][0]) is None:
            value = "".join(text[slice(*each)] for each in stretches)
            yield Span(*stretches[0], mark("client-secret", value), "client-secret", value)
            yield from (Span(*each, "", "") for each in stretches[1:])


def _whole(content: Indexed) -> Iterator[list[Stretch]]:
    """Long runs of digits; those of an escape before one do not belong to it."""
    text, end = content.text, 0
    for at in places(content.classes, _LONG_HEX):
        run = _DIGITS.match(text, at) if at >= end else None
        if run is not None:
            start, end = run.span()
            escape = _ESCAPED.search(text, max(0, start - 3), start)
            if escape is not None:
                start += 4 if escape[1] or text.startswith("25", start) else 2
            yield [(start, end)]


def _wrapped(content: Indexed) -> Iterator[list[Stretch]]:
    """Runs of digits that breaks cut, and that are as long as a client secret."""
    text, classes, done = content.text, content.classes, 0
    for found in places(classes, b"n"):
        at = found - classes.startswith(b":", found - 1)  # a dash may stand before a break
        if at <= done or not classes.startswith(b"h", at - 1):
            continue
        before = classes[max(0, at - _WHOLE) : at]
        match = _WRAPPED_HEX.match(text, at - len(before) + len(before.rstrip(b"h")))
        if match is not None:
            done = match.end()
            runs = [run.span() for run in _DIGITS.finditer(text, *match.span())]
            if sum(map(_length, runs)) >= _MIN_WRAPPED and not _repeats(text, runs):
                yield runs


def _in_column(content: Indexed) -> Iterator[list[Stretch]]:
    """The pieces of each value of 64 hexadecimal digits that go on in the cells below."""
    text, done = content.text, 0
    for at in places(content.classes, _LONG_RUN):
        piece = _PIECE.match(text, at) if at >= done else None
        if piece is not None and (found := _pieces(text, piece.span())):
            done = found[-1][1]
            yield found


def _pieces(text: str, first: Stretch) -> list[Stretch]:
    found, left = [first], _WHOLE - _length(first)
    while left > 0 and (below := _below(text, found[-1])) is not None:
        found.append(below)
        left -= _length(below)
    doubtful = len(found) == 2 or len({*map(_length, found)}) == 1  # noqa: PLR2004 - of two ids, each may have a length
    return [] if left or _repeats(text, found) or (doubtful and not _is_cut(text, *found[:2])) else found


def _repeats(text: str, pieces: Sequence[Stretch]) -> bool:
    """Whether two pieces are the same, as an id is on line after line: no two of a secret are."""
    long = [text[slice(*piece)] for piece in pieces if _length(piece) >= _LEAST_TOLD]
    return len({*long}) < len(long)


def _below(text: str, last: Stretch) -> Stretch | None:
    """The piece below `last`, in the same column of a table."""
    start, below = _line(text, last), next_line(text, last[1])
    end = line_end(text, below)
    if end - below > _LONGEST or last[1] - start > _LONGEST or not _BARS.intersection(text[below:end]):
        return None
    piece = _PIECE.match(text, below + last[0] - start)
    return piece.span() if piece is not None else None


def _is_cut(text: str, first: Stretch, second: Stretch) -> bool:
    """Whether pieces are no ids, one on each line: the first is named as a secret, or the next has no name."""
    around = text[_line(text, second) : second[0]] + "." + text[second[1] : line_end(text, second[1])]
    if _WORDS.search(around) is None or _BLANK_CELL.search(around) is not None:
        return True
    above = text[text.rfind("\n", 0, max(0, _line(text, first) - 1)) + 1 : first[0]].lower()
    return any(word in above for word in CORE)


def _line(text: str, stretch: Stretch) -> int:
    return text.rfind("\n", 0, stretch[0]) + 1


def _length(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]

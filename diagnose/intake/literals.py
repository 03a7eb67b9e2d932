"""Which lines of a long log can matter: those with a literal text that no refusal of Infisical's is without.

Most lines of a log differ from others only in numbers and ids. So hexadecimal digits are taken out of lines and of
literals alike, and what is left in small letters, a line's shape, is looked at once: a line has a literal only if its
shape has the literal's. The few lines whose shape has one are looked at themselves. Case tells nothing apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, count
from typing import Final

import msgspec

from checks.knowledge import sentences
from checks.knowledge.table import rows
from checks.knowledge.wording import BY_ROUTE, choices
from diagnose.intake.tables import rows_of

_OPEN: Final = re.compile(r"<[^<>]*>|\"")  # what texts of one sentence differ in: placeholders, quotes escaped or not
_DIGITS: Final = b"0123456789abcdefABCDEF"
_SMALL: Final = bytes(range(256)).lower()
_GRAM: Final = 6
_SLICE: Final = 16 * 1024  # what the cache next to a core holds, with all that is made of it
_LONG: Final = 256 * 1024
_AROUND: Final = 64 * 1024
_REMEMBERED: Final = 8 * 1024 * 1024
_OVERHEAD: Final = 100  # what remembering a shape takes beside its characters


class Literal(msgspec.Struct, frozen=True):
    """A text in small letters that makes a line worth reading; `whole`: it, and what has to stand beside it."""

    text: bytes
    whole: re.Pattern[bytes] | None = None

    @property
    def shape(self) -> bytes:
        """The text without hexadecimal digits."""
        return self.text.translate(None, _DIGITS)

    def places(self, line: bytes) -> Iterator[int]:
        """Where it starts in a line that is in small letters."""
        at = line.find(self.text)
        while at >= 0:
            if self.whole is None or self.whole.match(line, at) is not None:
                yield at
            at = line.find(self.text, at + 1)


class Hit(msgspec.Struct, frozen=True):
    """A line worth reading: its number from 1, where it starts and ends; of an overlong one the part that matters."""

    number: int
    first: int
    end: int


@lru_cache(maxsize=1)
def literals() -> tuple[Literal, ...]:
    """What lines have that name Infisical or an answer, what only Infisical says, and its errors' names."""
    named = [
        Literal(row["text"].encode(), re.compile(row["whole"].encode()) if row["whole"] else None)
        for row in rows_of("literals")
    ]
    said = (Literal(text.encode()) for text in _unmistakable())
    alone = [known.text for known in named if known.whole is None]
    return (*named, *_names(), *(one for one in said if not any(text in one.text for text in alone)))


def _unmistakable() -> frozenset[str]:
    """Of each sentence that only Infisical says, the longest part that every text of it has.

    Those with a path are left out: they are only Infisical's where the path is.
    """
    said = (one.text for one in sentences.every() if one.beside or (one.only and one.only != BY_ROUTE))
    return frozenset(max(_OPEN.split(text.removesuffix(".")), key=len).lower() for text in said)


def _names() -> Iterator[Literal]:
    """The names of errors: each right before a sentence, and one that is no plain word as a field too."""
    behind = rb"\W+" + sentences.starts().pattern.encode()
    plain, other = (re.compile(rb"\w+(?:%s)" % end, re.IGNORECASE) for end in (behind, behind + rb"|[\"']?\W*$"))
    for name in sorted({name for row in rows() for name in choices(row.error) if name.isidentifier()}):
        yield Literal(name.lower().encode(), plain if name.islower() else other)


class Lines:
    """Goes over the pages of one text, each part once. `ends`: how many line ends were passed."""

    def __init__(self, known: Iterable[Literal] | None = None) -> None:
        self.ends = 0
        self._by_gram = _by_gram(literals() if known is None else tuple(known))
        self._without: set[bytes] = set()
        self._with: dict[bytes, tuple[Literal, ...]] = {}
        self._size = 0

    def hits(self, page: bytes, start: int, limit: int) -> Iterator[Hit]:
        """The lines worth reading between two places of a page; the first continues where the last call stopped."""
        while start < limit:
            end = _slice_end(page, start, limit)
            shapes = page[start:end].translate(_SMALL, _DIGITS).split(b"\n")
            if wanted := self._with.keys() & self._new(shapes):
                yield from self._of_slice(page, (start, end), shapes, wanted)
            self.ends += len(shapes) - 1
            start = end

    def _new(self, shapes: list[bytes]) -> set[bytes]:
        """The shapes that may have a literal; those seen for the first time are sorted in."""
        new = set(shapes).difference(self._without)
        unknown = new.difference(self._with)
        if unknown:
            if self._size > _REMEMBERED:
                self._without.clear()
                self._with.clear()
                self._size, unknown = 0, new
            self._sort(unknown)
        return new

    def _sort(self, shapes: set[bytes]) -> None:
        joined = b"\n".join(shapes)
        self._size += len(joined) + _OVERHEAD * len(shapes)
        telling = set()
        for gram in self._by_gram:
            at = joined.find(gram)
            while at >= 0:
                end = joined.find(b"\n", at)
                end = end if end >= 0 else len(joined)
                telling.add(joined[joined.rfind(b"\n", 0, at) + 1 : end])
                at = joined.find(gram, end + 1)
        for shape in telling:
            found = tuple(
                one for gram, some in self._by_gram.items() if gram in shape for one in some if one.shape in shape
            )
            if found:
                self._with[shape] = found
        self._without |= shapes.difference(self._with)

    def _of_slice(self, page: bytes, bounds: tuple[int, int], shapes: list[bytes], wanted: set[bytes]) -> Iterator[Hit]:
        """The lines of the slice whose shapes are wanted, if they have a literal themselves."""
        found = list(compress(count(), map(wanted.__contains__, shapes)))
        start, end = bounds
        passed = 0
        for index in found:
            for _ in range(index - passed):
                start = page.find(b"\n", start) + 1
            passed = index
            line_end = page.find(b"\n", start, end)
            line_end = line_end if line_end >= 0 else end
            for first, stop in _spans(page, start, line_end, self._with[shapes[index]]):
                yield Hit(self.ends + index + 1, first, stop)


@lru_cache(maxsize=2)
def _by_gram(known: tuple[Literal, ...]) -> dict[bytes, tuple[Literal, ...]]:
    """The literals by a few short pieces of shapes, one of which every literal has."""
    left = {one: _grams(one.shape) for one in known}
    found: dict[bytes, tuple[Literal, ...]] = {}
    while left:
        often = Counter(gram for grams in left.values() for gram in grams)
        best = max(often, key=lambda gram: (often[gram], gram))
        found[best] = tuple(one for one, grams in left.items() if best in grams)
        left = {one: grams for one, grams in left.items() if best not in grams}
    return found


def _grams(shape: bytes) -> frozenset[bytes]:
    return frozenset(shape[at : at + _GRAM] for at in range(max(1, len(shape) - _GRAM + 1)))


def _slice_end(page: bytes, start: int, limit: int) -> int:
    """The end of a piece of the page: a line's end, unless the line is overlong."""
    if limit - start <= _SLICE:
        return limit
    end = page.rfind(b"\n", start, start + _SLICE) + 1
    if not end:
        end = page.find(b"\n", start + _SLICE, min(start + _LONG, limit)) + 1
    return end or min(start + _LONG, limit)


def _spans(page: bytes, start: int, end: int, known: Iterable[Literal]) -> Iterator[tuple[int, int]]:
    """The line between the two, if one of the literals is in it; of an overlong line the parts around them."""
    at = start
    line = page[start:end].lower()
    for place in sorted(start + place for one in known for place in one.places(line)):
        if place < at:
            continue
        first = page.rfind(b"\n", max(0, place - _LONG), place) + 1
        stop = page.find(b"\n", place, place + _LONG)
        if not first or stop < 0:
            first = first or max(0, place - _AROUND // 4)
            stop = stop if stop >= 0 else min(len(page), place + _AROUND)
        yield first, stop
        at = stop

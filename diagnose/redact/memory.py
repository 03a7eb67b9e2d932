"""The secrets seen so far, so that each is also removed where it stands without a name. Bounded."""

from __future__ import annotations

import base64
import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from diagnose.redact.index import Indexed, masked
from diagnose.redact.scan import WORD
from diagnose.redact.span import Span
from diagnose.redact.values import is_memorable, mark

_MIN_ANCHOR: Final = 6
# What of an escape before a value looks like a part of it: `\\n`, `\\x22`, `\\u0022`, `%22`, `%2522`.
_ESCAPED: Final = re.compile(r"([\\%])([A-Za-z0-9]+)")
_OF_ESCAPE: Final = {"\\": (1, 3, 5), "%": (2, 4)}
_MAX_VALUE: Final = 8192
_MAX_ENCODED: Final = 512
_MAX_BROKEN: Final = 64
"""How many values are looked for one by one, because signs leave no run of letters and digits to find them by."""


class Memory:
    """Values that were found to be secret, each in the spellings that it may come back in."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._seen: set[str] = set()
        self._broken: dict[str, str] = {}
        self._anchors: dict[str, list[tuple[str, int, str]]] = {}
        self._masked: set[bytes] = set()  # the anchors, as a text's runs are told apart

    def __len__(self) -> int:
        return len(self._seen)

    @property
    def values(self) -> frozenset[str]:
        """All that is remembered."""
        return frozenset(self._seen)

    def __repr__(self) -> str:
        return f"Memory({len(self)} values)"

    def learn(self, found: Iterable[Span]) -> None:
        """Remembers what was found."""
        for span in found:
            self.add(span.value, span.kind)

    def add(self, value: str, kind: str) -> None:
        """Remembers a value if it is peculiar enough and there is room."""
        if value in self._seen or len(self._seen) >= self._limit or len(value) > _MAX_VALUE or not is_memorable(value):
            return
        self._seen.add(value)
        for spelling in _spellings(value):
            runs = list(WORD.finditer(spelling))
            longest = max(runs, key=lambda run: run.end() - run.start(), default=None)
            if longest is not None and len(longest[0]) >= _MIN_ANCHOR:
                self._masked.add(masked(longest[0].encode("ascii")))
                self._anchors.setdefault(longest[0], []).append((spelling, longest.start(), kind))
            elif len(self._broken) < _MAX_BROKEN:
                self._broken[spelling] = kind

    def spans(self, content: Indexed) -> Iterator[Span]:
        """Where remembered values stand in a text."""
        text = content.text
        for value, kind in self._broken.items():
            at = text.find(value)
            while at >= 0:
                yield Span(at, at + len(value), mark(kind, value), kind)
                at = text.find(value, at + len(value))
        if not self._anchors:
            return
        for run in content.runs & self._masked:
            for start in content.places_of(run):
                yield from self._at(text, start, start + len(run))
        for escaped in _ESCAPED.finditer(text):
            for length in _OF_ESCAPE[escaped[1]]:
                yield from self._at(text, escaped.start(2) + length, escaped.end())

    def _at(self, text: str, start: int, end: int) -> Iterator[Span]:
        for spelling, offset, kind in self._anchors.get(text[start:end], ()):
            begin = start - offset
            if text.startswith(spelling, begin):
                yield Span(begin, begin + len(spelling), mark(kind, spelling), kind)


def _spellings(value: str) -> set[str]:
    plain = {value, unquote(value)}
    if "\\" in value:
        with contextlib.suppress(ValueError):
            plain.add(json.loads(f'"{value}"'))
    found = set(plain)
    if len(value) <= _MAX_ENCODED:
        found.add(base64.b64encode(value.encode(errors="replace")).decode().rstrip("="))
    for each in plain:
        found |= {quote(each, safe="", errors="replace"), json.dumps(each)[1:-1]}
    return found

"""The secrets seen so far, so that each is also removed where it stands without a name. Bounded."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

from diagnose.redact.span import Span
from diagnose.redact.values import is_memorable, mark

_TOKEN: Final = re.compile(r"(?:%(?:25)*[0-9A-F]{2}|\\+u[0-9a-fA-F]{4}|\\+[nrtbf])|([A-Za-z0-9]{6,})")
_RUN: Final = re.compile(r"[A-Za-z0-9]+")
_MIN_ANCHOR: Final = 6
_MAX_VALUE: Final = 8192


class Memory:
    """Values that were found to be secret, each in the spellings that it may come back in."""

    def __init__(self, limit: int = 10_000) -> None:
        self._limit = limit
        self._seen: set[str] = set()
        self._anchors: dict[str, list[tuple[str, int, str]]] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def __repr__(self) -> str:
        return f"Memory({len(self)} values)"

    def add(self, value: str, kind: str) -> None:
        """Remembers a value if it is peculiar enough and there is room."""
        if value in self._seen or len(self._seen) >= self._limit or len(value) > _MAX_VALUE or not is_memorable(value):
            return
        self._seen.add(value)
        for spelling in _spellings(value):
            runs = list(_RUN.finditer(spelling))
            longest = max(runs, key=lambda run: run.end() - run.start(), default=None)
            if longest is not None and len(longest[0]) >= _MIN_ANCHOR:
                self._anchors.setdefault(longest[0], []).append((spelling, longest.start(), kind))

    def spans(self, text: str) -> Iterator[Span]:
        """Where remembered values stand in `text`."""
        if not self._anchors:
            return
        anchors = self._anchors
        for match in _TOKEN.finditer(text):
            for spelling, offset, kind in anchors.get(match[1], ()):
                start = match.start(1) - offset
                if start >= 0 and text.startswith(spelling, start):
                    yield Span(start, start + len(spelling), mark(kind, spelling), kind)


def _spellings(value: str) -> set[str]:
    plain = {value, unquote(value)}
    if "\\" in value:
        with contextlib.suppress(ValueError):
            plain.add(json.loads(f'"{value}"'))
    found = set(plain)
    for each in plain:
        found |= {quote(each, safe="", errors="replace"), json.dumps(each)[1:-1]}
    return found

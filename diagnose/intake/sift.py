"""From a stream of bytes to the few lines that may matter, with the lines around them where they need those.

Bytes are searched before anything is decoded: most of a long log is never looked at as text. A line that says the
same as several before it (but for its numbers and ids) is only counted.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

from diagnose.intake.literals import Hit, Lines

_WHOLE: Final = 64 * 1024  # a paste of this size is taken as a whole
# How many lines before and after one are taken with it.
_AROUND: Final = 30, 40
_ABOVE: Final = 3, 0  # a complete answer: who gave it may stand above
_BACK: Final = 32 * 1024
_LONG: Final = 256 * 1024
_SLICE: Final = 64 * 1024
_MOST: Final = 24 * 1024 * 1024
_SAME: Final = 4
_SHAPES: Final = 50_000
_VARYING: Final = re.compile(rb"(?<![\w-])[\w-]*\d[\w-]*")
# Says of itself what was refused, so it needs no lines behind it.
_COMPLETE: Final = re.compile(
    rb'\{[^{}]*"(?:statusCode|status_code)"[^{}]*"message"[^{}]*\}|"level":\d+,"time":|\[status-code=\d+\].*\[message='
)
_WEAK: Final = re.compile(rb'(?i)tatus[-_ ]?code\W{0,8}[1-3]\d\d|HTTP/[\d.]+" [1-3]\d\d|^\S* ?(?:debug|info)\b')
_REQUEST_ID: Final = re.compile(rb'"reqId":"([^"]{1,64})"')
_WENT_WELL: Final = re.compile(rb'"res":\{"statusCode":[123]')
_STASH: Final = 4096
_PAGE: Final = 4 * 1024 * 1024
_NEAR: Final = 400


Line = tuple[int, bytes]
"""One line that was kept: its number in the file, from 1, and its bytes without the line's end."""


class Sift:
    """Goes through one stream once. `lines`: how many there were. `whole`: whether it was taken as it is."""

    def __init__(self) -> None:
        self.lines = 0
        self.whole = False
        self._kept = 0
        self._all = Lines()
        self._shapes: dict[bytes, int] = {}
        self._asked: OrderedDict[bytes, Line] = OrderedDict()

    def blocks(self, chunks: Iterable[bytes]) -> Iterator[tuple[Line, ...]]:
        """Runs of neighbouring lines worth reading. A short text is one run. Where pages meet, lines may come twice."""
        source = iter(chunks)
        page, following = _filled(b"", source)
        if not following and len(page) <= _WHOLE:
            self.whole = True
            self.lines = page.count(b"\n") + (not page.endswith(b"\n") and bool(page))
            if page:
                yield _lines(page, 1)
            return
        done = 0
        while True:
            limit = len(page) if not following else _line_start(page, max(len(page) - _BACK, len(page) // 2))
            yield from self._page(page, done, limit)
            if not following:
                break
            keep = _line_start(page, max(0, limit - _BACK))
            page, following = _filled(page[keep:] + following, source)
            done = limit - keep
        self.lines = self._all.ends + (not page.endswith(b"\n") and bool(page))

    def _page(self, page: bytes, start: int, limit: int) -> Iterator[tuple[Line, ...]]:
        for hit in _joined(self._spans(page, start, limit)):
            self._kept += hit.end - hit.first
            lines = _lines(page[hit.first : hit.end], hit.number)
            yield (*self._questions(lines), *lines)

    def _questions(self, lines: tuple[Line, ...]) -> Iterator[Line]:
        """The requests to which a server's log lines are the answers, if they were seen a while ago."""
        for _, raw in lines:
            asked = _REQUEST_ID.search(raw) if b'"level":' in raw else None
            if asked is not None and (question := self._asked.pop(asked[1], None)) is not None:
                yield question

    def _spans(self, page: bytes, start: int, limit: int) -> Iterator[Hit]:
        for hit in self._all.hits(page, start, limit):
            raw = page[hit.first : hit.end]
            complete = _COMPLETE.search(raw, 0, _SLICE) is not None
            if complete and self._aside(raw):
                continue
            wide = _around(page, hit, *(_ABOVE if complete else _AROUND))
            part = raw if complete else page[max(wide.first, hit.first - _NEAR) : min(wide.end, hit.end + _NEAR)]
            # A line that says what another has said is not read again.
            if not self._known(part) and (self._kept < _MOST or not _WEAK.search(raw, 0, _SLICE)):
                yield wide

    def _aside(self, raw: bytes) -> bool:
        """Whether a server's log line can wait: a request until its answer comes, and one that went well for ever."""
        identity = _REQUEST_ID.search(raw) if b'"err":' not in raw else None
        if identity is None:
            return False
        if b'"req":{' in raw:
            self._asked[identity[1]] = 0, raw[:_SLICE]
            if len(self._asked) > _STASH:
                self._asked.popitem(last=False)
            return True
        if went_well := _WENT_WELL.search(raw) is not None:
            self._asked.pop(identity[1], None)
        return went_well

    def _known(self, part: bytes) -> bool:
        """Whether enough lines of this shape, ids and numbers aside, were kept."""
        shape = _VARYING.sub(b"#", part[:_SLICE])
        seen = self._shapes.get(shape, 0)
        if seen or len(self._shapes) < _SHAPES:
            self._shapes[shape] = seen + 1
        return seen >= _SAME


def _filled(page: bytes, source: Iterator[bytes]) -> tuple[bytes, bytes]:
    """A page of a few MiB that starts with `page`, and the chunk after it (empty at the end)."""
    pieces, size = [page], len(page)
    following = next(source, b"")
    while following and size < _PAGE:
        pieces.append(following)
        size += len(following)
        following = next(source, b"")
    return b"".join(pieces), following


def _line_start(page: bytes, at: int) -> int:
    """The start of the line that `at` is in; `at` itself if that line is overlong."""
    start = page.rfind(b"\n", 0, at) + 1
    return start if at - start <= _LONG else at


def _lines(part: bytes, number: int) -> tuple[Line, ...]:
    return tuple((n, raw.rstrip(b"\r")[:_LONG]) for n, raw in enumerate(part.split(b"\n"), start=number))


def _around(page: bytes, hit: Hit, before: int, after: int) -> Hit:
    """The line with so many before and after it, but not too much of a text without line ends."""
    start, stop = hit.first, hit.end
    for _ in range(before):
        above = page.rfind(b"\n", 0, max(0, start - 1)) + 1
        if hit.first - above > _BACK:
            break
        start = above
    for _ in range(after):
        below = page.find(b"\n", stop + 1)
        if below < 0 or below - hit.end > _BACK:
            break
        stop = below
    return Hit(hit.number - page.count(b"\n", start, hit.first), start, stop)


def _joined(hits: Iterable[Hit]) -> list[Hit]:
    """Those that touch or overlap as one."""
    joined: list[Hit] = []
    for hit in sorted(hits, key=lambda one: one.first):
        if joined and hit.first <= joined[-1].end + 1:
            joined[-1] = Hit(joined[-1].number, joined[-1].first, max(joined[-1].end, hit.end))
        else:
            joined.append(hit)
    return joined

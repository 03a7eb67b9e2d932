"""From a stream of bytes to the few lines that may matter, with the lines around them where they need those.

Bytes are searched before anything is decoded: most of a long log is never looked at as text. A line that says the
same as several before it (but for its numbers and ids) is only counted.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from diagnose.intake.rule import rule

# One search per literal runs at the speed of memory, an alternation does not. What follows some of them is looked at.
_NEEDLES: Final[tuple[tuple[bytes, re.Pattern[bytes] | None], ...]] = (
    (b"nfisical", None),
    (b"NFISICAL", None),
    (b"tatus", rule(rb"tatus[-_ ]?[cC]ode", finds=(b"status_code", b"statusCode"), leaves=(b"status: 1",))),
    (b"/api/", rule(rb"/api/(?:v\d|status)", finds=(b"/api/v4/a", b"/api/status"), leaves=(b"/api/users",))),
    (b"reqId", None),
    (b"HTTP/", rule(rb"HTTP/[\d.]{1,3} \d{3}", finds=(b"HTTP/1.1 403", b"HTTP/2 200"), leaves=(b"GET / HTTP/1.1",))),
    (b"curl: (", None),
    # Parts of sentences that only Infisical says, the most frequent ones: their lines may name nothing else.
    (b"Access denied: ", None),
    (b"with specified client ID", None),
    (b"temporarily locked", None),
    (b"You are not allowed to ", None),
)
_WHOLE: Final = 64 * 1024  # a paste of this size is taken as a whole
_BEFORE: Final = 30
_AFTER: Final = 40
_BACK: Final = 32 * 1024
_LONG: Final = 256 * 1024
_SLICE: Final = 64 * 1024
_MOST: Final = 24 * 1024 * 1024
_SAME: Final = 4
_SHAPES: Final = 50_000
_VARYING: Final = rule(rb"(?<![\w-])[\w-]*\d[\w-]*", finds=(b"took 12ms", b"req-a1B2"), leaves=(b"took long",))
# Says of itself what was refused, so it needs no lines around it.
_COMPLETE: Final = rule(
    rb'\{[^{}]*"(?:statusCode|status_code)"[^{}]*"message"[^{}]*\}|"level":\d+,"time":|\[status-code=\d+\].*\[message=',
    finds=(b'{"statusCode": 403, "message": "Forbidden"}', b'"level":30,"time":1', b"[status-code=403] [message=a"),
    leaves=(b'{"statusCode": 403,', b"status-code=403"),
)
_WEAK: Final = rule(
    rb'(?i)tatus[-_ ]?code\W{0,8}[1-3]\d\d|HTTP/[\d.]+" [1-3]\d\d|^\S* ?(?:debug|info)\b',
    finds=(b"statusCode: 200", b'HTTP/1.1" 200', b"debug retrying"),
    leaves=(b"statusCode: 403", b'HTTP/1.1" 403', b"this is no debug line"),
)
_REQUEST_ID: Final = rule(
    rb'"reqId":"([^"]{1,64})"', finds=(b'"reqId":"req-a1"',), leaves=(b'"reqId":""', b"reqId: req-a1")
)
_WENT_WELL: Final = rule(
    rb'"res":\{"statusCode":[123]',
    finds=(b'"res":{"statusCode":200',),
    leaves=(b'"res":{"statusCode":403', b'"req":{"statusCode":200'),
)
_STASH: Final = 4096
_PAGE: Final = 4 * 1024 * 1024
_NEAR: Final = 400


class Line(msgspec.Struct, frozen=True):
    """One line that was kept: its number in the file, from 1, and its bytes without the line's end."""

    number: int
    raw: bytes


class Sift:
    """Goes through one stream once. `lines`: how many there were."""

    def __init__(self) -> None:
        self.lines = 0
        self._kept = 0
        self._number, self._at = 1, 0
        self._shapes: dict[bytes, int] = {}
        self._asked: OrderedDict[bytes, Line] = OrderedDict()

    def blocks(self, chunks: Iterable[bytes]) -> Iterator[tuple[Line, ...]]:
        """Runs of neighbouring lines worth reading. A short text is one run. Where pages meet, lines may come twice."""
        source = iter(chunks)
        page, following = _filled(b"", source)
        if not following and len(page) <= _WHOLE:
            self.lines = _count(page)
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
            self._count_to(page, keep)
            self._at = 0
            page, following = _filled(page[keep:] + following, source)
            done = limit - keep
        self._count_to(page, len(page))
        self.lines = self._number - (page.endswith(b"\n") or not page)

    def _page(self, page: bytes, start: int, limit: int) -> Iterator[tuple[Line, ...]]:
        for first, end in _joined(self._spans(page, start, limit)):
            self._count_to(page, first)
            self._kept += end - first
            lines = _lines(page[first:end], self._number)
            yield (*self._questions(lines), *lines)

    def _count_to(self, page: bytes, at: int) -> None:
        """Know the number of the line that starts at this place of the page; each line end is counted once or so."""
        ends = page.count(b"\n", min(self._at, at), max(self._at, at))
        self._number += ends if at >= self._at else -ends
        self._at = at

    def _questions(self, lines: tuple[Line, ...]) -> Iterator[Line]:
        """The requests to which a server's log lines are the answers, if they were seen a while ago."""
        for line in lines:
            asked = _REQUEST_ID.search(line.raw) if b'"level":' in line.raw else None
            if asked is not None and (question := self._asked.pop(asked[1], None)) is not None:
                yield question

    def _spans(self, page: bytes, start: int, limit: int) -> Iterator[tuple[int, int]]:
        for first, end in _hits(page, start, limit):
            raw = page[first:end]
            complete = _COMPLETE.search(raw, 0, _SLICE) is not None
            if complete and self._aside(raw):
                continue
            wide = (first, end) if complete else _around(page, first, end)
            part = raw if complete else page[max(wide[0], first - _NEAR) : min(wide[1], end + _NEAR)]
            # A line that says what another has said is not read again.
            if not self._known(part) and (self._kept < _MOST or not _WEAK.search(raw, 0, _SLICE)):
                yield wide

    def _aside(self, raw: bytes) -> bool:
        """Whether a server's log line can wait: a request until its answer comes, and one that went well for ever."""
        if b'"err":' in raw:
            return False
        identity = _REQUEST_ID.search(raw)
        if identity is None:
            return False
        if b'"req":{' in raw:
            self._asked[identity[1]] = Line(0, raw[:_SLICE])
            if len(self._asked) > _STASH:
                self._asked.popitem(last=False)
            return True
        went_well = _WENT_WELL.search(raw) is not None
        if went_well:
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
    return tuple(Line(n, raw.rstrip(b"\r")[:_LONG]) for n, raw in enumerate(part.split(b"\n"), start=number))


def _hits(page: bytes, start: int, limit: int) -> Iterator[tuple[int, int]]:
    """The lines with a needle in them, each once, in order; of an overlong line the part around the needle."""
    ends: dict[int, int] = {}
    for needle, rest in _NEEDLES:
        at = start
        while (found := page.find(needle, at, limit)) >= 0:
            at = found + len(needle)
            if rest is not None and rest.match(page, found) is None:
                continue
            first = page.rfind(b"\n", max(0, found - _LONG), found) + 1
            end = page.find(b"\n", at, at + _LONG)
            if not first or end < 0:
                first = first or max(0, found - _SLICE // 4)
                end = end if end >= 0 else min(len(page), at + _SLICE)
            ends[first] = max(end, ends.get(first, 0))
            at = max(at, min(end, limit))
    return iter(sorted(ends.items()))


def _around(buffer: bytes, first: int, end: int) -> tuple[int, int]:
    start = first
    for _ in range(_BEFORE):
        if start <= 0 or first - start > _BACK:
            break
        start = buffer.rfind(b"\n", 0, start - 1) + 1
    stop = end
    for _ in range(_AFTER):
        following = buffer.find(b"\n", stop + 1)
        if following < 0 or following - end > _BACK:
            break
        stop = following
    return start, stop


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    current: tuple[int, int] | None = None
    for first, end in sorted(spans):
        if current is not None and first <= current[1] + 1:
            current = (current[0], max(current[1], end))
            continue
        if current is not None:
            yield current
        current = (first, end)
    if current is not None:
        yield current


def _count(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))

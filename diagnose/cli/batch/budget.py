"""The limits that the servers of a batch state, shared by all its runs and with the batch that goes on after a kill."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

import msgspec

from checks.knowledge import routes
from diagnose.cli.batch.bucket import Bucket, Level
from diagnose.cli.batch.journal import Journal
from diagnose.http.messages import Request
from diagnose.model import Answer, Exchange

_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_USUAL: Final = 0.5
"""A route is usual from this share of the runs on: a run begins only when there is room on all usual routes."""

Key = tuple[str, str, frozenset[str]]
"""A server, a method, and the kinds of a route."""


class StoppedError(Exception):
    """The batch ends, so nothing more is sent but what gives a token back."""


class Budget:
    """What may still be sent, to which route of which server. Safe to use from several threads.

    The journal has each request that is counted before it goes out: what a killed run has spent and had under way is
    taken up from there.
    """

    def __init__(
        self, journal: Journal, clock: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time
    ) -> None:
        self._journal, self._clock, self._wall = journal, clock, wall
        self._buckets: defaultdict[Key, Bucket] = defaultdict(Bucket)
        self._runs: Counter[str] = Counter()
        self._uses: Counter[Key] = Counter()
        self._changed = threading.Condition()
        self._stopped = False
        self._take_up()

    def admit(self, origin: str, begin: Callable[[], None] = lambda: None) -> Ticket:
        """Wait until a run is likely to find room on every route that it needs; raises StoppedError.

        The room is kept for it, so that its token need not wait, and perhaps expire, after the login. `begin` is called
        when the turn of its first request has come.
        """
        with self._changed:
            while True:
                if self._stopped:
                    raise StoppedError
                usual = self._usual(origin)
                delays = [self._buckets[key].delay(self._clock()) for key in usual]
                if all(delay == 0 for delay in delays):
                    break
                self._wait(delays)
            for key in usual:
                self._buckets[key].promised += 1
            return Ticket(self, origin, usual, begin)

    def stop(self) -> None:
        """Let no more runs begin, and none wait."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def take(self, key: Key, *, promised: bool, may_stop: bool) -> float:
        """Wait for the turn of one request and count it; the seconds waited. Raises StoppedError."""
        begun = self._clock()
        with self._changed:
            bucket = self._buckets[key]
            while (delay := bucket.delay(self._clock(), promised=promised)) != 0:
                if self._stopped:
                    break
                self._wait([delay])
            if self._stopped and may_stop:
                raise StoppedError
            bucket.take(self._clock(), promised=promised)
            self._keep(key, bucket)
        return self._clock() - begun

    def learn(self, key: Key, exchange: Exchange) -> bool:
        """Take note of an answer; whether it only turned the request away because there were too many."""
        answer = exchange.answer
        refused = answer is not None and _is_refused(answer)
        with self._changed:
            bucket = self._buckets[key]
            if bucket.learn(answer.headers if answer is not None else {}, self._clock(), refused=refused):
                self._keep(key, bucket)
            self._changed.notify_all()
        return refused

    def close(self, origin: str, used: set[Key], kept: set[Key]) -> None:
        """A run has ended: what it used, and what was kept for it and not used."""
        with self._changed:
            self._runs[origin] += 1
            self._uses.update(used)
            for key in kept:
                self._buckets[key].promised -= 1
            self._changed.notify_all()

    def _take_up(self) -> None:
        """Go on with what is known of windows that are not over; their routes are usual until a run has ended."""
        for name, content in self._journal.levels().items():
            origin, method, *kinds = msgspec.json.decode(name, type=list[str])
            level = msgspec.json.decode(content, type=Level)
            # The wall clock may have been put back since.
            level = level.moved(self._clock() - max(self._wall(), level.taken_at))
            if level.until > self._clock():
                key = origin, method, frozenset(kinds)
                self._buckets[key], self._uses[key] = Bucket(level), 0

    def _keep(self, key: Key, bucket: Bucket) -> None:
        """Enter in the journal what a later run must know, in the wall clock's time, which it has too."""
        level = bucket.level(self._clock())
        if level is not None:
            self._journal.keep(_name(key), msgspec.json.encode(level.moved(self._wall() - self._clock())))

    def _usual(self, origin: str) -> list[Key]:
        return [key for key, uses in self._uses.items() if key[0] == origin and uses >= self._runs[origin] * _USUAL]

    def _wait(self, delays: list[float | None]) -> None:
        """Wait for an answer, or until the longest of the delays is over."""
        known = [delay for delay in delays if delay]
        self._changed.wait(max(known) if known else None)


class Ticket:
    """One run's part of the budget: the pace of its client."""

    def __init__(
        self, budget: Budget, origin: str, kept: Iterable[Key] = (), begin: Callable[[], None] = lambda: None
    ) -> None:
        self._budget, self._origin, self._kept, self._begin = budget, origin, set(kept), begin
        self._used: set[Key] = set()

    def wait(self, request: Request) -> float:
        """Wait for the turn of the request; the seconds waited. Raises StoppedError."""
        key = self._key(request)
        promised = key in self._kept
        self._kept.discard(key)
        waited = self._budget.take(key, promised=promised, may_stop=request.probe != "revoke")
        if not self._used:
            self._begin()
        self._used.add(key)
        return waited

    def learn(self, request: Request, exchange: Exchange) -> bool:
        """Take note of the answer; whether it only turned the request away because there were too many."""
        return self._budget.learn(self._key(request), exchange)

    def close(self) -> None:
        """Give back what was kept and not used."""
        self._budget.close(self._origin, self._used, self._kept)
        self._kept = set()

    def _key(self, request: Request) -> Key:
        return self._origin, request.method, routes.kinds(request.method, request.path)


def _is_refused(answer: Answer) -> bool:
    """Whether only the number of requests turned it away. B2 may say so with 500; a 429 with some left is a lock's."""
    left = answer.headers.get("x-ratelimit-remaining")
    if answer.status == _TOO_MANY:
        return left in {None, "0"}
    return answer.status == _SERVER_ERROR and left == "0" and "retry-after" in answer.headers


@cache
def _name(key: Key) -> str:
    """The key as the journal has it."""
    origin, method, kinds = key
    return msgspec.json.encode([origin, method, *sorted(kinds)]).decode()

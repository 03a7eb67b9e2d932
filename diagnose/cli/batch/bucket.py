"""What one server allows on one route: learned from its answers, counted here. Knows no clock and no threads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf
from typing import Final, Self

import msgspec

UNDER_WAY_S: Final = 10.0
"""How long a server may take to count a request whose answer nobody waits for any more."""

_NUMBER: Final = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_PREFIXES: Final = ("x-ratelimit-", "ratelimit-")


class Level(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a later run must know of a bucket, whenever this one is killed. Times as the bucket's own.

    `limit`: None before the first answer. `left`: without those `under_way`, whose answers are awaited. `taken_at`:
    when the last request went out. `ends_at`: of the window, None until an answer tells; `span`: the longest time to it
    that was ever told.
    """

    taken_at: float
    under_way: int
    limit: int | None = None
    left: int = 0
    ends_at: float | None = None
    span: float = 0.0

    @property
    def until(self) -> float:
        """When the next window has begun, and nothing of this one is under way."""
        return max(self.taken_at + UNDER_WAY_S + self.span, -inf if self.ends_at is None else self.ends_at)

    def moved(self, seconds: float) -> Self:
        """The same on a clock that shows so many seconds more."""
        ends_at = None if self.ends_at is None else self.ends_at + seconds
        return msgspec.structs.replace(self, taken_at=self.taken_at + seconds, ends_at=ends_at)


class Bucket:
    """The rest of a route's limit in the server's current window of time.

    Before the first answer one request at a time is let out, since nothing is known. `promised`: how many of the rest
    are kept for runs that have begun. Times are seconds on any clock that never goes back. `before`: what a run that
    has ended left; what it had under way may be counted by the server after our own, so it is not taken by others.
    """

    def __init__(self, before: Level | None = None) -> None:
        before = before or Level(taken_at=-inf, under_way=0)
        self.in_flight = 0
        self.promised = 0
        self._is_known = before.limit is not None
        self._limit = before.limit
        self._left = before.left
        self._ends_at = before.ends_at
        self._span = before.span
        self._last_end = -inf
        self._taken_at = before.taken_at
        self._abandoned = before.under_way
        self._abandoned_until = before.taken_at + UNDER_WAY_S

    def delay(self, now: float, *, promised: bool = False) -> float | None:
        """Seconds until one more request may go out: 0 for now; None if that depends on an answer to come."""
        if not self._is_known:
            return None if self.in_flight else 0.0
        if self._limit is None:
            return 0.0
        self._turn(now)
        if self._left - self._uncounted(now) - (0 if promised else self.promised) > 0:
            return 0.0
        until = min(self._over_at(), self._abandoned_until if self._uncounted(now) else inf)
        return None if until == inf else until - now

    def take(self, now: float, *, promised: bool = False) -> None:
        """Count a request that goes out now; `promised`: it was one of the kept ones."""
        self.in_flight += 1
        self._left -= 1
        self._taken_at = now
        self.promised -= promised

    def level(self, now: float) -> Level | None:
        """What is to be known of it later; None where the server states no limit."""
        if self._is_known and self._limit is None:
            return None
        return Level(
            taken_at=self._taken_at,
            under_way=self.in_flight + self._uncounted(now),
            limit=self._limit,
            left=self._left,
            ends_at=self._ends_at,
            span=self._span,
        )

    def learn(self, headers: Mapping[str, str], now: float, *, refused: bool) -> bool:
        """Take note of an answer, or with no headers of its absence. `refused`: it turned the request away.

        Whether more is known now than was counted. A server that states no limit has none, and one that does not
        answer is not asked more slowly for it.
        """
        self.in_flight -= 1
        before = self._limit, self._left, self._ends_at
        limit, left, reset = (_told(headers, name) for name in ("limit", "remaining", "reset"))
        wait = _number(headers.get("retry-after", "")) if refused else None
        if wait is not None or refused:
            ends_at = now + (wait or reset or 1.0)
            self._is_known, self._limit, self._left = True, int(limit or self._limit or 1), 0
            self._ends_at = max(ends_at, self._ends_at or 0.0)
        elif limit is not None and left is not None and reset is not None:
            self._span = max(self._span, reset)
            self._agree(int(limit), int(left), now + reset)
        else:
            self._is_known = True
        return before != (self._limit, self._left, self._ends_at)

    def _agree(self, limit: int, left: int, ends_at: float) -> None:
        """Others may use the same limit: what the server has left counts if it is less than what is left here.

        An answer that comes late, from the window before, tells nothing of this one.
        """
        if ends_at < self._last_end + self._span / 2:
            return
        if self._limit is None or left < self._left:
            self._left = left - self.in_flight
        self._is_known, self._limit = True, limit
        self._ends_at = ends_at if self._ends_at is None else min(ends_at, self._ends_at)

    def _turn(self, now: float) -> None:
        """When the window is over, the next one has the whole limit, less what is still under way."""
        ends_at = self._over_at()
        if self._limit is not None and now >= ends_at:
            self._left = self._limit - self.in_flight
            self._last_end, self._ends_at = ends_at, None

    def _over_at(self) -> float:
        """When the window is over: as told; else as late as can be, where no answer is to come that would tell."""
        if self._ends_at is not None:
            return self._ends_at
        return inf if self.in_flight or self.promised else self._taken_at + UNDER_WAY_S + self._span

    def _uncounted(self, now: float) -> int:
        """How many requests of an ended run the server may still count."""
        return self._abandoned if now < self._abandoned_until else 0


def _told(headers: Mapping[str, str], name: str) -> float | None:
    texts = (headers[prefix + name] for prefix in _PREFIXES if prefix + name in headers)
    return next((number for text in texts if (number := _number(text)) is not None), None)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None

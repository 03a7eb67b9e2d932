"""What one server allows on one route: learned from its answers, counted here. Knows no clock and no threads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_NUMBER: Final = re.compile(r"\d{1,9}(?:\.\d{1,6})?")
_PREFIXES: Final = ("x-ratelimit-", "ratelimit-")


class Bucket:
    """The rest of a route's limit in the server's current window of time.

    Before the first answer one request at a time is let out, since nothing is known. `promised`: how many of the rest
    are kept for runs that have begun. Times are seconds on any clock that never goes back.
    """

    def __init__(self) -> None:
        self.in_flight = 0
        self.promised = 0
        self._is_known = False
        self._limit: int | None = None
        self._left = 0
        self._ends_at: float | None = None

    def delay(self, now: float, *, promised: bool = False) -> float | None:
        """Seconds until one more request may go out: 0 for now; None if that depends on an answer to come."""
        if not self._is_known:
            return None if self.in_flight else 0.0
        if self._limit is None:
            return 0.0
        self._turn(now)
        if self._left - (0 if promised else self.promised) > 0:
            return 0.0
        return None if self._ends_at is None else self._ends_at - now

    def take(self, *, promised: bool = False) -> None:
        """Count a request that goes out now; `promised`: it was one of the kept ones."""
        self.in_flight += 1
        self._left -= 1
        self.promised -= promised

    def learn(self, headers: Mapping[str, str], now: float, *, refused: bool) -> None:
        """Take note of an answer, or with no headers of its absence. `refused`: it turned the request away.

        A server that states no limit has none, and one that does not answer is not asked more slowly for it.
        """
        self.in_flight -= 1
        limit, left, reset = (_told(headers, name) for name in ("limit", "remaining", "reset"))
        wait = _number(headers.get("retry-after", "")) if refused else None
        if wait is not None or refused:
            ends_at = now + (wait or reset or 1.0)
            self._is_known, self._limit, self._left = True, int(limit or self._limit or 1), 0
            self._ends_at = max(ends_at, self._ends_at or 0.0)
        elif limit is not None and left is not None and reset is not None:
            self._agree(int(limit), int(left), now + reset)
        else:
            self._is_known = True

    def _agree(self, limit: int, left: int, ends_at: float) -> None:
        """Others may use the same limit: what the server has left counts if it is less than what is left here."""
        if self._limit is None or left < self._left:
            self._left = left - self.in_flight
        self._is_known, self._limit = True, limit
        self._ends_at = ends_at if self._ends_at is None else min(ends_at, self._ends_at)

    def _turn(self, now: float) -> None:
        """When the window is over, the next one has the whole limit, less what is still under way."""
        if self._ends_at is not None and now >= self._ends_at and self._limit is not None:
            self._left = self._limit - self.in_flight
            self._ends_at = None


def _told(headers: Mapping[str, str], name: str) -> float | None:
    return next((n for prefix in _PREFIXES if (n := _number(headers.get(prefix + name, ""))) is not None), None)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None

"""The lab's clock: it starts at the real time and moves only when it is told to, or with the real one on top."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """Seconds since the epoch, UTC, as the lab's server sees them. `advance` moves it for good."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._ahead = 0.0

    def now(self) -> float:
        """The server's time, in seconds since the epoch."""
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Move the server's time by that many seconds; negative moves it back."""
        self._ahead += seconds

    def set(self, moment: float) -> None:
        """Make the server's time that moment, in seconds since the epoch."""
        self._ahead = moment - self._source()


def iso(moment: float) -> str:
    """A moment as the servers write it: ISO 8601 with milliseconds and `Z`."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

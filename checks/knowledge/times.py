"""Times as servers write them."""

from __future__ import annotations

from datetime import datetime


def seconds_of(written: object) -> float | None:
    """The time in seconds since the epoch; None for what is no text of a time, or of one that no calendar has."""
    try:
        return datetime.fromisoformat(written).timestamp() if isinstance(written, str) else None
    except (ValueError, OverflowError):
        return None


def is_over(end: object, now: float) -> bool:
    """Whether `end`, as a server writes it, lies before `now` (seconds since the epoch); what is no time has no end."""
    at = seconds_of(end)
    return at is not None and at < now

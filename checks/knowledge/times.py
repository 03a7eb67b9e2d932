"""Times as servers write them."""

from __future__ import annotations

from datetime import datetime


def seconds_of(written: object) -> float | None:
    """The time in seconds since the epoch; None for what is no text of a time, or of one that no calendar has."""
    try:
        return datetime.fromisoformat(written).timestamp() if isinstance(written, str) else None
    except (ValueError, OverflowError):
        return None

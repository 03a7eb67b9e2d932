"""The server's clock beside ours, as far as its answers show it."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parsedate_to_datetime

from diagnose.model import Envelope, Exchange


def skew(exchanges: Sequence[Exchange]) -> float | None:
    """The server's clock minus ours, from the first dated answer of Infisical's; in seconds, to half a second."""
    for exchange in exchanges:
        answer = exchange.answer
        if answer is None or answer.envelope in {Envelope.HTML, Envelope.TEXT} or "date" not in answer.headers:
            continue
        try:
            theirs = parsedate_to_datetime(answer.headers["date"]).timestamp()
        except (ValueError, OverflowError):  # numbers that no calendar has
            continue
        # The header has whole seconds and was written somewhere between sending and receiving.
        return round(theirs + 0.5 - (exchange.at + exchange.took_ms / 2000), 1)
    return None

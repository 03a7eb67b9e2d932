"""What a run's own clock and the server's show of each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checks.case import Case
from checks.signs import Sign
from diagnose.model import Confidence, State

# Beyond this many seconds a client that trusts its own clock renews too late or takes a fresh token for dead.
TOLERATED_S: Final = 60.0


def signs(case: Case) -> Iterable[Sign]:
    """A skewed clock is worth knowing; it is never why the server refuses, since the server uses its own."""
    skew = case.evidence.clock_skew_s
    if skew is None:
        return
    dated = tuple(x.id for x, answer in case.evidence.answered() if "date" in answer.headers)[:1]
    if abs(skew) < TOLERATED_S:
        yield Sign(cause="client-clock-skew", state=State.RULED_OUT, because=dated)
    else:
        yield Sign(
            cause="client-clock-skew",
            state=State.CAUSE if any(s.cause == "client-clock-skew" for s in case.suspects) else State.POSSIBLE,
            explains=("token-jwt-expired", "client-clock-skew", "tls-server-cert-expired"),
            confidence=Confidence.POSSIBLE,
            because=dated,
        )

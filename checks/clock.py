"""What a run's own clock and the server's show of each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checks.case import Case
from checks.knowledge.hints import hint, span
from checks.knowledge.proofs import of_time
from checks.other_auth import lives_here_only
from checks.signs import Sign
from diagnose.model import Confidence, State

# Beyond this many seconds a client that trusts its own clock renews too late or takes a fresh token for dead.
TOLERATED_S: Final = 60.0
_EXPLAINED: Final = frozenset({"token-jwt-expired", "client-clock-skew", "tls-server-cert-expired"})


def warnings(case: Case) -> Iterable[str]:
    """What is off although nothing is refused for it yet."""
    skew = case.evidence.clock_skew_s
    if skew is not None and abs(skew) >= TOLERATED_S:
        yield hint("clock-behind" if skew > 0 else "clock-ahead", span=span(abs(skew)))


def signs(case: Case) -> Iterable[Sign]:
    """A skewed clock is worth knowing; it is never why the server refuses, since the server uses its own."""
    skew = case.evidence.clock_skew_s
    if skew is None:
        return
    dated = tuple(x.id for x, answer in case.evidence.answered() if "date" in answer.headers)[:1]
    if abs(skew) < TOLERATED_S:
        yield Sign(cause="client-clock-skew", state=State.RULED_OUT, because=dated)
        return
    suspects = {suspect.cause for suspect in case.suspects}
    explained = _EXPLAINED | (of_time() if lives_here_only(case) else frozenset())
    if suspects & explained:
        yield Sign(
            cause="client-clock-skew",
            state=State.CAUSE if "client-clock-skew" in suspects else State.POSSIBLE,
            explains=tuple(sorted(explained)),
            confidence=Confidence.POSSIBLE,
            because=dated,
        )
    elif case.question is not None:
        away = hint("clock-harmless", seconds=f"{abs(skew):,.0f}")
        yield Sign(cause="client-clock-skew", state=State.RULED_OUT, because=dated, note=away)

"""What the row of one client secret says: that it ended, is used up, or was revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.knowledge.hints import day, hint
from checks.knowledge.times import seconds_of
from checks.signs import Sign
from diagnose.model import Confidence, Text


def secret_sign(
    now: float,
    row: Mapping[str, Any],
    because: tuple[str, ...],
    explains: tuple[str, ...] = (),
    *,
    by_hand: bool = False,
) -> Sign | None:
    """The sign of a client secret that no server accepts any more; None for one that is in force.

    `by_hand`: the audit log says that somebody revoked it.
    """
    end, uses, most = end_of(row), row.get("clientSecretNumUses", 0), row.get("clientSecretNumUsesLimit", 0)
    if end is not None and end < now:
        told = hint("secret-ended", when=day(end))
        return Sign(cause="client-secret-expired", explains=explains, because=because, hint=told)
    if most and uses >= most:
        told = hint("secret-used-up", uses=str(uses), most=str(most))
        return Sign(cause="client-secret-usage-limit", explains=explains, because=because, hint=told)
    if row.get("isClientSecretRevoked"):
        # With some uses gone, an old fault of the server may have revoked it as well.
        sure = Confidence.LIKELY if most and uses and not by_hand else Confidence.CERTAIN
        told = hint("secret-revoked", when=_moment(row.get("updatedAt")))
        return Sign(cause="client-secret-revoked", explains=explains, confidence=sure, because=because, hint=told)
    return None


def end_of(row: Mapping[str, Any]) -> float | None:
    """When the client secret ends, in seconds since the epoch; None for one that does not."""
    ttl, made = row.get("clientSecretTTL", 0), seconds_of(row.get("createdAt"))
    return made + ttl if made is not None and ttl else None


def _moment(written: Any) -> str:
    seconds = seconds_of(written)
    return day(seconds) if seconds is not None else Text("an unknown day")

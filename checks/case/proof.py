"""What the claims of a login's proof show of the causes that an answer can mean: some of them, or none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from diagnose.model import CredentialFacts, Evidence


def _ended(facts: CredentialFacts, now: float) -> bool | None:
    ends = facts.claims.get("exp")
    return ends < now if isinstance(ends, int | float) else None


def _ended_or_unknown(facts: CredentialFacts, now: float) -> bool | None:
    """An end that lies ahead proves nothing where other faults have the same cause."""
    return _ended(facts, now) or None


def _for_another(facts: CredentialFacts, _: float) -> bool | None:
    """Whether the audience is another one than the identity's id."""
    audience: Any = facts.claims.get("aud")
    made_for = [audience] if isinstance(audience, str) else audience
    return None if not isinstance(made_for, list | tuple) else facts.identity_id not in made_for


# By cause: whether the proof shows it (True), excludes it (False), or tells nothing (None).
_SHOWS: Final[Mapping[str, Callable[[CredentialFacts, float], bool | None]]] = {
    "jwt-token-expired": _ended,
    "oidc-token-expired": _ended,
    "spiffe-svid-expired": _ended,
    "gcp-audience-mismatch": _for_another,
    "gcp-token-invalid": _ended_or_unknown,
}


def narrowed(suspects: Sequence[str], evidence: Evidence) -> list[str]:
    """The suspects that the proof shows, else those that it does not exclude; all of them if that leaves none."""
    facts, now = evidence.credential, evidence.started_at + (evidence.clock_skew_s or 0.0)
    if facts.method is None or len(suspects) == 1:
        return list(suspects)
    told = {s: _SHOWS[s](facts, now) if s in _SHOWS else None for s in suspects}
    shown = [s for s in suspects if told[s]]
    return shown or [s for s in suspects if told[s] is not False] or list(suspects)

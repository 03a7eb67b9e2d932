"""What the claims of a login's proof show of the causes that an answer can mean: some of them, or none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from diagnose.model import CredentialFacts, Evidence

BEFORE_THE_PROOF: Final = frozenset(
    {
        "auth-method-not-configured", "identity-unknown", "wrong-region-or-instance", "org-bot-missing",
        "k8s-config-incomplete", "k8s-gateway-retired", "k8s-gateway-unavailable", "k8s-api-unreachable",
        "k8s-api-certificate", "oidc-discovery-unreachable", "server-refuses-private-address",
        "spiffe-bundle-missing", "spiffe-bundle-unreachable",
    }
)  # fmt: skip
"""What refuses a login before its proof is looked at, whatever that is."""


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


def _sts_refuses(facts: CredentialFacts, _: float) -> bool | None:
    """Whether STS, when it was asked, refused; or the credentials are temporary ones without their session token."""
    said = str(facts.claims.get("sts", ""))
    if said.startswith(("confirmed", "refused")):
        return said.startswith("refused")
    return (facts.claims.get("key") == "ASIA" and facts.claims.get("session") is False) or None


def _is_root(facts: CredentialFacts, _: float) -> bool | None:
    """Whether STS, when it was asked, named the root user."""
    arn = facts.claims.get("arn")
    return arn.endswith(":root") if isinstance(arn, str) else None


def _unreadable(facts: CredentialFacts, _now: float) -> bool | None:
    """A token that could be decoded here is not refused because it cannot be; a certificate may change on its way."""
    return None if facts.method == "tls-cert-auth" else False


def _early(facts: CredentialFacts, now: float) -> bool | None:
    starts = facts.claims.get("nbf", now)
    return starts > now if isinstance(starts, int | float) else None


# By cause: whether the proof shows it (True), excludes it (False), or tells nothing (None).
_SHOWS: Final[Mapping[str, Callable[[CredentialFacts, float], bool | None]]] = {
    "jwt-token-expired": _ended,
    "oidc-token-expired": _ended,
    "spiffe-svid-expired": _ended,
    "gcp-audience-mismatch": _for_another,
    "gcp-token-invalid": _ended_or_unknown,
    "aws-sts-rejected": _sts_refuses,
    "aws-root-principal": _is_root,
    "external-jwt-invalid": _ended_or_unknown,
    "proof-undecodable": _unreadable,
    "proof-not-yet-valid": _early,
}


def shows(suspect: str, evidence: Evidence) -> bool:
    """Whether the proof or token shows the cause by itself, whatever the server answers."""
    facts, token = evidence.credential, evidence.token
    if suspect == "token-unknown-type":
        return token is not None and token.claims.get("authTokenType") not in {None, "identityAccessToken"}
    seen = _SHOWS[suspect](facts, _now(evidence)) if suspect in _SHOWS else None
    return bool(seen) or any(trait.cause == suspect for trait in facts.traits)


def _now(evidence: Evidence) -> float:
    """The server's time, as far as it is known."""
    return evidence.started_at + (evidence.clock_skew_s or 0.0)


def narrowed(suspects: Sequence[str], may_be: Sequence[str], evidence: Evidence) -> list[str]:
    """The suspects that the proof does not exclude; or what only explains them further, where the proof shows it."""
    left = _not_excluded(suspects, evidence)
    further = [s for s in may_be if left and s in _SHOWS and shows(s, evidence)]
    return further if further and len(left) == 1 else left


def _not_excluded(suspects: Sequence[str], evidence: Evidence) -> list[str]:
    """The suspects that the proof shows, and what is met before it is looked at; else those that it does not exclude.

    All of them if that leaves none.
    """
    facts, now = evidence.credential, _now(evidence)
    if facts.method is None or len(suspects) == 1:
        return list(suspects)
    told = {s: _SHOWS[s](facts, now) if s in _SHOWS else None for s in suspects}
    shown = [s for s in suspects if told[s]]
    if shown:
        return [*shown, *(s for s in suspects if s in BEFORE_THE_PROOF)]
    return [s for s in suspects if told[s] is not False] or list(suspects)

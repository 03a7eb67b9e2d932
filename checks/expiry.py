"""What the token's own claims add to the server's words."""

from __future__ import annotations

from collections.abc import Iterable

from checks.case import Case
from checks.knowledge.hints import day, hint, span
from checks.signs import Sign
from diagnose.model import Confidence, Era, State


def signs(case: Case) -> Iterable[Sign]:
    """What the token's own claims add to the server's words (catalogue sections 0.5 and b.1)."""
    token = case.evidence.token
    if token is None:
        return
    ends_at = token.claims.get("exp")
    if isinstance(ends_at, int) and ends_at < case.now and day(ends_at):
        told = hint("token-ended", when=day(ends_at), ago=span(case.now - ends_at))
        yield Sign(cause="token-jwt-expired", state=State.UNKNOWN, hint=told)
    if token.minted and case.only(Era.B1) and not _lives_as_said(case):
        yield Sign(cause="server-bug-jwt-exp-milliseconds", explains=("token-jwt-expired",))
    issued, ends = token.claims.get("creationEpoch"), token.claims.get("accessTokenMaxTTL")
    now = case.now
    if not token.minted and isinstance(issued, int) and isinstance(ends, int) and ends and now > issued + ends:
        yield Sign(
            cause="access-token-max-ttl",
            explains=("token-jwt-expired",),
            state=State.POSSIBLE,
            confidence=Confidence.LIKELY,
        )


def _lives_as_said(case: Case) -> bool:
    """Whether the token ends when the login that issued it said: then the server took no seconds for milliseconds."""
    claims = case.evidence.token.claims if case.evidence.token is not None else {}
    said = case.facts("login").get("accessTokenMaxTTL")
    return bool(said) and {"exp", "iat"} <= claims.keys() and claims["exp"] - claims["iat"] == said

"""What the proof of a login says of itself, beside what the identity's settings may want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checks.case import Case
from checks.knowledge.hints import day, hint, span
from checks.knowledge.proofs import compared
from checks.signs import Sign
from diagnose.model import CredentialFacts, Oddity, State

_TIMES: Final = frozenset({"exp", "nbf", "iat", "starts", "ends"})
_LONGEST: Final = 120


def signs(case: Case) -> Iterable[Sign]:
    """For each cause that is left, a sentence with the claims that the server compares, and what they show alone."""
    facts = case.evidence.credential
    if facts.method is None:
        return
    odd = {trait.cause: trait.detail for trait in facts.traits if trait.oddity is not Oddity.EXPIRED}
    for suspect in case.suspects:
        told = " ".join(filter(None, (_ended(case), odd.get(suspect.cause), _beside(suspect.cause, facts))))
        if told:
            yield Sign(cause=suspect.cause, state=State.UNKNOWN, hint=told)


def _ended(case: Case) -> str:
    """When the proof ended, by the server's clock; empty while it lasts."""
    ends, now = case.evidence.credential.claims.get("exp"), case.now
    if not isinstance(ends, int) or ends >= now or not day(ends):
        return ""
    if lives_here_only(case):
        return hint("proof-ended-there", ago=span(now - ends))
    return hint("proof-ended", when=day(ends), ago=span(now - ends))


def lives_here_only(case: Case) -> bool:
    """Whether the login's proof is valid by this machine's clock, and not by the server's."""
    claims, here = case.evidence.credential.claims, case.evidence.started_at

    def valid(now: float) -> bool:
        starts, ends = claims.get("nbf", now), claims.get("exp", now + 1)
        return not isinstance(starts, int | float) or not isinstance(ends, int | float) or starts <= now < ends

    return valid(here) and not valid(case.now)


def _beside(cause_id: str, facts: CredentialFacts) -> str:
    row = compared().get(cause_id)
    if row is None:
        return ""
    said = ", ".join(f"{name} = {value}" for name, value in _shown(row.claims, facts.claims))
    if not said:
        return ""
    return (
        hint("proof-says", said=said, setting=row.setting)
        if row.setting
        else hint("proof-compared", said=said, against=row.against)
    )


def presented(case: Case) -> str:
    """The value that the login presents and the server compares, where only one such comparison is left; else ""."""
    facts = case.evidence.credential
    left = {one.cause for one in case.suspects} & compared().keys()
    if facts.method is None or len(left) != 1:
        return ""
    claim = compared()[left.pop()].claims[0]
    return next((value for _, value in _shown([claim], facts.claims)), "")


def _shown(names: Iterable[str], claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in names:
        value = claims.get(name)
        if value is not None:
            text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            yield name, day(value) if name in _TIMES and isinstance(value, int) else text[:_LONGEST]

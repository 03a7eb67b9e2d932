"""What the proof of a login says of itself, beside what the identity's settings may want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checks.case import Case
from checks.knowledge.hints import day, hint, span
from checks.knowledge.proofs import compared
from checks.signs import Sign
from diagnose.model import CredentialFacts, Oddity, State

_TIMES: Final = frozenset({"exp", "nbf", "iat"})
_LONGEST: Final = 120


def signs(case: Case) -> Iterable[Sign]:
    """For each cause that is left, a sentence with the claims that the server compares, and what they show alone."""
    facts = case.evidence.credential
    if facts.method is None:
        return
    odd = {trait.cause: trait.detail for trait in facts.traits if trait.oddity is not Oddity.EXPIRED}
    for suspect in case.suspects:
        told = " ".join(filter(None, (_ended(facts, case.now), odd.get(suspect.cause), _beside(suspect.cause, facts))))
        if told:
            yield Sign(cause=suspect.cause, state=State.UNKNOWN, hint=told)


def _ended(facts: CredentialFacts, now: float) -> str:
    """When the proof ended, by the server's clock; empty while it lasts."""
    ends = facts.claims.get("exp")
    if not isinstance(ends, int) or ends >= now or not day(ends):
        return ""
    return hint("proof-ended", when=day(ends), ago=span(now - ends))


def _beside(cause_id: str, facts: CredentialFacts) -> str:
    row = compared().get(cause_id)
    if row is None:
        return ""
    said = ", ".join(f"{name} = {value}" for name, value in _shown(row.claims, facts.claims))
    return hint("proof-says", said=said, setting=row.setting) if said else ""


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

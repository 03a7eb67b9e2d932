"""Which generations of the server every answer allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from checks.access.evaluate import FINE_READS
from checks.case.memory import Memory
from checks.case.reading import OK, kinds_of
from checks.knowledge import envelopes, table
from diagnose.model import Answer, Confidence, CredentialKind, Envelope, Era, Evidence, Exchange

_ALL: Final = frozenset(Era)
# Fields of an identity, its universal auth, and its project that older servers do not have.
_ONLY_MODERN: Final = frozenset({"hasDeleteProtection", "accessTokenPeriod", "lockoutEnabled", "lockoutThreshold"})


def eras_of(evidence: Evidence, memory: Memory | None = None) -> frozenset[Era]:
    """The eras that every answer so far allows, or as many answers as can agree; all while nothing tells."""
    intake = evidence.intake
    told = frozenset(intake.eras if intake is not None else ()) or _ALL
    hints = chain(_hints(_telling(evidence), evidence.credential.kind, memory or Memory()), _token_hints(evidence))
    return _agreeing(told, hints)


def _agreeing(eras: frozenset[Era], hints: Iterable[frozenset[Era]]) -> frozenset[Era]:
    """Those of the eras that the most hints allow."""
    found = tuple(hints)
    if allowed := eras.intersection(*found):
        return allowed
    agreeing = {era: sum(era in hint for hint in found) for era in eras}
    most = max(agreeing.values(), default=0)
    return frozenset(era for era, count in agreeing.items() if count == most)


def _telling(evidence: Evidence) -> tuple[tuple[Exchange, Answer], ...]:
    """The answers; a sample in a text, which may be of any server, only where there are no others."""
    answered = tuple(evidence.answered())
    return tuple(x for x in answered if x[0].at_most is not Confidence.POSSIBLE) or answered


def _hints(
    telling: Iterable[tuple[Exchange, Answer]], kind: CredentialKind, memory: Memory
) -> Iterator[frozenset[Era]]:
    for exchange, answer in telling:
        yield from memory.of(exchange, "eras", (kind,), lambda: tuple(_answer_hints(exchange, answer, kind)))  # noqa: B023


def _answer_hints(exchange: Exchange, answer: Answer, kind: CredentialKind) -> Iterator[frozenset[Era]]:
    # What a body lacks tells nothing: something on the way may have taken out the request ID that era C writes.
    lost = {Era.C1, Era.C2} if answer.envelope is Envelope.B else set()
    yield envelopes.eras_of(answer) | lost
    rows = table.lookup(answer, kinds_of(exchange), kind)
    if answer.status not in OK and rows and not any(row.origin for row in rows):
        yield frozenset(era for row in rows for era in row.eras)
    yield from _data_hints(answer)


def _token_hints(evidence: Evidence) -> Iterator[frozenset[Era]]:
    """Era from a token this server issued: its claims, and what `exp` counts from (catalogue section b.1)."""
    token, login = evidence.token, evidence.of("login")
    if token is None or not token.minted or login is None or login.answer is None:
        return
    claims, said = token.claims, login.answer.data
    if "jti" in claims or "accessTokenTTL" in claims:
        yield frozenset({Era.C2})
        return
    yield _ALL - {Era.C2}
    ttl, longest = said.get("expiresIn"), said.get("accessTokenMaxTTL")
    if not (isinstance(ttl, int) and isinstance(longest, int)) or ttl == longest:
        return
    lives = claims["exp"] - claims["iat"] if {"exp", "iat"} <= claims.keys() else None
    if lives == longest:
        yield frozenset({Era.B1, Era.B2})
    elif lives == ttl:
        yield frozenset({Era.C1})
    elif lives is None and longest:
        yield frozenset({Era.A, Era.C1})


def _data_hints(answer: Answer) -> Iterator[frozenset[Era]]:
    """Eras from facts in successful answers (catalogue sections d and k)."""
    keys = answer.data.get("keys", ())
    if "maxIdentityAccessTokenTTL" in keys or "maxIdentityAccessTokenTTL" in answer.data:
        yield frozenset({Era.C2})
    modern = answer.data.get("hidden_values") or answer.data.get("hidden_value") is not None
    if modern or not _ONLY_MODERN.isdisjoint(answer.data) or any(map(_is_fine, answer.data.get("permissions", ()))):
        yield frozenset({Era.C1, Era.C2})


def _is_fine(rule: object) -> bool:
    """Whether a role's rule tells reading a name from reading a value, as rules do since 2025."""
    named = rule.get("action", ()) if isinstance(rule, Mapping) else ()
    return not FINE_READS.isdisjoint([named] if isinstance(named, str) else named)

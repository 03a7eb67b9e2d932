"""A privileged token that is refused itself: then no look fails for want of a right."""

from __future__ import annotations

from typing import Final

from checks.case.looks import Looks
from checks.case.reading import kinds_of
from checks.knowledge import table
from checks.knowledge.causes import cause
from diagnose.model import Answer, CredentialKind, Era, Exchange

_OF_A_TOKEN: Final = frozenset(
    {"token-format", "token-signature", "token-record", "token-address", "token-lifetime", "token-uses"}
)

_OF_ITS_IDENTITY: Final = frozenset({"identity-not-in-org", "identity-org-membership-inactive"})


def of_the_token(exchange: Exchange, answer: Answer, eras: frozenset[Era]) -> tuple[str, ...]:
    """The causes for which the token itself was refused, likeliest first; none where it was not, or that is open."""
    # What a look lacks a right to, older servers refuse in words that mean a dead token elsewhere.
    rows = table.lookup(answer, kinds_of(exchange) | table.no_logins(), CredentialKind.ACCESS_TOKEN)
    meant = tuple(dict.fromkeys(c for row in rows if row.eras & eras for c in row.causes))
    own = all(cause(c).gate in _OF_A_TOKEN or c in _OF_ITS_IDENTITY for c in meant)
    return meant if own else ()


def first(looks: Looks, eras: frozenset[Era]) -> tuple[Exchange, tuple[str, ...]] | None:
    """The first look for which the token itself was refused, and the causes that this can mean; else None."""
    told = ((exchange, of_the_token(exchange, answer, eras)) for exchange, answer in looks.refused())
    return next(((exchange, causes) for exchange, causes in told if causes), None)

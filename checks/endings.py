"""When what works now will end: the token, the client secret, temporary access; as far as the answers tell it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from checks.access.held import held_by, is_known
from checks.access.of_case import answer_of
from checks.case import Case
from checks.knowledge.hints import day, hint, span
from checks.knowledge.times import seconds_of
from checks.secret_row import end_of

_MINUTE_S: Final = 60
_MOST_AHEAD_S: Final = 100 * 365 * 86_400.0


class Ending(NamedTuple):
    """At which time, in seconds since the epoch, and what ends then, in words."""

    at: float
    what: str


def first_end(case: Case) -> Ending | None:
    """The first thing to end, after which the same question is refused; None if no end was seen."""
    ahead = (one for one in _endings(case) if case.now < one.at < case.now + _MOST_AHEAD_S)
    return min(ahead, default=None)


def told(case: Case, ending: Ending) -> str:
    """The sentence about it."""
    return hint("works-until", when=day(ending.at), span=span(ending.at - case.now), what=ending.what)


def login_lasts(case: Case) -> str:
    """How long the token of a login lasts, and what renewals make of it; "" where no login told it."""
    login = case.facts("login")
    lasts, most = _time(login.get("expiresIn")), _time(login.get("accessTokenMaxTTL"))
    if not lasts:
        return ""
    whole = span(round(lasts / _MINUTE_S) * _MINUTE_S or lasts)
    if not most:
        return hint("login-lasts-renewed", lasts=whole)
    renewed = most > lasts + _MINUTE_S
    return hint("login-lasts-renewed-to" if renewed else "login-lasts", lasts=whole, most=span(most))


def _endings(case: Case) -> Iterator[Ending]:
    yield from _of_the_token(case)
    yield from _of_the_secret(case)
    yield from _of_the_service_token(case)
    yield from _of_access(case)


def _of_the_token(case: Case) -> Iterator[Ending]:
    """The end of a token that was handed over; the next login brings another one, so that of a login is none."""
    token = case.evidence.token
    if token is None or token.minted:
        return
    ends, made, most = (_time(token.claims.get(name)) for name in ("exp", "creationEpoch", "accessTokenMaxTTL"))
    longest = made + most if made and most else None
    if not ends:
        yield from () if longest is None else (Ending(longest, hint("ends-token")),)
    elif longest is not None and longest > ends:
        yield Ending(ends, hint("ends-token-renewable", most=day(longest)))
    else:
        yield Ending(ends, hint("ends-token"))


def _of_the_secret(case: Case) -> Iterator[Ending]:
    own = case.looks.own_secret
    rows = (own[1],) if own is not None else case.looks.matching
    ends = [end for row in rows if (end := end_of(row)) is not None]
    if rows and len(ends) == len(rows):  # of several that start alike, the last one is certainly in force till then
        yield Ending(max(ends), hint("ends-secret"))


def _of_the_service_token(case: Case) -> Iterator[Ending]:
    at = seconds_of(case.facts("service-token").get("expiresAt"))
    yield from () if at is None else (Ending(at, hint("ends-service-token")),)


def _of_access(case: Case) -> Iterator[Ending]:
    """Temporary roles and privileges without which the rules would not allow it any more."""
    held = held_by(case) if is_known(case) else ()
    for one in held:
        at = seconds_of(one.until)
        if at is not None and at >= case.now:
            then = answer_of(case, [other for other in held if not other.ended(at + 1)])
            if then.allowed is not True:
                yield Ending(at, hint("ends-access", access=one.name))


def _time(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

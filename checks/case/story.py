"""Which of many pasted answers is the root: one story in time has one root cause, the first refusal that still holds.

A text that somebody pasted may hold answers to other requests, with other credentials, or to a request that worked
later. So pasted answers never rule each other out; they only tell which one to judge, and what stands beside it.

Three things end an earlier refusal: the same request worked; a later one came further along the server's own gates,
so that the earlier gate is passed by now; or it was a token's end, after which a client logs in again and the login is
what fails. What the server itself makes of a refusal (expired, then unknown, then locked) ends nothing, but a lock at
the end is what stops the next login, so it is judged first and the refusals that led to it stand behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeVar

from checks.knowledge import gates, routes
from checks.knowledge.causes import cause
from checks.knowledge.row import Row
from diagnose.model import Answer, Era, Exchange, Sent

FOLLOWS: Final = "follows"
_LEADS_TO: Final = {
    "counts-failure": frozenset({"universal-auth-lockout", "ldap-lockout"}),
    "revokes-secret": frozenset({"universal-auth-lockout"}),
}
_LOCKS: Final = frozenset.union(*_LEADS_TO.values())
_AT_ONCE_S: Final = 60.0
# How a token ends by itself, after which its client logs in again.
_ENDS: Final = frozenset(
    {
        "token-jwt-expired", "access-token-ttl", "access-token-max-ttl", "access-token-renew-past-max-ttl",
        "access-token-usage-limit",
    }
)  # fmt: skip
_LIST: Final = frozenset({"any", "authenticated", "project", "secrets", "raw", "raw-list"})
_LOGIN: Final = frozenset({"any", "login"})
_LOGINS: Final = frozenset({"login", "other-login"})


class Understood(Protocol):
    """What a story needs to know of a reading."""

    @property
    def exchange(self) -> Exchange: ...  # noqa: D102 - as in Reading
    @property
    def answer(self) -> Answer: ...  # noqa: D102 - as in Reading
    @property
    def kinds(self) -> frozenset[str]: ...  # noqa: D102 - as in Reading
    @property
    def rows(self) -> tuple[Row, ...]: ...  # noqa: D102 - as in Reading
    @property
    def suspects(self) -> tuple[str, ...]: ...  # noqa: D102 - as in Reading
    @property
    def may_be(self) -> tuple[str, ...]: ...  # noqa: D102 - as in Reading
    @property
    def worked(self) -> bool: ...  # noqa: D102 - as in Reading


T = TypeVar("T", bound=Understood)


def root(readings: Sequence[T], eras: frozenset[Era]) -> T | None:
    """The reading to judge, of those in the order of time; the last one that worked if none was refused."""
    refused = [r for at, r in enumerate(readings) if not r.worked and not _worked_later(readings[at:], r)]
    telling = [r for r in refused if not _only_follows(r)] or refused
    known = [r for r in telling if r.suspects] or telling
    known = [r for r in known if not r.exchange.hedge] or known
    if not known:
        return readings[-1] if readings else None
    known = [r for r in known if not any(ended(r, other, eras) for other in known)] or known
    first = known[0]
    sharper = [r for r in known if set(r.suspects) < set(first.suspects) and same_request(first, r)]
    found = min(sharper, key=lambda r: len(r.suspects)) if sharper else first
    return next((r for r in reversed(known) if _locks_out(found, r)), found)


def _locks_out(earlier: Understood, other: Understood) -> bool:
    """Whether the other one is a lock that logins refused as the earlier one led to."""
    return is_login(earlier) and explains(earlier, other) and {*other.suspects} <= _LOCKS


def rivals(readings: Sequence[T], question: T, eras: frozenset[Era]) -> Iterator[T]:
    """Other refusals of the same request, at about the same time, that the question does not explain."""
    effects = {row.effect for r in readings for row in r.rows}
    explained = frozenset(c for effect in effects for c in _LEADS_TO.get(effect, ()))
    for reading in readings:
        tied = explains(question, reading) or explains(reading, question)
        new = not tied and not set(reading.suspects) <= explained
        beside = same_request(question, reading) and _beside(question.exchange, reading.exchange)
        if reading is question or not reading.suspects or _only_follows(reading) or not (new and beside):
            continue
        weaker = reading.exchange.hedge and not question.exchange.hedge
        if not weaker and not ended(reading, question, eras):
            yield reading


def same_request(one: Understood, other: Understood) -> bool:
    """Whether both went to the same place, as far as the text tells."""
    a, b = (_url(r.exchange).partition("?")[0] for r in (one, other))
    return not a or not b or a == b or (a.startswith("/") != b.startswith("/") and (a.endswith(b) or b.endswith(a)))


def _worked_later(later: Sequence[Understood], reading: Understood) -> bool:
    """Whether the same request shows a success with its body; a status on a line of a log may be another client's."""
    url = _url(reading.exchange)
    worked = [r for r in later if r.worked and _url(r.exchange) and r.answer.data]
    if not url and is_login(reading):
        return any("login" in r.kinds for r in worked)
    return bool(url) and any(r.exchange.url == url for r in worked)


def _url(exchange: Exchange) -> str:
    """Where the request went, as far as that is known."""
    return "" if exchange.guessed or routes.is_cut(exchange.url) else exchange.url


def _only_follows(reading: Understood) -> bool:
    """Whether the words only repeat that something failed before."""
    return bool(reading.rows) and all(row.effect == FOLLOWS for row in reading.rows)


def _beside(one: Exchange, other: Exchange) -> bool:
    """Whether the other came at about the same time, or nobody knows when; or later, to nobody knows what."""
    if not one.at or not other.at or abs(one.at - other.at) <= _AT_ONCE_S:
        return True
    return one.at < other.at and not (_url(one) and _url(other))


def explains(one: Understood, other: Understood) -> bool:
    """Whether the first refusal is a reason for the words of the other."""
    return bool(set(one.suspects) & {*other.suspects, *other.may_be})


def ended(earlier: Understood, other: Understood, eras: frozenset[Era]) -> bool:
    """Whether the other refusal shows that the first one holds no longer, or was only its occasion."""
    if earlier is other or not (earlier.suspects and other.suspects) or explains(earlier, other):
        return False
    first, then = earlier.exchange.at, other.exchange.at
    if set(earlier.suspects) <= _ENDS and is_login(other):
        return not first or not then or first <= then
    return 0 < first < then and _came_further(earlier, other, eras)


def is_login(reading: Understood) -> bool:
    """Whether a login was refused, by its URL or by words that no other route has."""
    return bool(reading.rows) and all(row.where in _LOGINS or row.where.startswith("login-") for row in reading.rows)


def _came_further(earlier: Understood, later: Understood, eras: frozenset[Era]) -> bool:
    """Whether the later one was stopped behind every gate that may have stopped the earlier one."""
    before, behind = (frozenset(cause(s).gate for s in r.suspects) for r in (earlier, later))
    if before & behind or not (same_request(earlier, later) or before <= gates.SHARED):
        return False
    ways = [gates.order(era, _way_of(later), Sent.UNKNOWN) for era in eras]
    shown = [_last(before, way) < _last(behind, way) for way in ways if before <= {*way} and behind & {*way}]
    return bool(shown) and all(shown)


def _way_of(reading: Understood) -> frozenset[str]:
    """The kinds of route of the request; where its URL is not known, by the rows that its words fit."""
    if _url(reading.exchange):
        return reading.kinds
    return _LOGIN if is_login(reading) else _LIST


def _last(stops: frozenset[str], way: tuple[str, ...]) -> int:
    return max(way.index(gate) for gate in stops if gate in way)

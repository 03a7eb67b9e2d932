"""Which of many pasted answers is the root: one story in time has one root cause, the first and most telling refusal.

A text that somebody pasted may hold answers to other requests, with other credentials, or to a request that worked
later. So pasted answers never rule each other out; they only tell which one to judge, and what stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, TypeVar

from checks.table import Row
from diagnose.model import Exchange

FOLLOWS: Final = "follows"
_LEADS_TO: Final = {"counts-failure": frozenset({"universal-auth-lockout", "ldap-lockout"})}
_AT_ONCE_S: Final = 60.0


class Told(Protocol):
    """What a story needs to know of a reading."""

    @property
    def exchange(self) -> Exchange: ...  # noqa: D102 - as in Reading
    @property
    def rows(self) -> tuple[Row, ...]: ...  # noqa: D102 - as in Reading
    @property
    def suspects(self) -> tuple[str, ...]: ...  # noqa: D102 - as in Reading
    @property
    def worked(self) -> bool: ...  # noqa: D102 - as in Reading


T = TypeVar("T", bound=Told)


def root(readings: Sequence[T]) -> T | None:
    """The reading to judge, of those in the order of time; the last one that worked if none was refused."""
    refused = [r for at, r in enumerate(readings) if not r.worked and not _worked_later(readings[at:], r)]
    telling = [r for r in refused if not _only_follows(r)] or refused
    known = [r for r in telling if r.suspects] or telling
    if not known:
        return readings[-1] if readings else None
    first = known[0]
    sharper = [r for r in known if set(r.suspects) < set(first.suspects) and same_request(first, r)]
    return min(sharper, key=lambda r: len(r.suspects)) if sharper else first


def rivals(readings: Sequence[T], question: T) -> Iterator[T]:
    """Other refusals of the same request at about the same time that the question's causes do not explain."""
    effects = {row.effect for r in readings for row in r.rows}
    explained = frozenset(c for effect in effects for c in _LEADS_TO.get(effect, ()))
    for reading in readings:
        new = not set(reading.suspects) & set(question.suspects) and not set(reading.suspects) <= explained
        beside = same_request(question, reading) and _at_once(question.exchange, reading.exchange)
        if reading is not question and reading.suspects and new and beside and not _only_follows(reading):
            yield reading


def same_request(one: Told, other: Told) -> bool:
    """Whether both went to the same place, as far as the text tells."""
    a, b = (r.exchange.url.partition("?")[0] for r in (one, other))
    return not a or not b or a == b or (a.startswith("/") != b.startswith("/") and (a.endswith(b) or b.endswith(a)))


def _worked_later(later: Sequence[Told], reading: Told) -> bool:
    url = reading.exchange.url
    return bool(url) and any(r.worked and r.exchange.url == url for r in later)


def _only_follows(reading: Told) -> bool:
    """Whether the words only repeat that something failed before."""
    return bool(reading.rows) and all(row.effect == FOLLOWS for row in reading.rows)


def _at_once(one: Exchange, other: Exchange) -> bool:
    return not one.at or not other.at or abs(one.at - other.at) <= _AT_ONCE_S

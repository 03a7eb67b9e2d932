"""Requests that nobody answered: what common clients say of names, connections, certificates and timeouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Final

from checks.knowledge.table import rows
from checks.knowledge.wording import choices
from diagnose.intake.origin import Hosts, Peer, hosts_in, peer_of
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import patterns, rows_of
from diagnose.model import Confidence, Silence

_RE: Final = patterns("silences")
_SHORTEST: Final = 8
_NEAR: Final = 12
_STACK: Final = 4
HANDED_ON: Final = "The client names no host, and some servers hand on such words about a connection of their own."
NO_PEER: Final = "What failed does not name its host on its own line, so it may have been another one than Infisical's."


Meaning = Silence | int
"""Why nobody answered, or the status that a proxy gives its client when it says so of the server behind it."""


_KNOWN: Final[Mapping[str, tuple[int, Meaning]]] = {
    row["says"].lower(): (rank, int(row["silence"]) if row["silence"].isdigit() else Silence(row["silence"]))
    for rank, row in enumerate(rows_of("silences"))
}
"""What each phrase means, in small letters, with its rank: earlier rows are more telling."""


def _phrases(text: str) -> Iterator[tuple[int, str]]:
    """Where each phrase stands; one search per phrase is many times as fast as one for any of them."""
    small = text.replace("\u0130", "i").lower()  # the only letter whose small form is longer
    for phrase in _KNOWN:
        at = small.find(phrase)
        while at >= 0:
            yield at, phrase
            at = small.find(phrase, at + len(phrase))


@cache
def _is_handed_on(said: str) -> bool:
    """Whether a server has handed on such words, given in small letters, about a connection of its own."""
    fixed = (text.partition("<")[0].strip().lower() for row in rows() for text in choices(row.message))
    return any(len(text) >= _SHORTEST and (text in said or said in text) for text in fixed)


def of_curl(text: str) -> Silence | None:
    """Why curl brought no answer, by the most telling of its words; None if they tell nothing."""
    found = [_KNOWN[phrase] for _, phrase in _phrases(text)]
    return next((silence for _, silence in sorted(found) if isinstance(silence, Silence)), None)


def read(page: Page) -> Iterator[Draft]:
    """One per line that says so, by its most telling phrase; `loose` where the message speaks of nobody."""
    best = _best(page)
    hosts = hosts_in(page.text) if best else frozenset()
    whose = {index: _whose(page, index, hosts) for index in best}
    foreign = {_KNOWN[phrase][1]: index for index, (_, phrase) in best.items() if whose[index] is Peer.FOREIGN}
    for index, (at, phrase) in best.items():
        peer, meaning = whose[index], _KNOWN[phrase][1]
        near = abs(foreign.get(meaning, -_NEAR - 1) - index) <= _NEAR
        beside = near and _RE["route"].search(page.lines[index].text) is None
        ours = peer in {Peer.OURS, Peer.THROWN}
        named = ours or _names_ours(page, index, peer)
        unnamed = not named and (peer is Peer.STRANGE or isinstance(meaning, int))
        if peer is Peer.FOREIGN or (not ours and beside) or unnamed:
            continue
        found = page.found(at, at + len(phrase), loose=not named)
        if isinstance(meaning, int):
            found.status, found.own_words = meaning, True
            for request in islice(_RE["request"].finditer(found.quote), 1):
                found.method, found.url = request[1], request[2]
        else:
            handed_on = HANDED_ON if peer is Peer.THROWN and _is_handed_on(phrase) else ""
            found.silence, found.hedge = meaning, handed_on if ours else NO_PEER
            found.at_most = Confidence.LIKELY if found.hedge else None
        yield found


def _best(page: Page) -> dict[int, tuple[int, str]]:
    """By the line's index: its most telling phrase, and where it stands."""
    best: dict[int, tuple[int, str]] = {}
    for at, text in sorted(_phrases(page.text)):
        told = page.taken(at) or _RE["not-said"].search(page.line_of(at).text) is not None
        if not told and _RE["about"].search(page.around(at, _NEAR, 4)):
            known = best.get(page.index(at), (at, text))
            best[page.index(at)] = min((at, text), known, key=lambda phrase: _KNOWN[phrase[1]][0])
    return best


def _whose(page: Page, index: int, hosts: Hosts) -> Peer:
    """Whose connection it was, by the line, else by the message that the line is part of."""
    peer = peer_of(page.lines[index].text, hosts)
    return peer if peer is not Peer.UNKNOWN else peer_of("\n".join(_stack(page, index)), hosts)


def _names_ours(page: Page, index: int, peer: Peer) -> bool:
    """Whether the message speaks of Infisical; of a strange name, if it names one of its routes or nothing else is."""
    if peer is Peer.STRANGE:
        return not _RE["ours"].search(page.text) or any(_RE["route"].search(text) for text in _stack(page, index))
    return any(_RE["ours"].search(text) for text in _stack(page, index))


def _stack(page: Page, index: int) -> Iterator[str]:
    """The line, and those before and after it that are part of the same message."""
    first = last = index
    while first > 0 and index - first < _NEAR and _RE["part"].match(page.lines[first].text):
        first -= 1
    while last + 1 < len(page.lines) and last - index < _STACK and _RE["part"].match(page.lines[last + 1].text):
        last += 1
    if 0 < first < index and _RE["introduces"].search(page.lines[first - 1].text) and not page.lines[first - 1].at:
        first -= 1
    return (line.text for line in page.lines[first : last + 1])

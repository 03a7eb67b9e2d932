"""The lab of era C answers as the recorded servers do: every probe, in each state that both have by one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from diagnose.model import Exchange
from tests.lab.test_verdicts import Seen, every_probe, results
from tests.recorded.loader import Row
from tests.recorded.server import UNMATCHED, RecordedServer
from tests.recorded.test_parts import PARTS, client_of, inputs_of

_OWN = re.compile(
    r"'[^']*'|/api/[^ ]+|(?<=ID )[0-9a-f-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|<service-token-id:[^>]*>|\d+ seconds"
)
OTHER_STATES = {
    "truncated-token": "cut between the parts there, inside the signature in the lab",
    "untrusted-address-and-no-membership": "a pair is tried there, a token in the lab",
}
_ROLE = "the recorded role does not let the identity look at itself"
_SCOPE = "the recorded token has one plain scope, from which the server answers whatever is asked"
KNOWN = {
    ("c1", "value-not-readable", "membership"): _ROLE,
    ("c2", "value-not-readable", "membership"): _ROLE,
    ("c2", "value-not-readable-by-name", "membership"): _ROLE,
    ("c1", "healthy-service-token", "token-check"): _SCOPE,
    ("c2", "healthy-service-token", "token-check"): _SCOPE,
    ("c2", "rate-limited-after-login", "config"): "the recorder answered for the configuration itself, without a limit",
}
Answered = dict[str, tuple[Any, ...]]


def said(exchange: Exchange) -> tuple[Any, ...]:
    """What is compared of an answer: its status and words, without the names and ids of its own server."""
    answer = exchange.answer
    if answer is None:
        return (exchange.silence,)
    words = (_OWN.sub("#", str(text)) for text in (answer.error, answer.message))
    return (answer.status, *words, answer.envelope)


def of_recorded(row: Row) -> Answered:
    """By probe, without what no recording can answer."""
    server = RecordedServer(row.server, row.scenario)
    try:
        exchanges = every_probe(client_of(server), inputs_of(server), modern=True).exchanges
    finally:
        server.close()
    known = (x for x in exchanges if x.answer is None or x.answer.status != UNMATCHED)
    return {x.probe: said(x) for x in known}


def pairs() -> Iterator[tuple[Row, Seen]]:
    labs = {(seen.state.era.lower(), seen.state.name): seen for seen in results()}
    for row in PARTS:
        if (row.server, row.scenario) in labs and row.scenario not in OTHER_STATES:
            yield row, labs[row.server, row.scenario]


@cache
def compared() -> dict[tuple[str, str, str], tuple[tuple[Any, ...], tuple[Any, ...] | None]]:
    """By server, state and probe: the recorded answer and the lab's."""
    found = {}
    for row, seen in pairs():
        lab = {x.probe: said(x) for x in seen.everything.exchanges}
        for probe, theirs in of_recorded(row).items():
            found[row.server, row.scenario, probe] = (theirs, lab.get(probe))
    return found


def test_the_lab_answers_as_the_recorded_servers_of_era_c() -> None:
    differing = {where: both for where, both in compared().items() if both[0] != both[1]}
    assert len(compared()) > 1100
    assert set(differing) == set(KNOWN), "\n".join(f"{where}: {both}" for where, both in differing.items())
    assert len(differing) <= len(compared()) / 100


def test_every_difference_says_why() -> None:
    assert all(KNOWN.values())
    assert all(OTHER_STATES.values())

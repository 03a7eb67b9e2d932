"""How a state is seen on a page: in which colour, with which sign and which word."""

from __future__ import annotations

from typing import Final, NamedTuple

from diagnose.model import GateResult, GateState, State, Status
from reports import names, pictures, symbols
from reports.escape import clip

_WORD_LIMIT: Final = 60


class Sight(NamedTuple):
    """A state as the page shows it: a class for its colour, a sign, and the word that makes both unnecessary."""

    kind: str
    sign: str
    word: str


def of_state(state: State) -> Sight:
    """That of a cause or an item of the FAQ."""
    return Sight(state.value, symbols.STATES[state].page, names.STATES[state])


def of_gate(gate: GateResult, word: str) -> Sight:
    """That of a gate, with what became of it."""
    kind = GateState.NOT_REACHED if gate.apart else gate.state
    return Sight(kind.value, symbols.of_gate(gate).page, clip(word, _WORD_LIMIT))


def of_link(link: pictures.Link) -> Sight:
    """That of a link of the chain."""
    return of_gate(link.first, link.first.says or names.GATES[link.first.state])


def of_status(status: Status, word: str = "") -> Sight:
    """That of a verdict; `word`: what stands in place of the status's own."""
    return Sight(f"is-{status.value}", symbols.STATUSES[status].page, word or names.STATUSES[status])

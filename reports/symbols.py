"""The one table of signs: what stands before a state, and in which colour, on a page, a terminal and in ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from diagnose.model import GateResult, GateState, State, Status


class Symbol(NamedTuple):
    """`page`: in HTML and Markdown. `terminal`, `ascii`: by what the terminal can show. `style`: its colour there."""

    page: str
    terminal: str
    ascii: str
    style: str


GOOD: Final = Symbol("✓", "✓", "ok", "green")
BAD: Final = Symbol("✗", "✗", "FAIL", "bold red")
OPEN: Final = Symbol("?", "?", "??", "yellow")
NONE: Final = Symbol("\N{EN DASH}", "-", "--", "dim")
HALT: Final = Symbol("!", "!", "!!", "bold red")
SILENT: Final = Symbol("·", "-", "--", "dim")
BLANK: Final = Symbol(" ", " ", "", "")

STATES: Final[Mapping[State, Symbol]] = {
    State.CAUSE: BAD,
    State.POSSIBLE: OPEN,
    State.RULED_OUT: GOOD,
    State.NOT_REACHED: NONE,
    State.UNKNOWN: SILENT,
}
GATES: Final[Mapping[GateState, Symbol]] = {
    GateState.PASSED: GOOD,
    GateState.FAILED: BAD,
    GateState.NOT_REACHED: NONE,
    GateState.UNCLEAR: OPEN,
}
STATUSES: Final[Mapping[Status, Symbol]] = {
    Status.CAUSE_FOUND: BAD,
    Status.NO_CAUSE: GOOD,
    Status.INCONCLUSIVE: OPEN,
    Status.NOT_REACHED: HALT,
}


def of_gate(gate: GateResult) -> Symbol:
    """The sign of a link of the chain: no tick where the question stopped before it."""
    return SILENT if gate.apart else GATES[gate.state]

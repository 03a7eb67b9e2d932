"""The one table of signs: what stands before a state, and in which colour, on a page, a terminal and in ASCII."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from diagnose.model import GateState, State, Status


class Sign(NamedTuple):
    """`page`: in HTML and Markdown. `terminal`, `ascii`: by what the terminal can show. `style`: its colour there."""

    page: str
    terminal: str
    ascii: str
    style: str


GOOD: Final = Sign("✓", "✓", "ok", "green")
BAD: Final = Sign("✗", "✗", "FAIL", "bold red")
OPEN: Final = Sign("?", "?", "??", "yellow")
NONE: Final = Sign("\N{EN DASH}", "-", "--", "dim")
HALT: Final = Sign("!", "!", "!!", "bold red")
SILENT: Final = Sign("·", "-", "--", "dim")
BLANK: Final = Sign(" ", " ", "", "")

STATES: Final[Mapping[State, Sign]] = {
    State.CAUSE: BAD,
    State.POSSIBLE: OPEN,
    State.RULED_OUT: GOOD,
    State.NOT_REACHED: NONE,
    State.UNKNOWN: SILENT,
}
GATES: Final[Mapping[GateState, Sign]] = {
    GateState.PASSED: GOOD,
    GateState.FAILED: BAD,
    GateState.NOT_REACHED: NONE,
    GateState.UNCLEAR: OPEN,
}
STATUSES: Final[Mapping[Status, Sign]] = {
    Status.CAUSE_FOUND: BAD,
    Status.NO_CAUSE: GOOD,
    Status.INCONCLUSIVE: OPEN,
    Status.NOT_REACHED: HALT,
}

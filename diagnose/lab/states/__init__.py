"""The named states of the lab."""

from __future__ import annotations

from diagnose.lab.states import healthy, login, token
from diagnose.lab.states.registry import REGISTERED, LabState

__all__ = ["LabState", "states"]

_FILES = (healthy, login, token)


def states() -> tuple[LabState, ...]:
    """Every state in every era that has it, in the order of the files."""
    return tuple(REGISTERED.values())

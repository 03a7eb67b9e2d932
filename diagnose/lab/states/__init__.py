"""The named states of the lab."""

from __future__ import annotations

from diagnose.lab.states import (
    certificates,
    clouds,
    combined,
    healthy,
    identities,
    kubernetes,
    login,
    permission,
    project,
    retired,
    server,
    target,
    token,
    tokens,
)
from diagnose.lab.states.registry import REGISTERED, LabState

__all__ = ["LabState", "states"]

_FILES = (
    *(healthy, login, token, permission, project, target, retired, identities, combined, server),
    *(kubernetes, tokens, clouds, certificates),
)


def states() -> tuple[LabState, ...]:
    """Every state in every era that has it, always in the same order."""
    return tuple(REGISTERED.values())

"""A small stateful Infisical on loopback for demos and tests: every era's gates in their order, with side effects."""

from diagnose.lab.lab import ERAS, Lab, LabState, find_state, states

__all__ = ["ERAS", "Lab", "LabState", "find_state", "states"]

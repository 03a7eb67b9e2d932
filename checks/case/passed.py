"""Which gates a success proves passed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from checks.knowledge import gates
from diagnose.model import Answer, Era, Exchange


def passed_on_success(
    era: Era, way: Iterable[str], exchange: Exchange, answer: Answer, kinds: Collection[str]
) -> frozenset[str]:
    """All gates on the way, but those that an empty list may hide, and what a value that was shown proves besides."""
    passed = frozenset(way)
    if "membership" in passed:
        passed |= {"project"}
    count = answer.data.get("secrets")
    if isinstance(count, int):
        passed = passed - gates.SILENT[era.value[0]] if count == 0 else passed | gates.SHOWN
        if count and answer.data.get("values"):
            passed |= {"secret-value"}
    if exchange.probe == "read-imports" and era is Era.A:
        passed |= {"location"}
    if "secret-name" in kinds:
        passed |= frozenset() if answer.data.get("hidden_value") else {"secret-value"}
    return passed

"""Checks from other packages, through the entry-point group `infisical_diagnose.checks`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checks.check import Check
from diagnose.model import Finding, State

GROUP: Final = "infisical_diagnose.checks"


def plugin_checks() -> tuple[Check, ...]:
    """Every check that is installed. One that cannot be loaded becomes a check that says so."""
    from importlib.metadata import entry_points

    return tuple(_load(point.name, point) for point in entry_points(group=GROUP))


def _load(name: str, point: object) -> Check:
    try:
        found = point.load()  # type: ignore[attr-defined]  # an entry point; importlib is loaded late
    except Exception as error:  # noqa: BLE001 - whatever a plugin does at import costs its own answer only
        return _broken(name, type(error).__name__)
    return found if isinstance(found, Check) else _broken(name, "it is no Check")


def _broken(name: str, why: str) -> Check:
    says = f"The plugin {name} could not be loaded ({why})."
    finding = Finding(check=name, cause=name, state=State.UNKNOWN, says=says)

    def judge(_: object) -> Iterable[Finding]:
        return (finding,)

    return Check(id=name, asks="", judge=judge)

"""Checks from other packages, through the entry-point group `infisical_diagnose.checks`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

import msgspec

from checks.case import Case
from checks.check import Check
from checks.knowledge.causes import all_causes, questions
from diagnose.model import Finding, State

_DEADLINE_S: Final = 5.0
GROUP: Final = "infisical_diagnose.checks"
_DESCRIBED: Final = (".dist-info", "egg-info")
"""How the folders end in which installed packages are described."""


def plugin_checks() -> tuple[Check, ...]:
    """Every check that is installed. One that cannot be loaded becomes a check that says so."""
    if not _may_be_installed():
        return ()
    from importlib.metadata import entry_points

    return tuple(_load(point.name, point) for point in entry_points(group=GROUP))


def _may_be_installed() -> bool:
    """Whether some package names the group: few do, and the library that reads it all is slow to load."""
    if any(hasattr(finder, "find_distributions") for finder in sys.meta_path if finder is not PathFinder):
        return True
    return any(_may_hold(os.path.abspath(place)) for place in sys.path)  # noqa: PTH100 - "" is the current folder


@cache
def _may_hold(place: str) -> bool:
    """Looked up once: what is installed while the program runs is seen by the next one."""
    try:
        described = [one for one in Path(place).iterdir() if one.name.lower().endswith(_DESCRIBED)]
    except NotADirectoryError:
        return True  # a zip file
    except OSError:
        return False
    return any(map(_names_the_group, described))


def _names_the_group(described: Path) -> bool:
    try:
        return GROUP.encode() in (described / "entry_points.txt").read_bytes()
    except OSError:
        return False


def _load(name: str, point: object) -> Check:
    try:
        found = point.load()  # type: ignore[attr-defined]  # an entry point; importlib is loaded late
    except Exception as error:  # noqa: BLE001 - whatever a plugin does at import costs its own answer only
        return _broken(name, type(error).__name__)
    except SystemExit:
        return _broken(name, "SystemExit")
    if not isinstance(found, Check):
        return _broken(name, "it is no Check")
    return found if found.id not in questions() else _broken(name, f"there is a check {found.id} already")


def contained(check: Check, case: Case, deadline_s: float = _DEADLINE_S) -> tuple[Finding, ...]:
    """The findings of another package's check; one unknown finding instead if it breaks, or takes too long."""
    outcome: list[tuple[Finding, ...]] = []

    def run() -> None:
        try:
            found = tuple(check.judge(case))
            outcome.append(tuple(_valid(finding) for finding in found))
        except BaseException as error:  # noqa: BLE001 - it runs in a thread of its own, where an exit ends nothing
            outcome.append((_unknown(check.id, f"broke ({type(error).__name__})"),))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline_s)
    return outcome[0] if outcome else (_unknown(check.id, f"took more than {deadline_s:g} s"),)


def _valid(finding: object) -> Finding:
    """The finding, if all its fields have their types and it blames a cause that is known. Raises otherwise."""
    if not isinstance(finding, Finding):
        raise TypeError
    checked = msgspec.convert(msgspec.to_builtins(finding), Finding)
    if checked.state in {State.CAUSE, State.POSSIBLE} and checked.cause not in all_causes():
        raise LookupError
    return checked


def _unknown(check_id: str, what: str) -> Finding:
    says = f"The check {check_id} {what}, so what it would have seen is not known."
    return Finding(check=check_id, cause=check_id, state=State.UNKNOWN, says=says)


def _broken(name: str, why: str) -> Check:
    says = f"The plugin {name} could not be loaded ({why})."
    finding = Finding(check=name, cause=name, state=State.UNKNOWN, says=says)

    def judge(_: object) -> Iterable[Finding]:
        return (finding,)

    return Check(id=name, asks="", judge=judge)

"""Checks from other packages, through the entry-point group `infisical_diagnose.checks`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from functools import cache
from importlib.machinery import PathFinder
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from checks.case import Case
from checks.check import Check
from checks.knowledge.causes import all_causes, questions
from diagnose.model import Finding, State

T = TypeVar("T")

_DEADLINE_S: Final = 5.0
_MOST_PROBES: Final = 100
GROUP: Final = "infisical_diagnose.checks"
_DESCRIBED: Final = (".dist-info", "egg-info")
"""How the folders end in which installed packages are described."""


class _Unsound(Exception):  # noqa: N818 - words for people
    """What was installed is no check that can be used; the text says why."""


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


def _load(name: str, point: Any) -> Check:
    found = _apart(lambda: _plain(point.load()), _DEADLINE_S)
    return found if isinstance(found, Check) else _broken(name, found)


def _plain(found: object) -> Check:
    """The same check as plain data of ours: an object of theirs could answer otherwise when it is asked again."""
    from diagnose.gather.probe import Probe

    if not isinstance(found, Check):
        raise _Unsound("it is no Check")
    check_id, asks = str(found.id), str(found.asks)
    if check_id in questions():
        raise _Unsound(f"there is a check {check_id} already")
    probes = [msgspec.convert(msgspec.to_builtins(probe), Probe) for probe in islice(found.probes, _MOST_PROBES)]
    return Check(id=check_id, asks=asks, judge=found.judge, probes=tuple(probes))


def contained(check: Check, case: Case, deadline_s: float = _DEADLINE_S) -> tuple[Finding, ...]:
    """The findings of another package's check; one unknown finding instead if it breaks, or takes too long."""
    ids = frozenset(exchange.id for exchange in case.evidence.exchanges)
    found = _apart(lambda: tuple(_valid(finding, check.id, ids) for finding in check.judge(case)), deadline_s)
    return (_unknown(check.id, found),) if isinstance(found, str) else found


def _apart(work: Callable[[], T], deadline_s: float) -> T | str:
    """What `work` gives; else, in words, why nothing. It runs in a thread of its own, where an exit ends nothing."""
    outcome: list[T | str] = []

    def run() -> None:
        try:
            outcome.append(work())
        except _Unsound as error:
            outcome.append(str(error))
        except BaseException as error:  # noqa: BLE001 - it is other people's code
            outcome.append(f"broke ({type(error).__name__})")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline_s)
    return outcome[0] if outcome else f"took more than {deadline_s:g} s"


def _valid(finding: object, check_id: str, exchanges: frozenset[str]) -> Finding:
    """The finding as one of that check, if a report can show it. Raises otherwise.

    All its fields have their types, it cites what there is, and blames a cause that is known and says how surely.
    """
    if not isinstance(finding, Finding):
        raise TypeError
    checked = msgspec.convert(msgspec.to_builtins(finding), Finding, strict=True)
    blames = checked.state in {State.CAUSE, State.POSSIBLE}
    if (blames and checked.cause not in all_causes()) or not exchanges.issuperset(checked.because):
        raise LookupError
    if blames and checked.confidence is None:
        raise ValueError
    return msgspec.structs.replace(checked, check=check_id)


def _unknown(check_id: str, what: str) -> Finding:
    says = f"The check {check_id} {what}, so what it would have seen is not known."
    return Finding(check=check_id, cause=check_id, state=State.UNKNOWN, says=says)


def _broken(name: str, why: str) -> Check:
    says = f"The plugin {name} could not be loaded: {why}."
    finding = Finding(check=name, cause=name, state=State.UNKNOWN, says=says)

    def judge(_: object) -> Iterable[Finding]:
        return (finding,)

    return Check(id=name, asks="", judge=judge)

"""From evidence to diagnosis: runs every check over the same case, then picks the verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from checks.access.of_case import access_of
from checks.case import Case
from checks.case.memory import Memory
from checks.check import Check
from checks.compared import compared
from checks.knowledge.causes import all_causes, faq_items
from checks.knowledge.in_use import ADDED
from checks.knowledge.table import rows
from checks.registry import ALL
from diagnose import __version__
from diagnose.judgement.advice import advised
from diagnose.judgement.chain import chain
from diagnose.judgement.items import items
from diagnose.judgement.plugins import contained
from diagnose.judgement.settled import refused_as_well, settled
from diagnose.judgement.verdict import verdict
from diagnose.model import (
    Access,
    Diagnosis,
    Evidence,
    Finding,
    Server,
    State,
    Verdict,
)


def judge(evidence: Evidence, plugins: Sequence[Check] = ()) -> Diagnosis:
    """Judge the evidence. The same evidence gives the same diagnosis, byte for byte."""
    case = Case(evidence)
    decided, left = _decided(case, plugins)
    findings = tuple(refused_as_well(finding, decided) for finding in left)
    return Diagnosis(
        verdict=advised(evidence.intake, decided),
        faq=items(case, findings, decided),
        chain=chain(case, findings, decided),
        findings=findings,
        evidence=evidence,
        server=Server(
            era=case.era.value if case.era is not None else None,
            eras=tuple(sorted(era.value for era in case.eras)),
            clock_skew_s=evidence.clock_skew_s,
        ),
        tool_version=__version__,
        knowledge=", ".join((KNOWLEDGE, *ADDED.files)),
        access=_access(case),
        compared=compared(case),
    )


def load_knowledge() -> None:
    """Read the tables that judging looks things up in; else the first judgement does."""
    all_causes()
    faq_items()
    rows()


def verdict_of(evidence: Evidence, plugins: Sequence[Check] = (), memory: Memory | None = None) -> Verdict:
    """The verdict of `judge` alone, without a word on the causes that it is not: half the work.

    `memory`: that of the run that gathered the evidence.
    """
    decided, _ = _decided(Case(evidence, only_open=True, memory=memory), plugins)
    return advised(evidence.intake, decided)


def _decided(case: Case, plugins: Sequence[Check]) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict, and the findings that go with it."""
    own = (finding for check in ALL for finding in _guarded(check, case))
    found = (*own, *(finding for check in plugins for finding in contained(check, case)))
    decided = verdict(case, found)
    left = settled(case, found, decided)
    return (decided if left is found else verdict(case, left)), left


KNOWLEDGE: Final = "2026-09"
"""The month of the newest server source that the rejection table was read from."""


def _access(case: Case) -> Access | None:
    """What the rules say. They are written by others: one that breaks the reading of them costs that answer alone."""
    try:
        return access_of(case)
    except Exception:  # noqa: BLE001 - as for a check that breaks
        return None


def _guarded(check: Check, case: Case) -> Iterable[Finding]:
    """A check that breaks costs its own answer, never the diagnosis."""
    try:
        return tuple(check.judge(case))
    except Exception as error:  # noqa: BLE001 - the one place where a broken check is contained
        says = f"The check {check.id} broke ({type(error).__name__}), so what it would have seen is not known."
        return (Finding(check=check.id, cause=check.id, state=State.UNKNOWN, says=says),)

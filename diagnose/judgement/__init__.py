"""From evidence to diagnosis: runs every check over the same case, then picks the verdict. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import checks
from checks.access.of_case import access_of
from checks.case import Case
from checks.check import Check
from checks.knowledge.causes import all_causes, cause, faq_items
from diagnose import __version__
from diagnose.judgement.chain import chain
from diagnose.judgement.plugins import contained
from diagnose.judgement.verdict import verdict
from diagnose.model import (
    Access,
    Confidence,
    Diagnosis,
    Evidence,
    FaqItem,
    Finding,
    Server,
    State,
    Verdict,
)


def judge(evidence: Evidence, plugins: Sequence[Check] = ()) -> Diagnosis:
    """Judge the evidence. The same evidence gives the same diagnosis, byte for byte."""
    case = Case(evidence)
    own = (finding for check in checks.ALL for finding in _guarded(check, case))
    findings = (*own, *(finding for check in plugins for finding in contained(check, case)))
    decided = verdict(case, findings)
    return Diagnosis(
        verdict=decided,
        faq=_faq(case, findings, decided),
        chain=chain(case, decided),
        findings=findings,
        evidence=evidence,
        server=Server(
            era=case.era.value if case.era is not None else None,
            eras=tuple(sorted(era.value for era in case.eras)),
            clock_skew_s=evidence.clock_skew_s,
        ),
        tool_version=__version__,
        knowledge=KNOWLEDGE,
        access=_access(case),
    )


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


_WEIGHT: Final = (State.CAUSE, State.POSSIBLE, State.NOT_REACHED, State.UNKNOWN, State.RULED_OUT)


def _faq(case: Case, findings: Sequence[Finding], decided: Verdict) -> tuple[FaqItem, ...]:
    """The state of each FAQ item: that of its most telling cause; ruled out only if nothing of it is left."""
    owned = all_causes()
    by_item: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in findings:
        own = cause(finding.cause).faq if finding.cause in owned else None
        by_item[decided.faq if finding.cause == decided.cause else own].append(finding)
    ahead = frozenset(case.way) - case.passed.keys()
    # Words that nobody knows may well mean a reason that is not in the FAQ.
    unnamed = case.question is not None and not case.question.worked and decided.cause is None
    items = []
    for item in faq_items():
        mine = by_item[item.id]
        unknown = (f.cause for f in mine if f.state is State.UNKNOWN and f.cause in owned)
        left = (unnamed and item.id == "outside") or any(cause(c).gate in ahead for c in unknown)
        state = _faq_state(mine, decided.cause, left=left)
        because = tuple(sorted({i for f in mine if f.state is state for i in f.because}, key=lambda i: (len(i), i)))
        fine = state is State.NOT_REACHED and any(f.state is State.RULED_OUT and f.because for f in mine)
        says = item.says["partly" if fine else state.value]
        items.append(FaqItem(id=item.id, title=item.title, state=state, because=because, says=says))
    return tuple(items)


def _faq_state(mine: Sequence[Finding], blamed: str | None, *, left: bool) -> State:
    """`left`: whether something of the item lies on the way and was neither passed nor looked at."""
    if any(f.cause == blamed and f.confidence is not Confidence.POSSIBLE for f in mine):
        return State.CAUSE
    # What the credential's shape alone excludes says nothing of an item: no answer was asked for it.
    states = {f.state for f in mine if f.state is not State.RULED_OUT or f.because} - {State.CAUSE}
    if any(f.state is State.CAUSE for f in mine):
        states.add(State.POSSIBLE)
    # Causes that no request could have met say nothing of the item as long as another one was ruled out.
    if State.RULED_OUT in states and states <= {State.RULED_OUT, State.UNKNOWN}:
        return State.UNKNOWN if left else State.RULED_OUT
    return next((state for state in _WEIGHT if state in states), State.UNKNOWN)

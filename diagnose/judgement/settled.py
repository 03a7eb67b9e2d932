"""What a certain answer makes of the other readings of the same exchanges."""

from __future__ import annotations

import msgspec

from checks.case import Case
from checks.check import undecided
from checks.knowledge.causes import all_causes, cause
from diagnose.model import Confidence, Finding, State, Verdict


def settled(case: Case, findings: tuple[Finding, ...], decided: Verdict) -> tuple[Finding, ...]:
    """The findings without other readings of the answers that prove a certain verdict: it is one of them or nothing.

    What other answers show stays: a second fault is no other reading.
    """
    blamed = decided.cause
    if blamed is None or decided.confidence is not Confidence.CERTAIN or blamed not in all_causes():
        return findings
    explained = next(f.refines for f in findings if f.cause == blamed)
    rivals = {f.cause for f in findings if _rivals(f, decided) and f.cause != explained}
    if not rivals:
        return findings
    return tuple(_behind(case, f, blamed) if f.cause in rivals else f for f in findings)


def _rivals(finding: Finding, decided: Verdict) -> bool:
    """Whether it reads the verdict's proof otherwise."""
    if decided.cause in {finding.cause, finding.refines} or finding.cause not in all_causes():
        return False
    guess = finding.state is State.POSSIBLE or (
        finding.state is State.CAUSE and finding.confidence is not Confidence.CERTAIN
    )
    return guess and set(finding.because) <= set(decided.proof)


def _behind(case: Case, finding: Finding, decided: str) -> Finding:
    """A reading of the same gate explains the verdict at most, one of a later gate was not reached."""
    gate, broken, known = case.gate(finding.cause), case.gate(decided), cause(finding.cause)
    if gate == broken and finding.refines:
        return msgspec.structs.replace(finding, refines=decided)
    later = gate in case.way and broken in case.way and case.way.index(gate) > case.way.index(broken)
    state = State.NOT_REACHED if later else State.UNKNOWN
    says = undecided(known, state)
    return msgspec.structs.replace(finding, state=state, says=says, confidence=None, refines=None, hint="")


def refused_as_well(finding: Finding, decided: Verdict) -> Finding:
    """The finding, unless another request was refused for its cause: that the question passed excludes it no longer."""
    second = next((each for each in decided.also if each.cause == finding.cause), None)
    if second is None or finding.state is State.CAUSE:
        return finding
    sure = Confidence.CERTAIN
    return msgspec.structs.replace(
        finding, state=State.CAUSE, says=second.says, because=second.because, confidence=sure, refines=None
    )

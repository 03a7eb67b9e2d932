"""The gates between the credential and what the user wants, with what the run showed of each."""

from __future__ import annotations

from collections.abc import Sequence

from checks.case import Case
from checks.knowledge import gates
from checks.knowledge.causes import cause
from diagnose.model import Finding, GateResult, GateState, State, Status, Verdict

# A list may pass these by: what it may not show, or does not find, it leaves out.
_PASSED_OVER = frozenset({"location", "secret-value"})


def chain(case: Case, findings: Sequence[Finding], verdict: Verdict) -> tuple[GateResult, ...]:
    """One link per gate, in the server's order; it breaks at the verdict's gate; what lies behind is not reached."""
    broken = _broken_at(case, verdict)
    doubted = _doubted(findings, verdict)
    passed = {gate: by for gate, by in case.passed.items() if gate not in doubted}
    links, stopped = [], False
    for gate in case.way:
        if gate == broken:
            stopped = True
            links.append(_stop(gate, verdict))
        elif gate in passed:
            says = gates.APART if stopped else ""
            links.append(_link(gate, GateState.PASSED, passed[gate], says))
        elif verdict.status is not Status.NO_CAUSE:
            links.append(_link(gate, GateState.NOT_REACHED if stopped else GateState.UNCLEAR))
    if broken is not None and not stopped:
        # A list passes over what it leaves out, so this gate is not on its own way.
        links.append(_stop(broken, verdict))
    return tuple(links)


def _doubted(findings: Sequence[Finding], verdict: Verdict) -> set[str]:
    """The gates at which one request may have been stopped, although another one passed them."""
    named = {f.cause for f in findings if f.state is State.CAUSE} | {
        *verdict.alternatives,
        *(m.cause for m in verdict.also),
    }
    return {cause(c).gate for c in named}


def _link(gate: str, state: GateState, because: tuple[str, ...] = (), says: str = "") -> GateResult:
    return GateResult(
        id=gate, title=gates.TITLES[gate], state=state, because=because, says=says, apart=says == gates.APART
    )


def _stop(gate: str, verdict: Verdict) -> GateResult:
    """The gate at which it stops: what it is about, and what became of that; as a question where that is open."""
    if verdict.status is Status.INCONCLUSIVE:
        return _link(gate, GateState.UNCLEAR, verdict.proof)
    title, says = gates.STOPPED[gate]
    return GateResult(id=gate, title=title, state=GateState.FAILED, because=verdict.proof, says=says)


def _broken_at(case: Case, verdict: Verdict) -> str | None:
    """The gate to draw as broken: the verdict's, or the first one that may be it."""
    if verdict.cause is None:
        return None
    gate = cause(verdict.cause).gate
    if gate in case.way or gate in _PASSED_OVER:
        return gate
    return next((g for g in case.way if g in case.stops), None)

"""The gates between the credential and what the user wants, with what the run showed of each."""

from __future__ import annotations

from collections.abc import Sequence

from checks.case import Case
from checks.knowledge import gates
from checks.knowledge.causes import all_causes, cause
from diagnose.model import Finding, GateResult, GateState, State, Status, Verdict


def chain(case: Case, findings: Sequence[Finding], verdict: Verdict) -> tuple[GateResult, ...]:
    """One link per gate, in the server's order; it breaks at the verdict's gate; what lies behind is not reached."""
    broken = _broken_at(case, verdict)
    doubted = _doubted(findings, verdict)
    passed = {gate: by for gate, by in case.passed.items() if gate not in doubted}
    links, stopped = [], False
    for gate in case.way:
        if gate == broken:
            state, because, stopped = _state(verdict), verdict.proof, True
        elif gate in passed:
            state, because = GateState.PASSED, passed[gate]
        else:
            state, because = (GateState.NOT_REACHED if stopped else GateState.UNCLEAR), ()
        if verdict.status is Status.NO_CAUSE and state is GateState.UNCLEAR:
            continue
        links.append(GateResult(id=gate, title=gates.TITLES[gate], state=state, because=because))
    if broken is not None and not stopped:
        # A list passes over what it leaves out, so this gate is not on its own way.
        links.append(GateResult(id=broken, title=gates.TITLES[broken], state=_state(verdict), because=verdict.proof))
    return tuple(links)


def _doubted(findings: Sequence[Finding], verdict: Verdict) -> set[str]:
    """The gates at which one request may have been stopped, although another one passed them."""
    named = {f.cause for f in findings if f.state is State.CAUSE} | {
        *verdict.alternatives,
        *(m.cause for m in verdict.also),
    }
    return {cause(c).gate for c in named if c in all_causes()}


def _state(verdict: Verdict) -> GateState:
    """Of the gate at which it stops: where the cause is open, so is whether it stops at this one."""
    return GateState.UNCLEAR if verdict.status is Status.INCONCLUSIVE else GateState.FAILED


def _broken_at(case: Case, verdict: Verdict) -> str | None:
    """The gate to draw as broken: the verdict's, or the first one that may be it."""
    if verdict.cause is None:
        return None
    gate = cause(verdict.cause).gate
    if gate in case.way or gate == "location":
        return gate
    stops = case.question.stops if case.question is not None else frozenset()
    return next((g for g in case.way if g in stops), None)

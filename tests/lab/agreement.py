"""Where the parts of one diagnosis say two things of the same gate, cause or item."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from checks.knowledge import gates
from checks.knowledge.causes import all_causes, cause, faq_items
from diagnose.model import Confidence, Diagnosis, Finding, GateState, State, Status


@cache
def _partly() -> Mapping[str, str]:
    """What an item says where a part of it was looked at and is fine, by item."""
    return {item.id: item.says["partly"] for item in faq_items() if "partly" in item.says}


def contradictions(diagnosis: Diagnosis) -> list[str]:
    """One line for each place where the parts disagree."""
    return [*_of_causes(diagnosis), *_of_gates(diagnosis), *_of_items(diagnosis), *_of_the_run(diagnosis)]


def _of_causes(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    state_of = {f.cause: f.state for f in diagnosis.findings}
    named = (
        verdict.cause,
        *verdict.alternatives,
        *(m.cause for m in verdict.refinements),
        *(a.cause for a in verdict.also),
    )
    yield from (f"{name} is named and ruled out" for name in named if state_of.get(name or "") is State.RULED_OUT)
    yield from (f"{name} is named twice" for name in {n for n in named if n and named.count(n) > 1})
    refines = {f.cause: f.refines for f in diagnosis.findings}
    yield from (f"{m.cause} refines another cause" for m in verdict.refinements if refines[m.cause] != verdict.cause)
    found = [f for f in diagnosis.findings if f.state is State.CAUSE]
    if verdict.status is Status.NO_CAUSE:
        yield from (f"nothing is wrong, and {name} is" for name in (*(f.cause for f in found), *verdict.alternatives))
    elif verdict.confidence is Confidence.CERTAIN and verdict.cause in all_causes():
        sure = (f.cause for f in found if f.confidence is Confidence.CERTAIN and f.cause in all_causes())
        here = cause(verdict.cause or "").gate
        yield from (
            f"{name} stopped it as well, and is not named"
            for name in sure
            if name not in named and cause(name).gate != here and name != refines[verdict.cause or ""]
        )


def _of_gates(diagnosis: Diagnosis) -> Iterator[str]:
    verdict, links = diagnosis.verdict, {link.id: link.state for link in diagnosis.chain}
    passed = {gate for gate, state in links.items() if state is GateState.PASSED}
    named = [verdict.cause, *verdict.alternatives, *(a.cause for a in verdict.also)]
    for name in filter(None, named):
        if name in all_causes() and cause(name).gate in passed:
            yield f"{name} stopped at a gate that was passed"
    for finding in diagnosis.findings:
        if finding.state is State.CAUSE and finding.cause in all_causes() and cause(finding.cause).gate in passed:
            yield f"{finding.cause} is a finding at a gate that was passed"
    titles = {gates.TITLES[gate] for gate in passed}
    yield from (f"{title} was passed and not reached" for title in verdict.behind if title in titles)
    failed = {gate for gate, state in links.items() if state is GateState.FAILED}
    if verdict.cause is None and failed:
        yield f"no cause is named, and {failed} failed"


def _of_items(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    named = {cause(c).faq for c in (*verdict.alternatives, *(a.cause for a in verdict.also)) if c in all_causes()}
    for item in diagnosis.faq:
        mine = [f for f in diagnosis.findings if f.cause in all_causes() and cause(f.cause).faq == item.id]
        if item.id == verdict.faq and item.state is not State.CAUSE and verdict.confidence is not Confidence.POSSIBLE:
            yield f"{item.id} is the verdict's item and {item.state.value}"
        if item.state is State.CAUSE and item.id not in {verdict.faq, *named}:
            yield f"{item.id} is the cause, and the verdict's item is {verdict.faq}"
        looked_at = any(f.state is State.RULED_OUT and f.because for f in mine)
        if item.state is State.NOT_REACHED and looked_at and item.says != _partly().get(item.id):
            yield f"{item.id} was not looked at and is fine"
        if item.state is State.RULED_OUT:
            yield from (f"{item.id} is ruled out and {what}" for what in _left(diagnosis, mine))
            if item.id in {verdict.faq, *named}:
                yield f"{item.id} is named and ruled out"


def _left(diagnosis: Diagnosis, mine: list[Finding]) -> Iterator[str]:
    """What is left of an item: causes that may be, and those of gates that may not have been passed."""
    named = diagnosis.verdict.cause
    at = cause(named).gate if named in all_causes() else ""
    doubt = {link.id for link in diagnosis.chain if link.state is GateState.UNCLEAR and link.id != at}
    for finding in mine:
        open_ = finding.state in {State.CAUSE, State.POSSIBLE}
        if open_ or (finding.state is not State.RULED_OUT and cause(finding.cause).gate in doubt):
            yield f"{finding.cause} is {finding.state.value}"


def _of_the_run(diagnosis: Diagnosis) -> Iterator[str]:
    spent = diagnosis.evidence.spent
    if spent.logins > spent.requests:
        yield f"{spent.logins} logins, {spent.requests} requests"

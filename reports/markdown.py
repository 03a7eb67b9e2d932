"""The report for a ticket: Markdown that reads well raw, and in which words from elsewhere stay words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from diagnose.model import Diagnosis, State
from reports import access_view, certainty, letter, names, proof_view, symbols, view
from reports.escape import clip
from reports.markdown_text import cell, code, fence, prose
from reports.options import Options

_QUOTE_LIMIT: Final = 600
_VALUE_LIMIT: Final = 200


def render(diagnosis: Diagnosis, options: Options) -> str:  # noqa: ARG001 - every renderer takes them
    """The diagnosis as Markdown (GitHub's dialect, with nothing that Jira or Zendesk would trip over)."""
    blocks = (
        _answer(diagnosis),
        _why(diagnosis),
        _fix(diagnosis),
        _rules(diagnosis),
        _compared(diagnosis),
        _proof(diagnosis),
        _open(diagnosis),
        _faq(diagnosis),
        _facts(diagnosis),
        _end(diagnosis),
    )
    return "\n\n".join(text for block in blocks if (text := "\n".join(block).strip("\n"))) + "\n"


def _answer(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    yield f"## {symbols.STATUSES[verdict.status].page} {prose(verdict.headline or names.STATUSES[verdict.status])}"
    yield ""
    sure = f", {said}" if (said := certainty.sure(diagnosis)) else ""
    cause = f": {code(verdict.cause)}" if verdict.cause else ""
    yield f"**{names.STATUSES[verdict.status]}**{cause}{sure}"
    if verdict.hint:
        yield ""
        yield prose(verdict.hint)


def _why(diagnosis: Diagnosis) -> Iterator[str]:
    if diagnosis.verdict.why:
        yield prose(diagnosis.verdict.why)


def _rules(diagnosis: Diagnosis) -> Iterator[str]:
    """What the rules of its roles say, as a table that a person can follow."""
    access = diagnosis.access
    if access is None:
        return
    yield "### What the rules of its roles say"
    yield ""
    yield from (f"- {label}: {prose(sentence)}" for label, sentence in access_view.sentences(access))
    rows = tuple(access_view.rule_rows(access))
    if rows:
        yield from ("", "| From | Rule | Here | Why |", "|---|---|---|---|")
        yield from ("| " + " | ".join(map(cell, row)) + " |" for row in rows)


def _compared(diagnosis: Diagnosis) -> Iterator[str]:
    """What the proof of a login says beside what is allowed."""
    rows = tuple(proof_view.proof_rows(diagnosis))
    if rows:
        yield "### What the login presents, and what is allowed"
        yield from ("", "| Setting | The login presents | Allowed is | |", "|---|---|---|---|")
        yield from ("| " + " | ".join(map(cell, row)) + " |" for row in rows)


def _fix(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    heading, steps = view.steps(diagnosis)
    if steps:
        yield f"### {heading}"
        yield ""
        yield from (f"{number}. {prose(step)}" for number, step in enumerate(steps, 1))
    link, console = view.docs_link(diagnosis), view.console_link(diagnosis)
    rest = [
        f"- {label}: {said}"
        for label, said in (
            ("Who can do it", prose(verdict.who)),
            ("Open in Infisical", f"<{console}>" if console else ""),
            ("How to see that it worked", prose(verdict.verify)),
            ("More about it", f"<{link}>" if link else ""),
        )
        if said
    ]
    yield from ["", *rest] if steps and rest else rest


def _proof(diagnosis: Diagnosis) -> Iterator[str]:
    proofs = view.proofs(diagnosis)
    if proofs:
        yield "### What proves it"
    for proof in proofs:
        got = f" → **{proof.status}**" if proof.status else ""
        request_id = f", request id {code(clip(proof.request_id, _VALUE_LIMIT))}" if proof.request_id else ""
        yield ""
        yield f"{prose(proof.id)}: {code(clip(proof.request, _VALUE_LIMIT))}{got}, {prose(proof.took)}{request_id}"
        yield ""
        yield from fence(clip(proof.quote, _QUOTE_LIMIT))


def _open(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    yield from _bullets("Still possible", (_about(diagnosis, cause) for cause in view.open_causes(diagnosis)))
    yield from _bullets("What would decide", map(prose, view.deciders(diagnosis)))
    yield from _bullets(
        "What may explain it further", (f"{code(more.cause)}: {prose(more.says)}" for more in verdict.refinements)
    )
    yield from _bullets(
        "Refused as well", (f"{code(one.cause)}: {prose(one.says)}{_cites(one.because)}" for one in verdict.also)
    )
    yield from _bullets("Not reached, so not judged", map(prose, view.behind(diagnosis)))


def _bullets(title: str, items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        if number == 0:
            yield from (f"**{title}**", "")
        yield f"- {item}"
    yield ""


def _about(diagnosis: Diagnosis, cause: str) -> str:
    says, because = view.says_of(diagnosis, cause)
    return code(cause) + (f": {prose(says)}" if says else "") + _cites(because)


def _faq(diagnosis: Diagnosis) -> Iterator[str]:
    yield from ("| FAQ | State | What the run showed |", "|---|---|---|")
    for item in diagnosis.faq:
        state = f"**{names.STATES[item.state]}**" if item.state is State.CAUSE else names.STATES[item.state]
        yield f"| {cell(item.title)} | {state} | {cell(item.says)}{_cites(item.because)} |"


def _facts(diagnosis: Diagnosis) -> Iterator[str]:
    credential = diagnosis.evidence.credential
    yield f"- Target: {_joined(view.target_facts(diagnosis))}"
    yield f"- Credential: {_joined(view.credential_facts(credential))}"
    yield from (f"- {prose(phrase)}" for phrase in view.trait_phrases(credential))
    server = view.server_phrase(diagnosis.server)
    if server:
        yield f"- Server: {prose(server)}"
    yield f"- Asked: {letter.asked(diagnosis)}"
    yield from (f"- {prose(note)}" for note in view.notes(diagnosis))


def _end(diagnosis: Diagnosis) -> Iterator[str]:
    intake = diagnosis.evidence.intake
    spent = view.spent_phrase(diagnosis.evidence.spent)
    done = f"Spent: {spent}" if intake is None else f"Read: {prose(view.intake_phrase(intake))}"
    yield f"{done}. Made by infisical-diagnose {prose(diagnosis.tool_version)}; holds no secret."


def _joined(facts: Iterable[view.Fact]) -> str:
    return ", ".join(_fact(fact) for fact in facts)


def _fact(fact: view.Fact) -> str:
    label = f"{prose(fact.label)} " if fact.label else ""
    source = f" (from {code(clip(fact.source, _VALUE_LIMIT))})" if fact.source else ""
    return f"{label}{code(clip(fact.value, _VALUE_LIMIT))}{source}"


def _cites(because: tuple[str, ...]) -> str:
    return f" ({', '.join(map(cell, because))})" if because else ""

"""The whole report for a terminal: the answer, then where it stops, why, what proves it, what to do, the evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.cells import cell_len

from diagnose.model import Diagnosis, GateResult, State
from reports import access_view, certainty, names, phrases, proof_view, symbols, view
from reports.columns import Layout, Part
from reports.escape import clip, plain
from reports.options import Options

_QUOTE_LIMIT: Final = 280
_VALUE_LIMIT: Final = 160
_MOST_PROOFS: Final = 3
_REQUEST_ID_LIMIT: Final = 60


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis for a terminal of `options.width` columns; without colour no escape sequence is written."""
    page = Layout(options)
    _answer(page, diagnosis)
    _where(page, diagnosis)
    _gates(page, diagnosis)
    _cause(page, diagnosis)
    _access(page, diagnosis)
    _proof(page, diagnosis)
    _others(page, diagnosis)
    _evidence(page, diagnosis)
    _end(page, diagnosis)
    return page.text()


def _answer(page: Layout, diagnosis: Diagnosis) -> None:
    verdict = diagnosis.verdict
    kind = symbols.STATUSES[verdict.status]
    headline = verdict.headline or f"{names.STATUSES[verdict.status]}."
    sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
    page.say(
        (names.lead(verdict), kind.style),
        (headline, "bold"),
        (sure, kind.style),
        left=page.sign(kind),
        style=kind.style,
    )
    if verdict.cause:
        item = next((item.title for item in diagnosis.faq if item.id == verdict.faq), "")
        faq = "" if not item else " · outside the FAQ" if verdict.faq == "outside" else f" · FAQ: {item}"
        page.say(verdict.cause, (faq, "dim"), left=page.sign(symbols.BLANK))
    if verdict.hint:
        page.say((verdict.hint, "bold"), left=page.sign(symbols.BLANK))
    page.gap()


def _where(page: Layout, diagnosis: Diagnosis) -> None:
    """What was to be reached and with what, each value with the place that it came from."""
    facts = diagnosis.evidence.credential
    page.row("Target", _joined(view.target_facts(diagnosis)))
    page.row("Credential", _joined(view.credential_facts(facts)))
    for phrase in view.trait_phrases(facts):
        page.row("", [(phrase, "yellow")])
    page.row("Server", [view.server_phrase(diagnosis.server)])
    page.gap()


def _gates(page: Layout, diagnosis: Diagnosis) -> None:
    wide = min(max((cell_len(plain(gate.title)) for gate in diagnosis.chain), default=0), page.width // 2)
    for number, gate in enumerate(diagnosis.chain):
        page.row("" if number else "Gates", _gate(gate, wide), sign=symbols.of_gate(gate))
    page.gap()


def _gate(gate: GateResult, wide: int) -> list[Part]:
    title = plain(gate.title)
    pad = " " * max(wide - cell_len(title), 0)
    return [title, f"{pad}  {gate.says or names.GATES[gate.state]}", _cites(gate.because)]


def _cause(page: Layout, diagnosis: Diagnosis) -> None:
    verdict = diagnosis.verdict
    page.row("Why", [verdict.why])
    label = "Proof"
    for proof in view.proofs(diagnosis)[:_MOST_PROOFS]:
        page.row(label, _request(proof))
        page.row("", [_quote(proof)])
        label = ""
    label = "Look at" if verdict.look else "Do this"
    for number, step in enumerate(verdict.look or verdict.fix, 1):
        page.row(label if number == 1 else "", [(step, "bold")], lead=f"{number}. ")
    page.row("Who can", [verdict.who])
    page.row("Open", [(view.console_link(diagnosis), "underline")])
    page.row("Verify", [verdict.verify])
    page.row("Docs", [(view.docs_link(diagnosis), "underline")])
    page.gap()


def _access(page: Layout, diagnosis: Diagnosis) -> None:
    """What the rules of its roles say, and which one to add."""
    access = diagnosis.access
    if access is None:
        return
    for label, sentence in access_view.sentences(access):
        page.row(label, [sentence])
    rules: list[list[Part]] = [
        [row.source, f": {row.rule}" if row.rule else "", (f"; {row.matches}: {row.why}", "dim")]
        for row in access_view.rule_rows(access)
    ]
    page.list("Rules", rules)
    page.gap()


def _proof(page: Layout, diagnosis: Diagnosis) -> None:
    """What the proof of a login says beside what is allowed."""
    rows: list[list[Part]] = [
        [f"{row.setting}: says {row.says}; allowed is {row.allowed}", (f"; {row.fits}", "dim")]
        for row in proof_view.proof_rows(diagnosis)
    ]
    page.list("Login", rows)


def _others(page: Layout, diagnosis: Diagnosis) -> None:
    """What else it may be, what it is not, and what was not looked at."""
    verdict = diagnosis.verdict
    page.list("Possible", [_about(diagnosis, cause) for cause in view.open_causes(diagnosis)], symbols.OPEN)
    page.list("To decide", [[one] for one in view.deciders(diagnosis)])
    page.list("Also", [[one.cause, (f": {one.says}", "dim"), _cites(one.because)] for one in verdict.also], symbols.BAD)
    page.list("More to it", [[more.cause, (f": {more.says}", "dim")] for more in verdict.refinements])
    page.list("Ruled out", _ruled_out(diagnosis), symbols.NONE)
    unknown = [item.title for item in diagnosis.faq if item.state is State.UNKNOWN]
    page.row("Not known", ["; ".join(unknown)])
    behind = view.behind(diagnosis)
    page.row("Behind it", ["not reached: " + "; ".join(behind)] if behind else [])
    page.gap()


def _ruled_out(diagnosis: Diagnosis) -> list[list[Part]]:
    """The FAQ's items that it is not; those excluded by the same words share a line."""
    same: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for item in diagnosis.faq:
        if item.state is State.RULED_OUT:
            same.setdefault((item.says, item.because), []).append(item.title)
    return [
        ["; ".join(titles), (f": {says}" if says else "", "dim"), _cites(because)]
        for (says, because), titles in same.items()
    ]


def _evidence(page: Layout, diagnosis: Diagnosis) -> None:
    label = "Evidence"
    for exchange in diagnosis.evidence.exchanges:
        proof = view.proof_of(exchange)
        page.row(label, [*_request(proof), (f" · {exchange.probe} · {phrases.moment(exchange.at)}", "dim")])
        page.row("", [_quote(proof)])
        page.row("", [(clip(exchange.note, _QUOTE_LIMIT), "dim")])
        label = ""
    page.gap()


def _end(page: Layout, diagnosis: Diagnosis) -> None:
    page.list("Note", [[note] for note in view.notes(diagnosis)])
    tool = f" · infisical-diagnose {diagnosis.tool_version}"
    intake = diagnosis.evidence.intake
    if intake is not None:
        page.row("Read", [view.intake_phrase(intake), (tool, "dim")])
    else:
        page.row("Spent", [view.spent_phrase(diagnosis.evidence.spent), (tool, "dim")])


def _joined(facts: Iterable[view.Fact]) -> list[Part]:
    parts: list[Part] = []
    for fact in facts:
        parts += [", "] if parts else []
        parts += [(f"{fact.label} ", "dim")] if fact.label else []
        parts.append(clip(fact.value, _VALUE_LIMIT))
        parts += [(f" ({clip(fact.source, _VALUE_LIMIT)})", "dim")] if fact.source else []
    return parts


def _request(proof: view.Proof) -> list[Part]:
    got = f" → {proof.status}" if proof.status else ""
    request_id = f", request {clip(proof.request_id, _REQUEST_ID_LIMIT)}" if proof.request_id else ""
    return [f"{proof.id}  {clip(proof.request, _QUOTE_LIMIT)}", (got, "bold"), (f", {proof.took}{request_id}", "dim")]


def _quote(proof: view.Proof) -> Part:
    quote = clip(proof.quote, _QUOTE_LIMIT)
    return quote if proof.silent else f"“{quote}”"


def _about(diagnosis: Diagnosis, cause: str) -> list[Part]:
    says, because = view.says_of(diagnosis, cause)
    return [(cause, "bold"), f": {says}" if says else "", _cites(because)]


def _cites(because: tuple[str, ...]) -> Part:
    return (f" [{', '.join(because)}]" if because else "", "dim")

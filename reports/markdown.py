"""The report for a ticket: Markdown that reads well raw, and in which words from elsewhere stay words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from diagnose.model import Diagnosis, State, Status
from reports import letter, words
from reports.options import Options
from reports.text import clip, plain

_QUOTE_LIMIT: Final = 600
_VALUE_LIMIT: Final = 200
_LONGEST_EDGE: Final = 3
_TICKS: Final = re.compile("`+")
# What a ticket system turns into a link, a mention or a reference by itself, even without markup.
_LIVE: Final = re.compile(
    r"@|://|www\.|mailto:|xmpp:|[#!$%~&]\d|\b(?:GH|[A-Z][A-Z0-9]+)-\d|[\w.+-]\.[A-Za-z]{2,}\b(?=/)|\b[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"[\\`*_\[\]|~#$]|^[-+=]|(?<=\d)[.)]$")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SIGNS: Final = {
    Status.CAUSE_FOUND: "✗",
    Status.NO_CAUSE: "✓",
    Status.INCONCLUSIVE: "?",
    Status.NOT_REACHED: "!",
}


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis as Markdown (GitHub's dialect, with nothing that Jira or Zendesk would trip over)."""
    if options.audience == "customer":
        from reports import letter_markdown  # which is built of this module's parts

        return letter_markdown.render(diagnosis)
    blocks = (
        _answer(diagnosis),
        _why(diagnosis),
        _fix(diagnosis),
        _proof(diagnosis),
        _open(diagnosis),
        _faq(diagnosis),
        _facts(diagnosis),
        _end(diagnosis),
    )
    return "\n\n".join(text for block in blocks if (text := "\n".join(block).strip("\n"))) + "\n"


def prose(text: str) -> str:
    """The text as a paragraph that starts no markup; a word that would become a link or mention is set as code."""
    return " ".join(code(word) if _LIVE.search(word) else _escaped(word) for word in plain(text).split(" ") if word)


def code(text: str) -> str:
    """The text as a code span that no run of backticks in it can end."""
    body = plain(text)
    ticks = "`" * (max((len(run) for run in _TICKS.findall(body)), default=0) + 1)
    pad = " " if body[:1] in {"`", " ", ""} or body[-1:] in {"`", " "} else ""
    return f"{ticks}{pad}{body}{pad}{ticks}"


def fence(text: str) -> list[str]:
    """The text as the one line of a fenced block that it cannot end."""
    body = plain(text)
    ticks = "`" * max(_LONGEST_EDGE, max((len(run) for run in _TICKS.findall(body)), default=0) + 1)
    return [f"{ticks}text", body, ticks]


def _escaped(word: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found.group()}", word).translate(_ENTITIES)


def _cell(text: str) -> str:
    """Prose for a table; renderers disagree on how a bar is escaped in code, so it is spelled out."""
    return prose(text.replace("|", r"\u007c"))


def _answer(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    yield f"## {_SIGNS[verdict.status]} {prose(verdict.headline or words.STATUSES[verdict.status])}"
    yield ""
    sure = f", {said}" if (said := words.sure(verdict)) else ""
    cause = f": {code(verdict.cause)}" if verdict.cause else ""
    yield f"**{words.STATUSES[verdict.status]}**{cause}{sure}"
    if verdict.hint:
        yield ""
        yield prose(verdict.hint)


def _why(diagnosis: Diagnosis) -> Iterator[str]:
    if diagnosis.verdict.why:
        yield prose(diagnosis.verdict.why)


def _fix(diagnosis: Diagnosis) -> Iterator[str]:
    verdict = diagnosis.verdict
    if verdict.fix:
        yield "### What to do"
        yield ""
        yield from (f"{number}. {prose(step)}" for number, step in enumerate(verdict.fix, 1))
    link = words.docs_link(diagnosis)
    rest = [
        f"- {label}: {said}"
        for label, said in (
            ("Who can do it", prose(verdict.who)),
            ("How to see that it worked", prose(verdict.verify)),
            ("More about it", f"<{link}>" if link else ""),
        )
        if said
    ]
    yield from ["", *rest] if verdict.fix and rest else rest


def _proof(diagnosis: Diagnosis) -> Iterator[str]:
    proofs = words.proofs(diagnosis)
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
    yield from _bullets("Still possible", (_about(diagnosis, cause) for cause in words.open_causes(diagnosis)))
    yield from _bullets("What would decide", map(prose, words.deciders(diagnosis)))
    yield from _bullets(
        "What may explain it further", (f"{code(more.cause)}: {prose(more.says)}" for more in verdict.refinements)
    )
    yield from _bullets(
        "Refused as well", (f"{code(one.cause)}: {prose(one.says)}{_cites(one.because)}" for one in verdict.also)
    )
    yield from _bullets("Not reached, so not judged", map(prose, words.behind(diagnosis)))


def _bullets(title: str, items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        if number == 0:
            yield from (f"**{title}**", "")
        yield f"- {item}"
    yield ""


def _about(diagnosis: Diagnosis, cause: str) -> str:
    says, because = words.says_of(diagnosis, cause)
    return code(cause) + (f": {prose(says)}" if says else "") + _cites(because)


def _faq(diagnosis: Diagnosis) -> Iterator[str]:
    yield from ("| FAQ | State | What the run showed |", "|---|---|---|")
    for item in diagnosis.faq:
        state = f"**{words.STATES[item.state]}**" if item.state is State.CAUSE else words.STATES[item.state]
        yield f"| {_cell(item.title)} | {state} | {_cell(item.says)}{_cites(item.because)} |"


def _facts(diagnosis: Diagnosis) -> Iterator[str]:
    credential = diagnosis.evidence.credential
    yield f"- Target: {_joined(words.target_facts(diagnosis))}"
    yield f"- Credential: {_joined(words.credential_facts(credential))}"
    yield from (f"- {prose(phrase)}" for phrase in words.trait_phrases(credential))
    server = words.server_phrase(diagnosis.server)
    if server:
        yield f"- Server: {prose(server)}"
    yield f"- Asked: {letter.asked(diagnosis)}"
    yield from (f"- {prose(note)}" for note in words.notes(diagnosis))


def _end(diagnosis: Diagnosis) -> Iterator[str]:
    intake = diagnosis.evidence.intake
    spent = words.spent_phrase(diagnosis.evidence.spent)
    done = f"Spent: {spent}" if intake is None else f"Read: {prose(words.intake_phrase(intake))}"
    yield f"{done}. Made by infisical-diagnose {prose(diagnosis.tool_version)}; holds no secret."


def _joined(facts: Iterable[words.Fact]) -> str:
    return ", ".join(_fact(fact) for fact in facts)


def _fact(fact: words.Fact) -> str:
    label = f"{prose(fact.label)} " if fact.label else ""
    source = f" (from {code(clip(fact.source, _VALUE_LIMIT))})" if fact.source else ""
    return f"{label}{code(clip(fact.value, _VALUE_LIMIT))}{source}"


def _cites(because: tuple[str, ...]) -> str:
    return f" ({', '.join(map(_cell, because))})" if because else ""

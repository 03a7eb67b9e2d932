"""What the page shows, gathered from the diagnosis: cut, signed and anchored here, never in templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape

from diagnose.model import Confidence, Diagnosis, Exchange, Finding, GateResult, GateState, State, Status
from diagnose.model.text import SLOT
from reports import (
    access_view,
    certainty,
    evidence_block,
    letter,
    names,
    phrases,
    pictures,
    proof_view,
    subject,
    symbols,
    ticket,
    view,
)
from reports.escape import clip
from reports.words import Words

_CLIP: Final = 380
_SHORT_CLIP: Final = 200
_BRIEF_CLIP: Final = 60
_MOST_ROWS: Final = 40
_MOST_ANCHOR: Final = 60
_UNTOLD: Final = {
    State.NOT_REACHED: "The server refused before any of these could matter.",
    State.UNKNOWN: "Nothing that was asked tells of these.",
}


class Sight(NamedTuple):
    """A state as the page shows it: a class for its colour, a sign, and the word that makes both unnecessary."""

    kind: str
    sign: str
    word: str


class Group(NamedTuple):
    """Findings that say the same for the same reason. `causes`: each with its anchor."""

    causes: tuple[tuple[str, str], ...]
    says: str
    because: str


class Piece(NamedTuple):
    """One exchange, ready to show. `facts`: name and value pairs, each already cut to length.

    `proves`: in a few words what it does for the verdict; `shows`: the gates that it tells of, by their states.
    """

    anchor: str
    exchange: Exchange
    proof: view.Proof
    proves: str
    shows: tuple[tuple[str, str], ...]
    when: str
    facts: tuple[tuple[str, str], ...]
    bar: pictures.Bar | None


def _rows(diagnosis: Diagnosis) -> dict[str, Any]:
    """What rules allow, and what a proof says beside what is allowed."""
    proof = tuple(proof_view.proof_rows(diagnosis))
    return {"access": access_view.shown(diagnosis.access), "proof": proof}


def support(diagnosis: Diagnosis) -> dict[str, Any]:
    """What the template of the support copy names."""
    verdict, evidence = diagnosis.verdict, diagnosis.evidence
    carried = evidence_block.carried(diagnosis)
    bars = {bar.label: bar for bar in pictures.requests(evidence.exchanges)}
    pieces = tuple(_piece(diagnosis, number, one, bars.get(one.id)) for number, one in enumerate(evidence.exchanges, 1))
    return {
        **_shared(diagnosis),
        "verdict": verdict,
        **_steps(diagnosis),
        **_rows(diagnosis),
        "sure": certainty.sure(diagnosis),
        "certain": verdict.confidence is Confidence.CERTAIN,
        "host": evidence.target.base_url.partition("://")[2] or evidence.target.base_url,
        "links": {"docs": view.docs_link(diagnosis), "console": view.console_link(diagnosis)},
        "proofs": view.proofs(diagnosis),
        "strip": [(link, _link_sight(link)) for link in pictures.strip(diagnosis.chain)],
        "path": pictures.folder_path(diagnosis),
        "fence": pictures.fence(diagnosis),
        "token_time": pictures.token_time(evidence),
        "faq": [(item, _sight(item.state)) for item in diagnosis.faq],
        "possible": [(one, *view.says_of(diagnosis, one)) for one in view.open_causes(diagnosis)],
        "deciders": view.deciders(diagnosis),
        "behind": view.behind(diagnosis),
        "considered": _considered(diagnosis.findings),
        "pieces": pieces,
        "anchors": {piece.exchange.id: piece.anchor for piece in pieces},
        "credential": view.credential_facts(evidence.credential),
        "traits": view.trait_phrases(evidence.credential),
        "claims": [(name, clip(value, _SHORT_CLIP)) for name, value in _claims(diagnosis)],
        "server": view.server_phrase(diagnosis.server),
        "spent": view.lines_phrase(evidence.intake) if evidence.intake else view.spent_phrase(evidence.spent),
        "notes": view.notes(diagnosis),
        "redactions": evidence.intake.redactions if evidence.intake is not None else (),
        "carried": Markup(carried),  # noqa: S704 - escaped for its place by the function itself
        "is_carried": carried != "null",
        "reference": evidence_block.reference(evidence),
        "rests_on": letter.rests_on(diagnosis),
        "warning": letter.warning(diagnosis),
    }


def customer(diagnosis: Diagnosis, words: Words) -> dict[str, Any]:
    """What the template of the customer's copy names: the letter, and nothing else of the evidence."""
    told = letter.letter(diagnosis, words)
    return {
        **_shared(diagnosis),
        "told": told,
        "title": str(told.title),  # no markup can stand in a title
        "say": _marked(words),
        "when": words(letter.asked(diagnosis)),
        "target": [(words(fact.label) or "Infisical", fact.value) for fact in view.target_facts(diagnosis)],
        "checked": [(_gate_sight(one.gate, one.word), one.title) for one in told.checked],
        "holds": tuple(map(words, letter.HOLDS)),
    }


def _marked(words: Words) -> Callable[..., Markup]:
    """Words for a template, which may put markup into their slots; all else is escaped."""

    def say(text: str, **values: str) -> Markup:
        opened = escape(words.template(text))
        return Markup(SLOT.sub(lambda slot: escape(values.get(slot[1], slot[0])), opened))  # noqa: S704 - every part is escaped

    return say


def _steps(diagnosis: Diagnosis) -> dict[str, Any]:
    """What to do below its heading, what stands around the sentence, and all of that for a ticket."""
    heading, steps = view.steps(diagnosis)
    verdict = diagnosis.verdict
    return {
        "heading": heading,
        "steps": steps,
        "lead": "" if verdict.look else letter.lead(verdict),
        "subject": clip(subject.line(diagnosis), _SHORT_CLIP),
        "since": subject.since(diagnosis),
        "summary": ticket.summary(diagnosis),
    }


def _shared(diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "d": diagnosis,
        "sight": _verdict_sight(diagnosis.verdict.status),
        "when": letter.asked(diagnosis),
        "digest": evidence_block.digest(diagnosis.evidence),
        "target": view.target_facts(diagnosis),
        "cut": _cut,
        "brief": _brief,
    }


def _cut(text: str) -> str:
    return clip(text, _CLIP)


def _brief(text: str) -> str:
    return clip(text, _BRIEF_CLIP)


def _claims(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    token = diagnosis.evidence.token
    return list(view.claim_rows(token.claims))[:_MOST_ROWS] if token else []


def _sight(state: State) -> Sight:
    return Sight(state.value, symbols.STATES[state].page, names.STATES[state])


def _gate_sight(gate: GateResult, word: str) -> Sight:
    kind = GateState.NOT_REACHED if gate.apart else gate.state
    return Sight(kind.value, symbols.of_gate(gate).page, clip(word, _BRIEF_CLIP))


def _link_sight(link: pictures.Link) -> Sight:
    return _gate_sight(link.first, link.first.says or names.GATES[link.first.state])


def _verdict_sight(status: Status) -> Sight:
    return Sight(f"is-{status.value}", symbols.STATUSES[status].page, names.STATUSES[status])


def _considered(findings: tuple[Finding, ...]) -> tuple[tuple[Sight, tuple[Group, ...]], ...]:
    """The findings under their states, the telling ones first."""
    anchors = _Anchors()
    by_state = ((state, [finding for finding in findings if finding.state is state]) for state in State)
    return tuple((_sight(state), _groups(state, same, anchors)) for state, same in by_state if same)


def _groups(state: State, findings: list[Finding], anchors: _Anchors) -> tuple[Group, ...]:
    """Those with the same words and evidence together; in a state that tells nothing of each, all of them."""
    general = _UNTOLD.get(state)
    same: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
    for finding in findings:
        key = (general, ()) if general else (finding.says, finding.because)
        same.setdefault(key, []).append((finding.cause, anchors.of(finding.cause)))
    return tuple(
        Group(tuple(causes), clip(says, _SHORT_CLIP), phrases.spanned(because))
        for (says, because), causes in same.items()
    )


class _Anchors:
    """Gives each cause the anchor of its own name once; the name is cut down to what an address may hold."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, cause: str) -> str:
        wanted = re.sub(r"[^a-z0-9-]+", "-", cause.lower())[:_MOST_ANCHOR].strip("-") or "cause"
        while wanted in self._taken:
            wanted += "-more"
        self._taken.add(wanted)
        return wanted


def _proves(diagnosis: Diagnosis, exchange_id: str) -> str:
    """What the exchange does: the cause that it supports, else what it leaves open, else what it excludes."""
    cited = [one for one in diagnosis.findings if exchange_id in one.because]
    named = {state: [one.cause for one in cited if one.state is state] for state in State}
    if named[State.CAUSE]:
        return f"supports {', '.join(dict.fromkeys(named[State.CAUSE]))}"
    if named[State.POSSIBLE]:
        return f"leaves {_some(named[State.POSSIBLE])} open"
    return f"rules out {_some(named[State.RULED_OUT])}" if named[State.RULED_OUT] else ""


def _some(causes: list[str]) -> str:
    return causes[0] if len(causes) == 1 else f"{len(causes)} causes"


def _shows(diagnosis: Diagnosis, exchange_id: str) -> tuple[tuple[str, str], ...]:
    """The gates that cite the exchange, under the word for their state."""
    cited = [gate for gate in diagnosis.chain if exchange_id in gate.because]
    return tuple(
        (names.GATES[state], clip(" · ".join(gate.title for gate in cited if gate.state is state), _CLIP))
        for state in dict.fromkeys(gate.state for gate in cited)
    )


def _piece(diagnosis: Diagnosis, number: int, exchange: Exchange, bar: pictures.Bar | None) -> Piece:
    answer = exchange.answer
    facts: list[tuple[str, str]] = [("probe", exchange.probe), ("URL", exchange.url)]
    facts += [("carried", names.SENT[exchange.sent])] if names.SENT[exchange.sent] else []
    if answer:
        facts += [("request id", answer.request_id)] if answer.request_id else []
        facts.append(("shape of the answer", phrases.spaced(answer.envelope.value)))
        facts += [("error", answer.error)] if answer.error else []
        facts += [("rule", phrases.compact(rule)) for rule in answer.details or ()][:_MOST_ROWS]
        facts += [(name, phrases.compact(answer.data[name])) for name in sorted(answer.data)][:_MOST_ROWS]
        facts += [(f"header {name}", answer.headers[name]) for name in sorted(answer.headers)][:_MOST_ROWS]
        facts += [("recognized as", mark) for mark in answer.marks][:_MOST_ROWS]
    extra = (("note", exchange.note), ("found in", exchange.source), ("line", exchange.quote))
    facts += [(name, value) for name, value in extra if value]
    return Piece(
        anchor=f"e{number}",
        exchange=exchange,
        proof=view.proof_of(exchange),
        proves=clip(_proves(diagnosis, exchange.id), _SHORT_CLIP),
        shows=_shows(diagnosis, exchange.id),
        when=phrases.moment(exchange.at) if exchange.at > 0 else "",
        bar=bar,
        facts=tuple((clip(name, _SHORT_CLIP), clip(value, _SHORT_CLIP)) for name, value in facts),
    )

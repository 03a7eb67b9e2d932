"""What the page shows, gathered from the diagnosis: cut and signed here, never in templates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup, escape

from diagnose.model import Confidence, Diagnosis
from diagnose.model.text import SLOT
from reports import (
    access_view,
    certainty,
    evidence_block,
    html_pieces,
    letter,
    pictures,
    proof_view,
    sights,
    subject,
    ticket,
    view,
)
from reports.escape import clip
from reports.words import Words

_CLIP: Final = 380
_SHORT_CLIP: Final = 200
_BRIEF_CLIP: Final = 60
_MOST_ROWS: Final = 40


def _rows(diagnosis: Diagnosis) -> dict[str, Any]:
    """What rules allow, and what a proof says beside what is allowed."""
    proof = tuple(proof_view.proof_rows(diagnosis))
    return {"access": access_view.shown(diagnosis.access), "proof": proof}


def support(diagnosis: Diagnosis) -> dict[str, Any]:
    """What the template of the support copy names."""
    verdict, evidence = diagnosis.verdict, diagnosis.evidence
    carried = evidence_block.carried(diagnosis)
    pieces = html_pieces.pieces(diagnosis)
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
        "strip": [(link, sights.of_link(link)) for link in pictures.strip(diagnosis.chain)],
        "path": pictures.folder_path(diagnosis),
        "fence": pictures.fence(diagnosis),
        "token_time": pictures.token_time(evidence),
        "faq": [(item, sights.of_state(item.state)) for item in diagnosis.faq],
        "possible": [(one, *view.says_of(diagnosis, one)) for one in view.open_causes(diagnosis)],
        "deciders": view.deciders(diagnosis),
        "behind": view.behind(diagnosis),
        "considered": html_pieces.considered(diagnosis.findings),
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
        "checked": [(sights.of_gate(one.gate, one.word), one.title) for one in told.checked],
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
        "sight": sights.of_status(diagnosis.verdict.status),
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

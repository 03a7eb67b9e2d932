"""The report as one page: loads nothing, runs nothing, and shows text from elsewhere as text."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from diagnose.model import Diagnosis, Exchange, Finding, GateState, State, Status
from reports import words
from reports.options import Options
from reports.text import clip, plain

_TEMPLATES: Final = Path(__file__).parent / "templates"
_CLIP: Final = 600
_SHORT_CLIP: Final = 200
_BRIEF_CLIP: Final = 60
_MOST_ROWS: Final = 40
_ORDER: Final = (State.CAUSE, State.POSSIBLE, State.RULED_OUT, State.NOT_REACHED, State.UNKNOWN)
_UNTOLD: Final = {
    State.NOT_REACHED: "The server refused before any of these could matter.",
    State.UNKNOWN: "Nothing that was asked tells of these.",
}
_SIGNS: Final = {
    "cause": "✗",
    "possible": "?",
    "ruled-out": "✓",
    "unknown": "·",
    "passed": "✓",
    "failed": "✗",
    "unclear": "?",
    "not-reached": "\N{EN DASH}",
    "cause-found": "✗",
    "no-cause": "✓",
    "inconclusive": "?",
    "verdict-not-reached": "!",
}


class Sight(NamedTuple):
    """A state as the page shows it: a class for its colour, a sign, and the word that makes both unnecessary."""

    kind: str
    sign: str
    word: str


class Group(NamedTuple):
    """Findings that say the same for the same reason."""

    causes: tuple[str, ...]
    says: str
    because: tuple[str, ...]


class Piece(NamedTuple):
    """One exchange, ready to show. `facts`: name and value pairs, each already cut to length."""

    anchor: str
    exchange: Exchange
    proof: words.Proof
    when: str
    facts: tuple[tuple[str, str], ...]


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis as a complete HTML document."""
    css = style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    page = _environment().get_template("page.html.j2")
    # The style is ours, and its hash must hold byte for byte, so it is the one value that is not escaped.
    return page.render(css=Markup(css), policy=policy, open=options.verbose, **_view(diagnosis))  # noqa: S704


def style() -> str:
    """The page's style sheet, as it stands in the page."""
    return (_TEMPLATES / "page.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: Any) -> Any:
    """Every value that the template prints passes here; what could move or hide text is spelled out."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _view(diagnosis: Diagnosis) -> dict[str, Any]:
    verdict, evidence = diagnosis.verdict, diagnosis.evidence
    own = (verdict.cause,) if verdict.cause and verdict.status is Status.INCONCLUSIVE else ()
    pieces = tuple(_piece(number, one) for number, one in enumerate(evidence.exchanges, 1))
    return {
        "d": diagnosis,
        "verdict": verdict,
        "sight": _verdict_sight(verdict.status),
        "sure": words.sure(verdict),
        "host": evidence.target.base_url.partition("://")[2] or evidence.target.base_url,
        "when": words.moment(evidence.started_at),
        "docs": words.docs_link(diagnosis),
        "proofs": words.proofs(diagnosis),
        "gates": [(gate, _gate_sight(gate.state)) for gate in diagnosis.chain],
        "faq": [(item, _sight(item.state)) for item in diagnosis.faq],
        "possible": [(one, *words.says_of(diagnosis, one)) for one in dict.fromkeys((*own, *verdict.alternatives))],
        "behind": words.behind(diagnosis),
        "considered": _considered(diagnosis.findings),
        "pieces": pieces,
        "anchors": {piece.exchange.id: piece.anchor for piece in pieces},
        "target": words.target_facts(diagnosis),
        "credential": words.credential_facts(evidence.credential),
        "traits": words.trait_phrases(evidence.credential),
        "claims": [(name, clip(value, _SHORT_CLIP)) for name, value in _claims(diagnosis)],
        "server": words.server_phrase(diagnosis.server),
        "spent": words.spent_phrase(evidence.spent),
        "notes": words.notes(diagnosis),
        "cut": _cut,
        "brief": _brief,
    }


def _cut(text: str) -> str:
    return clip(text, _CLIP)


def _brief(text: str) -> str:
    return clip(text, _BRIEF_CLIP)


def _claims(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    token = diagnosis.evidence.token
    return list(words.claim_rows(token.claims))[:_MOST_ROWS] if token else []


def _sight(state: State) -> Sight:
    return Sight(state.value, _SIGNS[state.value], words.STATES[state])


def _gate_sight(state: GateState) -> Sight:
    return Sight(state.value, _SIGNS[state.value], words.GATES[state])


def _verdict_sight(status: Status) -> Sight:
    sign = _SIGNS["verdict-not-reached" if status is Status.NOT_REACHED else status.value]
    return Sight(f"is-{status.value}", sign, words.STATUSES[status])


def _considered(findings: tuple[Finding, ...]) -> tuple[tuple[Sight, tuple[Group, ...]], ...]:
    """The findings under their states, the telling ones first."""
    by_state = ((state, [finding for finding in findings if finding.state is state]) for state in _ORDER)
    return tuple((_sight(state), _groups(state, same)) for state, same in by_state if same)


def _groups(state: State, findings: list[Finding]) -> tuple[Group, ...]:
    """Those with the same words and evidence together; in a state that tells nothing of each, all of them."""
    general = _UNTOLD.get(state)
    same: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for finding in findings:
        key = (general, ()) if general else (finding.says, finding.because)
        same.setdefault(key, []).append(finding.cause)
    return tuple(Group(tuple(causes), clip(says, _SHORT_CLIP), because) for (says, because), causes in same.items())


def _piece(number: int, exchange: Exchange) -> Piece:
    answer = exchange.answer
    facts: list[tuple[str, str]] = [("probe", exchange.probe), ("URL", exchange.url)]
    facts += [("carried", words.SENT[exchange.sent])] if words.SENT[exchange.sent] else []
    if answer:
        facts += [("request id", answer.request_id)] if answer.request_id else []
        facts.append(("shape of the answer", words.spaced(answer.envelope.value)))
        facts += [("error", answer.error)] if answer.error else []
        facts += [("rule", words.compact(rule)) for rule in answer.details or ()][:_MOST_ROWS]
        facts += [(name, words.compact(answer.data[name])) for name in sorted(answer.data)][:_MOST_ROWS]
        facts += [(f"header {name}", answer.headers[name]) for name in sorted(answer.headers)][:_MOST_ROWS]
        facts += [("recognized as", mark) for mark in answer.marks][:_MOST_ROWS]
    facts += [("note", exchange.note)] if exchange.note else []
    return Piece(
        anchor=f"e{number}",
        exchange=exchange,
        proof=words.proof_of(exchange),
        when=words.moment(exchange.at),
        facts=tuple((clip(name, _SHORT_CLIP), clip(value, _SHORT_CLIP)) for name, value in facts),
    )

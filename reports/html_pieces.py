"""What a page shows of the evidence: each exchange with what it proves, and every cause that was considered."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.model import Diagnosis, Exchange, Finding, State
from reports import names, phrases, pictures, sights, view
from reports.escape import clip

_CLIP: Final = 380
_SHORT_CLIP: Final = 200
_MOST_ROWS: Final = 40
_MOST_ANCHOR: Final = 60
_UNTOLD: Final = {
    State.NOT_REACHED: "The server refused before any of these could matter.",
    State.UNKNOWN: "Nothing that was asked tells of these.",
}


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


def pieces(diagnosis: Diagnosis) -> tuple[Piece, ...]:
    """All exchanges in their order, ready to show."""
    exchanges = diagnosis.evidence.exchanges
    bars = {bar.label: bar for bar in pictures.requests(exchanges)}
    return tuple(_piece(diagnosis, number, one, bars.get(one.id)) for number, one in enumerate(exchanges, 1))


def considered(findings: tuple[Finding, ...]) -> tuple[tuple[sights.Sight, tuple[Group, ...]], ...]:
    """The findings under their states, the telling ones first."""
    anchors = _Anchors()
    by_state = ((state, [finding for finding in findings if finding.state is state]) for state in State)
    return tuple((sights.of_state(state), _groups(state, same, anchors)) for state, same in by_state if same)


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

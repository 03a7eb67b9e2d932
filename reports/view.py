"""What every report shows of a diagnosis: facts, proofs and notes, before any format lays them out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from diagnose.model import Answer, CredentialFacts, Diagnosis, Era, Exchange, Intake, Server, Spent, Status, Text
from reports import names, phrases, subject
from reports.answer_words import in_words


class Fact(NamedTuple):
    """One thing that is known, and where its value came from ("" if that says nothing)."""

    label: str
    value: str
    source: str = ""


class Proof(NamedTuple):
    """What one exchange proves: the request and the words that came back. `status` is "" when nothing did.

    `quote`: of a pasted text the whole line; `said`: only what the server said in it.
    """

    id: str
    request: str
    status: str
    took: str
    request_id: str
    quote: str
    silent: bool
    said: str


_MOMENTS: Final = frozenset({"exp", "iat", "nbf", "creationEpoch", "starts", "ends"})
"""Claims that are times, in seconds since the epoch."""


def target_facts(diagnosis: Diagnosis) -> tuple[Fact, ...]:
    """What was to be reached, with sources; fields without a value are left out."""
    target = diagnosis.evidence.target
    named = (
        ("base_url", "", target.base_url),
        ("project_id", Text("project"), target.project_id),
        ("environment", Text("environment"), target.environment),
        ("secret_path", Text("path"), target.secret_path),
        ("secret_name", Text("secret"), target.secret_name),
        ("action", Text("action"), target.action.value),
    )
    return tuple(Fact(label, value, target.sources.get(field, "")) for field, label, value in named if value)


def credential_facts(facts: CredentialFacts) -> tuple[Fact, ...]:
    """The shape of the credential, never its value: kind, then each field with its length or id."""
    fields = sorted({*facts.sources, *facts.lengths} - {"kind"})
    rows = [Fact("", names.KINDS.get(facts.kind.value, facts.kind.value), facts.sources.get("kind", ""))]
    ids = {"client-id": facts.client_id, "machine-identity-id": facts.identity_id, "method": facts.method}
    for field in fields:
        length, known = facts.lengths.get(field), ids.get(field.replace("_", "-"))
        value = known or (f"{length} characters" if length is not None else "given")
        rows.append(Fact(phrases.spaced(field), value, facts.sources.get(field, "")))
    return (*rows, *(Fact(name, _claim(name, value), "the proof") for name, value in facts.claims.items()))


def _claim(name: str, value: object) -> str:
    """A claim of a proof as people read it: a list by commas, a time as a date."""
    if name in _MOMENTS and isinstance(value, int):
        return phrases.moment(value)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def trait_phrases(facts: CredentialFacts) -> tuple[str, ...]:
    """What is odd about the spelling of the credential, one phrase per oddity."""
    return tuple(
        f"{phrases.spaced(trait.field)}: {trait.detail or phrases.spaced(trait.oddity.value)}"
        + (" (no server accepts this)" if trait.fatal else "")
        for trait in facts.traits
    )


def server_phrase(server: Server) -> str:
    """When its version was released, and its clock, as far as they are known; "" if nothing is."""
    eras = server.eras if not server.era else (server.era,)
    known = [era for era in names.VERSIONS if era in eras]
    parts = [_released(known)] if 0 < len(known) < len(Era) else []  # of every era: nothing is known
    skew = server.clock_skew_s
    if skew is not None and math.isfinite(skew):
        side = "ahead of" if skew > 0 else "behind"
        differs = f"{phrases.duration(abs(skew))} {side}" if phrases.differ(skew) else "agrees with"
        parts.append(f"clock {differs} this machine's")
    return ", ".join(parts)


def _released(eras: Sequence[str]) -> str:
    first, last = names.VERSIONS[eras[0]], names.VERSIONS[eras[-1]]
    return f"a version released {first[0]} to {last[1]}" if last[1] else f"a version released since {first[0]}"


def spent_phrase(spent: Spent) -> str:
    """What the run cost, in words."""
    writes = "nothing written" if not spent.writes else phrases.count(spent.writes, "write")
    return f"{phrases.count(spent.requests, 'request')}, {phrases.count(spent.logins, 'login')}, {writes}"


def intake_phrase(intake: Intake) -> str:
    """What was read of a pasted text, what was not understood, and what was taken out of it."""
    removed = ", ".join(
        f"{r.count:,} x {phrases.spaced(r.kind)}" + (f" ({r.places[0]})" if r.places else "") for r in intake.redactions
    )
    return lines_phrase(intake) + (f"; taken out as secret: {removed}" if removed else "")


def lines_phrase(intake: Intake) -> str:
    """How much was read of which files, and in how much of it nothing was recognised."""
    skipped = f"; nothing was recognised in {intake.skipped:,} of them" if intake.skipped else ""
    return f"{phrases.count(intake.lines, 'line')} of {', '.join(intake.sources)}{skipped}"


def proofs(diagnosis: Diagnosis) -> tuple[Proof, ...]:
    """The exchanges that the verdict rests on, in its order."""
    known = {exchange.id: exchange for exchange in diagnosis.evidence.exchanges}
    cited = diagnosis.verdict.proof or _cited_for_cause(diagnosis)
    return tuple(proof_of(known[one]) for one in dict.fromkeys(cited) if one in known)


def _request(exchange: Exchange) -> str:
    """Which request it was, as far as that is known; a URL that only stands near in a text is no proof of it."""
    if not exchange.url:
        return "a request without its URL"
    return f"{exchange.method} {phrases.path_of(exchange.url)}{' (a guess)' * exchange.guessed}".strip()


def proof_of(exchange: Exchange) -> Proof:
    """One exchange as a request and what came back."""
    answer = exchange.answer
    if answer is None:
        quote = names.SILENCES[exchange.silence] if exchange.silence else "no answer"
    else:
        quote = answer.message or answer.error or _without_words(answer)
    said = quote
    if exchange.source:
        quote = exchange.quote or quote
    return Proof(
        id=exchange.id,
        request=_request(exchange),
        status=str(answer.status) if answer and answer.status else "",
        took=f"in {exchange.source}" if exchange.source else phrases.milliseconds(exchange.took_ms),
        request_id=(answer.request_id or "") if answer else "",
        quote=quote,
        silent=not exchange.source and (answer is None or not (answer.message or answer.error)),
        said=said,
    )


def notes(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What else is worth knowing, each said once."""
    verdict = diagnosis.verdict
    said = dict.fromkeys((*verdict.warnings, *verdict.notes, *diagnosis.evidence.remarks))
    return tuple(note for note in said if note != verdict.headline)


def behind(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What was not reached and is not in the chain, with the titles of FAQ items in place of their ids."""
    drawn = {name for gate in diagnosis.chain for name in (gate.id, gate.title)}
    titles = {item.id: item.title for item in diagnosis.faq}
    return tuple(titles.get(one, one) for one in diagnosis.verdict.behind if one not in drawn)


def says_of(diagnosis: Diagnosis, cause: str) -> tuple[str, tuple[str, ...]]:
    """The sentence and the evidence of the finding about that cause."""
    found = next((finding for finding in diagnosis.findings if finding.cause == cause), None)
    return (found.says, found.because) if found else ("", ())


def open_causes(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The causes that are still possible, likeliest first; with the verdict's own if that is only one of them."""
    verdict = diagnosis.verdict
    own = (verdict.cause,) if verdict.cause and verdict.status is Status.INCONCLUSIVE else ()
    return tuple(dict.fromkeys((*own, *verdict.alternatives)))


def steps(diagnosis: Diagnosis) -> tuple[str, tuple[str, ...]]:
    """What is to be done, below its heading; where the cause is open, what to look at instead."""
    verdict = diagnosis.verdict
    return ("What to look at, in this order", verdict.look) if verdict.look else ("What to do", verdict.fix)


def deciders(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What would decide, as far as the steps and the sentences about the open causes do not say it already."""
    if diagnosis.verdict.look:
        return ()
    said = " ".join(says_of(diagnosis, one)[0] for one in open_causes(diagnosis))
    return tuple(one for one in diagnosis.verdict.decides if one not in said)


def docs_link(diagnosis: Diagnosis) -> str:
    """The link of the verdict if it is https and clean, else ""."""
    docs = diagnosis.verdict.docs or ""
    return docs if docs.startswith("https://") and _is_clean(docs) else ""


def console_link(diagnosis: Diagnosis) -> str:
    """The page of the console where it is mended, if it is a clean address on the server that was asked; else ""."""
    link, base = diagnosis.verdict.console, diagnosis.evidence.target.base_url
    own = link.startswith(("https://", "http://")) and subject.host_of(link) == subject.host_of(base)
    return link if own and _is_clean(link) else ""


def _is_clean(link: str) -> bool:
    return link.isascii() and link.isprintable() and not set(link) & set(" \"'<>`\\")


_SAY: Final[Mapping[str, Callable[[float], str]]] = {
    **dict.fromkeys(_MOMENTS, phrases.moment),
    **dict.fromkeys(("accessTokenTTL", "accessTokenMaxTTL", "accessTokenPeriod"), phrases.duration),
}


def claim_rows(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The token's claims; beside times stands their date, beside spans their length."""
    for name in sorted(claims):
        value = claims[name]
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
        say = _SAY.get(name) if number else None
        yield name, f"{phrases.compact(value)} ({say(value)})" if say is not None else phrases.compact(value)


def _cited_for_cause(diagnosis: Diagnosis) -> tuple[str, ...]:
    cause = diagnosis.verdict.cause
    return says_of(diagnosis, cause)[1] if cause else ()


def _without_words(answer: Answer) -> str:
    """What an answer without a sentence held: what it brought, or where it leads."""
    to = answer.headers.get("location", "")
    return f"a redirect to {to}" if to and not answer.data else in_words(answer.data)

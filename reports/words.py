"""What every report says in the same words: names of states, and short phrases made from the evidence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import msgspec

from diagnose.model import (
    Confidence,
    CredentialFacts,
    Diagnosis,
    Era,
    Exchange,
    GateState,
    Intake,
    Sent,
    Server,
    Silence,
    Spent,
    State,
    Status,
    Verdict,
)

STATES: Final[Mapping[State, str]] = {
    State.CAUSE: "cause",
    State.POSSIBLE: "possible",
    State.RULED_OUT: "ruled out",
    State.NOT_REACHED: "not reached",
    State.UNKNOWN: "unknown",
}
GATES: Final[Mapping[GateState, str]] = {
    GateState.PASSED: "passed",
    GateState.FAILED: "stopped here",
    GateState.NOT_REACHED: "not reached",
    GateState.UNCLEAR: "unclear",
}
STATUSES: Final[Mapping[Status, str]] = {
    Status.CAUSE_FOUND: "Cause found",
    Status.NO_CAUSE: "It works",
    Status.INCONCLUSIVE: "Could not tell",
    Status.NOT_REACHED: "Infisical was not reached",
}
CONFIDENCES: Final[Mapping[Confidence, str]] = {
    Confidence.CERTAIN: "certain",
    Confidence.LIKELY: "likely",
    Confidence.POSSIBLE: "possible",
}
SILENCES: Final[Mapping[Silence, str]] = {
    Silence.DNS: "no answer: the host name could not be resolved",
    Silence.REFUSED: "no answer: the connection was refused",
    Silence.TIMEOUT: "no answer: the connection timed out",
    Silence.RESET: "no answer: the connection was cut",
    Silence.UNREACHABLE: "no answer: there is no route to the network",
    Silence.TLS_CA: "no answer: the certificate comes from an unknown authority",
    Silence.TLS_HOST: "no answer: the certificate is for another host name",
    Silence.TLS_EXPIRED: "no answer: the certificate of the server has expired",
    Silence.TLS_CLIENT_CERT: "no answer: the server asks for a client certificate",
    Silence.TLS_OTHER: "no answer: TLS could not be set up",
    Silence.PROXY: "no answer: the proxy refused the connection",
    Silence.TOO_LARGE: "the answer was too large to read",
    Silence.UNREADABLE: "the answer could not be read",
    Silence.DEADLINE: "no answer before the deadline",
    Silence.CANNOT_SEND: "not sent: the value cannot be put into a request",
}
SENT: Final[Mapping[Sent, str]] = {
    Sent.NONE: "no credential",
    Sent.PAIR: "client ID and client secret",
    Sent.TOKEN: "token",
    Sent.ADMIN: "token of an admin",
    Sent.UNKNOWN: "",
}
_KINDS: Final = {
    "universal-auth": "Universal Auth",
    "access-token": "access token",
    "service-token": "service token",
    "api-key": "API key",
    "user-session": "user session",
    "unknown": "unknown kind",
}
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FEW: Final = 2


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


def target_facts(diagnosis: Diagnosis) -> tuple[Fact, ...]:
    """What was to be reached, with sources; fields without a value are left out."""
    target = diagnosis.evidence.target
    named = (
        ("base_url", "", target.base_url),
        ("project_id", "project", target.project_id),
        ("environment", "environment", target.environment),
        ("secret_path", "path", target.secret_path),
        ("secret_name", "secret", target.secret_name),
        ("action", "action", target.action.value),
    )
    return tuple(Fact(label, value, target.sources.get(field, "")) for field, label, value in named if value)


def credential_facts(facts: CredentialFacts) -> tuple[Fact, ...]:
    """The shape of the credential, never its value: kind, then each field with its length or id."""
    fields = sorted({*facts.sources, *facts.lengths} - {"kind"})
    rows = [Fact("", _KINDS.get(facts.kind.value, facts.kind.value), facts.sources.get("kind", ""))]
    for field in fields:
        is_client_id = facts.client_id is not None and field.replace("_", "-") == "client-id"
        length = facts.lengths.get(field)
        value = facts.client_id if is_client_id else f"{length} characters" if length is not None else "given"
        rows.append(Fact(spaced(field), value or "", facts.sources.get(field, "")))
    return tuple(rows)


def trait_phrases(facts: CredentialFacts) -> tuple[str, ...]:
    """What is odd about the spelling of the credential, one phrase per oddity."""
    return tuple(
        f"{spaced(trait.field)}: {trait.detail or spaced(trait.oddity.value)}"
        + (" (no server accepts this)" if trait.fatal else "")
        for trait in facts.traits
    )


def server_phrase(server: Server) -> str:
    """Era and clock, as far as they are known; "" if nothing is."""
    eras = server.eras if not server.era else (server.era,)
    known = 0 < len(eras) < len(Era)  # every generation is possible: nothing is known
    parts = [f"generation {' or '.join(filter(None, (', '.join(eras[:-1]), eras[-1])))}"] if known else []
    skew = server.clock_skew_s
    if skew is not None and math.isfinite(skew):
        side = "ahead of" if skew > 0 else "behind"
        parts.append(f"clock {duration(abs(skew))} {side} this machine's")
    return ", ".join(parts)


def spent_phrase(spent: Spent) -> str:
    """What the run cost, in words."""
    writes = "nothing written" if not spent.writes else _count(spent.writes, "write")
    return f"{_count(spent.requests, 'request')}, {_count(spent.logins, 'login')}, {writes}"


def intake_phrase(intake: Intake) -> str:
    """What was read of a pasted text, what was not understood, and what was taken out of it."""
    removed = ", ".join(
        f"{r.count:,} x {spaced(r.kind)}" + (f" ({r.places[0]})" if r.places else "") for r in intake.redactions
    )
    return lines_phrase(intake) + (f"; taken out as secret: {removed}" if removed else "")


def lines_phrase(intake: Intake) -> str:
    """How much was read of which files, and in how much of it nothing was recognised."""
    skipped = f"; nothing was recognised in {intake.skipped:,} of them" if intake.skipped else ""
    return f"{_count(intake.lines, 'line')} of {', '.join(intake.sources)}{skipped}"


def proofs(diagnosis: Diagnosis) -> tuple[Proof, ...]:
    """The exchanges that the verdict rests on, in its order."""
    known = {exchange.id: exchange for exchange in diagnosis.evidence.exchanges}
    cited = diagnosis.verdict.proof or _cited_for_cause(diagnosis)
    return tuple(proof_of(known[one]) for one in dict.fromkeys(cited) if one in known)


def proof_of(exchange: Exchange) -> Proof:
    """One exchange as a request and what came back."""
    answer = exchange.answer
    if answer is None:
        quote = SILENCES[exchange.silence] if exchange.silence else "no answer"
    else:
        quote = answer.message or answer.error or _data_phrase(answer.data)
    said = quote
    if exchange.source:
        quote = exchange.quote or quote
    return Proof(
        id=exchange.id,
        request=f"{exchange.method} {path_of(exchange.url)}".strip() if exchange.url else "a request without its URL",
        status=str(answer.status) if answer and answer.status else "",
        took=f"in {exchange.source}" if exchange.source else milliseconds(exchange.took_ms),
        request_id=(answer.request_id or "") if answer else "",
        quote=quote,
        silent=not exchange.source and (answer is None or not (answer.message or answer.error)),
        said=said,
    )


def sure(verdict: Verdict) -> str:
    """How sure the verdict is, and among how many causes it is the likeliest; "" if it names none."""
    if verdict.confidence is None:
        return ""
    rivals = len(verdict.alternatives)
    if rivals and verdict.confidence is Confidence.POSSIBLE:
        return f"possible, the first of {rivals + 1} to check"
    return CONFIDENCES[verdict.confidence]


def notes(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What else is worth knowing, each said once."""
    return tuple(dict.fromkeys((*diagnosis.verdict.notes, *diagnosis.evidence.remarks)))


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


def deciders(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What would decide, as far as the sentences about the open causes do not say it already."""
    said = " ".join(says_of(diagnosis, one)[0] for one in open_causes(diagnosis))
    return tuple(one for one in diagnosis.verdict.decides if one not in said)


def docs_link(diagnosis: Diagnosis) -> str:
    """The link of the verdict if it is https and clean, else ""."""
    docs = diagnosis.verdict.docs or ""
    clean = docs.isascii() and docs.isprintable() and not set(docs) & set(" \"'<>`\\")
    return docs if docs.startswith("https://") and clean else ""


def path_of(url: str) -> str:
    """The URL without scheme and host."""
    rest = url.partition("://")[2]
    return "/" + rest.partition("/")[2] if rest else url


def spanned(ids: tuple[str, ...]) -> str:
    """Ids of evidence, with runs of three or more drawn together: `E1, E3\N{EN DASH}E6`."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and one == _after(runs[-1][-1]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}\N{EN DASH}{run[-1]}" if len(run) > _FEW else ", ".join(run) for run in runs)


def _after(one: str) -> str | None:
    """The id that follows, of ids as gathering gives them."""
    return f"E{int(one[1:]) + 1}" if re.fullmatch("E[0-9]{1,6}", one) else None


def spaced(identifier: str) -> str:
    """`client-secret` or `client_secret` as `client secret`."""
    return identifier.replace("-", " ").replace("_", " ")


def milliseconds(value: float) -> str:
    """A time span with its unit."""
    return f"{value:.0f} ms" if math.isfinite(value) else "? ms"


def duration(seconds: float) -> str:
    """A span in the two largest units that matter: `0.4 s`, `2 min 5 s`, `3 h`, `4 d 1 h`."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    large, small = ((_DAY, "d"), (_HOUR, "h")) if whole >= _DAY else ((_HOUR, "h"), (_MINUTE, "min"))
    if whole < _HOUR:
        large, small = (_MINUTE, "min"), (1, "s")
    rest = whole % large[0] // small[0]
    return f"{whole // large[0]} {large[1]}" + (f" {rest} {small[1]}" if rest else "")


def moment(seconds: float) -> str:
    """A time for people, in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return "time unknown"


_SAY: Final[Mapping[str, Callable[[float], str]]] = {
    **dict.fromkeys(("exp", "iat", "nbf", "creationEpoch"), moment),
    **dict.fromkeys(("accessTokenTTL", "accessTokenMaxTTL", "accessTokenPeriod"), duration),
}


def claim_rows(claims: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The token's claims; beside times stands their date, beside spans their length."""
    for name in sorted(claims):
        value = claims[name]
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
        say = _SAY.get(name) if number else None
        yield name, f"{compact(value)} ({say(value)})" if say is not None else compact(value)


def compact(value: object) -> str:
    """A fact on one line: strings as they are, everything else as JSON with sorted keys."""
    if isinstance(value, str):
        return value
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, sort_keys=True)


def _cited_for_cause(diagnosis: Diagnosis) -> tuple[str, ...]:
    cause = diagnosis.verdict.cause
    return says_of(diagnosis, cause)[1] if cause else ()


def _data_phrase(data: Mapping[str, Any]) -> str:
    """What an answer without words held: a list of secrets by its counts, anything else as it is."""
    if isinstance(data.get("secrets"), int) and not isinstance(data["secrets"], bool):
        listed = [_count(data["secrets"], "secret"), _count(int(data.get("imports") or 0), "import")]
        hidden = int(data.get("hidden_values") or 0)
        return f"a list of {' and '.join(listed)}" + (f", {hidden} without their values" if hidden else "")
    return ", ".join(f"{name}: {compact(data[name])}" for name in sorted(data)) or "an answer without words"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""What a customer is told: the cause in plain words, the steps, who, how to check, what to send back. No internals.

Nothing of another identity, of the server's generation or of its answers gets in here; the words come from what is
known of the cause, and from the target that the customer named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from diagnose.model import Confidence, Diagnosis, Era, GateResult, GateState, Status, Text, Verdict
from reports import command, evidence_block, phrases, view
from reports.words import IN_ENGLISH, Words

_MOST_STEPS: Final = 5
_MOST_REQUEST_IDS: Final = 5
_MONTH: Final = 7
# A step that says where in the console something is, menu by menu.
_REFUSED: Final = 400
_MENU: Final = " → "
_MOST_PLACES: Final = 2
# Where the chain stopped: what the answers showed besides is about the customer's own configuration, and no internal.
_TOLD: Final = frozenset(
    {"location", "secret-name", "login-address", "token-address", "token-signature", "token-lifetime", "service-token"}
)
# Where it was stopped by a name that the same command would give again.
_MISNAMED: Final = frozenset({"project", "location", "secret-name"})
TITLES: Final[Mapping[Status, str]] = {
    Status.CAUSE_FOUND: Text("Why your application cannot use its Infisical secrets"),
    Status.INCONCLUSIVE: Text("Why your application cannot use its Infisical secrets"),
    Status.NOT_REACHED: Text("Why your application does not reach Infisical"),
    Status.NO_CAUSE: Text("Your application's access to Infisical"),
}
_SERVER_TITLE: Final = Text("Why Infisical could not serve your application")
HEADINGS: Final[Mapping[Status, str]] = {
    Status.CAUSE_FOUND: Text("What to do"),
    Status.INCONCLUSIVE: Text("What to look at, in this order"),
    Status.NOT_REACHED: Text("What to do"),
    Status.NO_CAUSE: Text("What to do if it is still refused"),
}
GATES: Final[Mapping[GateState, str]] = {
    GateState.PASSED: Text("fine"),
    GateState.FAILED: Text("it stops here"),
    GateState.NOT_REACHED: Text("not reached"),
    GateState.UNCLEAR: Text("not clear"),
}
HOLDS: Final = (
    Text("Inside: the address, project, environment and folder that were asked for, the reference, and request ids."),
    Text(
        "Not inside: passwords, tokens, secret values, Infisical's answers, and names of anything else in your account."
    ),
)
_WORKED: Final = Text(
    "Start your application again. It worked if the application gets its secrets without a new error."
)
_DONE: Final = Text("Try the same again. It worked if there is no new error.")
_MANAGING: Final = "identity-crud"
"""The item of the FAQ about identities: what was refused there is no reading of secrets, and no check tries it."""
_MONTHS: Final = (
    Text("January"), Text("February"), Text("March"), Text("April"), Text("May"), Text("June"), Text("July"),
    Text("August"), Text("September"), Text("October"), Text("November"), Text("December"),
)  # fmt: skip
_OPEN: Final = Text("The reason can only be seen in Infisical itself.")
_UNKNOWN: Final = Text("Infisical refused your application, and its answer does not say why.")


class Checked(NamedTuple):
    """One thing that was checked, and what came of it, in words."""

    gate: GateResult
    title: str
    word: str


class Letter(NamedTuple):
    """The customer's copy, independent of format. `hint`, `sure` and `command` may be "";

    `where`: for whoever can do it, the places in Infisical's console, in its own names; `console`: the address of one.
    """

    title: str
    says: str
    hint: str
    also: tuple[str, ...]
    sure: str
    heading: str
    steps: tuple[str, ...]
    who: str
    where: tuple[str, ...]
    console: str
    worked: str
    command: str
    reference: str
    request_ids: tuple[str, ...]
    checked: tuple[Checked, ...]
    rests_on: str
    warning: str


def letter(diagnosis: Diagnosis, words: Words = IN_ENGLISH) -> Letter:
    """The customer's copy of a diagnosis, in the language of the words."""
    verdict = diagnosis.verdict
    works, manages = verdict.status is Status.NO_CAUSE, verdict.faq == _MANAGING
    return Letter(
        title=words(_title(diagnosis)),
        says=words(_says(diagnosis)),
        hint=words(verdict.hint) if works or _stopped_at(diagnosis) & _TOLD else "",
        also=tuple(words("Besides: {sentence}", sentence=one) for one in _also(verdict)),
        sure=words(_sure(diagnosis)),
        heading=words(HEADINGS[verdict.status]),
        steps=tuple(map(words, _steps(diagnosis)[:_MOST_STEPS])),
        who=words(verdict.who),
        where=tuple(map(words, _where(verdict))),
        console=view.console_link(diagnosis),
        worked="" if works or not verdict.customer_fix else words(_DONE if manages else _WORKED),
        command="" if manages or _stopped_at(diagnosis) & _MISNAMED else command.for_customer(diagnosis),
        reference=evidence_block.reference(diagnosis.evidence),
        request_ids=tuple(_request_ids(diagnosis))[:_MOST_REQUEST_IDS],
        checked=tuple(
            Checked(gate, words(gate.title), words(gate.says or GATES[gate.state])) for gate in diagnosis.chain
        ),
        rests_on=words(rests_on(diagnosis)),
        warning=words(warning(diagnosis)),
    )


def _also(verdict: Verdict) -> tuple[Text, ...]:
    """What was refused besides, each once."""
    return tuple(dict.fromkeys(Text(one.customer) for one in verdict.also if one.customer))


def _where(verdict: Verdict) -> tuple[str, ...]:
    """The steps that say where in the console something is; none where it is not known what to do there."""
    return () if verdict.customer_look else tuple(step for step in verdict.fix if _MENU in step)[:_MOST_PLACES]


def rests_on(diagnosis: Diagnosis) -> str:
    """Which knowledge a report rests on; "" if the diagnosis does not say."""
    known = diagnosis.knowledge
    return Text("This rests on what was known of Infisical in {month}.", month=_month(known)) if known else ""


def warning(diagnosis: Diagnosis) -> str:
    """Why the knowledge may not fit: the server's version is not known, or it may be newer; "" otherwise."""
    if diagnosis.verdict.status in {Status.NOT_REACHED, Status.NO_CAUSE} or diagnosis.verdict.cause is None:
        return ""
    server, known = diagnosis.server, diagnosis.knowledge[:_MONTH]
    eras = (server.era,) if server.era is not None else server.eras
    # What is certain is so for every version that may have answered.
    if len(eras) != 1 and diagnosis.verdict.confidence is not Confidence.CERTAIN:
        return Text("Which version of Infisical answered could not be told, so a detail may differ.")
    newest = max(Era) in eras
    run = phrases.moment(diagnosis.evidence.started_at)[:_MONTH]
    if newest and known and known < run:
        return Text(
            "If your Infisical is newer than {month}, it may answer differently, and a detail may differ.",
            month=_month(known),
        )
    return ""


def lead(verdict: Verdict) -> str:
    """What stands before the sentence of a cause that is likely; one that is only possible is not stated."""
    told = verdict.cause is not None and verdict.status is not Status.NOT_REACHED
    return "Most likely: " if told and verdict.confidence is Confidence.LIKELY else ""


def asked(diagnosis: Diagnosis) -> str:
    """When the run was, or what takes its place where a pasted text was read."""
    at = diagnosis.evidence.started_at
    return phrases.moment(at) if at > 0 else Text("from a text, without a time")


def _month(knowledge: str) -> str:
    year, _, number = knowledge[:_MONTH].partition("-")
    if not (year.isdecimal() and number.isdecimal() and 0 < int(number) <= len(_MONTHS)):
        return knowledge
    return Text("{month} {year}", month=_MONTHS[int(number) - 1], year=year)


def _says(diagnosis: Diagnosis) -> str:
    verdict = diagnosis.verdict
    if verdict.status is Status.NO_CAUSE:
        return Text("The credentials work: Infisical accepted them.")
    if verdict.status is Status.NOT_REACHED:
        return verdict.customer or Text("Your application did not get through to Infisical.")
    if verdict.status is Status.INCONCLUSIVE and (verdict.cause or not _is_refused(diagnosis)):
        return verdict.headline
    if not verdict.customer:
        return _UNKNOWN
    return Text("Most likely: {sentence}", sentence=Text(verdict.customer)) if lead(verdict) else verdict.customer


def _title(diagnosis: Diagnosis) -> str:
    """A text without a refusal does not say that an application was refused."""
    status = diagnosis.verdict.status
    if status is Status.INCONCLUSIVE and not _is_refused(diagnosis):
        return TITLES[Status.NO_CAUSE]
    return _SERVER_TITLE if "server" in _stopped_at(diagnosis) else TITLES[status]


def _is_refused(diagnosis: Diagnosis) -> bool:
    """Whether the verdict rests on an answer that is a refusal, or on one that never came."""
    proofs = set(diagnosis.verdict.proof)
    answers = [x.answer for x in diagnosis.evidence.exchanges if x.id in proofs]
    return diagnosis.verdict.cause is not None or any(a is None or not 0 < a.status < _REFUSED for a in answers)


def _sure(diagnosis: Diagnosis) -> str:
    verdict = diagnosis.verdict
    if verdict.customer_look:
        return _OPEN
    match verdict.confidence:
        case Confidence.LIKELY:
            return "" if lead(verdict) else Text("This is the most likely reason; there may be another one.")
        case Confidence.POSSIBLE:
            return Text("Infisical answers like this for several reasons. This one is the best to start with.")
        case _:
            return ""


def _steps(diagnosis: Diagnosis) -> tuple[str, ...]:
    verdict = diagnosis.verdict
    if verdict.customer_look:
        return verdict.customer_look
    if verdict.customer_fix:
        return verdict.customer_fix
    if verdict.status is Status.NO_CAUSE:
        return (
            Text("Run the check again where the application itself runs."),
            Text("Look up the time of the last error in your application's log, and send it to us with the reference."),
        )
    return (Text("Send us the reference, and the lines of your application's log from the time of the last error."),)


def _stopped_at(diagnosis: Diagnosis) -> frozenset[str]:
    return frozenset(gate.id for gate in diagnosis.chain if gate.state is GateState.FAILED)


def _request_ids(diagnosis: Diagnosis) -> Iterator[str]:
    """Those of the telling requests first, each once."""
    proven = [proof.request_id for proof in view.proofs(diagnosis)]
    rest = [answer.request_id or "" for _, answer in diagnosis.evidence.answered()]
    yield from (one for one in dict.fromkeys((*proven, *rest)) if one)

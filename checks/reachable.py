"""What came in place of an answer, or from something in front of Infisical."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from checks import lost_route
from checks.case import ELSEWHERE, QUESTIONS, Case, Reading, infisical_answered
from checks.knowledge.answerers import answerer
from checks.knowledge.causes import cause
from checks.knowledge.hints import hint
from checks.known_names import step
from checks.signs import Sign
from diagnose.model import Action, Answer, Confidence, Envelope, Exchange, Sent, Silence, State

# Silences whose id is no cause of its own, and the cause they amount to.
_SILENT: Final[Mapping[Silence, str]] = {
    Silence.RESET: "connection-timeout",
    Silence.DEADLINE: "connection-timeout",
    Silence.TOO_LARGE: "answer-unreadable",
}
_NOTES: Final[Mapping[Silence, str]] = {
    Silence.RESET: "The connection was closed before an answer came, not for want of time.",
}
# Whose cause stands for several reasons, of which the exchange's note names the one.
_NOTED: Final = frozenset({Silence.PROXY, Silence.PROXY_UNUSABLE, Silence.TOO_LARGE, Silence.UNREADABLE})
_FRAMEWORKS: Final = tuple(f"Cannot {method} /" for method in ("GET", "POST", "PUT", "PATCH", "DELETE"))
_REDIRECTS: Final = range(300, 400)
_GATEWAY: Final = frozenset({407, 502, 503, 504, *range(520, 531)})
_TOO_MANY: Final = 429
_NO_SUCH_PATH: Final = frozenset({404, 405})
_OTHER_REASON: Final = dict.fromkeys(("edge-waf-block", "base-url-api-suffix"), "not-infisical")


def signs(case: Case) -> Iterable[Sign]:
    """Why there is no answer of Infisical's to the user's question, if there is none."""
    silent = _silent(case)
    if silent is not None and silent.silence is not None:
        yield Sign(
            cause=_SILENT.get(silent.silence, silent.silence.value),
            because=(silent.id,),
            note=_sentence(silent.note) if silent.silence in _NOTED else _NOTES.get(silent.silence, ""),
        )
    if case.evidence.inspected and silent is None:
        yield from _in_place_of_looks(case)
    question = case.question
    if question is None or silent is not None:
        return
    if question.worked and case.pasted:
        return  # a log's line tells of a success without its body
    answer = question.answer
    yield from _instead(case, question)
    yield from _limits(case, answer, question.id)
    yield from lost_route.signs(case)
    if not question.rows and not infisical_answered(answer) and not case.pasted:
        yield from _another_product(answer, question.id)
    if case.region.knows:
        known = cause(ELSEWHERE).headline_known
        suspects = tuple(s.cause for s in case.suspects)
        yield Sign(cause=ELSEWHERE, explains=suspects, because=case.region.knows, note=step(case, known))
    if case.meant_elsewhere:
        suspects = tuple(s.cause for s in case.suspects)
        yield Sign(cause=ELSEWHERE, explains=suspects, confidence=Confidence.LIKELY, because=(question.id,))


def _in_place_of_looks(case: Case) -> Iterable[Sign]:
    """Who answered every look at an identity in place of the API, by the one that goes without a credential."""
    if not any(infisical_answered(answer) for _, answer in case.evidence.answered()):
        yield from (sign for reading in case.readings[:1] for sign in _instead(case, reading))


def _sentence(note: str) -> str:
    """An exchange's note as a sentence."""
    return f"{note[:1].upper()}{note[1:]}." if note else ""


def _instead(case: Case, question: Reading) -> Iterable[Sign]:
    """Who answered in place of the API that was asked, or what the API was asked in place of the question."""
    answer = question.answer
    if not question.rows and (answer.status in _REDIRECTS or not infisical_answered(answer)):
        if answer.envelope is not Envelope.CLIENT or answer.status in _GATEWAY:
            wrote = answerer(answer)
            arrives = wrote.alone and _arrives(case, question)
            # A page alone does not show that it answered a request to Infisical.
            known = answer.status and "://" in question.exchange.url
            confidence = wrote.arriving if arrives else wrote.sure if known else Confidence.LIKELY
            may_hide = hint("may-hide-a-refusal") if arrives and not case.pasted else ""
            state = State.POSSIBLE if confidence is Confidence.POSSIBLE else State.CAUSE
            yield Sign(cause=wrote.cause, state=state, confidence=confidence, because=(question.id,), hint=may_hide)
    elif not question.rows and answer.status >= 500:  # noqa: PLR2004 - a server fault by definition
        yield Sign(cause="server-error", confidence=Confidence.LIKELY, because=(question.id,))
    elif not question.rows and _is_a_frameworks(answer) and "://" in question.exchange.url:
        told = answer.marks or answer.status == _TOO_MANY
        cause_id = answerer(answer).cause if told else "not-infisical"
        yield Sign(cause=cause_id, confidence=Confidence.LIKELY, because=(question.id,))
    if question.changed:
        yield Sign(cause="request-changed", confidence=Confidence.LIKELY, because=(question.id,))
    elif question.perhaps_changed:
        yield Sign(
            cause="request-changed", state=State.POSSIBLE, confidence=Confidence.POSSIBLE, because=(question.id,)
        )


def _arrives(case: Case, question: Reading) -> bool:
    """Whether Infisical itself answered any other request."""
    return any(infisical_answered(reading.answer) for reading in case.readings if reading is not question)


def _is_a_frameworks(answer: Answer) -> bool:
    """Whether a body like those of era B is what other programs' frameworks write by default."""
    default = answer.error is None or (answer.message or "").startswith(_FRAMEWORKS)
    return answer.envelope is Envelope.B and default


def _silent(case: Case) -> Exchange | None:
    """The question that nobody answered; in a pasted text, only if nobody refused it either.

    Of an identity that is only looked at, the first look, if none of them was answered.
    """
    asked = (x for x in case.evidence.exchanges if x.silence is not None)
    if case.evidence.inspected:
        return None if any(case.evidence.answered()) else next(asked, None)
    return next((x for x in asked if x.probe in QUESTIONS or (x.sent is Sent.UNKNOWN and not case.failed)), None)


def _another_product(answer: Answer, exchange_id: str) -> Iterable[Sign]:
    """A refusal that any web server could have written may be another product's here, or a part of the path's fault."""
    wrote = answerer(answer)
    if wrote.sure is not Confidence.LIKELY:
        return
    other = _OTHER_REASON.get(wrote.cause)
    if other is None and answer.status in _NO_SUCH_PATH and not wrote.mark:
        other = "base-url-api-suffix"
    if other is not None:
        yield Sign(cause=other, state=State.POSSIBLE, confidence=Confidence.POSSIBLE, because=(exchange_id,))


def _is_spent(answer: Answer) -> bool:
    """Whether its headers say that nothing is left of a limit."""
    return answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers


def _limits(case: Case, answer: Answer, exchange_id: str) -> Iterable[Sign]:
    """A rate limit shows in the headers even where the status does not (catalogue section 0.5)."""
    if _is_spent(answer) and any(s.cause == "rate-limited" for s in case.suspects):
        others = tuple(s.cause for s in case.suspects)
        yield Sign(cause="rate-limited", explains=others, because=(exchange_id,))
    config = case.reading("config")
    broken = config is not None and "server-error" in config.suspects and not _is_spent(config.answer)
    if config is not None and broken and any(s.cause == "server-error" for s in case.suspects):
        # It fails without a credential as well, so the credential is not why.
        yield Sign(cause="server-error", explains=tuple(s.cause for s in case.suspects), because=(config.id,))
    on = config is not None and config.answer.data.get("isMigrationModeOn")
    if config is not None and isinstance(on, bool):
        # It stops every change, and in era C what it stops shows as a fault of the server.
        wanted = bool(case.suspects) or case.evidence.target.action is not Action.READ
        suspects = tuple(s.cause for s in case.suspects) if on else ()
        if wanted or not on:
            state = State.CAUSE if on else State.RULED_OUT
            yield Sign(cause="maintenance-mode", explains=suspects, state=state, because=(config.id,))

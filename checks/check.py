"""What a check is, and the part that all checks share: from a case and a check's own signs to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from checks.case import Case, Reading
from checks.knowledge.causes import Cause, cause, owned_by, questions
from checks.knowledge.hints import hint
from checks.knowledge.table import stated
from checks.look_signs import look_signs
from checks.signs import Sign, trait_signs
from diagnose.model import Confidence, Finding, Silence, State

__all__ = ["Check", "Sign", "findings", "no_signs", "table_check", "undecided"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One question about the evidence. `judge` is pure; `id` owns the causes of the file of that name.

    A third-party check gives its own `judge`; ours share `findings`, with `signs` for what the table cannot know.
    `probes`: further read-only questions (`diagnose.gather.probes.Probe`) that the check needs answered, each put once.
    """

    id: str
    asks: str
    judge: Callable[[Case], Iterable[Finding]]
    probes: tuple[Any, ...] = ()


def no_signs(_: Case) -> Iterable[Sign]:
    """For a check that the table alone decides."""
    return ()


def table_check(check_id: str, signs: Callable[[Case], Iterable[Sign]]) -> Check:
    """A check of ours, over the causes of `knowledge/causes/<id>.toml`: decided by the table and the given signs."""
    return Check(id=check_id, asks=questions()[check_id], judge=lambda case: findings(check_id, case, signs(case)))


def findings(check_id: str, case: Case, signs: Iterable[Sign]) -> Iterable[Finding]:
    """One finding per cause that the check owns, in the data's order; of an `only_open` case, of those that may be."""
    seen: dict[str, Sign] = {}
    hints: dict[str, str] = {}
    for sign in (*_shared_signs(case), *signs):
        if sign.hint:
            hints.setdefault(sign.cause, sign.hint)
        known = seen.get(sign.cause)
        if sign.state is not State.UNKNOWN and (known is None or _RANK[sign.state] < _RANK[known.state]):
            seen[sign.cause] = sign
    left = tuple(suspect.cause for suspect in case.suspects)
    owned: Iterable[str] = owned_by(check_id)
    if case.only_open:
        may_be = {*seen, *left, *(case.question.may_be if case.question is not None else ())}
        owned = filter(may_be.__contains__, owned)
    for cause_id in owned:
        finding = _capped(case, _finding(check_id, case, cause_id, seen.get(cause_id), left))
        yield msgspec.structs.replace(finding, hint=hints[cause_id]) if cause_id in hints else finding


@lru_cache(maxsize=1)
def _shared_signs(case: Case) -> tuple[Sign, ...]:
    """The signs that are no single check's: each check of a case asks for them anew."""
    return (*trait_signs(case), *look_signs(case))


def _capped(case: Case, finding: Finding) -> Finding:
    """What rests on a text that is no proof, a likeness, or a file of the user's, is no surer than that allows."""
    if finding.confidence is Confidence.CERTAIN and case.is_doubtful(finding.cause):
        finding = msgspec.structs.replace(finding, confidence=Confidence.LIKELY)
    if not case.at_most:
        return finding
    limits = {case.at_most[x] for x in finding.because if x in case.at_most}
    if Confidence.POSSIBLE in limits and finding.state is State.CAUSE:
        return msgspec.structs.replace(finding, state=State.POSSIBLE, confidence=Confidence.POSSIBLE)
    if limits and finding.confidence is Confidence.CERTAIN:
        return msgspec.structs.replace(finding, confidence=Confidence.LIKELY)
    return finding


_OF_CERTIFICATES: Final = frozenset(silence.value for silence in Silence if silence.name.startswith("TLS_"))
_UNDECIDED: Final = {
    State.NOT_REACHED: "the request was stopped before this was looked at.",
    State.UNKNOWN: "nothing that was asked tells.",
}
_RANK: Final[Mapping[State, int]] = {state: rank for rank, state in enumerate(State)}


def _finding(check_id: str, case: Case, cause_id: str, sign: Sign | None, left: tuple[str, ...]) -> Finding:
    if sign is not None and (not sign.explains or set(sign.explains) & set(left)):
        explained = next((c for c in left if c in sign.explains and c != cause_id), None)
        known = cause(cause_id)
        says = sign.note or (
            _says(case, sign.state, cause_id) if sign.state in {State.CAUSE, State.RULED_OUT} else known.title
        )
        shown = sign.because if sign.state is not State.CAUSE else (*sign.because, *_question(case, left))
        confidence = sign.confidence if sign.state in {State.CAUSE, State.POSSIBLE} else None
        return Finding(
            check=check_id, cause=cause_id, state=sign.state, says=says, because=tuple(dict.fromkeys(shown)),
            confidence=confidence, refines=explained,
        )  # fmt: skip
    state, because, refines = _state(case, cause_id, left)
    confidence = {State.CAUSE: Confidence.CERTAIN, State.POSSIBLE: Confidence.POSSIBLE}.get(state)
    return Finding(
        check=check_id, cause=cause_id, state=state, says=_says(case, state, cause_id), because=because,
        confidence=confidence, refines=refines,
    )  # fmt: skip


def _question(case: Case, left: tuple[str, ...]) -> tuple[str, ...]:
    return (case.question.id,) if case.question is not None and left else ()


def _state(case: Case, cause_id: str, left: tuple[str, ...]) -> tuple[State, tuple[str, ...], str | None]:
    """The state that elimination alone gives, the exchanges that show it, and what the cause would refine."""
    question = case.question
    if question is None:
        return State.UNKNOWN, (), None
    if cause_id in left:
        because = next(s.because for s in case.suspects if s.cause == cause_id)
        if len(left) > 1 or (question.worked and not _refused_elsewhere(case, question, cause_id)):
            return State.POSSIBLE, because, None
        return State.CAUSE, tuple(dict.fromkeys((*because, *_same_gate(case, cause_id)))), None
    excluded = case.excluded_by(cause_id)
    if excluded:
        return State.RULED_OUT, excluded, None
    if cause_id in question.may_be and left:
        return State.POSSIBLE, (question.id,), left[0]
    return _by_gate(case, question, cause_id)


def _refused_elsewhere(case: Case, question: Reading, cause_id: str) -> bool:
    """Whether another request was refused at this cause's gate: an empty list alone may be that of an empty folder."""
    gate = case.gate(cause_id)
    return any(gate in r.stops for r in case.readings if r is not question and not r.worked)


def _same_gate(case: Case, cause_id: str) -> Iterator[str]:
    """Other requests on secrets that were stopped at this cause's gate, perhaps in plainer words."""
    gate = case.gate(cause_id)
    return (r.id for r in case.readings if gate in r.stops and "secrets" in r.kinds and r.stops == {gate})


def _by_gate(case: Case, question: Reading, cause_id: str) -> tuple[State, tuple[str, ...], str | None]:
    """The state of a cause that the answer does not mean: at the same gate it would have been told, behind it not.

    What no server has words for, such as an environment's name in place of its slug, hides behind another cause's.
    """
    gate, kind = case.gate(cause_id), case.evidence.credential.kind
    told = gate in question.stops and stated(cause_id, question.kinds, kind, case.eras)
    if told and cause_id not in question.suspects:
        return State.RULED_OUT, (question.id,), None
    if case.last_stop is not None and gate in case.way and case.way.index(gate) > case.last_stop:
        return State.NOT_REACHED, (question.id,), None
    return State.UNKNOWN, (), None


def _says(case: Case, state: State, cause_id: str) -> str:
    known: Cause = cause(cause_id)
    if state is State.CAUSE:
        return case.filled(known.headline)
    if state is State.RULED_OUT and cause_id in _OF_CERTIFICATES and case.unencrypted:
        return hint("no-certificate")
    if state is State.RULED_OUT:
        return known.ruled_out
    return undecided(known, state)


def undecided(known: Cause, state: State) -> str:
    """What is said of a cause that is neither stated nor ruled out: possible, not reached or unknown."""
    return f"{known.title}: {known.decides if state is State.POSSIBLE else _UNDECIDED[state]}"

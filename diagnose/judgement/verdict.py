"""Which finding is the answer, how sure it is, and what goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from checks.case import Case
from checks.console import page
from checks.knowledge import gates
from checks.knowledge.causes import Cause, cause
from checks.known_names import in_console, step, steps
from diagnose.judgement import still_open
from diagnose.judgement.no_cause import inspected, not_finished, nothing_wrong, unjudged
from diagnose.judgement.no_rejection import no_rejection, only_told
from diagnose.judgement.notes import notes
from diagnose.model import (
    Confidence,
    Envelope,
    Finding,
    Refinement,
    Second,
    State,
    Status,
    Text,
    Verdict,
)

_SURE: Final[Mapping[Confidence | None, int]] = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.POSSIBLE: 2}


def verdict(case: Case, findings: Sequence[Finding]) -> Verdict:
    """The answer to the user's question, from what the checks found."""
    blamed = _blamed(case, findings)
    if blamed is not None:
        return _with_cause(case, findings, blamed, blamed.confidence or Confidence.LIKELY)
    left = _possible(case, findings)
    if left:
        return _left_open(case, findings, left)
    if case.evidence.inspected:
        return inspected(case)
    question = case.question
    if case.evidence.intake is not None and (question is None or (question.worked and case.pasted)):
        return no_rejection(case, notes(case))
    if question is not None and question.worked:
        return nothing_wrong(case) if question.exchange.probe != "login" else not_finished(case, question.id)
    return unjudged(case)


def _blamed(case: Case, findings: Sequence[Finding]) -> Finding | None:
    """The best finding that names the cause: the surest, then the one that explains another, then the first gate."""
    named = [f for f in findings if f.state is State.CAUSE]
    explained = {f.refines for f in named if f.refines}

    def rank(finding: Finding) -> tuple[int, bool, int]:
        gate = cause(finding.cause).gate
        at = case.way.index(gate) if gate in case.way else len(case.way)
        return _SURE[finding.confidence], finding.cause in explained, at

    return min(named, key=rank, default=None)


def _possible(case: Case, findings: Sequence[Finding]) -> list[Finding]:
    """The suspects that are left, in the table's order, then what else may be; refinements come after all of them."""
    order = {suspect.cause: at for at, suspect in enumerate(case.suspects)}
    named = [f for f in findings if f.state is State.POSSIBLE and (f.cause in order or f.refines is None)]
    named = [f for f in named if f.cause in order or f.confidence is not None]
    return sorted(named, key=lambda f: (_SURE[f.confidence], order.get(f.cause, len(order))))


def _left_open(case: Case, findings: Sequence[Finding], left: Sequence[Finding]) -> Verdict:
    """What to say where causes are only possible; of a refusal that may never have been, none is blamed."""
    question = case.question
    if question is not None and case.only_told:
        return only_told(question, tuple(dict.fromkeys(finding.cause for finding in left)), notes(case))
    return _with_cause(case, findings, left[0], _confidence_of_first(case, left))


def _confidence_of_first(case: Case, left: Sequence[Finding]) -> Confidence:
    """Likely if more answers can mean it than any other, or if all that is left is one FAQ item; else possible."""
    if case.question is not None and case.at_most.get(case.question.id) is Confidence.POSSIBLE:
        return Confidence.POSSIBLE
    if left[0].confidence is Confidence.LIKELY:
        return Confidence.LIKELY
    weighty = [f for f in left if not case.unlikely(f.cause)]
    if len(weighty) > 1 and len(weighty[0].because) > len(weighty[1].because):
        return Confidence.LIKELY
    items = {cause(f.cause).faq for f in weighty}
    same = len(left) > 1 and len(items) == 1 and items != {"outside"}
    return Confidence.LIKELY if same else Confidence.POSSIBLE


def _status(known: Cause, confidence: Confidence) -> Status:
    if confidence is Confidence.POSSIBLE:
        return Status.INCONCLUSIVE
    # A server that is busy, or fails by itself, judges no credential either.
    return Status.NOT_REACHED if known.gate in {"reach", "server"} else Status.CAUSE_FOUND


def _also(case: Case) -> tuple[Second, ...]:
    """What was refused besides, in words for both readers."""
    return tuple(
        Second(cause=c, says=case.filled(cause(c).headline), because=(seen,), customer=case.filled(cause(c).customer))
        for c, seen in _second_faults(case)
    )


def _with_cause(case: Case, findings: Sequence[Finding], chosen: Finding, confidence: Confidence) -> Verdict:
    certain = confidence is Confidence.CERTAIN
    known = cause(chosen.cause)
    refining = [f for f in findings if f.state is State.POSSIBLE and f.refines and f.cause != chosen.cause]
    alternatives = () if certain else _alternatives(case, findings, chosen, refining)
    also = tuple(second for second in _also(case) if second.cause not in {chosen.cause, *alternatives})
    if certain:
        # What another answer states needs no explanation by what is only possible.
        stated = {second.cause for second in also}
        refining = [f for f in refining if f.refines == chosen.cause]
        refining = [] if stated & {f.cause for f in refining} else refining
    further = tuple(Refinement(cause=f.cause, says=case.filled(cause(f.cause).headline)) for f in refining)
    return Verdict(
        status=_status(known, confidence),
        cause=chosen.cause,
        confidence=confidence,
        faq=_faq(case, known),
        headline=_bare(case, confidence) or _headline(case, known, confidence),
        hint=chosen.hint,
        why=known.why,
        alternatives=alternatives,
        refinements=further if certain else (),
        decides=_decides(case, (chosen.cause, *alternatives)) if not certain else (),
        look=_look(case, known, confidence, alternatives),
        customer_look=_customer_look(case, known, confidence, alternatives),
        behind=_behind(case, known.gate),
        also=also,
        proof=chosen.because,
        fix=in_console(case, _with_first(known.fix, steps(case, *known.first))),
        who=_who(case, known, confidence, alternatives),
        verify=known.verify,
        docs=known.docs,
        console=page(case, known.gate),
        customer=step(case, known.customer_known) or case.filled(known.customer),
        customer_fix=_with_first(tuple(map(case.filled, known.customer_fix)), steps(case, *known.customer_first)),
        retryable=known.retryable,
        notes=_notes_on(case, chosen, known, certain=certain),
    )


def _alternatives(
    case: Case, findings: Sequence[Finding], chosen: Finding, refining: Sequence[Finding]
) -> tuple[str, ...]:
    """The other causes that are possible, likeliest first, then what would explain the chosen one further."""
    others = (f.cause for f in _possible(case, findings) if f.cause != chosen.cause)
    return tuple(dict.fromkeys((*others, *(f.cause for f in refining))))


def _notes_on(case: Case, chosen: Finding, known: Cause, *, certain: bool) -> tuple[str, ...]:
    """What goes with the finding: what else it may be, why it is no proof, and what it says beyond the headline."""
    return (
        *(() if certain or not _is_empty(case) else (_MAY_BE_EMPTY,)),
        *_hedges(case, chosen),
        *notes(case),
        *((chosen.says,) if _says_more(chosen, case.filled(known.headline)) else ()),
    )


def _headline(case: Case, known: Cause, confidence: Confidence) -> str:
    is_open = _status(known, confidence) is Status.INCONCLUSIVE
    if is_open:
        return still_open.headline(case, known)
    return step(case, known.headline_known) or case.filled(known.headline)


def _look(case: Case, known: Cause, confidence: Confidence, alternatives: Sequence[str]) -> tuple[str, ...]:
    """What to look at where the cause is open; first what a pasted text itself lacks."""
    if _status(known, confidence) is not Status.INCONCLUSIVE:
        return ()
    left = (known.id, *alternatives)
    return (*still_open.lacking(case, left), *still_open.looks(case, left))


def _who(case: Case, known: Cause, confidence: Confidence, alternatives: Sequence[str]) -> str:
    """Who can do it; where the cause is open, who can look at the first of what there is to look at."""
    is_open = _status(known, confidence) is Status.INCONCLUSIVE
    return still_open.first(case, (known.id, *alternatives)).who if is_open else known.who


def _customer_look(case: Case, known: Cause, confidence: Confidence, alternatives: Sequence[str]) -> tuple[str, ...]:
    """The same for the customer: nothing of this tool, and nothing of a text's gaps."""
    if _status(known, confidence) is not Status.INCONCLUSIVE:
        return ()
    return still_open.looks(case, (known.id, *alternatives), by_tool=False)


def _with_first(fix: tuple[str, ...], first: tuple[str, ...]) -> tuple[str, ...]:
    """The steps, with those that name what is known in place of as many of the first ones."""
    return (*first, *fix[len(first) :])


def _bare(case: Case, confidence: Confidence) -> str:
    """What is known where a text shows a status alone: no cause is more than a guess then."""
    question = case.question
    if question is None or confidence is not Confidence.POSSIBLE:
        return ""
    answer = question.answer
    if not case.pasted or answer.envelope is not Envelope.CLIENT or answer.message or answer.error or not answer.status:
        return ""
    if question.kinds & {"login", "other-login"} and question.exchange.url:
        template = Text("A login was refused with {status}; what the server said is missing from the text.")
    else:
        template = Text("A request was refused with {status}; what the server said is missing from the text.")
    return Text(template, status=str(answer.status))


def _faq(case: Case, known: Cause) -> str:
    """The item that answers the question: a request to manage an identity asks the sibling one, whatever it named."""
    asked = case.question
    managing = asked is not None and asked.exchange.url and not asked.exchange.guessed and "identities" in asked.kinds
    if known.faq != "outside" or not managing or "route" not in case.way:
        return known.faq
    return "identity-crud" if known.gate in case.way[case.way.index("route") :] else known.faq


def _decides(case: Case, left: Sequence[str]) -> tuple[str, ...]:
    """What would tell the causes that are left apart; in a pasted text, first what the text itself lacks."""
    return tuple(dict.fromkeys((*still_open.lacking(case, left), *(cause(c).decides for c in left))))[:4]


def _hedges(case: Case, chosen: Finding) -> Iterator[str]:
    """Why what was read is no proof, so that a reader knows what would be one."""
    proof = (x for x in case.evidence.exchanges if x.id in chosen.because and x.hedge)
    yield from dict.fromkeys(x.hedge for x in proof)
    if case.logged_in_later:
        yield f"The text logs a login that worked later ({case.logged_in_later}), so this may be mended by now."


def _says_more(chosen: Finding, headline: str) -> bool:
    """Whether the finding adds to the headline; what a possible one says stands under what decides already."""
    return chosen.state is State.CAUSE and chosen.says != headline


def _is_empty(case: Case) -> bool:
    """Whether the question was answered with a list of nothing."""
    return case.worked and case.question is not None and case.question.answer.data.get("secrets") == 0


_MAY_BE_EMPTY: Final = (
    "A folder that holds no secrets gives the same empty list, and nothing that was asked tells the two apart."
)


def _behind(case: Case, gate: str) -> tuple[str, ...]:
    """The gates that this one hides: not reached is not fine."""
    if gate not in case.way:
        return ()
    passed = case.passed
    return tuple(gates.TITLES[g] for g in case.way[case.way.index(gate) + 1 :] if g not in passed)


def _second_faults(case: Case) -> Iterator[tuple[str, str]]:
    """Causes that a request on the same secrets was certainly refused for, although the question was not."""
    known = case.question.suspects if case.question is not None else ()
    if case.pasted:
        others = ((r.suspects[0], r.id) for r in case.standing if len(r.suspects) == 1 and not case.explained(r))
        yield from dict(reversed(tuple(others))).items()
        return
    for reading in case.readings:
        if "secrets" not in reading.kinds or len(reading.suspects) != 1 or reading.suspects[0] in known:
            continue
        if cause(reading.suspects[0]).gate in gates.SHARED_BY_SECRETS - {"permission", "secret-value"}:
            yield reading.suspects[0], reading.id

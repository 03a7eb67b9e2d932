"""How sure a verdict is and what that rests on, in a few words: the server's answer, the connection, the spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from diagnose.model import Confidence, Diagnosis, Exchange, Status
from reports import phrases

_REFUSED: Final = 400
_FAULT: Final = 500


def sure(diagnosis: Diagnosis) -> str:
    """What is certain and by what, or how many causes are possible; "" where the verdict judges nothing."""
    verdict = diagnosis.verdict
    rivals = len(verdict.alternatives)
    match verdict.confidence:
        case Confidence.CERTAIN:
            return f"certain: {_basis(diagnosis)}"
        case Confidence.LIKELY:
            return "likely, not proven"
        case Confidence.POSSIBLE if rivals:
            return f"{_certain_part(diagnosis)}its cause is one of {rivals + 1}"
        case Confidence.POSSIBLE:
            return "possible, not proven"
        case _:
            return _worked(diagnosis) if verdict.status is Status.NO_CAUSE else ""


def _basis(diagnosis: Diagnosis) -> str:
    """What makes it certain."""
    evidence, cause = diagnosis.evidence, diagnosis.verdict.cause
    if evidence.intake is not None:
        return "the text shows it"
    if any(trait.cause == cause for trait in evidence.credential.traits):
        return "the credential itself shows it"
    proofs = [*_proofs(diagnosis)]
    answers = [one.answer for one in proofs if one.answer is not None]
    if not answers:
        return "the connection shows it" if proofs else "seen without asking"
    return "the answers show it" if len(answers) > 1 else "the answer shows it"


def _certain_part(diagnosis: Diagnosis) -> str:
    """What is certain although the cause is open."""
    statuses = [one.answer.status for one in _proofs(diagnosis) if one.answer is not None]
    if any(_REFUSED <= status < _FAULT for status in statuses):
        return "the refusal is certain, "
    return "the failure is certain, " if any(status >= _FAULT for status in statuses) else ""


def _worked(diagnosis: Diagnosis) -> str:
    """What came of the request that works: how many secrets it brought."""
    counts = [one.answer.data.get("secrets") for one in _proofs(diagnosis) if one.answer is not None]
    read = [count for count in counts if isinstance(count, int) and not isinstance(count, bool)]
    if read:
        return f"certain: {phrases.count(max(read), 'secret')} listed"
    return "" if diagnosis.evidence.inspected or not counts else "certain: it was tried"


def _proofs(diagnosis: Diagnosis) -> Iterator[Exchange]:
    cited = set(diagnosis.verdict.proof)
    return (one for one in diagnosis.evidence.exchanges if one.id in cited)

"""The answer in a few lines of Markdown, to paste into a ticket."""

from __future__ import annotations

from typing import Final

from diagnose.model import Diagnosis
from reports import certainty, evidence_block, names, subject, view
from reports.escape import clip
from reports.markdown_text import code, prose

_LIMIT: Final = 120
_SENTENCE: Final = 240
_MOST_STEPS: Final = 5


def summary(diagnosis: Diagnosis) -> str:
    """Sentence, for whom, steps, proof and reference, one line each; no line is empty, for a page would drop it."""
    verdict = diagnosis.verdict
    sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
    _, steps = view.steps(diagnosis)
    lines = [f"**{prose(clip(verdict.headline, _SENTENCE) or names.STATUSES[verdict.status])}**{sure}"]
    lines += [prose(clip(line, _SENTENCE))] if (line := subject.line(diagnosis)) else []
    lines += [prose(clip(verdict.hint, _SENTENCE))] if verdict.hint else []
    lines += [f"{number}. {prose(clip(step, _SENTENCE))}" for number, step in enumerate(steps[:_MOST_STEPS], 1)]
    lines += [f"Proof: {_proof(proof)}" for proof in view.proofs(diagnosis)[:1]]
    return "\n".join((*lines, f"Reference {code(evidence_block.reference(diagnosis.evidence))}"))


def _proof(proof: view.Proof) -> str:
    got = f" → {proof.status}" if proof.status else ""
    request_id = f", request {code(clip(proof.request_id, _LIMIT))}" if proof.request_id else ""
    return f"{code(clip(proof.request.partition('?')[0], _LIMIT))}{got} {code(clip(proof.said, _LIMIT))}{request_id}"

"""The report for GitHub Actions: an annotation of the job, and the Markdown report below it as the job's summary."""

from __future__ import annotations

from typing import Final

from diagnose.model import Diagnosis, Status
from reports import certainty, markdown, subject, view
from reports.escape import clip, plain
from reports.options import Options

_LIMIT: Final = 600
_LEVELS: Final = {
    Status.CAUSE_FOUND: "error",
    Status.NOT_REACHED: "error",
    Status.INCONCLUSIVE: "warning",
    Status.NO_CAUSE: "notice",
}
# A workflow command ends at its line, a property at a comma, a name at a colon.
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(diagnosis: Diagnosis, options: Options) -> str:  # noqa: ARG001 - every renderer takes them
    """One workflow command: the sentence as its title; for whom, what to do and the proof as its text."""
    verdict = diagnosis.verdict
    sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
    title = plain(f"{verdict.headline}{sure}").translate(_PROPERTY)
    text = "\n".join(plain(line) for line in _lines(diagnosis))
    return f"::{_LEVELS[verdict.status]} title={title}::{text.translate(_DATA)}\n"


def summary(diagnosis: Diagnosis, options: Options) -> str:
    """The Markdown that the job's summary shows."""
    return markdown.render(diagnosis, options)


def _lines(diagnosis: Diagnosis) -> list[str]:
    _, steps = view.steps(diagnosis)
    lines = [subject.line(diagnosis)]
    lines += [f"{number}. {clip(step, _LIMIT)}" for number, step in enumerate(steps, 1)]
    lines += [
        f"{proof.request.partition('?')[0]} → {proof.status or 'no answer'}: {clip(proof.said, _LIMIT)}"
        for proof in view.proofs(diagnosis)[:1]
    ]
    return [line for line in lines if line]

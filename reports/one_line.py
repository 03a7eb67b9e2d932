"""The report on one line, for scripts and logs: `--quiet`. Loads nothing of what lays out a page of text."""

from __future__ import annotations

from diagnose.model import Diagnosis
from reports import letter, words
from reports.options import Options
from reports.text import ascii_only, plain


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The cause (or the status), how sure, and the sentence; for the customer, the sentence in plain words."""
    verdict = diagnosis.verdict
    sure = f" ({words.CONFIDENCES[verdict.confidence]})" if verdict.confidence else ""
    line = f"{verdict.cause or verdict.status.value}{sure}: {verdict.headline}".rstrip()
    if options.audience == "customer":
        line = letter.letter(diagnosis).says
    return (plain(line) if options.unicode else ascii_only(plain(line))) + "\n"

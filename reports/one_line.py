"""The report on one line, for scripts and logs: `--quiet`. Loads nothing of what lays out a page of text."""

from __future__ import annotations

from diagnose.model import Diagnosis
from reports import letter, names, words
from reports.escape import ascii_only, plain
from reports.options import Options


def support(diagnosis: Diagnosis, options: Options) -> str:
    """The cause (or the status), how sure, and the sentence."""
    verdict = diagnosis.verdict
    sure = f" ({names.CONFIDENCES[verdict.confidence]})" if verdict.confidence else ""
    return _line(f"{verdict.cause or verdict.status.value}{sure}: {verdict.headline}".rstrip(), options)


def customer(diagnosis: Diagnosis, options: Options) -> str:
    """The sentence in plain words."""
    return _line(letter.letter(diagnosis, words.of(options.language, unicode=options.unicode)).says, options)


def _line(text: str, options: Options) -> str:
    return (plain(text) if options.unicode else ascii_only(plain(text))) + "\n"

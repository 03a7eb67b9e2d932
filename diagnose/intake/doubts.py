"""What makes an answer in a text less than proof: a sample, a library's words, another service's URL."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checks.knowledge.wording import fits
from diagnose.intake.page import Draft, Page
from diagnose.intake.peers import Targets, is_ours
from diagnose.intake.tables import pattern_of, rows_of
from diagnose.model import Answer, Confidence, Envelope

SAMPLE: Final = "It stands in a test, a specification or a comparison, so it need not have happened."
LIBRARY: Final = "Libraries that many services use say this too, and nothing ties it to Infisical."
_OUR_ENVELOPES: Final = frozenset({Envelope.A, Envelope.B, Envelope.C})
_BEFORE, _AFTER = 12, 3
_SAMPLE: Final = pattern_of("doubts.sample")
_DIFF: Final = re.compile(r"(?m)^\s*[-+]\s+[\"'](?:message|error|statusCode)[\"']")
# A line that starts with the name of who wrote it, and what stands there as well.
_SERVICE: Final = re.compile(r"\[?([A-Za-z][\w.-]*)\]?(?::| \|)\s")
_NO_SERVICE: Final = frozenset(
    {
        "answer", "body", "data", "debug", "err", "error", "exception", "fatal", "info", "log", "message", "msg",
        "output", "panic", "response", "result", "severe", "stderr", "stdout", "trace", "warn", "warning",
    }
)  # fmt: skip
_OURS: Final = re.compile(r"nfisical|NFISICAL")


def is_foreign(found: Draft, targets: Targets) -> bool:
    """Whether the answer is another service's: its URL is known, and neither host nor path is Infisical's."""
    if found.guessed or "://" not in found.url or is_ours(found.url, targets):
        return False
    return found.settled().envelope is not Envelope.C


def is_unclaimed(found: Draft, targets: Targets) -> bool:
    """Whether it is JSON with keys that Infisical's errors do not have, from a URL that may be anybody's."""
    if found.settled().envelope is not Envelope.OTHER_JSON:
        return False
    return not found.url or found.guessed or not is_ours(found.url, targets)


def weighed(page: Page, found: Draft) -> Draft:
    """The answer, with why it is no proof if something speaks against it."""
    doubt = SAMPLE if _is_sample(page, found) else LIBRARY if _is_librarys(page, found) else ""
    return replace(found, hedge=doubt, at_most=Confidence.POSSIBLE) if doubt else found


def _is_sample(page: Page, found: Draft) -> bool:
    """Whether the lines around it are a test, a specification or a comparison; a line of a log is none of these."""
    if page.line_of(found.start).at or found.silence is not None:
        return False
    first, last = page.index(found.start), page.index(max(found.start, found.end - 1))
    start, end = first, last
    while start > 0 and first - start < _BEFORE and not page.lines[start - 1].at:
        start -= 1
    while end + 1 < len(page.lines) and end - last < _AFTER and not page.lines[end + 1].at:
        end += 1
    around = page.text[page.start(start) : page.start(end + 1)]
    return (
        _SAMPLE.search(around) is not None
        or _DIFF.search(page.text[page.start(first) : page.start(last + 1)]) is not None
    )


def _is_librarys(page: Page, found: Draft) -> bool:
    """Whether another service's name stands before words that a library gives to every service that uses it."""
    answer = found.settled()
    if answer.envelope not in _OUR_ENVELOPES or answer.request_id is not None or not _is_default(answer):
        return False
    line = page.line_of(found.start).text
    service = _SERVICE.match(line)
    tied = (found.url and not found.guessed) or _OURS.search(line)
    return service is not None and service[1].lower() not in _NO_SERVICE and not tied


def _is_default(answer: Answer) -> bool:
    return any(fits(message, answer.message) and fits(error, answer.error) for message, error in _defaults())


def is_default_message(message: str) -> bool:
    """Whether a library says this by itself, whatever it calls the error."""
    said = " ".join(message.split())
    return any(fits(pattern, said) for pattern, _ in _defaults() if not pattern.startswith("<"))


@lru_cache(maxsize=1)
def _defaults() -> tuple[tuple[str, str], ...]:
    """Messages and error names that frameworks and libraries give by themselves, as patterns of the table's kind."""
    return tuple((row["message"], row["error"]) for row in rows_of("defaults"))

"""Lines of scripts and plugins that keep only the status: what was tried of Infisical, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checks.knowledge import routes
from diagnose.intake import mentions
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import rows_of
from diagnose.model import Confidence

NO_WORDS: Final = "The text keeps only the status; what the server said with it would decide."
_OURS: Final = re.compile(r"infisical|universal[- _]?auth|identity[- _]?auth", re.IGNORECASE)
_STATUS: Final = re.compile(
    r"(?:->|=>|\b(?:status(?:[- _]?code)?|HTTP(?:/[\d.]+)?(?: error| status| response)?(?: code)?|response(?: code)?|"
    r"code|error|got|returned|answered|with))[\"']?\W{0,4}([45]\d\d)\b(?![.:\w]|\s?ms)"
    r"|[\[(]([45]\d\d)[\])]|\b([45]\d\d) (?:Unauthorized|Forbidden|Not Found|Too Many Requests|Bad Gateway|"
    r"Service Unavailable|Gateway Time-?out|Bad Request|Internal Server Error)\b",
    re.IGNORECASE,
)

# What curl prints of an answer when it was asked for its status alone.
_ALONE: Final = re.compile(r"^\W*(?:HTTP[/\d.]* ?)?([45]\d\d)\W*$")
_ASKED: Final = "http_code"
_ABOVE: Final = 3


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = rows_of("operations")
    return tuple((re.compile(row["says"], re.IGNORECASE), row["method"], row["path"]) for row in rows)


def read(page: Page) -> Iterator[Draft]:
    """One for each line that names Infisical, what was asked of it, and the status that came back."""
    yield from _codes(page)
    for start, line in page:
        about = _OURS.search(line.text)
        if about is None or "://" in line.text or page.taken(start, start + len(line.text)):
            continue
        status = _STATUS.search(line.text)
        asked = next(((method, path) for says, method, path in _known() if says.search(line.text)), None)
        if status is None or asked is None:
            continue
        yield replace(
            page.found(start, start + len(line.text)), method=asked[0], url=asked[1], own_words=True,
            status=int(next(filter(None, status.groups()))), hedge=NO_WORDS, at_most=Confidence.POSSIBLE,
        )  # fmt: skip


def _codes(page: Page) -> Iterator[Draft]:
    """The statuses that curl was asked for, below its command."""
    if _ASKED not in page.text:
        return
    for start, line in page:
        code = _ALONE.match(line.text)
        asked = mentions.last(page.around(start, _ABOVE, -1)) if code is not None else None
        if code is None or asked is None or not routes.is_infisicals(routes.of_url(asked.method, asked.url)):
            continue
        method = asked.method or ("POST" if mentions.is_login(asked.url) else "GET")
        found = page.found(start, start + len(line.text))
        yield replace(found, method=method, url=asked.url, status=int(code[1]), own_words=True)

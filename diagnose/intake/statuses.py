"""Statuses without the body that came with them, in the words of libraries, scripts and plugins.

Libraries state them with a URL; scripts often keep only what was tried of Infisical, and how it ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from checks.knowledge import routes
from diagnose.intake import mentions
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import pattern_of, patterns_of, rows_of
from diagnose.model import Answer, Confidence, Envelope

_REFUSED: Final = 400

_WITH_URL: Final = patterns_of("status")
"""With a URL the line speaks for itself; without one, it only says something of what stands beside it."""
_ALONE: Final = pattern_of("statuses.alone")
_AXIOS: Final = pattern_of("statuses.axios")
NO_WORDS: Final = "The text keeps only the status; what the server said with it would decide."
_OURS: Final = pattern_of("statuses.ours")
_STATUS: Final = pattern_of("statuses.status")

# What curl prints of an answer when it was asked for its status alone.
_PRINTED: Final = re.compile(r"^\W*(?:HTTP[/\d.]* ?)?([45]\d\d)\W*$")
_ASKED: Final = "http_code"
_ABOVE: Final = 3


def read(page: Page) -> Iterator[Draft]:
    """Every status that a line states; `own_words` marks those that say so in a library's own sentence."""
    yield from _operations(page)
    for pattern in _WITH_URL:
        for match in pattern.finditer(page.text):
            if not page.taken(match.start("status")):
                page.take(match.start(), match.end())
                yield _found(page, match, **match.groupdict())
    yield from _logged(page)
    for match in _ALONE.finditer(page.text):
        if not page.taken(match.start(1)):
            yield _found(page, match, match[1])


def stated(text: str) -> int:
    """The last status that the text states in a library's or a script's words; 0 if none."""
    statuses = [int(match[1]) for match in _ALONE.finditer(text)]
    return statuses[-1] if statuses else 0


def is_librarys(text: str) -> bool:
    """Whether it is a library's own sentence about a status."""
    return _AXIOS.match(text) is not None


def _logged(page: Page) -> Iterator[Draft]:
    """Requests whose own line tells how they ended, as access logs do: refusals, and logins that worked."""
    for mention in mentions.all_of(page.text):
        status = mentions.status_of(page.line_of(mention.start).text, mention.url)
        if (
            not status
            or page.taken(mention.start)
            or not routes.is_infisicals(routes.of_url(mention.method, mention.url))
        ):
            continue
        found = page.found(mention.start, mention.start + len(mention.url))
        found.status, found.method, found.url, found.own_words = status, mention.method, mention.url, True
        if status >= _REFUSED:
            yield found
        elif mentions.is_login(mention.url):
            found.answer = Answer(status=status, envelope=Envelope.DATA)
            yield found


def _found(page: Page, match: re.Match[str], status: str, method: str = "", url: str = "") -> Draft:
    found, own = page.draft(match.start(), match.end()), bool(url) or _AXIOS.search(match[0]) is not None
    return replace(found, status=int(status), method=method, url=url.rstrip(".,;:"), own_words=own)


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = rows_of("operations")
    return tuple((re.compile(row["says"], re.IGNORECASE), row["method"], row["path"]) for row in rows)


def _operations(page: Page) -> Iterator[Draft]:
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
        code = _PRINTED.match(line.text)
        asked = mentions.last(page.around(start, _ABOVE, -1)) if code is not None else None
        if code is None or asked is None or not routes.is_infisicals(routes.of_url(asked.method, asked.url)):
            continue
        method = asked.method or ("POST" if mentions.is_login(asked.url) else "GET")
        found = page.found(start, start + len(line.text))
        yield replace(found, method=method, url=asked.url, status=int(code[1]), own_words=True)

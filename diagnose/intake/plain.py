"""Statuses that HTTP libraries put in their errors without the body: axios, requests, httpx, .NET, Java, Go, curl."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from checks.knowledge import routes
from diagnose.intake import mentions
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import patterns_of
from diagnose.model import Answer, Envelope

_REFUSED: Final = 400

_WITH_URL: Final = patterns_of("status")
"""With a URL the line speaks for itself; without one, it only says something of what stands beside it."""
_ALONE: Final = re.compile(
    r"(?i)(?:->|\b(?:request failed with status code|response status code does not indicate success:|"
    r"http(?: error| status(?: code)?)?:?|status(?:[_ ]?code)?(?: was)?[:=]?|statuscode:|"
    r"failed(?: with|:)(?: status(?: code)?)?|returned error:|unexpected status(?: code)?:?)) {0,2}([45]\d\d)\b"
)
_AXIOS: Final = re.compile(r"(?i)request failed with status code [45]\d\d|does not indicate success: [45]\d\d")


def read(page: Page) -> Iterator[Draft]:
    """Every status that a line states; `own_words` marks those that say so in a library's own sentence."""
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

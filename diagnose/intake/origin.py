"""Whose an answer or a failed connection is, Infisical's or another service's, and what makes it less than proof."""

from __future__ import annotations

from enum import Enum
from itertools import takewhile
from typing import Final

from checks.knowledge import routes
from checks.knowledge.doubts import OVER, SAMPLE, SUPPOSED
from checks.knowledge.wording import fits
from diagnose.intake import mentions
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import patterns, patterns_of, rows_of
from diagnose.model import Confidence, Envelope

_RE: Final = patterns("origin")
LIBRARY: Final = "Libraries that many services use say this too, and nothing ties it to Infisical."
_OUR_ENVELOPES: Final = frozenset({Envelope.A, Envelope.B, Envelope.C})
_BEFORE, _AFTER = 12, 3
_LEAD, _CLAUSE = 2000, 300
_NAMED: Final = patterns_of("host")
"""A host where clients and libraries name it, with or without its port."""
_DEFAULTS: Final = tuple((row["message"], row["error"]) for row in rows_of("defaults"))
"""Messages and error names that frameworks and libraries give by themselves, as patterns of the table's kind."""
_SERVICES: Final = frozenset(row["port"] for row in rows_of("ports"))
"""The ports of other services."""

Hosts = frozenset[str]
"""The hosts that a text shows to be Infisical's."""


class Peer(Enum):
    """Whose connection it was."""

    OURS = "Infisical's"
    THROWN = "of Infisical's own client, which may hand on what the server says of a connection of its own"
    FOREIGN = "another service's"
    STRANGE = "of a host that the text does not speak of elsewhere"
    UNKNOWN = "not named"


def hosts_in(text: str) -> Hosts:
    """The hosts to which Infisical's own routes are called, and those that its settings name."""
    asked = (mention.url for mention in mentions.all_of(text) if mention.is_infisicals)
    urls = [*asked, *(match[1] for match in _RE["setting"].finditer(text))]
    return frozenset(host for host in map(_host, urls) if host)


def peer_of(line: str, hosts: Hosts) -> Peer:
    """Whose connection the line speaks of, by the URLs, names and ports in it."""
    urls = [match[0] for match in _RE["url"].finditer(line)]
    names = [match[1].rstrip(".") for pattern in _NAMED for match in pattern.finditer(line)]
    if any(_is_ours(url, hosts) for url in (*urls, *(f"//{name}" for name in names))):
        return Peer.OURS
    if not names and not urls and _RE["thrown"].search(line):
        return Peer.THROWN
    ports = {found[1] or found[2] for found in _RE["at-port"].finditer(line)}
    if ports & _SERVICES or any(not _RE["api"].search(routes.split(url).path or "/") for url in urls if _host(url)):
        return Peer.FOREIGN
    return Peer.STRANGE if names or urls else Peer.UNKNOWN


def is_anothers_answer(found: Draft, hosts: Hosts) -> bool:
    """Whether another service gave it: by its URL, or as JSON of another form from no URL of Infisical's."""
    if found.silence is not None or (found.url and not found.guessed and _is_ours(found.url, hosts)):
        return False
    envelope = found.settled().envelope
    return envelope is Envelope.OTHER_JSON or (envelope is not Envelope.C and not found.guessed and "://" in found.url)


def is_anothers_message(message: str, hosts: Hosts) -> bool:
    """Whether a message names URLs, but neither one of Infisical's nor Infisical."""
    urls = [match[0] for match in _RE["url"].finditer(message)]
    return bool(urls) and "nfisical" not in message and not any(_is_ours(url, hosts) for url in urls)


def is_default_message(message: str) -> bool:
    """Whether a library says this by itself, whatever it calls the error."""
    return any(fits(pattern, message) for pattern, _ in _DEFAULTS if not pattern.startswith("<"))


def weigh(page: Page, found: Draft) -> None:
    """Say of an answer why it is no proof if something speaks against it."""
    tests = (_is_sample, SAMPLE), (_is_supposed, SUPPOSED), (_is_over, OVER), (_is_librarys, LIBRARY)
    if doubt := next((doubt for test, doubt in tests if test(page, found)), ""):
        found.hedge, found.at_most = doubt, Confidence.POSSIBLE


def _is_sample(page: Page, found: Draft) -> bool:
    """Whether the lines around it are a test, a specification or a comparison; a line of a log is none of these."""
    if page.line_of(found.start).at or found.silence is not None:
        return False
    first, last = page.span(found)
    above = [*takewhile(lambda line: not line.at, reversed(page.lines[max(0, first - _BEFORE) : first]))]
    below = [*takewhile(lambda line: not line.at, page.lines[last + 1 : last + 1 + _AFTER])]
    around = page.part(first - len(above), last + len(below))
    return bool(_RE["sample"].search(around) or _RE["diff"].search(page.part(first, last)))


def _is_supposed(page: Page, found: Draft) -> bool:
    """Whether what stands before it speaks of what can come or was before; a line of a log never does."""
    before = page.text[max(0, found.start - _LEAD) : found.start]
    led = _RE["supposed"].search(_RE["clause"].split(before[-_CLAUSE:])[-1]) or _RE["listed"].search(before)
    return not page.line_of(found.start).at and bool(led)


def _is_over(page: Page, found: Draft) -> bool:
    """Whether the rest of its line speaks of its end; a line of a log never does."""
    rest = page.text[found.end : page.start(page.index(found.end) + 1)]
    return not page.line_of(found.start).at and _RE["over"].search(rest) is not None


def _is_librarys(page: Page, found: Draft) -> bool:
    """Whether another service's name stands before words that a library gives to every service that uses it."""
    answer, line = found.settled(), page.line_of(found.start).text
    if answer.envelope not in _OUR_ENVELOPES or answer.request_id is not None or _RE["service"].match(line) is None:
        return False
    tied = (found.url and not found.guessed) or _RE["ours"].search(line)
    return not tied and is_default(answer.message, answer.error)


def is_default(message: str | None, error: str | None) -> bool:
    """Whether a library gives this error with these words by itself."""
    return any(fits(said, message) and fits(name, error) for said, name in _DEFAULTS)


def _is_ours(url: str, hosts: Hosts) -> bool:
    """Whether host or path are Infisical's; a path may lack the `/api` that it should have."""
    path, host = routes.split(url).path, _host(url)
    paths = (url, f"/api{path}") if not path.startswith("/api/") else (url,)
    named = host in hosts or "infisical" in host
    return named or any(routes.is_infisicals(routes.of_url("", each)) for each in paths)


def _host(url: str) -> str:
    try:
        return (routes.split(url).hostname or "").lower()
    except ValueError:
        return ""

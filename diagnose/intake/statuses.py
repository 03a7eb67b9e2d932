"""Statuses without the body that came with them, in the words of libraries, scripts and plugins.

Libraries state them with a URL; scripts often keep only what was tried of Infisical, and how it ended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.intake import mentions
from diagnose.intake.page import REFUSED, Draft, Page
from diagnose.intake.tables import patterns, patterns_of, rows_of
from diagnose.model import Answer, Confidence, Envelope

_RE: Final = patterns("statuses")
_WITH_URL: Final = patterns_of("status")
"""With a URL the line speaks for itself; without one, it only says something of what stands beside it."""
_OPERATIONS: Final = tuple(
    (re.compile(f"(?i){row['says']}"), mentions.Mention(0, row["method"], row["path"])) for row in rows_of("operations")
)
NO_WORDS: Final = "The text keeps only the status; what the server said with it would decide."

_ASKED: Final = "http_code"
_ABOVE: Final = 3


def read(page: Page) -> Iterator[Draft]:
    """Every status that a line states; `own_words` marks those that say so in a library's own sentence."""
    yield from _codes(page)
    for match in (found for pattern in _WITH_URL for found in page.matches(pattern, "status")):
        if not page.taken(match.start("url")):
            method, url = match.groupdict().get("method", ""), match["url"].rstrip(".,;:")
            yield page.found(*match.span(), status=int(match["status"]), method=method, url=url, own_words=True)
    yield from _logged(page)
    yield from _operations(page)
    for match in page.matches(_RE["alone"], 1):
        yield page.draft(*match.span(), status=int(match[1]), own_words=_RE["axios"].search(match[0]) is not None)


def stated(text: str) -> int:
    """The last status that the text states in a library's or a script's words; 0 if none."""
    return next((int(match[1]) for match in reversed([*_RE["alone"].finditer(text)])), 0)


def is_librarys(text: str) -> bool:
    """Whether it is a library's own sentence about a status."""
    return _RE["axios"].match(text) is not None


def _logged(page: Page) -> Iterator[Draft]:
    """Requests whose own line tells how they ended, as access logs do: refusals, and logins that worked."""
    for mention in mentions.all_of(page.text):
        start, method, url = mention
        status = mentions.status_of(page.line_of(start).text, url)
        if status and not page.taken(start) and mention.is_infisicals:
            found = page.found(start, start + len(url), status=status, method=method, url=url, own_words=True)
            if status < REFUSED and mentions.is_login(url):
                found.answer = Answer(status=status, envelope=Envelope.DATA)
            if status >= REFUSED or found.answer is not None:
                yield found


def _operations(page: Page) -> Iterator[Draft]:
    """One for each line that tells what was asked of Infisical, and the status that came back."""
    for start, line in page:
        end = start + len(line.text)
        asked = _asked(line.text) if "4" in line.text or "5" in line.text else None
        if asked is None or page.taken(start, end):
            continue
        if status := _status_in(line.text, asked.url):
            yield page.found(
                start, end, method=asked.method, url=asked.url, status=status, own_words=True,
                hedge=NO_WORDS, at_most=Confidence.POSSIBLE,
            )  # fmt: skip


def _status_in(line: str, url: str) -> int:
    """The status that words of the line call one, or the only number beside the URL that can be one; 0 if none."""
    rest = line.replace(url, " ", 1)
    told = _RE["status"].search(rest)
    if told is not None:
        return int(told[told.lastindex or 0])
    numbers = _RE["sole"].findall(rest) if rest != line else []
    return int(numbers[0]) if len(numbers) == 1 else 0


def _asked(line: str) -> mentions.Mention | None:
    """The one request to Infisical that a line mentions, or what it says was tried of it."""
    named = list(mentions.all_of(line))
    if named:
        return named[0] if len(named) == 1 and named[0].is_infisicals else None
    return tried(line)


def tried(line: str) -> mentions.Mention | None:
    """What a line without a URL says was tried of Infisical."""
    if "://" in line or _RE["ours"].search(line) is None:
        return None
    return next((asked for says, asked in _OPERATIONS if says.search(line)), None)


def _codes(page: Page) -> Iterator[Draft]:
    """The statuses that curl was asked for, below its command."""
    for start, line in page if _ASKED in page.text else ():
        code = _RE["printed"].match(line.text)
        asked = mentions.last(page.around(start, _ABOVE, -1)) if code is not None else None
        if code is not None and asked is not None and asked.is_infisicals:
            method = asked.method or ("POST" if mentions.is_login(asked.url) else "GET")
            end = start + len(line.text)
            yield page.found(start, end, method=method, url=asked.url, status=int(code[1]), own_words=True)

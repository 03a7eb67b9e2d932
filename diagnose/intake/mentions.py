"""Requests that a text mentions: URLs of the API with their method, on a command line, in a log or in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from checks.knowledge.wording import CUT
from diagnose.intake.tables import pattern_of

_URL: Final = pattern_of("mentions.url")
_EXPLICIT: Final = pattern_of("mentions.explicit")
_BODY: Final = re.compile(r"\s(?:-d|--data(?:-raw|-binary|-urlencode)?|--json)[ =]")
_CURL: Final = re.compile(r"\bcurl\b")
_POSTED: Final = re.compile(r"/(?:login|renew|revoke)/?$")
_LINE_END: Final = re.compile(r"(?<!\\)\n")  # of a command that may go on in the next line
_REACH: Final = 1200
_MOST: Final = 1000
_TRAILING: Final = ".,;:!?`"
_CUT: Final = re.compile(r"\.\.\.|\u2026| (?:\.\.\.|\u2026)(?:\n|$)")  # behind a blank at the end of a line only
_FIELD: Final = re.compile(r"""\b(?:url|uri|path)["']?\s*[:=]\s*["']?$""", re.IGNORECASE)
# How the request ended, on its own line: behind the URL as access logs and loggers have it, or before the method.
_AFTER: Final = pattern_of("mentions.after")
_NAMED: Final = pattern_of("mentions.named")
_BEFORE: Final = pattern_of("mentions.before")
_WORKS: Final = pattern_of("mentions.works")
# What stands between a request and its answer without parting them: the rest of the command, a label, a heading.
_CONTINUES: Final = pattern_of("mentions.continues")


_COMMAND: Final = pattern_of("mentions.command")


class Mention(NamedTuple):
    """One request; `url` may be a path alone, or end in `…` where it was cut off; `method` may be empty."""

    start: int
    method: str
    url: str

    @property
    def cut(self) -> bool:
        """Whether the end of the URL is missing."""
        return self.url.endswith(CUT)


def all_of(text: str) -> Iterator[Mention]:
    """Every mention, in the order of the text."""
    for match in islice(_URL.finditer(text), _MOST):
        url = _whole(match, text)
        yield Mention(match.start(), match[1] or _method(text, match), url)


def _whole(match: re.Match[str], text: str) -> str:
    """The URL, marked as cut off if it ends in three dots or an ellipsis, or they follow it."""
    url = match[2].rstrip(_TRAILING + CUT)
    return url + CUT if match[2].endswith(("...", CUT)) or _CUT.match(text, match.end()) else url


def status_of(line: str, url: str) -> int:
    """The status that the line tells of its request; 0 if it tells none."""
    before, _, after = line.partition(url)
    told = _AFTER.match(after) or _BEFORE.search(before) or _NAMED.match(after)
    return int(told[1]) if told is not None else 0


def is_said_to_work(line: str, url: str) -> bool:
    """Whether the line says in words, behind the URL, that the request went well."""
    return _WORKS.search(line.partition(url)[2]) is not None


def is_login(url: str) -> bool:
    """Whether it is the URL of a login."""
    return url.partition("?")[0].rstrip("/").endswith("-auth/login")


def is_field(text: str, start: int) -> bool:
    """Whether the URL that starts there is the value of a field of that name."""
    return _FIELD.search(text, max(0, start - 24), start) is not None


def continues(line: str) -> bool:
    """Whether a line between a request and an answer belongs to either of them."""
    return _CONTINUES.match(line) is not None


def last(text: str) -> Mention | None:
    """The last mention."""
    return next(reversed(list(all_of(text))), None)


def command(text: str) -> Mention | None:
    """The request of the last command or request line, whatever its URL is."""
    match = next(reversed(list(_COMMAND.finditer(text))), None)
    if match is None:
        return None
    known = next((m for m in all_of(text[match.start() :])), None)
    return known if known is not None and known.url == match[2] else Mention(match.start(2), match[1] or "", match[2])


def _method(text: str, match: re.Match[str]) -> str:
    """The method that the words around a URL name; a curl command with a body is a POST, without one a GET."""
    low, high = max(0, match.start() - _REACH), min(len(text), match.end() + _REACH)
    start = max((end.end() for end in _LINE_END.finditer(text, low, match.start())), default=low)
    following = _LINE_END.search(text, match.end(), high)
    end = following.start() if following is not None else high
    line = text[start:end]
    explicit = _EXPLICIT.search(line)
    if explicit is None and len(line) < 200:  # noqa: PLR2004 - an object is printed one field a line
        around = text[max(0, start - 120) : end + 120]
        explicit = _EXPLICIT.search(around) if "method" in around.lower() and "curl" not in around else None
    if explicit is not None:
        return explicit[1].upper()
    if not _CURL.search(line):
        return ""
    # The rest of the command may have been lost, and nobody means to GET a login.
    return "POST" if _BODY.search(line) else "" if _POSTED.search(match[2]) else "GET"

"""Requests that a text mentions: URLs of the API with their method, on a command line, in a log or in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from checks.knowledge import routes
from checks.knowledge.wording import CUT
from diagnose.intake.tables import patterns

_RE: Final = patterns("mentions")
_REACH: Final = 1200
_MOST: Final = 1000
_TRAILING: Final = ".,;:!?`*"


class Mention(NamedTuple):
    """One request; `url` may be a path alone, or end in `…` where it was cut off; `method` may be empty."""

    start: int
    method: str
    url: str

    @property
    def cut(self) -> bool:
        """Whether the end of the URL is missing."""
        return self.url.endswith(CUT)

    @property
    def is_infisicals(self) -> bool:
        """Whether it is of a route that only Infisical is known to have."""
        return routes.is_infisicals(routes.of_url(self.method, self.url))


def all_of(text: str) -> Iterator[Mention]:
    """Every mention, in the order of the text."""
    for match in islice(_RE["url"].finditer(text), _MOST):
        cut = match[2].endswith(("...", CUT)) or _RE["cut"].match(text, match.end())
        url = match[2].rstrip(_TRAILING + CUT) + (CUT if cut else "")
        url = url if "://" in url or url.startswith("/") else f"https://{url}"
        yield Mention(match.start(), (match[1] or "").upper() or _method(text, match), url)


def status_of(line: str, url: str) -> int:
    """The status that the line tells of its request; 0 if it tells none."""
    before, _, after = line.partition(url)
    told = _RE["after"].match(after) or _RE["before"].search(before) or _RE["named"].match(after)
    return int(told[1]) if told is not None else 0


def is_login(url: str) -> bool:
    """Whether it is the URL of a login."""
    return url.partition("?")[0].rstrip("/").endswith("-auth/login")


def last(text: str) -> Mention | None:
    """The last mention whose line does not tell how it ended."""
    open_ = (m for m in reversed(list(all_of(text))) if not status_of(text[m.start :].partition("\n")[0], m.url))
    return next(open_, None)


def command(text: str) -> Mention | None:
    """The request of the last command or request line, whatever its URL is."""
    match = next(reversed(list(_RE["command"].finditer(text))), None)
    if match is None:
        return None
    known = next((m for m in all_of(text[match.start() :])), None)
    return known if known is not None and known.url == match[2] else Mention(match.start(2), match[1] or "", match[2])


def _method(text: str, match: re.Match[str]) -> str:
    """The method that the words around a URL name; a curl command with a body is a POST, without one a GET."""
    low, high = max(0, match.start() - _REACH), min(len(text), match.end() + _REACH)
    start = max((end.end() for end in _RE["line-end"].finditer(text, low, match.start())), default=low)
    following = _RE["line-end"].search(text, match.end(), high)
    end = following.start() if following is not None else high
    line = text[start:end]
    explicit = _RE["explicit"].search(line)
    if explicit is None and len(line) < 200:  # noqa: PLR2004 - an object is printed one field a line
        around = text[max(0, start - 120) : end + 120]
        explicit = _RE["explicit"].search(around) if "method" in around.lower() and "curl" not in around else None
    if explicit is not None:
        return explicit[1].upper()
    if not _RE["curl"].search(line):
        return ""
    # The rest of the command may have been lost, and nobody means to GET a login.
    return "POST" if _RE["body"].search(line) else "" if _RE["posted"].search(match[2]) else "GET"

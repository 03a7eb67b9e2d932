"""Requests that a text mentions: URLs of the API with their method, on a command line, in a log or in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec

_URL: Final = re.compile(
    r"""(?:\b(GET|POST|PUT|PATCH|DELETE)\b:?\s{1,3}["'<]?)?(https?://[^\s"'<>\\\])}]+/api/[^\s"'<>\\\])}]*|(?<![\w/.])/api/(?:v\d|status)[^\s"'<>\\\])}]*)"""
)
_EXPLICIT: Final = re.compile(
    r"""(?:-X\s*|--request[ =]|\bmethod["']?\s*[:=]\s*["']?|-Method\s+|\[Method=)["']?(get|post|put|patch|delete)\b""",
    re.IGNORECASE,
)
_BODY: Final = re.compile(r"\s(?:-d|--data(?:-raw|-binary|-urlencode)?|--json)[ =]")
_CURL: Final = re.compile(r"\bcurl\b")
_POSTED: Final = re.compile(r"/(?:login|renew|revoke)/?$")
_REACH: Final = 1200
_MOST: Final = 1000
_TRAILING: Final = ".,;:!?"


class Mention(msgspec.Struct, frozen=True):
    """One request; `url` may be a path alone, `method` empty."""

    start: int
    method: str
    url: str


def all_of(text: str) -> Iterator[Mention]:
    """Every mention, in the order of the text."""
    for match in islice(_URL.finditer(text), _MOST):
        url = match[2].rstrip(_TRAILING)
        yield Mention(match.start(), match[1] or _method(text, match), url)


def last(text: str) -> Mention | None:
    """The last mention."""
    return next(reversed(list(all_of(text))), None)


def _method(text: str, match: re.Match[str]) -> str:
    """The method that the words around a URL name; a curl command with a body is a POST, without one a GET."""
    low, high = max(0, match.start() - _REACH), min(len(text), match.end() + _REACH)
    start = max(low, text.rfind("\n", low, match.start()) + 1)
    end = text.find("\n", match.end(), high)
    end = high if end < 0 else end
    while end < high and text[end - 1] == "\\":
        following = text.find("\n", end + 1, high)
        end = high if following < 0 else following
    while start > low + 1 and text[start - 2] == "\\":
        start = max(low, text.rfind("\n", low, start - 1) + 1)
    line = text[start:end]
    explicit = _EXPLICIT.search(line)
    if explicit is None and len(line) < 200:  # noqa: PLR2004 - an object is printed one field a line
        around = text[max(0, start - 120) : end + 120]
        explicit = _EXPLICIT.search(around) if "method" in around.lower() and "curl" not in around else None
    if explicit is not None:
        return explicit[1].upper()
    if _CURL.search(line):
        # The rest of the command may have been lost, and nobody means to GET a login.
        return "POST" if _BODY.search(line) else "" if _POSTED.search(match[2]) else "GET"
    return ""

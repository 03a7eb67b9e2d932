"""Secrets that are recognised by their shape: client secrets, JWTs, service tokens, API keys, PEM keys, logins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM
from diagnose.redact.client_secrets import client_secret_spans
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.randomness import random_stretches
from diagnose.redact.scan import lines_with, matches_at
from diagnose.redact.span import Span
from diagnose.redact.values import (
    JWT,
    LIKE_MARK,
    dotted,
    is_blank,
    is_harmless,
    is_secretish,
    jwt_mark,
    mark,
    secret_at,
    signature,
)

ID: Final = f"(?i:{UUID_FORM}|{OBJECT_ID_FORM})"
_OPAQUE: Final = re.compile(
    rf"(?:(?<![a-zA-Z.])|(?<=\\[nrt]))(?:st|ak)(?:\.|%2[eE]){ID}(?:\.|%2[eE])((?:[A-Za-z0-9_.+/=~-]|%2[bBfFeE]|%3[dD]){{4,}})"
)
_JWT_RUN: Final = re.compile(r"[A-Za-z0-9_-]+")
_BLANK: Final = r"(?: |%20|\+)"
PEM: Final = re.compile(
    rf"-----BEGIN{_BLANK}((?:[A-Z0-9]{{1,12}}{_BLANK}){{0,4}}PRIVATE{_BLANK}KEY(?:{_BLANK}BLOCK)?)-----"
)
_PEM_BREAK: Final = r"(?:\r?\n|(?:\\+r)?\\+n|(?:%0D)?%0A)(?:[^\r\n\\%]{0,60}?(?<![A-Za-z0-9+/=]))?"
_PEM_CHAR: Final = r"(?:[A-Za-z0-9+/]|%2[BFbf])"
# The lines of a key whose end is missing, full but for the last; log shippers and mails put something before each.
_PEM_BODY: Final = re.compile(
    rf"(?:{_PEM_BREAK}{_PEM_CHAR}{{40,100}}(?:=|%3[Dd]){{0,2}}(?![A-Za-z0-9+/=]))+"
    rf"(?:{_PEM_BREAK}{_PEM_CHAR}{{4,100}}(?:=|%3[Dd]){{0,2}}(?=[\"'\\%\r\n]|$))?"
    r"|[ \t]{1,4}(?:[A-Za-z0-9+/]{40,100}={0,2}[ \t]{1,4}){1,200}[A-Za-z0-9+/]{4,100}={0,2}"
)
_MOST_PEM: Final = 65536
_PREFIXES: Final = Literals(("st.", "ak.", "st%2", "ak%2"))


def shape_spans(content: Indexed) -> Iterator[Span]:
    """Every secret in a text that has a shape of its own."""
    text = content.text
    yield from client_secret_spans(content)
    if "eyJ" in text:
        yield from _jwts(text)
    yield from _opaque(content)
    if "-----BEGIN" in text:
        yield from _keys(text)


def _jwts(text: str) -> Iterator[Span]:
    at = text.find("eyJ")
    while at >= 0:
        match, run = JWT.match(text, at), _JWT_RUN.match(text, at)
        if match is not None:
            yield Span(*match.span(), jwt_mark(match[0]), "jwt", signature(match[0]))
        # What starts inside a run that is no JWT is none either; looking again would take quadratic time.
        at = text.find("eyJ", max(each.end() for each in (match, run) if each is not None))


def _opaque(content: Indexed) -> Iterator[Span]:
    for match in matches_at(_OPAQUE, content.text, content.hits(_PREFIXES.within(content))):
        value = dotted(match[0])
        kind = "service-token" if value.startswith("st") else "api-key"
        yield Span(*match.span(), mark(kind, value), kind, value.split(".", 2)[2])


def _keys(text: str) -> Iterator[Span]:
    """Private keys to their end; one without an end goes as far as its lines look like those of a key."""
    without: dict[str, int] = {}  # how far no such end stands: many beginnings without one would take quadratic time
    for match in PEM.finditer(text):
        ends = f"-----END{match[0][len('-----BEGIN') :]}"
        limit = match.end() + _MOST_PEM
        finish = text.find(ends, max(match.end(), without.get(ends, 0) - len(ends)), limit)
        if finish < 0:
            without[ends] = min(limit, len(text))
        body = _PEM_BODY.match(text, match.end(), limit) if finish < 0 else None
        end = finish + len(ends) if finish >= 0 else match.end() if body is None else body.end()
        yield Span(match.start(), end, "<private-key:PEM>", "private-key")


_PAIR: Final = re.compile(rf"(?<![^\s=;,&\"'\\])([^\s=;,&\"'\\]{{1,200}})=((?:{LIKE_MARK}|[^;\s\"'\\])*)")
_ATTRIBUTES: Final = frozenset(
    {"path", "domain", "expires", "max-age", "samesite", "priority", "version", "httponly", "secure"}
)


def cookie_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """The values of the cookies in `text[start:end]`, without attributes. A text without names is one value."""
    found = False
    for match in _PAIR.finditer(text, start, end):
        found = True
        value = match[2]
        if match[1].lower() not in _ATTRIBUTES and value and not is_blank(value) and not value.isdigit():
            yield secret_at(match.start(2), value, "cookie")
    value = text[start:end].strip()
    if not found and not is_harmless(value):
        yield Span(start, end, mark("cookie", value), "cookie", value)


_USERINFO: Final = re.compile(
    r"(?::|%3A|%253A)(?:(?:\\*/){2}|(?:%2F){2}|(?:%252F){2})((?:[^\s\"'<>@/\\?#:]|\\u00[0-9a-f]{2}){0,200})"
    r"(:[^\s\"'<>/\\]{0,500}|%3A[^\s\"'<>/\\]{0,500}|:(?![0-9]{1,5}[/?#])[^\s\"'<>\\@]{0,300}|)(@|%40|%2540)(?=[\w\[$%{])",
    re.IGNORECASE,
)
_PORT_THEN_QUERY: Final = re.compile(r":[0-9]{1,5}(?:[?#&,;].*)?")


def login_spans(content: Indexed) -> Iterator[Span]:
    """The logins in the addresses of a text."""
    text = content.text
    for sign in ("@", "%40", "%2540") if "%" in text else ("@",):
        for begin, end in lines_with(text, sign):
            line = text[begin:end]
            if sign != "@" and "@" in line:
                continue
            if "/" in line or "%2" in line:
                yield from _in_urls(text, begin, end)


def _in_urls(text: str, begin: int, end: int) -> Iterator[Span]:
    for match in _USERINFO.finditer(text, begin, end):
        if (not match[1] and not match[2]) or _PORT_THEN_QUERY.fullmatch(match[2]):
            continue
        if not match[2] and not (len(match[1]) >= 8 and is_secretish(match[1])):  # noqa: PLR2004 - a bare user name such as `git`
            continue
        password = match[2].lstrip(":") if match[2].startswith(":") else match[2][3:]
        if is_harmless(password) and (password.startswith(("<", "$", "*", "%")) or not password):
            continue
        # Who logs in is no secret; but a token may stand in that place, with nothing behind it that is one.
        token = any(random_stretches(match[1])) or is_harmless(password) or password.startswith("x-")
        named = match[1] and not token
        yield Span(
            match.end(2) - len(password) if named else match.start(1),
            match.end(2),
            "<login-in-url>",
            "login-in-url",
            password or match[1],
        )

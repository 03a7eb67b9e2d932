"""Logins: `user:password` in the address of a URL, before a host without one, and as curl is given it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.redact.index import Indexed
from diagnose.redact.scan import lines_with
from diagnose.redact.span import Span
from diagnose.redact.values import is_blank, is_harmless, is_secretish, is_variable, mark

_USERINFO: Final = re.compile(
    r"(?::|%3A|%253A)(?:(?:\\*/){2}|(?:%2F){2}|(?:%252F){2})((?:[^\s\"'<>@/\\?#:]|\\u00[0-9a-f]{2}){0,200})"
    r"(:[^\s\"'<>/\\]{0,500}|%3A[^\s\"'<>/\\]{0,500}|:(?![0-9]{1,5}[/?#])[^\s\"'<>\\@]{0,300}|)(@|%40|%2540)(?=[\w\[$%{])",
    re.IGNORECASE,
)
_PORT_THEN_QUERY: Final = re.compile(r":[0-9]{1,5}(?:[?#&,;].*)?")
_USER_AND_PASSWORD: Final = r"[\w.+%-]{1,64}:(?P<password>[^\s\"'<>@:/\\]{4,200})"
# Without a scheme it is a login where a port or the name of a proxy says that it is an address.
_BARE: Final = (
    re.compile(rf"(?<![^\s\"'=(,;]){_USER_AND_PASSWORD}@(?!sha[0-9]{{3}}:)[\w.-]{{1,253}}:[0-9]{{2,5}}(?!\w)"),
    re.compile(rf"(?i:proxy[\"']?[ \t]*[=:][ \t]*|\s-x[ \t=]*|--proxy[ \t=]+)[\"']?{_USER_AND_PASSWORD}@(?=[\w\[])"),
)
_COLON: Final = re.compile(r":[^\s\"'<>@:/\\]{4,200}@")
"""Without one, a line has no login that lacks a scheme."""
_CURL: Final = re.compile(
    r"(?<=[\s\"',])(?:-[A-Za-z0-9#]{0,8}[uU]|--user|--proxy-user)[\"']?(?:[\s=,]|[\\^]\r?\n){0,16}"
    r"(?:(?P<mark>[\"'])(?P<user>[^:\"'\n]{0,100}):(?P<quoted>(?:\\.|(?!(?P=mark))[^\\\r\n]){0,500})(?P=mark)"
    r"|(?P<bare_user>[^\s:'\"]{0,100}):(?!(?:[a-z0-9]{1,20}:)?//)(?P<bare>[^\s'\"]{0,500}))"
)


def login_spans(content: Indexed) -> Iterator[Span]:
    """The passwords of all logins in a text."""
    text = content.text
    for sign in ("@", "%40", "%2540") if "%" in text else ("@",):
        for begin, end in lines_with(text, sign):
            line = text[begin:end]
            if sign != "@" and "@" in line:
                continue
            if "/" in line or "%2" in line:
                yield from _in_urls(text, begin, end)
            for pattern in _BARE if _COLON.search(line) is not None else ():
                for match in pattern.finditer(text, begin, end):
                    yield from _password(match, "password", always=False)
    if "curl" in text or "-user" in text:
        yield from _of_curl(text)


def _in_urls(text: str, begin: int, end: int) -> Iterator[Span]:
    for match in _USERINFO.finditer(text, begin, end):
        if (not match[1] and not match[2]) or _PORT_THEN_QUERY.fullmatch(match[2]):
            continue
        if not match[2] and not (len(match[1]) >= 8 and is_secretish(match[1])):  # noqa: PLR2004 - a bare user name such as `git`
            continue
        password = match[2].lstrip(":") if match[2].startswith(":") else match[2][3:]
        if is_harmless(password) and (password.startswith(("<", "$", "*", "%")) or not password):
            continue
        yield Span(match.start(1), match.end(2), "<login-in-url>", "login-in-url", password or match[1])


def _of_curl(text: str) -> Iterator[Span]:
    for match in _CURL.finditer(text):
        name, user = ("quoted", "user") if match["mark"] else ("bare", "bare_user")
        if match[name]:
            yield from _password(match, name, always=name == "quoted")
        elif is_secretish(match[user]):  # a key in the place of the user, as in `-u key:`
            yield from _password(match, user, always=False)


def _password(match: re.Match[str], name: str, *, always: bool) -> Iterator[Span]:
    value = match[name]
    if is_blank(value) or is_variable(value) or (is_harmless(value) and not always):
        return
    yield Span(*match.span(name), mark("password", value), "password", value)

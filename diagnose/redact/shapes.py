"""Secrets that are recognised by their shape: client secrets, JWTs, service tokens, API keys, PEM keys, logins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.randomness import random_stretches
from diagnose.redact.scan import line_end, matches_at, next_line, places
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
    yield from _client_secrets(content)
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
_AT: Final = Literals(("@", "%40", "%2540"))
_PORT_THEN_QUERY: Final = re.compile(r":[0-9]{1,5}(?:[?#&,;].*)?")


def login_spans(content: Indexed) -> Iterator[Span]:
    """The logins in the addresses of a text."""
    text = content.text
    for begin, end in content.lines(_AT.within(content), 1):
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


# Hexadecimal digits in one run, wrapped, or cut over the lines of a table.
_LONG_HEX: Final = b"h" * 48
_ESCAPED: Final = re.compile(r"(?:%(?:25)*|\\x|(\\u))$")
_DIGEST: Final = re.compile(
    r"sha-?(?:256|384|512)(?:[:-]|:[ \t]{1,2})$|(?:containerd|docker|cri-o|podman)://$|\b(?:h1|zh):$"
    r"|(?:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$",
    re.IGNORECASE,
)
_DIGEST_NAME: Final = 36
_BREAK: Final = r"(?:\\{0,1}\r?\n[ \t]*(?:[│|>+][ \t]*)?|(?:\\{1,3}[rn]){1,2})"
_WRAPPED_HEX: Final = re.compile(
    rf"(?<![0-9A-Za-z-])[0-9a-fA-F]{{1,63}}(?:-?{_BREAK}[0-9a-fA-F]{{1,63}}){{1,8}}(?![0-9A-Za-z-])"
)
_DIGITS: Final = re.compile(r"[0-9a-fA-F]+")
_MIN_WRAPPED: Final = 56
_LEAST_TOLD: Final = 8  # digits by which two pieces are told apart
_LONG_RUN: Final = b"h" * 14
"""Of one piece at least; numbers of milliseconds are shorter."""
_WHOLE: Final = 64
_LONGEST: Final = 2000
# Not in a list, where each is a value, and not the id of something.
_PIECE: Final = re.compile(r"(?<![0-9A-Za-z-])(?<!- )(?<![iI][dD][=:])[0-9a-fA-F]{1,63}(?![0-9A-Za-z-]|[\"']?,)")
_WORDS: Final = re.compile(r"[g-zG-Z]")
_BARS: Final = frozenset("|│┃║")
_BLANK_CELL: Final = re.compile(r"[|│┃║][ \t]*[|│┃║]")

Stretch = tuple[int, int]


def _client_secrets(content: Indexed) -> Iterator[Span]:
    """The client secrets of a text; of one in pieces, the first is replaced by the mark, the others go."""
    text = content.text
    for stretches in chain(_whole(content), _wrapped(content), _in_column(content)):
        if _DIGEST.search(text, max(0, stretches[0][0] - _DIGEST_NAME), stretches[0][0]) is None:
            value = "".join(text[slice(*each)] for each in stretches)
            yield Span(*stretches[0], mark("client-secret", value), "client-secret", value)
            yield from (Span(*each, "", "") for each in stretches[1:])


def _whole(content: Indexed) -> Iterator[list[Stretch]]:
    """Long runs of digits; those of an escape before one do not belong to it."""
    text, end = content.text, 0
    for at in places(content.classes, _LONG_HEX):
        run = _DIGITS.match(text, at) if at >= end else None
        if run is not None:
            start, end = run.span()
            escape = _ESCAPED.search(text, max(0, start - 3), start)
            if escape is not None:
                start += 4 if escape[1] or text.startswith("25", start) else 2
            yield [(start, end)]


def _wrapped(content: Indexed) -> Iterator[list[Stretch]]:
    """Runs of digits that breaks cut, and that are as long as a client secret."""
    text, classes, done = content.text, content.classes, 0
    for found in places(classes, b"n"):
        at = found - classes.startswith(b":", found - 1)  # a dash may stand before a break
        if at <= done or not classes.startswith(b"h", at - 1):
            continue
        before = classes[max(0, at - _WHOLE) : at]
        match = _WRAPPED_HEX.match(text, at - len(before) + len(before.rstrip(b"h")))
        if match is not None:
            done = match.end()
            runs = [run.span() for run in _DIGITS.finditer(text, *match.span())]
            if sum(map(_length, runs)) >= _MIN_WRAPPED and not _repeats(text, runs):
                yield runs


def _in_column(content: Indexed) -> Iterator[list[Stretch]]:
    """The pieces of each value of 64 hexadecimal digits that go on in the cells below."""
    text, done = content.text, 0
    for at in places(content.classes, _LONG_RUN):
        piece = _PIECE.match(text, at) if at >= done else None
        if piece is not None and (found := _pieces(text, piece.span())):
            done = found[-1][1]
            yield found


def _pieces(text: str, first: Stretch) -> list[Stretch]:
    found, left = [first], _WHOLE - _length(first)
    while left > 0 and (below := _below(text, found[-1])) is not None:
        found.append(below)
        left -= _length(below)
    doubtful = len(found) == 2 or len({*map(_length, found)}) == 1  # noqa: PLR2004 - of two ids, each may have a length
    return [] if left or _repeats(text, found) or (doubtful and not _is_cut(text, *found[:2])) else found


def _repeats(text: str, pieces: Sequence[Stretch]) -> bool:
    """Whether two pieces are the same, as an id is on line after line: no two of a secret are."""
    long = [text[slice(*piece)] for piece in pieces if _length(piece) >= _LEAST_TOLD]
    return len({*long}) < len(long)


def _below(text: str, last: Stretch) -> Stretch | None:
    """The piece below `last`, in the same column of a table."""
    start, below = _line(text, last), next_line(text, last[1])
    end = line_end(text, below)
    if end - below > _LONGEST or last[1] - start > _LONGEST or not _BARS.intersection(text[below:end]):
        return None
    piece = _PIECE.match(text, below + last[0] - start)
    return piece.span() if piece is not None else None


def _is_cut(text: str, first: Stretch, second: Stretch) -> bool:
    """Whether pieces are no ids, one on each line: the first is named as a secret, or the next has no name."""
    around = text[_line(text, second) : second[0]] + "." + text[second[1] : line_end(text, second[1])]
    if _WORDS.search(around) is None or _BLANK_CELL.search(around) is not None:
        return True
    above = text[text.rfind("\n", 0, max(0, _line(text, first) - 1)) + 1 : first[0]].lower()
    return any(word in above for word in CORE)


def _line(text: str, stretch: Stretch) -> int:
    return text.rfind("\n", 0, stretch[0]) + 1


def _length(stretch: Stretch) -> int:
    return stretch[1] - stretch[0]

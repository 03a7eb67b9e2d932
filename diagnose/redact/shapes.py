"""Secrets that are recognised by their shape alone: client secrets, JWTs, service tokens, API keys, PEM keys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM
from diagnose.redact.jwt import JWT, dotted, jwt_mark, signature
from diagnose.redact.rule import rule
from diagnose.redact.scan import HEX, hits, lowered
from diagnose.redact.span import Span
from diagnose.redact.values import LIKE_MARK, is_blank, is_harmless, is_secretish, mark

ID: Final = f"(?i:{UUID_FORM}|{OBJECT_ID_FORM})"
_MIN_HEX: Final = 48
_ESCAPED: Final = rule(r"(?:%(?:25)*|\\x|(\\u))$", finds=("a%", "a%25", r"a\x", r"a\u"), leaves=("a", r"a\n", "%20"))
_DIGEST: Final = rule(
    r"sha-?(?:256|384|512)(?:[:-]|:[ \t]{1,2})$|(?:containerd|docker|cri-o|podman)://$|\b(?:h1|zh):$"
    r"|(?:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}[\"']?[ \t]?[:=][ \t]?[\"']?$",
    re.IGNORECASE,
    finds=("sha256:", "SHA-512-", "sha256: ", "containerd://", "zh:", 'checksum = "', "checksum/config: "),
    leaves=("sha256=", "md5:", "sha1:"),
)
_DIGEST_NAME: Final = 36
_OPAQUE: Final = rule(
    rf"(?:(?<![a-zA-Z.])|(?<=\\[nrt]))(?:st|ak)(?:\.|%2[eE]){ID}(?:\.|%2[eE])((?:[A-Za-z0-9_.+/=~-]|%2[bBfFeE]|%3[dD]){{4,}})",
    finds=(
        "Bearer st." + "0a1b2c3d" * 3 + ".4e5f6071",
        "ak%2E0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b%2E4e5f",
        r"\nst." + "0a1b2c3d" * 3 + ".4e5f",
    ),
    leaves=("test." + "0a1b2c3d" * 3 + ".4e5f", "st.0a1b2c3d.4e5f", "st." + "0a1b2c3d" * 3 + ".<a>"),
)
_LOOSE_OPAQUE: Final = rule(
    r"(?<![0-9A-Za-z.-])(st|ak)\.([\w-]{1,40})\.([A-Za-z0-9_.+/=-]{16,})",
    finds=("st.my-token_1.Zq7dQ98SGCWvwqCo",),
    leaves=("test.my-token.Zq7dQ98SGCWvwqCo", "st.my-token.Zq7d", "st.my token.Zq7dQ98SGCWvwqCo"),
)
_BREAK: Final = r"(?:\\{0,1}\r?\n[ \t]*(?:[│|>+][ \t]*)?|(?:\\{1,3}[rn]){1,2})"
_WRAPPED_HEX: Final = rule(
    rf"(?<![0-9A-Za-z-])[0-9a-fA-F]{{1,63}}(?:{_BREAK}[0-9a-fA-F]{{1,63}}){{1,8}}(?![0-9A-Za-z-])",
    finds=("0a1b2c3d\n  4e5f6071", r"0a1b2c3d\n4e5f6071", "0a1b2c3d\n| 4e5f6071"),
    leaves=("0a1b2c3d 4e5f6071", "0a1b2c3d-\n4e5f"),
)
_HEX_RUN: Final = rule(r"(?<![\\])[0-9a-fA-F]+", finds=("0a1b",), leaves=(r"\n", "xyz"))
_JWT_START: Final = rule(
    rf"eyJ[A-Za-z0-9_-]{{4,}}(?:\.[A-Za-z0-9_-]*){{0,2}}(?={_BREAK})",
    finds=("eyJhbGciOiJIUzI1NiJ9.eyJh\n  IjoxfQ",),
    leaves=("eyJhbGciOiJIUzI1NiJ9.eyJh ", "eyJ\n"),
)
_JWT_RUN: Final = rule(r"[A-Za-z0-9_-]+", by="fullmatch", finds=("eyJhbGci_OiJ-",), leaves=("eyJhbGci.OiJ",))
_JWT_NEXT: Final = rule(
    rf"{_BREAK}([A-Za-z0-9_.-]+)(?![A-Za-z0-9]*[ \t]*[:=(])",
    by="match",
    finds=("\n  IjoxfQ.c2ln", r"\nIjoxfQ"),
    leaves=(" IjoxfQ", "\nstatus: 401", "\n{"),
)
_BLANK: Final = r"(?: |%20|\+)"
PEM: Final = rule(
    rf"-----BEGIN{_BLANK}((?:[A-Z0-9]{{1,12}}{_BLANK}){{0,4}}PRIVATE{_BLANK}KEY(?:{_BLANK}BLOCK)?)-----",
    finds=(
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----BEGIN%20PRIVATE%20KEY-----",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
    ),
    leaves=("-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----"),
)
# One more line of a key whose end is missing: full, or the last one; log shippers and mails put something before it.
_PEM_BREAK: Final = r"(?:\r?\n|(?:\\+r)?\\+n|(?:%0D)?%0A)(?:[^\r\n\\%]{0,60}?(?<![A-Za-z0-9+/=]))?"
_PEM_CHAR: Final = r"(?:[A-Za-z0-9+/]|%2[BFbf])"
_PEM_LINE: Final = rule(
    rf"{_PEM_BREAK}{_PEM_CHAR}{{40,100}}(?:=|%3[Dd]){{0,2}}(?![A-Za-z0-9+/=])",
    by="match",
    finds=("\n" + "QUJD" * 16, r"\n" + "QUJD" * 16, "\n12:01 web | " + "QUJD" * 16 + "\n"),
    leaves=("\nQUJD", "QUJD" * 16, "\n" + "QUJD" * 40),
)
_PEM_LAST: Final = rule(
    rf"{_PEM_BREAK}{_PEM_CHAR}{{4,100}}(?:=|%3[Dd]){{0,2}}(?=[\"'\\%\r\n]|$)",
    by="match",
    finds=("\nQUJDREVG=\n", r'\nQUJDREVG="'),
    leaves=("\nQUJDREVG: a", "\n{}"),
)
_PEM_FLAT: Final = rule(
    r"[ \t]{1,4}(?:[A-Za-z0-9+/]{40,100}={0,2}[ \t]{1,4}){1,200}[A-Za-z0-9+/]{4,100}={0,2}",
    by="match",
    finds=(" " + "QUJD" * 16 + " QUJDREVG=",),
    leaves=(" QUJDREVG QUJD", "\n" + "QUJD" * 16 + " QUJD"),
)
_MOST_PEM: Final = 65536
_SCHEME_WORD: Final = rule(
    r"(?i:(bearer|basic))((?:[ \t]|%20|\+|\\t|:[ \t]?)+)([A-Za-z0-9._~+/=%-]{6,})",
    by="match",
    finds=("Bearer Zq7dQ98S", "basic%20Ym9iOlY=", "Bearer: Zq7dQ98S"),
    leaves=("bearer", "Bearer <a>", "bearers Zq7dQ98S"),
)
_CURL_COOKIE: Final = rule(
    r"(?<=[\s\"',])-b[\s\"',]{0,4}([^'\"\r\n]{1,4000}=[^'\"\r\n]{1,4000})",
    finds=("curl -b 'jid=V' x", '["curl","-b","jid=V"]'),
    leaves=("curl -b jar.txt x", "curl x-b jid=V"),
)
_CHALLENGE: Final = rule(
    r"(?:realm|error|scope|charset|resource_metadata|authorization_uri|error_description)=",
    by="match",
    finds=('realm="files"', "error=invalid_token"),
    leaves=("Zq7dQ98S", "realms=a"),
)
_MIN_WRAPPED: Final = 56
_HS256: Final = 43
_LONG_LINE: Final = 60
_MAX_LINES: Final = 200


def shape_spans(text: str) -> Iterator[Span]:
    """Every secret in `text` that has a shape of its own."""
    yield from _hex(text)
    if "eyJ" in text:
        yield from _jwts(text)
    yield from _opaque(text)
    if "-----BEGIN" in text:
        yield from _keys(text)
    yield from _schemes(text)
    if "curl" in text:
        yield from _curl(text)


def _hex(text: str) -> Iterator[Span]:
    for begin, end in HEX.runs(text, _MIN_HEX):
        start = begin
        escape = _ESCAPED.search(text, max(0, start - 3), start)
        if escape is not None:
            start += 4 if escape[1] else 4 if text.startswith("25", start) else 2
        if not is_digest(text, start):
            value = text[start:end]
            yield Span(start, end, mark("client-secret", value), "client-secret", value)
    if "\n" not in text and "\\n" not in text:
        return
    for match in _WRAPPED_HEX.finditer(text):
        runs = list(_HEX_RUN.finditer(text, *match.span()))
        value = "".join(run[0] for run in runs)
        if len(value) >= _MIN_WRAPPED:
            yield from pieces([run.span() for run in runs], mark("client-secret", value), "client-secret", value)


def is_digest(text: str, start: int) -> bool:
    """Whether what begins at `start` is named a digest, as in `sha256:…`."""
    return _DIGEST.search(text, max(0, start - _DIGEST_NAME), start) is not None


def pieces(stretches: list[tuple[int, int]], shown: str, kind: str, value: str) -> Iterator[Span]:
    """One value that is cut over several stretches of text: the first is replaced by the mark, the others go."""
    for number, (start, end) in enumerate(stretches):
        yield Span(start, end, "" if number else shown, "" if number else kind, "" if number else value)


def _jwts(text: str) -> Iterator[Span]:
    at = text.find("eyJ")
    while at >= 0:
        match, run = JWT.match(text, at), _JWT_RUN.match(text, at)
        if match is not None:
            yield Span(*match.span(), jwt_mark(match[0]), "jwt", signature(match[0]))
        # What starts inside a run that is no JWT is none either; looking again would take quadratic time.
        at = text.find("eyJ", max(each.end() for each in (match, run) if each is not None))
    if "\n" not in text and "\\n" not in text:
        return
    done, at = 0, text.find("eyJ")
    while at >= 0:
        match, run = _JWT_START.match(text, at), _JWT_RUN.match(text, at)
        done = run.end() if run is not None else at + 3
        if match is not None:
            stretches = _continued_jwt(text, *match.span())
            value, done = "".join(text[start:end] for start, end in stretches), stretches[-1][1]
            if len(stretches) > 1 and value.count(".") > 0:
                yield from pieces(stretches, jwt_mark(value), "jwt", signature(value))
        at = text.find("eyJ", done)


def _continued_jwt(text: str, start: int, end: int) -> list[tuple[int, int]]:
    stretches, value = [(start, end)], text[start:end]
    for _ in range(_MAX_LINES):
        follows = _JWT_NEXT.match(text, end)
        if follows is None:
            break
        complete = value.count(".") > 1 and len(value.rpartition(".")[2]) >= _HS256
        if (complete and len(follows[1]) < _LONG_LINE) or value.count(".") + follows[1].strip(".").count(".") > 2:  # noqa: PLR2004 - a JWT has two dots
            break
        stretches.append(follows.span(1))
        value, end = value + follows[1], follows.end()
    return stretches


def _opaque(text: str) -> Iterator[Span]:
    for at, _ in hits(text, ("st.", "ak.", "st%2", "ak%2")):
        match = _OPAQUE.match(text, at)
        if match is not None:
            value = dotted(match[0])
            kind = "service-token" if value.startswith("st") else "api-key"
            yield Span(*match.span(), mark(kind, value), kind, value.split(".", 2)[2])
        elif (match := _LOOSE_OPAQUE.match(text, at)) is not None and is_secretish(match[3]):
            kind = "service-token" if match[1] == "st" else "api-key"
            shown = f"{match[1]}.{match[2]}.<{kind}:{len(match[3])} characters>"
            yield Span(*match.span(), shown, kind, match[3])


def _keys(text: str) -> Iterator[Span]:
    """Private keys to their end; one without an end goes as far as its lines look like those of a key."""
    without: dict[str, int] = {}  # how far no such end stands: many beginnings without one would take quadratic time
    for match in PEM.finditer(text):
        ends = f"-----END{match[0][len('-----BEGIN') :]}"
        limit = match.end() + _MOST_PEM
        finish = text.find(ends, max(match.end(), without.get(ends, 0) - len(ends)), limit)
        if finish < 0:
            without[ends] = min(limit, len(text))
        end = finish + len(ends) if finish >= 0 else _body_end(text, match.end())
        yield Span(match.start(), end, "<private-key:PEM>" + "\n" * text.count("\n", match.start(), end), "private-key")


def _body_end(text: str, start: int) -> int:
    """Where a key without an end line stops: after its full lines, and one shorter one."""
    if flat := _PEM_FLAT.match(text, start):
        return flat.end()
    end, stop = start, start + _MOST_PEM
    while line := _PEM_LINE.match(text, end, stop):
        end = line.end()
    last = _PEM_LAST.match(text, end, stop) if end > start else None
    return last.end() if last else end


def _schemes(text: str) -> Iterator[Span]:
    for at, _ in hits(lowered(text), ("bearer", "basic")):
        match = _SCHEME_WORD.match(text, at)
        if match is None:
            continue
        value = match[3]
        if _CHALLENGE.match(value) or is_harmless(value) or not is_secretish(value):
            continue
        kind = match[1].lower()
        yield Span(*match.span(3), mark(kind, value), kind, value)


def _curl(text: str) -> Iterator[Span]:
    for match in _CURL_COOKIE.finditer(text):
        yield from cookie_spans(text, *match.span(1))


_PAIR: Final = rule(
    rf"(?<![^\s=;,&\"'\\])([^\s=;,&\"'\\]{{1,200}})=((?:{LIKE_MARK}|[^;\s\"'\\])*)",
    finds=("jid=V", "a=1; jid=V", "jid="),
    leaves=("jid V", "; "),
)
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
            yield Span(*match.span(2), mark("cookie", value), "cookie", value)
    value = text[start:end].strip()
    if not found and not is_harmless(value):
        yield Span(start, end, mark("cookie", value), "cookie", value)

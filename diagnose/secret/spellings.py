"""The spellings in which a secret could leak: what an encoder, a renderer or a line wrapper makes of it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, quote_plus

MIN_CHARACTERS: Final = 12
_DENSE_CHARACTERS: Final = 16
_DENSE_DIGITS: Final = 3
_DENSE_CAPITALS: Final = 6
_LETTERS_AND_DIGITS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_THE_REST: Final = bytes(byte for byte in range(256) if byte not in _LETTERS_AND_DIGITS)
_JWT: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.([\w-]{12,})")
_SERVICE_TOKEN: Final = re.compile(r"(?:st|ak)\.[\w-]+\.(.+)", re.DOTALL)


def needles(values: Iterable[str]) -> tuple[dict[bytes, str], dict[bytes, str]]:
    """Byte strings to look for, with their spelling's name: (in the text as it is, among letters and digits only).

    A value of the second kind is found however it is wrapped, indented or framed. Values with hardly any digits or
    capitals are of the first kind, since their letters alone could be ordinary words of a report.
    """
    exact: dict[bytes, str] = {}
    dense: dict[bytes, str] = {}
    for value in sorted(part for whole in values for part in parts(whole)):
        if _is_dense(value):
            for form, kind in _forms(value):
                dense.setdefault(bare(form), kind)
        else:
            for form, kind in _forms(value):
                exact.setdefault(form, kind)
    return exact, dense


def bare(content: bytes) -> bytes:
    """Only the ASCII letters and digits: what is left however a text was wrapped, indented or framed."""
    return content.translate(None, _THE_REST)


def _is_dense(value: str) -> bool:
    kept = bare(_bytes(value)).decode()
    digits, capitals = sum(ch.isdigit() for ch in kept), sum(ch.isupper() for ch in kept)
    return len(kept) >= _DENSE_CHARACTERS and (digits >= _DENSE_DIGITS or capitals >= _DENSE_CAPITALS)


def parts(value: str) -> Iterator[str]:
    """The parts of a value that are secret by themselves: a JWT's signature, what follows a service token's id."""
    if len(value) < MIN_CHARACTERS:
        return
    token = _JWT.fullmatch(value)
    if token is not None:
        yield token[1]
        return
    service = _SERVICE_TOKEN.fullmatch(value)
    secrets = [part for part in service[1].split(".") if len(part) >= MIN_CHARACTERS] if service else []
    yield from secrets or [value]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _forms(value: str) -> Iterator[tuple[bytes, str]]:
    raw = _bytes(value)
    yield raw, "as it is"
    yield _bytes(value[::-1]), "reversed"
    for text, kind in (*_json_forms(value), *_url_forms(value), *_html_forms(value)):
        yield _bytes(text), kind
    yield raw.hex().encode(), "hex"
    yield raw.hex().upper().encode(), "hex"
    for offset in range(3):
        # Only the characters that no neighbour of the value has a part in.
        encoded = base64.b64encode(b"\0" * offset + raw)
        first, behind_last = -(-offset * 8 // 6), (offset + len(raw)) * 8 // 6
        yield encoded[first:behind_last], "base64"
        yield encoded[first:behind_last].translate(bytes.maketrans(b"+/", b"-_")), "base64"


def _json_forms(value: str) -> Iterator[tuple[str, str]]:
    for ascii_only in (True, False):
        escaped = json.dumps(value, ensure_ascii=ascii_only)[1:-1]
        yield escaped, "JSON"
        yield json.dumps(escaped, ensure_ascii=ascii_only)[1:-1], "JSON in JSON"
        for unsafe in "<>&'":
            escaped = escaped.replace(unsafe, f"\\u{ord(unsafe):04x}")
        yield escaped, "JSON in HTML"


def _url_forms(value: str) -> Iterator[tuple[str, str]]:
    for plus in (False, True):
        once = _percent(value, plus=plus)
        for form in (once, _percent(once, plus=plus)):
            yield form, "URL-encoded"
            yield re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), form), "URL-encoded"
    yield quote(value, errors="surrogatepass"), "URL-encoded"


def _percent(text: str, *, plus: bool) -> str:
    return quote_plus(text, errors="surrogatepass") if plus else quote(text, safe="", errors="surrogatepass")


def _html_forms(value: str) -> Iterator[tuple[str, str]]:
    base = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    yield base, "HTML"
    for double in ("&quot;", "&#34;", "&#x22;"):
        for single in ("&#39;", "&#x27;", "&apos;", "'"):
            yield base.replace('"', double).replace("'", single), "HTML"

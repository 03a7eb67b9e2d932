"""Texts in base64 inside a text: read, cleaned and written in base64 again; what is no secret stays readable."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from diagnose.redact.scan import BASE64
from diagnose.redact.span import Span, applied

_RUN: Final = re.compile(
    r"[A-Za-z0-9+/_%-]{28,}(?:=|%3[dD]){0,2}"
    r"(?:(?:\r?\n[ \t]*|(?:\\{1,3}[rn]){1,2})[A-Za-z0-9+/_-]{4,}={0,2}(?=\s|\\|\"|$))*"
)
_MIN_RUN: Final = 28
_BREAKS: Final = re.compile(r"\\+[rn]|\s")
_MIN_TEXT: Final = 0.95
_MAX_RUN: Final = 4 * 1024 * 1024

Finder = Callable[[str], list[Span]]


def body_spans(text: str, find: Finder) -> Iterator[Span]:
    """Stretches of base64 that hide a secret; `find` gives the secrets of the decoded text."""
    done = 0
    for begin, _ in BASE64.runs(text, _MIN_RUN):
        match = _RUN.match(text, begin) if begin >= done else None
        if match is None:
            continue
        whole, done = match[0], match.end()
        for start, run in _candidates(whole):
            cleaned = _cleaned(run, find)
            if cleaned is not None:
                spans, shown = cleaned
                at = match.start() + start
                lost = "\n" * run.count("\n")
                yield Span(at, at + len(run), shown + lost, _kind(spans), "")
                for span in spans:
                    yield Span(at, at, "", "", span.value)
                break


def _kind(spans: list[Span]) -> str:
    return next((span.kind for span in spans if span.kind), "base64")


def _candidates(run: str) -> Iterator[tuple[int, str]]:
    yield 0, run
    for sign in "/-_":
        if sign in run:
            at = 0
            for part in run.split(sign):
                if len(part) >= _MIN_RUN:
                    yield at, part
                at += len(part) + 1


def _cleaned(run: str, find: Finder) -> tuple[list[Span], str] | None:
    encoded = "%" in run
    plain = _BREAKS.sub("", unquote(run) if encoded else run).rstrip("=")
    url_safe = "-" in plain or "_" in plain
    decoded = _text(plain.translate(_STANDARD)[:_MAX_RUN])
    if decoded is None:
        return None
    content, codec = decoded
    spans = find(content)
    if not spans:
        return None
    shown = b64encode(applied(content, spans).encode(codec, "surrogatepass")).decode()
    if url_safe:
        shown = shown.translate(_URL_SAFE)
    return spans, quote(shown, safe="") if encoded else shown


_STANDARD: Final = str.maketrans("-_", "+/")
_URL_SAFE: Final = str.maketrans("+/", "-_")


def _text(run: str) -> tuple[str, str] | None:
    usable = run[: len(run) - 1] if len(run) % 4 == 1 else run
    try:
        data = b64decode(usable + "=" * (-len(usable) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    codec = "utf-16-le" if data[1:8:2] == b"\0\0\0\0"[: len(data[1:8:2])] and len(data) > 8 else "utf-8"  # noqa: PLR2004
    try:
        content = data.decode(codec)
    except UnicodeDecodeError:
        return None
    readable = sum(ch.isprintable() or ch in "\r\n\t" for ch in content[:400])
    return (content, codec) if readable >= _MIN_TEXT * min(len(content), 400) else None

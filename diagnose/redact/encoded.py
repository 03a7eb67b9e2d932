"""Base64 in a text, read and put through the rules: all of it but the secrets is written again."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from diagnose.redact.index import Indexed
from diagnose.redact.scan import BASE64_LETTERS, alphabet, matches_at, runs
from diagnose.redact.span import Span, applied

Finder = Callable[[str], list[Span]]
_RUN: Final = re.compile(
    r"[A-Za-z0-9+/_%-]{28,}(?:(?:\r?\n[ \t]*|(?:\\{1,3}[rn]){1,2})[A-Za-z0-9+/_-]{4,}(?=={0,2}(?:[\s\\\"]|$)))*"
    r"(?:=|%3[dD]){0,2}"
)
_LETTERS: Final = alphabet(BASE64_LETTERS)
_ASCII: Final = re.compile(
    r"(?:[A-Za-f][ABCDEFGHQRSTUVWXghijklmnwxyz0123][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]){4}"
)
"""Twelve bytes in a row that are all ASCII, wherever base64 of a text begins: few runs that are no base64 have them."""
_GOES_ON: Final = re.compile(r"[%\\\r\n]")
_MIN_RUN: Final = 28
_BREAKS: Final = re.compile(r"\\+[rn]|\s")
_MIN_TEXT: Final = 0.95
_MAX_RUN: Final = 8 * 1024 * 1024
_PROBED: Final = 128
_SHORT: Final = 256
_CUT_ESCAPE: Final = re.compile(r"(?:%.?|\\+)$")
_GROUP: Final = 4
_LEAST_BYTES: Final = 9
_SIGNS: Final = "/-_\n"
"""What may stand between base64 and what is none; a word on the next line looks as if it went on."""
_READABLE_TAIL: Final = re.compile(rb"(?:[\t\n\r -~\0]|[\xc2-\xf4][\x80-\xbf]{1,3})*[\xc2-\xf4]?[\x80-\xbf]{0,2}$")


def base64_spans(content: Indexed, find: Finder) -> Iterator[Span]:
    """Stretches of base64 that hide a secret; `find` gives the secrets of the decoded text."""
    for match in matches_at(_RUN, content.text, _begins(content)):
        yield from _in_run(match, find)


def _begins(content: Indexed) -> Iterator[int]:
    """Where runs begin that may be base64 of a text, or go on behind a break."""
    text = content.text
    for begin, end in runs(content.latin.translate(_LETTERS), _MIN_RUN):
        run = text[begin:end]
        # Ids and digests: without a capital, so many characters are no text.
        if "%" in run or (not run.islower() and (_ASCII.search(run) or _GOES_ON.search(text, begin, end + 3))):
            yield begin


def _in_run(match: re.Match[str], find: Finder) -> Iterator[Span]:
    if len(match[0]) <= _SHORT and not _hides_text(match[0]):
        return
    until = 0
    for start, run in _candidates(_without_word(match[0])):
        cleaned = _cleaned(run, find) if start >= until else None
        if cleaned is not None:
            spans, shown = cleaned
            at, until = match.start() + start, start + len(run)
            yield Span(at, at + len(run), shown, spans[0].kind or "base64")
            for span in spans:
                yield Span(at, at, "", span.kind, span.value)


def _without_word(run: str) -> str:
    """A run without its last line if that stands for no text, as a word does on the line below base64."""
    above, _, last = run.rpartition("\n")
    decoded = readable(_plain(run)) if above else None
    tail = decoded[0][-(len(last) * 3 // _GROUP) :] if decoded is not None else ""
    return run if all(ch.isprintable() or ch in "\r\n\t" for ch in tail) else above


@lru_cache(maxsize=4096)
def _hides_text(run: str) -> bool:
    """Whether any part of a run may stand for a text: the paths and names of a log come again and again."""
    return any(map(_may_be_text, (part for _, part in _candidates(run))))


def _may_be_text(run: str) -> bool:
    return readable(_plain(_CUT_ESCAPE.sub("", run[:_PROBED]))) is not None


def _candidates(run: str) -> Iterator[tuple[int, str]]:
    """Where in a run base64 may begin: letters that are glued before it shift it."""
    for shift in range(_GROUP):
        start = shift + _first_readable(run[shift : shift + _PROBED])
        yield start, run[start:]
    for sign in _SIGNS:
        if sign in run:
            parts = re.finditer(f"[^{sign}]{{{_MIN_RUN},}}", run)
            yield from ((part.start(), part[0]) for part in parts)


def _first_readable(run: str) -> int:
    """How many characters stand before those that stand for a text up to the end of `run`."""
    tail = _READABLE_TAIL.search(_decoded(run))
    return -(-tail.start() // 3) * _GROUP if tail is not None else 0


def _cleaned(run: str, find: Finder) -> tuple[list[Span], str] | None:
    if not _may_be_text(run):
        return None
    encoded, plain = "%" in run, _plain(run)
    decoded = readable(plain[:_MAX_RUN])
    if decoded is None:
        return None
    content, codec = decoded
    spans = find(content)
    if not spans:
        return None
    altchars = b"-_" if "-" in plain or "_" in plain else None
    shown = b64encode(applied(content, spans).encode(codec, "surrogatepass"), altchars).decode()
    return spans, quote(shown, safe="") if encoded else shown


def _plain(run: str) -> str:
    return _BREAKS.sub("", unquote(run) if "%" in run else run).rstrip("=")


_STANDARD: Final = str.maketrans("-_", "+/")


def readable(plain: str) -> tuple[str, str] | None:
    """What base64 stands for, if that is a text, and its encoding. A run may end, or begin, within a character."""
    data = _decoded(plain)
    if len(data) < _LEAST_BYTES:
        return None
    codec = "utf-16-le" if not any(data[1:8:2]) else "utf-8"
    try:
        content = data.decode(codec)
    except UnicodeDecodeError as error:
        if error.end < len(data):
            return None
        content = data[: error.start].decode(codec)
    readable = sum(ch.isprintable() or ch in "\r\n\t" for ch in content[:400])
    return (content, codec) if readable >= _MIN_TEXT * min(len(content), 400) else None


def _decoded(plain: str) -> bytes:
    """The bytes of base64 without its signs at the end, which may be that of URLs; none if it is no base64."""
    run = plain.translate(_STANDARD)
    usable = run[: len(run) - 1] if len(run) % _GROUP == 1 else run
    try:
        return b64decode(usable + "=" * (-len(usable) % _GROUP), validate=True)
    except ValueError:
        return b""

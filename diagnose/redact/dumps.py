"""Bytes written out as numbers: dumps of traffic, lists of bytes, escapes. Where they hold a secret, all of them go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.scan import hits
from diagnose.redact.span import Span
from diagnose.redact.values import secret_at

_OFFSET: Final = r"(?:0x)?[0-9a-f]{4,8}:?[ \t]+"
_BYTES: Final = r"[0-9a-f]{2,4}(?:[ \t]{1,2}[0-9a-f]{2,8}){0,31}"
_LINE: Final = re.compile(
    rf"^(?:[^\n]{{0,40}}?[ \t|]|){_OFFSET}(?P<bytes>{_BYTES})(?P<rest>[^\n]*)$", re.MULTILINE | re.IGNORECASE
)
_TEXT_LINE: Final = re.compile(r"[0-9a-f]{4}: (?P<text>[^\n]*)")
_OFFSET_NEXT: Final = re.compile(r"\n(?=[0-9a-f]{4}: )")
_LIST: Final = re.compile(r"[\[{(<]\s{0,20}(?P<bytes>\d{1,3}(?:[,\s]{1,40}\d{1,3}){7,})(?![\w.])")
_LIST_SIGNS: Final = re.compile(rb"[\[{(<](?:[,\s?\x1c-\x1f\x85\xa0]{7}|[,\s?\x1c-\x1f\x85\xa0]{0,6}\n)")
"""What the signs of a line have that such a list begins on; what is not in Latin-1 is a question mark there."""
_ESCAPES: Final = tuple(
    (needle, re.compile(rf"(?P<bytes>{pattern})", re.IGNORECASE))
    for needle, pattern in (
        ("0x", r"0x[0-9a-f]{2}(?:,?\s{1,20}0x[0-9a-f]{2}){7,}"),
        ("\\x", r"(?:\\x[0-9a-f]{2}){8,}"),
        ("\\u00", r"(?:\\u00[0-9a-f]{2}){8,}"),
        ("&#", r"(?:&#x?[0-9a-f]{2,3};){8,}"),
        ("%", r"(?:%[0-9a-f]{2}){8,}"),
        ("\\", r"(?:\\[0-3][0-7]{2}){8,}"),
    )
)
_NEEDLES: Final = Literals(needle for needle, _ in _ESCAPES)
_HEX_LISTS: Final = (
    re.compile(r"(?<![0-9a-f])(?P<bytes>(?:[0-9a-f]{2}[:-]){15,}[0-9a-f]{2})(?![0-9a-f])", re.IGNORECASE),
    re.compile(r"(?<![0-9a-f])(?P<bytes>(?:[0-9a-f]{2} ){8,}[0-9a-f]{2})(?![0-9a-f])", re.IGNORECASE),
)
_ROWS: Final = (b" hh hh hh hh", b" hhhh hhhh hhhh", b":hh:hh:hh:hh:hh:hh")
_GROUPED: Final = b" hhhhhhhh hhhhhhhh hhhhhhhh"
_GROUPS: Final = re.compile(r"(?<![\w.-])[0-9a-f]{8}(?: [0-9a-f]{8}){3,15}(?![\w.-])", re.IGNORECASE)
_NUMBER: Final = re.compile(
    r"&#(\d+);|&#x([0-9a-f]+);|\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|0x([0-9a-f]{2})|%([0-9a-f]{2})|\\([0-3][0-7]{2})",
    re.IGNORECASE,
)
_LEAST: Final = 8
_BYTE: Final = 256

Finder = Callable[[str], list[Span]]


def dump_spans(content: Indexed, find: Finder) -> Iterator[Span]:
    """The dumps in a text that hold a secret; `find` gives the secrets of what they stand for."""
    text = content.text
    rows = any(row in content.classes for row in _ROWS)
    if rows:
        yield from _dumped(text, find)
    if _GROUPED in content.classes:  # as programs that read pictures write a long value
        for match in _GROUPS.finditer(text):
            yield secret_at(match.start(), match[0], "secret")
    for match in _lists(content, rows=rows):
        decoded = _decoded(match["bytes"])
        if decoded is not None and find(decoded):
            yield _whole(match.start("bytes"), match.end("bytes"), decoded)


def _lists(content: Indexed, *, rows: bool) -> Iterator[re.Match[str]]:
    text, low = content.text, content.low
    if _LIST_SIGNS.search(content.signs) is not None:
        yield from filter(None, (_LIST.match(text, at) for at, _ in hits(text, "[{(<")))
    likely = _NEEDLES.likely(content)
    for needle, pattern in _ESCAPES:
        at = low.find(needle) if needle in likely else -1
        while at >= 0:
            match = pattern.match(text, at)
            if match is not None:
                yield match
            at = low.find(needle, at + 1 if match is None else match.end())
    for pattern in _HEX_LISTS if rows else ():
        yield from pattern.finditer(text)


def _dumped(text: str, find: Finder) -> Iterator[Span]:
    """Blocks of lines with an offset, the bytes, and mostly their letters."""
    block: list[re.Match[str]] = []
    for match in (*_LINE.finditer(text), None):
        if block and (match is None or match.start() > block[-1].end() + 2):
            content = "".join(_line_bytes(line) for line in block)
            if len(content) >= _LEAST and any(find(view) for view in (content, _plain(content))):
                yield _whole(block[0].start("bytes"), block[-1].end(), content)
            block = []
        if match is not None:
            block.append(match)


def _line_bytes(line: re.Match[str]) -> str:
    """The bytes of a line. What stands behind two blanks is their letters; one word too many is one as well."""
    digits = re.sub(r"[ \t]", "", line["bytes"])[:64]
    return bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("latin-1")


def _plain(content: str) -> str:
    """Only what can be read: headers of packets stand before the text of a request."""
    return re.sub(r"[^\t\n\r -~]+", " ", content)


def _decoded(shown: str) -> str | None:
    if re.match(r"[0-9a-f]{2}[ :-]", shown, re.IGNORECASE) and not re.search(r"\d{3}|,", shown):
        codes = [int(code, 16) for code in re.findall(r"[0-9a-f]{2}", shown, re.IGNORECASE)]
    elif shown[0].isdigit() and not shown.startswith("0x"):
        codes = [int(code) for code in re.findall(r"\d+", shown)]
    else:
        codes = [_code(match) for match in _NUMBER.finditer(shown)]
    return "".join(map(chr, codes)) if codes and max(codes) < _BYTE else None


def _code(match: re.Match[str]) -> int:
    base = {1: 10, 7: 8}.get(match.lastindex or 0, 16)
    return int(match[match.lastindex or 0], base)


def _whole(start: int, end: int, content: str) -> Span:
    return Span(start, end, f"<dump:{len(content)} characters>", "dump")


def trace_lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The texts that lines with an offset cut apart, as `curl --trace-ascii` writes them: the stretches of each."""
    block: list[tuple[int, int]] = []
    starts = [0, *(match.end() for match in _OFFSET_NEXT.finditer(text))]
    for match in (*filter(None, (_TEXT_LINE.match(text, start) for start in starts)), None):
        if block and (match is None or match.start() > block[-1][1] + 2):
            if len(block) > 1:
                yield block
            block = []
        if match is not None:
            block.append(match.span("text"))

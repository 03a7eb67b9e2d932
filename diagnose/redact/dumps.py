"""What programs print of bytes, read and put through the rules: what holds a secret goes whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from diagnose.redact.encoded import Finder
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.scan import blocks, hits, matches_at
from diagnose.redact.span import Span
from diagnose.redact.values import secret_at

_OFFSET: Final = r"(?:0x)?[0-9a-f]{4,8}:?[ \t]+"
_BYTES: Final = "|".join(
    rf"[0-9a-f]{{{width}}}(?:[ \t]{{1,2}}[0-9a-f]{{{width}}}(?!\S)){{0,31}}(?:[ \t][0-9a-f]{{2,6}}(?!\S))?"
    for width in (8, 4, 2)
)
"""Groups of one width; the last one may be shorter."""
_LINE: Final = re.compile(
    rf"^(?:[^\n]{{0,40}}?[ \t|]|){_OFFSET}(?P<bytes>{_BYTES})[^\n]*$", re.MULTILINE | re.IGNORECASE
)
_OCTAL_LINE: Final = re.compile(
    r"^(?:[0-9a-f]{6,8})?(?P<bytes>(?:[ \t]{1,4}(?:[0-3][0-7]{2}|[01][0-7]{5})){1,16})[ \t]*\r?$", re.MULTILINE
)
_LETTERS_LINE: Final = re.compile(
    r"^(?:[0-9a-f]{6,8})?(?P<bytes>(?: {3}[ -~]| {2}(?:\\[0abfnrtv]|nl|sp)| [0-3][0-7]{2}){1,16}) *\r?$", re.MULTILINE
)
_LETTERS_SIGNS: Final = re.compile(rb"(?: {3}[^ \n]?){7}")
_SHOWN: Final = {"\\n": "\n", "nl": "\n", "\\r": "\r", "\\t": "\t"}
_LIST: Final = re.compile(
    r"[\[{(<]\s{0,20}(?P<bytes>\d{1,3}(?:[,\s]{1,40}\d{1,3}){7,}(?![\w.])|[!-~](?:, [ -~]){7,}(?=\]))"
)
_LIST_SIGNS: Final = re.compile(
    rb"[\[{(<](?:[,\s?\x1c-\x1f\x85\xa0]{7}|[,\s?\x1c-\x1f\x85\xa0]{0,6}\n)|\[.?(?:, .?){7}"
)
"""What the signs of a line have that such a list begins on; what is not in Latin-1 is a question mark there."""
_WRITTEN: Final = {
    needle: (re.compile(rf"(?P<bytes>{each}(?:{between}{each}){{7,}})", re.IGNORECASE), each, base)
    for needle, each, base, between in (
        ("0x", r"0x([0-9a-f]{2})", 16, r",?\s{1,20}"),
        ("\\x", r"\\x([0-9a-f]{2})", 16, ""),
        ("\\u00", r"\\u00([0-9a-f]{2})", 16, ""),
        ("&#x", r"&#x([0-9a-f]{2});", 16, ""),
        ("&#", r"&#(\d{2,3});", 10, ""),
        ("%", r"%(?:25)?([0-9a-f]{2})", 16, ""),
        ("\\u{", r"\\u\{0{0,4}([0-9a-f]{2})\}", 16, ""),
        ("chr(", r"chr\((\d{2,3})\)", 10, r"\s?[.&+,]\s?"),
        ("\\", r"\\([0-3][0-7]{2})", 8, ""),
        ('"0":', r"\"\d{1,4}\":\s?(\d{1,3})", 10, r",\s{0,20}"),  # JSON of a typed array
    )
}
"""Bytes that signs mark as such: by what a text has that has them, a list of them, each of them, and their base."""
_NEEDLES: Final = Literals(_WRITTEN)
_HEX_LISTS: Final = (
    re.compile(r"(?<![0-9a-f])(?P<bytes>(?:[0-9a-f]{2}[:-]){8,}[0-9a-f]{2})(?![0-9a-f])", re.IGNORECASE),
    re.compile(r"(?<![0-9a-f])(?P<bytes>(?:[0-9a-f]{2}(?: |\n[ \t]*)){8,}[0-9a-f]{2})(?!\w)", re.IGNORECASE),
)
_ROWS: Final = (b" hh hh hh hh", b" hhhh hhhh hhhh", b":hh:hh:hh:hh:hh:hh")
_OCTAL_ROWS: Final = (b" hhh hhh hhh hhh", b" hhhhhh hhhhhh hhhhhh")
_GROUPED: Final = b" hhhhhhhh hhhhhhhh hhhhhhhh"
_GROUPS: Final = re.compile(r"(?<![\w.-])[0-9a-f]{8}(?: [0-9a-f]{8}){3,15}(?![\w.-])", re.IGNORECASE)
_CHARACTERS: Final = re.compile(r"[!-~](?:, [ -~])+")
# What a language writes between a name and the bytes; those of Erlang are a string of it.
_HOLDER: Final = re.compile(
    r"\[\d{0,4}\](?= ?=)|(?:\{\s{0,9}\"type\":\s{0,9}\"Buffer\",\s{0,9}\"data\":\s{0,9}\["
    r"|(?:\[\]\w{1,12}|[A-Za-z]{1,12}!|\w{1,12}\(\d{0,9}\) ?)?[\[{(]|<Buffer )\s{0,20}$"
)
_NAMED: Final = 100
"""How many characters before bytes are looked at for their name."""
_LEAST: Final = 8
_BYTE: Final = 256
_COLUMNS: Final = 4


def dump_spans(content: Indexed, find: Finder) -> Iterator[Span]:
    """The dumps in a text that hold a secret; `find` gives the secrets of what they stand for."""
    text = content.text
    rows = any(row in content.classes for row in _ROWS)
    if rows:
        yield from _dumped(text, _LINE, _of_hex, find)
    if any(row in content.classes for row in _OCTAL_ROWS):
        yield from _dumped(text, _OCTAL_LINE, _of_octal, find)
    if _LETTERS_SIGNS.search(content.signs) is not None:
        yield from _dumped(text, _LETTERS_LINE, _of_letters, find)
    if _GROUPED in content.classes:  # as programs that read pictures write a long value
        for match in _GROUPS.finditer(text):
            yield secret_at(match.start(), match[0], "secret")
    for match, codes in _lists(content, rows=rows):
        decoded = "".join(map(chr, codes)) if max(codes) < _BYTE else ""
        if decoded and (find(decoded) or _is_named(text, match.start("bytes"), decoded, find)):
            yield _whole(match.start("bytes"), match.end("bytes"), decoded)


def _is_named(text: str, start: int, decoded: str, find: Finder) -> bool:
    """Whether bytes would be a secret if they were written as a string."""
    before = _HOLDER.sub("", text[max(0, start - _NAMED) : start]).rpartition("\n")[2]
    named = decoded.strip().isprintable() and any(word in before.lower() for word in CORE)
    return named and any(span.end > len(before) + 1 for span in find(before + json.dumps(decoded)))


def _lists(content: Indexed, *, rows: bool) -> Iterator[tuple[re.Match[str], Sequence[int]]]:
    """The lists of bytes in a text, and the numbers in them."""
    text = content.text
    if _LIST_SIGNS.search(content.signs) is not None:
        for match in matches_at(_LIST, text, (at for at, _ in hits(text, "[{(<"))):
            letters = match["bytes"][::3] if _CHARACTERS.fullmatch(match["bytes"]) else ""
            numbers = letters == "" or letters.isdigit()
            yield match, [*map(int, re.findall(r"\d+", match["bytes"]))] if numbers else [*map(ord, letters)]
    for needle in _NEEDLES.within(content):
        pattern, each, base = _WRITTEN[needle]
        for match in matches_at(pattern, text, content.hits((needle,))):
            yield match, [int(code, base) for code in re.findall(each, match["bytes"], re.IGNORECASE)]
    for pattern in _HEX_LISTS if rows else ():
        yield from ((match, bytes.fromhex(re.sub("[:-]", " ", match["bytes"]))) for match in pattern.finditer(text))


def _dumped(text: str, line: re.Pattern[str], read: Callable[[str], str], find: Finder) -> Iterator[Span]:
    """Blocks of lines with bytes, mostly behind an offset and before their letters."""
    for block in blocks(line.finditer(text)):
        content = "".join(read(each["bytes"]) for each in block)
        # What can be read: headers of packets stand before the text of a request.
        letters = re.sub(r"[^\t\n\r -~]+", " ", content)
        if len(content) >= _LEAST and (find(content) or find(letters)):
            yield _whole(block[0].start("bytes"), block[-1].end(), content)


def _of_hex(line: str) -> str:
    """As many whole bytes as a line of a dump has at most."""
    digits = re.sub(r"[ \t]", "", line)[:64]
    return bytes.fromhex(digits[: len(digits) // 2 * 2]).decode("latin-1")


def _of_octal(line: str) -> str:
    """Bytes, or words of two bytes of which the first is the lower one."""
    return b"".join(int(each, 8).to_bytes(len(each) // 3, "little") for each in line.split()).decode("latin-1")


def _of_letters(line: str) -> str:
    """A letter in each four columns, or an escape or the number of one."""
    written = (line[at : at + _COLUMNS].strip() or " " for at in range(0, len(line), _COLUMNS))
    return "".join(
        chr(int(each, 8)) if each.isdigit() and len(each) > 1 else _SHOWN.get(each, each[-1]) for each in written
    )


def _whole(start: int, end: int, content: str) -> Span:
    return Span(start, end, f"<dump:{len(content)} characters>", "dump")

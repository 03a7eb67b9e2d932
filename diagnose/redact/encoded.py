"""Bytes in a text, as base64 or as a program prints them, read and put through the rules.

Of base64 all but the secrets is written again; a dump that holds one goes whole.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.scan import BASE64_LETTERS, alphabet, blocks, hits, matches_at, runs
from diagnose.redact.span import Span, applied
from diagnose.redact.values import secret_at

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

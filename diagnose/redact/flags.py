"""Passwords behind the flags of well-known programs, as `flags.csv` lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed
from diagnose.redact.scan import LETTERS_AND_DIGITS, SMALL_LETTERS, hits, line_end, places
from diagnose.redact.span import Span
from diagnose.redact.values import is_unset, secret_at
from diagnose.redact.words import rows_of

_GAP: Final = re.compile(r"[\"']?[\s,=]{1,8}")
_NEXT_LINE: Final = re.compile(r"[ \t]*[\\^`]\r?\n[ \t]*")
_ARGUMENT: Final = re.compile(
    r"\\?'(?P<single>[^'\n]+)'|\\?\"(?P<double>[^\"\n]+)\"|(?P<bare>(?:[^\s'\"|;&<>]|&(?=[^\s&]))+)"
)
_COMMAND: Final = re.compile(r"[|;\n`]|&&|\$\(")
_PROGRAM: Final = re.compile(r"(?:[A-Z]:)?(?:[\w.~$-]*[/\\])*(?P<name>[\w.+-]+?)(?:\.exe|\.cmd|\.bat)?")
# What stands before a command without a blank: a colour, a mark of a diff, the name of a file and a line, a tag.
_GLUED: Final = re.compile(r"^(?:\x1b\[[0-9;]{0,12}m|[+-](?=\w)|[^\s=:>]{0,100}[=:>](?:[0-9]{1,7}:)?)")
_FAR: Final = 600
_SIGNS: Final = "-/"
_MASK: Final = bytes(
    ord(" ")
    if char in " \t\"'"
    else ord("a")
    if char in LETTERS_AND_DIGITS
    else ord(char)
    if char in _SIGNS
    else ord(".")
    for char in map(chr, range(256))
)
"""A blank for what may stand before a flag, `a` for what it begins with behind its signs."""


class Flag(NamedTuple):
    """A flag of programs: the words of which a command has to have all, and what stands before the password in it.

    `parts`: the runs of letters in the words; `place`: the password is `joined` to the flag, `next` to it, or `either`.
    """

    flag: str
    place: str
    behind: str
    words: frozenset[str]
    parts: frozenset[str]


def flag_spans(content: Indexed) -> Iterator[Span]:
    """The passwords that the flags of known programs give in a text."""
    asked: dict[str, list[Flag]] = {}
    for row in _flags():
        if row.parts <= content.words:
            asked.setdefault(row.flag, []).append(row)
    for at, flag in _written(content, sorted(asked)):
        yield from _value(content.text, at, at + len(flag), asked[flag])


def _written(content: Indexed, flags: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Where the flags stand, each behind a blank or a quote; what is not written as one may stand anywhere."""
    by_sign: dict[str, list[str]] = {}
    for flag in flags:
        by_sign.setdefault(flag[: len(flag) - len(flag.lstrip(_SIGNS))], []).append(flag)
    text, mask = content.text, content.latin.translate(_MASK) if by_sign else b""
    for sign, written in by_sign.items():
        for at in places(mask, f" {sign}a".encode()) if sign else ():
            yield from ((at + 1, flag) for flag in written if text.startswith(flag, at + 1))
    for flag in by_sign.get("", ()):
        if content.words.issuperset(SMALL_LETTERS.findall(flag)):
            yield from ((at, flag) for at, _ in hits(text, (flag,)))


def _value(text: str, at: int, end: int, rows: list[Flag]) -> Iterator[Span]:
    command = _words(text, at)
    row = next((row for row in rows if row.words <= command), None)
    if row is None:
        return
    gap = _GAP.match(text, end) or _NEXT_LINE.match(text, end)
    start = gap.end() if gap is not None else end
    if (gap is None and row.place == "next") or (gap is not None and row.place == "joined"):
        return
    match = _ARGUMENT.match(text, start, line_end(text, start))
    if match is None:
        return
    group = match.lastgroup or "bare"
    value, start = match[group], match.start(group)
    _, found, password = value.partition(row.behind) if row.behind else ("", "", value)
    start += len(value) - len(password)
    if (row.behind and not found) or not password or (not row.behind and gap is not None and password[0] == "-"):
        return
    if not is_unset(password):
        yield secret_at(start, password, "password")


def _words(text: str, at: int) -> frozenset[str]:
    """The words of the command that ends at `at`, in lower case and programs without their folder."""
    begin = text.rfind("\n", max(0, at - _FAR), at) + 1 or max(0, at - _FAR)
    while begin > 1 and text[begin - 2 : begin - 1] in "\\^" and at - begin < _FAR:  # the line before goes on
        begin = text.rfind("\n", 0, begin - 1) + 1
    command = text[begin:at].replace("\\\n", " ")
    command = command[max((match.end() for match in _COMMAND.finditer(command)), default=0) :]
    words = (_GLUED.sub("", word) for word in command.split())
    found = (_PROGRAM.fullmatch(word.strip("\"',[]()")) for word in words)
    return frozenset(match["name"].lower() for match in found if match is not None)


@cache
def _flags() -> tuple[Flag, ...]:
    found = []
    for row in rows_of("flags"):
        for words in row["programs"].split():
            parts = frozenset(SMALL_LETTERS.findall(words))
            found.append(Flag(row["flag"], row["place"], row["behind"], frozenset(words.split("+")), parts))
    return tuple(found)

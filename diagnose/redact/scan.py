"""Fast ways to the few places in a text that deserve a closer look. All take time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

LETTERS_AND_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
LINE_MAX: Final = 64 * 1024
SMALL_LETTERS: Final = re.compile(r"[a-z]+")
_LIKE_ASCII: Final = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


def like_ascii(text: str) -> str:
    """The text with letters of ASCII for those that a pattern takes for them when it does not care for their case."""
    for other, letter in () if text.isascii() else _LIKE_ASCII.items():
        text = text.replace(other, letter)
    return text


def lowered(text: str) -> str:
    """The text with the letters A to Z in lower case, and of the same length."""
    return text.lower() if text.isascii() else in_utf8(like_ascii(text), bytes.lower)


def in_utf8(text: str, change: Callable[[bytes], bytes]) -> str:
    """The text with its characters of ASCII changed, and whatever else is in it."""
    return change(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def line_end(text: str, at: int) -> int:
    """Where the line at `at` ends, before its line feed."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def line_limit(text: str, at: int) -> int:
    """Where the line at `at` ends, before its line break; of a very long one, where reading it ends."""
    found = text.find("\n", at, at + LINE_MAX)
    end = min(len(text), at + LINE_MAX) if found < 0 else found
    return end - 1 if text.startswith("\r", end - 1) and end > at else end


def next_line(text: str, at: int) -> int:
    """Where the line behind the one at `at` begins; the text's end if there is none."""
    return min(line_end(text, at) + 1, len(text))


# What programs put before a line: marks of quotes and diffs, numbers, names of files and services, times.
_LEAD: Final = re.compile(
    r"[ \t]*(?:\x1b\[[0-9;]{0,12}m)?(?:"
    r"(?:[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}|[A-Z][a-z]{2}[ ]{1,2}[0-9]{1,2})[ T][0-9]{2}:[0-9]{2}[^\n]{0,80}?"
    r"(?:\]:?[ \t]|[A-Z]{4,7}[ \t:])[ \t]*"
    r"|(?:>[ \t]?){1,6}|[+#*|\u2502/-]{1,3}[ \t]+|[+-](?=[\w\"'])|[\w./-]{1,100}:[0-9]{1,7}:[ \t]?"
    r"|[0-9]{1,7}[:|]?[ \t]+|\[[^\]\n]{1,80}\][ \t]+|[\w.-]{1,60}[ \t]{1,20}\|[ \t]|<\w{1,10}>"
    r"|\{?(?:[ \t,]{0,4}\"\w{1,20}\"[ \t]*:[ \t]*(?:\"[^\"\n]{0,60}\"|[0-9]{1,20}),){0,4}[ \t]*"
    r"\"?(?:message|msg|log|text|m)\"?[ \t]*[:=][ \t]*\")"
)
_MOST_LEADS: Final = 3


def behind_leads(text: str, at: int) -> int:
    """Where the line at `at` goes on behind all that may have been put before it; `at` itself if nothing was."""
    for _ in range(_MOST_LEADS):
        match = _LEAD.match(text, at)
        if match is None:
            break
        at = match.end()
    return at


# What is put before a line, with each digit as 0: marks of quotes, comments and diffs; a time and what is with it; the
# name of a service or a file; a number; the members of a log line before its message. And behind one: quotes, a bar.
_FRAME: Final = re.compile(
    r"[ \t]*(?:[^\n<]{0,200}\w\"?[ \t]*[:=][ \t]*[\"']"
    r"|(?:>[ \t]?){1,6}|#+(?:[ \t]|\[\w+\])|//+[ \t]|--[ \t]|[+-](?![ \t])|[+-][ \t]{2,}|\*[ \t]|\u2502[ \t]"
    r"|[^\n]{0,80}00:00[^\n]{0,80}[ \t]|0000-00-00[ \t]|[\w./ -]{1,60}[ \t]\|[ \t]|\[[^\]\n]{1,80}\]:?[ \t]"
    r"|(?=[a-z.-]{0,60}0)\w[\w.]{0,60}(?:-[\w.]{1,60})+[ \t][\w.-]{1,60}[ \t]|(?:[\w./-]{1,100}:)?0{1,7}[:|\t]?[ \t]*)"
)
_SAME_DIGITS: Final = str.maketrans("123456789F", "0" * 9 + "P")
_WORD: Final = re.compile(r"[A-Za-z0-9]*$")


def frame(one: str, other: str) -> str:
    """What programs or people put before two lines in the same way, but for the digits in it; or nothing."""
    match = _FRAME.match(alike(one.translate(_SAME_DIGITS), other.translate(_SAME_DIGITS)))
    return match[0] if match is not None else ""


def alike(one: str, other: str) -> str:
    """What two lines begin with alike, up to a sign: a word that goes on differently is none of it."""
    end = next((at for at, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), None)
    return _WORD.sub("", one[: min(len(one), len(other)) if end is None else end])


def hits(lower: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words occur, in the order of the text; a word within another one counts too."""
    found = []
    for word in words:
        at = lower.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = lower.find(word, at + 1)
    return sorted(found)


def matches_at(pattern: re.Pattern[str], text: str, found: Iterable[int]) -> Iterator[re.Match[str]]:
    """What a pattern finds that begins at one of the places `found`, in order; not within what it found before."""
    end = 0
    for at in found:
        match = pattern.match(text, at) if at >= end else None
        if match is not None:
            end = match.end()
            yield match


def blocks(found: Iterable[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """What was found, each to the end of a line, by blocks of lines that follow one another."""
    block: list[re.Match[str]] = []
    for match in found:
        if block and match.start() > block[-1].end() + 2:
            yield block
            block = []
        block.append(match)
    if block:
        yield block


def places(mask: bytes, wanted: bytes) -> Iterator[int]:
    """Where `wanted` stands in a mask, from each place on behind it."""
    at = mask.find(wanted)
    while at >= 0:
        yield at
        at = mask.find(wanted, at + len(wanted))


def lines_with(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that holds the needle."""
    at = text.find(needle)
    while at >= 0:
        end = line_end(text, at)
        yield text.rfind("\n", 0, at) + 1, end
        at = text.find(needle, end)


def lines_around(text: str, found: Iterable[int], most: int) -> Iterator[tuple[int, int]]:
    """Stretches with so many lines before and behind each of the places `found`, in order; near ones are one."""
    begun, finish, last = 0, -1, -1
    for at in found:
        if at <= last:
            continue  # the same line
        start = at
        for _ in range(most if at >= finish else 0):
            start = text.rfind("\n", 0, start) if start >= 0 else start
        if start + 1 > finish:
            if finish > 0:
                yield begun, finish
            begun = start + 1
        end = last = line_end(text, at)
        for _ in range(1, most):
            end = line_end(text, min(end + 1, len(text)))
        finish = min(end + 1, len(text))
    if finish > 0:
        yield begun, finish


def alphabet(members: str) -> bytes:
    """What makes a mask of a text in Latin-1: `a` for each of these characters, and a blank for everything else."""
    wanted = members.encode("latin-1")
    return bytes(ord("a") if code in wanted else ord(" ") for code in range(256))


def runs(mask: bytes, least: int) -> Iterator[tuple[int, int]]:
    """Start and end of each run of at least `least` members in such a mask."""
    wanted = b"a" * least
    at = mask.find(wanted)
    while at >= 0:
        end = mask.find(b" ", at + least)
        end = len(mask) if end < 0 else end
        yield at, end
        at = mask.find(wanted, end)


WORD: Final = re.compile(r"[A-Za-z0-9]+")
BASE64_LETTERS: Final = LETTERS_AND_DIGITS + "+/_%-"

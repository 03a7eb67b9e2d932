"""Passwords that people tell in sentences, on a line that speaks of a secret or soon below it; and passphrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, further_names
from diagnose.redact.randomness import WEAK, spoken_stretches
from diagnose.redact.scan import line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import is_secretish, secret_at
from diagnose.redact.words import LIKE_PASSPHRASE, PHRASE_ENDS, is_passphrase

_NOUNS: Final = Literals(
    ("password", "passphrase", "passwort", "passcode", "passwd", "kennwort", "secret", "credential", "creds", "log in")
)
_WORDS: Final = frozenset({"pw", "pwd", "pass"})
_WORD: Final = re.compile(r"\b(?:pw|pwd|pass)\b")
_LINES: Final = re.compile(r"[^\n]*(?:[\r\n]+[^\n]+){0,2}")
"""How many lines a sentence may go on for: the rest of the one with the noun, and two below it that are not empty."""
_LONGEST: Final = 2000
_PASSWORD: Final = re.compile(
    r"[A-Za-z0-9](?<![\w!#$%&*+./:@\\~-].)(?:(?<=[0-9])|(?=[^\s0-9]{0,63}[0-9]))"
    r"(?:(?<=[A-Z])|(?=[^\sA-Z]{0,63}[A-Z]))(?:(?<=[a-z])|(?=[^\sa-z]{0,63}[a-z]))[A-Za-z0-9!#$%*+._~-]{6,62}[A-Za-z0-9!$*#](?![\w!#$%*+/:@\\=(-])"
)
_STRONG: Final = re.compile(r"[!#$%*+~]")
# Where digits stand alone or beside few letters, something is counted: `Ubuntu-24.04`, `Release-v2`, `Office-5G`.
_WORD_AND_NUMBER: Final = re.compile(r"[A-Za-z]{3}[0-9]|[0-9][A-Za-z]{3}")
_TECHNICAL: Final = re.compile(r"(?i:tlsv?|ssl|oauth|base|utf|https?|sha|md|ipv|aes|k|v|win|x|ed|rsa|es|rs|hs)[0-9]")
_FILE: Final = re.compile(r"[a-z]{1,4}[0-9]?")
# What stands before a name that is none of a secret: `for user Test_user1`; or the value has a name of its own.
_NAMED: Final = re.compile(
    r"(?<![^\W_])(?i:users?|username|account|for|host|hostname|server|database|db|machine|identity|role|project|environment|env|in|on"
    r"|at|named|called|version|file|path|group|team|realm|bucket|cluster|node|service|app|application|release"
    r"|id|reqid|job|table|message|error|code|status|class)(?:[ \t]*[:=])?[ \t]+[\"'`(\[{<]{0,2}$"
    r"|[\"'][ \t]*[:=][ \t]*[\"']$|\w=[\"']?$"
)
_BEFORE: Final = 24
_GROUPS: Final = re.compile(r"(?<![\w:.-])(?:[0-9a-f]{4} ){7,31}[0-9a-f]{4}(?![\w:])")
"""A secret in groups, as people dictate it."""
_OF_GROUPS: Final = b"hhhh hhhh hhhh hhhh"
_WHOLE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*{PHRASE_ENDS})")
# A line of words alone may be a command, but for one under a colon or a mark.
_BEGINS: Final = re.compile(
    r"(?:(?:[\"`:=|\u2502\t({\[>「『«]|(?<!\w)'|[\w\"'],|&(?:quot|#x27|#39|gt);)(?:[ ]?|\s*\n[ \t]*)"
    r"|(?:^|\n)[ \t]*[>-][ \t]+"
    r"|(?:^|\n)(?i:secret|password|passphrase|creds|credentials)\b[^\n]{0,60}\n(?:[^\n]{0,60}\n){0,2}[ \t]*)\Z"
)
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"
_SMALL: Final = bytes(ord("a") if code in _LETTERS else code if code == ord(" ") else ord(".") for code in range(256))
_THREE_MORE: Final = re.compile(rb" aaa+ aaa+ aaa[a ]*")
_LONGEST_WORD: Final = 12
_BEFORE_PHRASE: Final = 160


def spoken_spans(content: Indexed) -> Iterator[Span]:
    """What looks like a password where a text speaks of one."""
    done = 0
    for at in sorted({*_spoken_of(content)}):
        if at < done:
            continue
        start, told = content.text.rfind("\n", max(0, at - _LONGEST), at) + 1, _LINES.match(content.text, at)
        end = at if told is None else told.end()
        start, done = max(start, done), end
        if end - start <= 3 * _LONGEST:
            yield from _told(content, start, end)
            done = line_end(content.text, at)
            yield from _grouped(content, start)


def _spoken_of(content: Indexed) -> Iterator[int]:
    yield from content.hits(_NOUNS.within(content))
    yield from (at for at in content.hits(_WORDS & content.words) if _WORD.match(content.low, at) is not None)
    yield from (start for start, _, key in further_names(content) if key.weight is Weight.ALWAYS)


def _told(content: Indexed, start: int, end: int) -> Iterator[Span]:
    text = content.text
    told = any(map(_has_password, content.kinds[start:end].split()))
    for match in _PASSWORD.finditer(text, start, end) if told else ():
        value = match[0]
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        if _looks_chosen(value) and _NAMED.search(before) is None:
            yield secret_at(match.start(), value, "password")
    for span in spoken_stretches(text, start, end) if told else ():
        yield secret_at(span[0], text[slice(*span)], "password")


def _grouped(content: Indexed, start: int) -> Iterator[Span]:
    """The secrets in groups on the line that begins at `start`."""
    end = next_line(content.text, start)
    for match in (
        _GROUPS.finditer(content.text, start, end) if content.classes.find(_OF_GROUPS, start, end) >= 0 else ()
    ):
        yield secret_at(match.start(), match[0], "secret")


@lru_cache(maxsize=8192)
def _has_password(word: str) -> bool:
    """Whether something between blanks, as `kinds` shows it, may have a password in it."""
    return _PASSWORD.search(word) is not None or WEAK.search(word) is not None


def _looks_chosen(value: str) -> bool:
    """Whether somebody may have chosen this as a password; versions, files and the names of things are no such."""
    if value.isalnum() or not is_secretish(value) or _TECHNICAL.match(value):
        return False
    return _STRONG.search(value) is not None or (
        _WORD_AND_NUMBER.search(value) is not None and _FILE.fullmatch(value[-6:].partition(".")[2]) is None
    )


def passphrase_spans(content: Indexed) -> Iterator[Span]:
    """The passphrases of a text that are whole values, whatever their names: nothing else is written so."""
    text = content.text
    small = text.encode("latin-1", "replace").translate(_SMALL)
    for more in _THREE_MORE.finditer(small):
        word = small[max(0, more.start() - _LONGEST_WORD) : more.start()]
        first = len(word) - len(word.rstrip(b"a"))
        start = more.start() - first if first else more.start() + 1
        match = _WHOLE.match(text, start)
        if (
            match is not None
            and is_passphrase(match[0])
            and _BEGINS.search(text[max(0, start - _BEFORE_PHRASE) : start])
        ):
            yield secret_at(match.start(), match[0], "password")

"""Passphrases: several plain words, and none of those that sentences and messages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.redact.index import Indexed
from diagnose.redact.span import Span
from diagnose.redact.values import mark
from diagnose.redact.words import WORDS

LIKE_PASSPHRASE: Final = r"[a-z]{3,12}(?: [a-z]{3,12}){3,11}"
"""Four to twelve small words with single blanks, as a generator of passphrases writes them."""
_PASSPHRASE: Final = re.compile(LIKE_PASSPHRASE)
_ALONE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*(?:[\r\n|│#;<\"'`}})\]]|\t|$)|[ ]{{2}})")
_WHOLE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*(?:[\"'`<|\u2502\\;)\]}}\r\n\t]|$|[ ]{{2}}))")
# A line of words alone may be a command, but for one under a colon or a mark.
_BEGINS: Final = re.compile(
    r"(?:(?:[\"`:=|\u2502\t({\[>]|(?<!\w)'|[\w\"'],)(?:[ ]?|\s*\n[ \t]*)|(?:^|\n)[ \t]*[>-][ \t]+)\Z"
)
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"
_SMALL: Final = bytes(ord("a") if code in _LETTERS else code if code == ord(" ") else ord(".") for code in range(256))
_THREE_MORE: Final = re.compile(rb" aaa+ aaa+ aaa[a ]*")
_LONGEST_WORD: Final = 12
_BEFORE: Final = 40
_SENTENCE: Final = WORDS["stop"] | WORDS["state"] | WORDS["sentence"]
# How a word ends that tells what happens or happened.
_INFLECTED: Final = re.compile(r"[a-z]{4,}(?:ing|ed|tions?)")


def is_passphrase(value: str) -> bool:
    """Whether a value is four or more plain words of which no sentence could be made."""
    if _PASSPHRASE.fullmatch(value) is None:
        return False
    return not any(word in _SENTENCE or _INFLECTED.fullmatch(word) for word in value.split(" "))


def passphrase_end(text: str, at: int) -> int | None:
    """Where a passphrase ends that begins at `at` and that nothing follows in its line or cell; None if none does."""
    match = _ALONE.match(text, at)
    return match.end() if match is not None and is_passphrase(match[0]) else None


def passphrase_spans(content: Indexed) -> Iterator[Span]:
    """The passphrases of a text that are whole values, whatever their names: nothing else is written so."""
    text = content.text
    small = text.encode("latin-1", "replace").translate(_SMALL)
    for more in _THREE_MORE.finditer(small):
        word = small[max(0, more.start() - _LONGEST_WORD) : more.start()]
        first = len(word) - len(word.rstrip(b"a"))
        start = more.start() - first if first else more.start() + 1
        match = _WHOLE.match(text, start)
        if match is not None and is_passphrase(match[0]) and _BEGINS.search(text[max(0, start - _BEFORE) : start]):
            yield Span(*match.span(), mark("password", match[0]), "password", match[0])

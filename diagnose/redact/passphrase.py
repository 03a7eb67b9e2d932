"""Passphrases: several plain words, and none of those that sentences and messages are made of."""

from __future__ import annotations

import re
from typing import Final

from diagnose.redact.words import WORDS

LIKE_PASSPHRASE: Final = r"[a-z]{3,12}(?: [a-z]{3,12}){3,11}"
"""Four to twelve small words with single blanks, as a generator of passphrases writes them."""
_PASSPHRASE: Final = re.compile(LIKE_PASSPHRASE)
_ALONE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*(?:[\r\n|│#;<\"'`}})\]]|\t|$)|[ ]{{2}})")
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

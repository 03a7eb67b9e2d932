"""Passwords with signs in them: they fall apart where words are looked for, and are random as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from diagnose.redact.letters import surprise
from diagnose.redact.scan import WORD

_STRETCH: Final = re.compile(
    r"(?<![A-Za-z0-9])[!$^~*#%&+?@]?[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]{1,2}"
    r"(?:[!$^~*#%&+?@]?[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@=]{1,2}){0,20}[A-Za-z0-9_-]{0,12}"
)
_SIGN: Final = re.compile(r"[!$^~*#%&+?@=]+")
_STRONG: Final = re.compile(r"[!$^~*#]")
"""What hardly any address, query or number has between words."""
WEAK: Final = re.compile(
    r"(?<![^\s\"'`(\[«“„])[A-Za-z0-9_-]{1,12}[&@?=+%][A-Za-z0-9_-]{1,12}[&@?=+%][A-Za-z0-9_&@?=+%-]{2,60}"
)
_QUERY: Final = re.compile(r"(?:^|[&?])[A-Za-z]?[a-z_]{2,}=")
_TWO: Final = 2
"""One sign may join two words."""
_LEAST: Final = 12
_SIGN_BITS: Final = 6.0
_RANDOM: Final = 4.4


def symbol_stretches(run: str, signs: re.Pattern[str] = _STRONG) -> Iterator[tuple[int, int]]:
    """Where in a run without blanks a password with two signs or more stands, of letters in both cases and digits.

    One of its signs is one of `signs`.
    """
    if signs.search(run) is None or len(_SIGN.findall(run)) < _TWO:
        return
    for match in _STRETCH.finditer(run):
        text = match[0].rstrip("!?")
        if len(text) >= _LEAST and signs.search(text) and _is_random(text):
            yield match.start(), match.start() + len(text)


def spoken_stretches(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The same, with whatever signs, in a part of a text that speaks of passwords; addresses and queries are none."""
    for match in WEAK.finditer(text, start, end):
        if _QUERY.search(match[0]) is None:
            yield from ((match.start() + a, match.start() + b) for a, b in symbol_stretches(match[0], _SIGN))


def _is_random(text: str) -> bool:
    letters, signs = _SIGN.sub("-", text), _SIGN.findall(text)
    if len(signs) < _TWO or not all(re.search(kind, letters) for kind in ("[a-z]", "[A-Z]", "[0-9]")):
        return False
    bits = len("".join(signs)) * _SIGN_BITS + sum(surprise(word) * len(word) for word in WORD.findall(letters))
    return bits / len(text) >= _RANDOM

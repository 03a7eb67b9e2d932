"""How surprising letters and digits are to somebody who expects words; the file beside has the table of pairs."""

from __future__ import annotations

import string
from operator import add
from pathlib import Path
from typing import Final


def surprise(text: str) -> float:
    """How surprising letters and digits are, in bits a character, to somebody who expects words."""
    return sum(map(_COSTS.__getitem__, map(add, f" {text}", text))) / len(text)


def _cost(before: str, ch: str) -> float:
    """What a character costs behind another one. Going on costs less than another case, and that less than a digit."""
    if ch.isdigit():
        return 2.2 if before.isdigit() else 4.5
    if not before.isalpha() or (ch.isupper() and before.islower()):
        return _PAIRS["^", ch.lower()] + (1.0 if before == "" else 3.0)
    return _PAIRS[before.lower(), ch.lower()]


def _read_pairs() -> dict[tuple[str, str], float]:
    """How surprising each letter is behind another one, or at a word's start; the file has two thirds of bits."""
    rows = Path(__file__).with_name("letter_pairs.txt").read_text(encoding="ascii").split()
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {(row[0], ch): int(bits, 16) / 1.5 for row in rows for ch, bits in zip(letters, row[1:], strict=True)}


_PAIRS: Final = _read_pairs()
_SIGNS: Final = string.ascii_letters + string.digits
_COSTS: Final = {before + ch: _cost(before.strip(), ch) for before in f" {_SIGNS}" for ch in _SIGNS}

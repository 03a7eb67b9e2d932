"""Refusals in a person's own hand: a server's sentence typed off a screen, or what it said told in other words.

`described.csv`: what a person says of a refusal, as a pattern, and a server's sentence that means it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from checks.knowledge.csv_file import read
from checks.knowledge.row import Row
from checks.knowledge.sentences import pattern
from checks.knowledge.table import rows
from checks.knowledge.wording import PLACEHOLDER, choices, is_infisicals

_LEAST, _LETTERS = 3, 12  # words that tell something, and what is left of them; fewer are anybody's
_FILLERS: Final = frozenset(["a", "an", "the", "this", "that", "your", "is", "are", "was", "has", "been", "be"]) | {
    "to", "of", "for", "in", "on", "please", "it",
}  # fmt: skip
_PARTS: Final = re.compile(r"(?<=[.!?;])\s+|\n")
_SPEAKS: Final = re.compile(r"(?i)(?<![\w/.-])(?:we|us|our|i|me|my|they|their)(?![\w/.-])(?![^\n]*[`|{}])")
_OURS: Final = re.compile(r"infisical|machine identit|universal[- ]auth|client (?:secret|id)\b")
_ASKS: Final = re.compile(
    r"\?\s*$|\b(?:how|what|if|whether|when(?:ever)?|would|should|could|may|might|plan|will|until|avoid|prevent|before)\b"
)
_WORD: Final = re.compile(r"[^\W_]+(?:[-'\u2019][^\W_]+)*")
_ALIKE: Final = str.maketrans("zkq", "scc")
_LOST: Final = re.compile(r"[aeiouyhl1'\u2019-]|(.)(?=[aeiouyhl1'\u2019-]*\1)")


def meant(line: str, *, about: bool) -> str:
    """The server's sentence that a line holds, though not as servers spell it; "" if there is none.

    One that others say too counts only where the text is `about` Infisical.
    """
    said = f" {_folded(line)} "
    known = (text for key, (text, row) in _known().items() if key in said and (about or is_infisicals(row.only, text)))
    best = max(known, key=len, default="")
    return best if pattern(best).search(line) is None else ""


def described(text: str) -> str:
    """A server's sentence that means what the text tells of a refusal; "" if it tells none, or only asks or plans."""
    if _SPEAKS.search(text) is None:
        return ""  # a program's line
    parts = _PARTS.split(text.lower())
    told = (part for part in parts if _OURS.search(part) is not None and _ASKS.search(part) is None)
    found = (message for part in told for says, message in _described() if says.search(part))
    return next(found, "")


@lru_cache(maxsize=1)
def _described() -> Sequence[tuple[re.Pattern[str], str]]:
    rows_ = read(Path(__file__).with_name("described.csv"))
    return tuple((re.compile(row["says"]), row["message"]) for row in rows_)


@lru_cache(maxsize=1)
def _known() -> Mapping[str, tuple[str, Row]]:
    """By what is left of the longest part that a sentence fixes; the first row of each counts."""
    parts = ((max(PLACEHOLDER.split(text), key=len), text, row) for row in rows() for text in choices(row.message))
    known = ((_folded(part), text, row) for part, text, row in reversed([*parts]))
    return {f" {key} ": (text, row) for key, text, row in known if _tells(key.split())}


def _tells(words: Sequence[str]) -> bool:
    return len(words) >= _LEAST and sum(map(len, words)) >= _LETTERS


def _folded(text: str) -> str:
    """The words without the letters where typing and reading off a screen err, and without those that tell nothing."""
    return " ".join(_skeletons(_WORD.findall(text.lower().translate(_ALIKE))))


def _skeletons(words: Iterable[str]) -> Iterable[str]:
    return (_LOST.sub("", word) or word for word in words if word not in _FILLERS)

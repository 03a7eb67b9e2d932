"""The literals that rules look for, and which of them a text may have, as its words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final, NamedTuple

from diagnose.redact.scan import LETTERS_AND_DIGITS

_HEX: Final = re.compile(r"[0a-f]{8,}")
_NO_LETTER: Final = re.compile(r"[^a-z]")
_LETTERS: Final = re.compile(r" ?[a-z]+ ?")
_MOST_WORDS: Final = 50_000
_ALL: Final = LETTERS_AND_DIGITS.encode()


class SoughtLiteral(NamedTuple):
    """What is sought, and what a text has that has it.

    `run`: its longest run of letters, with a blank for a sign beside it, which is at `offset`; `runs`: all of them;
    `signs`: what is neither letter nor digit.
    """

    text: str
    run: str
    offset: int
    runs: frozenset[str]
    signs: bytes

    @property
    def is_run(self) -> bool:
        """Whether it is letters alone: whatever has the run has it."""
        return self.run == self.text and not self.signs


class Sought:
    """All literals that rules look for, by their runs of letters, and which of those a word has."""

    def __init__(self) -> None:
        self.literals: Mapping[str, SoughtLiteral] = {}
        self._by_run: dict[str, list[SoughtLiteral]] = {}
        self._by_sign: dict[int, list[SoughtLiteral]] = {}
        self._beginning: dict[str, set[str]] = {}  # the runs by their first two characters
        self._known: dict[str, tuple[tuple[str, int], ...]] = {}

    def add(self, literals: Iterable[str]) -> None:
        """Look for these literals too."""
        added = {text: _literal(text) for text in literals if text not in self.literals}
        self.literals, self._known = {**self.literals, **added}, {}
        for literal in added.values():
            if literal.run:
                self._by_run.setdefault(literal.run, []).append(literal)
            else:
                self._by_sign.setdefault(literal.signs[0], []).append(literal)
            for run in literal.runs:
                self._beginning.setdefault(run[:2], set()).add(run)

    def likely(self, runs: AbstractSet[str], signs: bytes) -> frozenset[str]:
        """The literals of which a text with these runs and signs may have any; it has no other one."""
        found = [literal for run in runs for literal in self._by_run.get(run, ()) if literal.runs <= runs]
        # Those without letters by their first sign, of which a text has few.
        found += (literal for sign in {*signs} for literal in self._by_sign.get(sign, ()))
        return frozenset(literal.text for literal in found if literal.signs in signs)

    def within(self, words: AbstractSet[str]) -> dict[str, tuple[tuple[str, int], ...]]:
        """The words that have runs, with those that each has, and where."""
        known = self._known if len(self._known) <= _MOST_WORDS else {}
        self._known = known
        for word in words - known.keys():
            known[word] = () if _HEX.fullmatch(word) else tuple(self._runs_in(word))
        return {word: runs for word in words if (runs := known[word])}

    def _runs_in(self, word: str) -> Iterator[tuple[str, int]]:
        """At the word's start or end, or beside a digit, a blank belongs to a run."""
        padded = f" {_NO_LETTER.sub(' ', word.lower())} "
        for at in range(len(word) + 1):
            yield from (
                (run, at - 1) for run in self._beginning.get(padded[at : at + 2], ()) if padded.startswith(run, at)
            )


def _literal(text: str) -> SoughtLiteral:
    spaced = _NO_LETTER.sub(" ", text)
    runs = list(_LETTERS.finditer(spaced))
    # Of those that are as long the last: the first ones are `api`, `get` and `log`, which many words end with.
    longest = max(reversed(runs), key=lambda run: len(run[0].strip()), default=None)
    run, offset = (longest[0], longest.start()) if longest is not None else ("", 0)
    return SoughtLiteral(text, run, offset, frozenset(run[0] for run in runs), _signs(text))


def _signs(text: str) -> bytes:
    return text.encode("latin-1", "replace").translate(None, _ALL)

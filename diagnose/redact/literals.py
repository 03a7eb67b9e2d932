"""The literals that rules look for, all found in one walk through a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ahocorasick import Automaton


_FREQUENT: Final = ' e0at2ro1i.csndlp36:4-587fmu9/"h,gbykvwx'
"""What ordinary logs consist of, the most frequent first."""


class Sought:
    """All literals that any rule looks for, in lower case; no single signs, which are as quickly looked for alone."""

    def __init__(self) -> None:
        self.literals: frozenset[str] = frozenset()
        self._automaton: Automaton | None = None

    def add(self, literals: Iterable[str]) -> None:
        """Look for these too."""
        self.literals |= {literal for literal in literals if len(literal) > 1}
        self._automaton = None

    def places(self, text: str) -> dict[str, list[int]]:
        """Where each literal that `text`, in lower case, has begins; within another one as well."""
        found: dict[str, list[int]] = {}
        for last, literal in (self._automaton or self._built()).iter(text):
            found.setdefault(literal, []).append(last + 1 - len(literal))
        return found

    def _built(self) -> Automaton:
        from ahocorasick import Automaton

        automaton = Automaton()
        for literal in sorted(self.literals, key=_rank):
            automaton.add_word(literal, literal)
        automaton.make_automaton()
        self._automaton = automaton
        return automaton


def _rank(literal: str) -> tuple[int, str]:
    """What begins with something frequent first: in this order the automaton tries what may come next."""
    at = _FREQUENT.find(literal[0])
    return at if at >= 0 else len(_FREQUENT), literal


SOUGHT: Final = Sought()

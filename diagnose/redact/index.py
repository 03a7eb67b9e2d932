"""A text and where in it what rules look for stands: told by its words, of which each is looked at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from diagnose.redact.randomness import random_words
from diagnose.redact.scan import LETTERS_AND_DIGITS, behind_leads, hits, in_utf8, like_ascii, lines_around, lowered

if TYPE_CHECKING:
    from ahocorasick import Automaton

    from diagnose.redact.keys import Key

_ALL: Final = LETTERS_AND_DIGITS.encode()
# The letters and digits of words, each digit as 0: which one it is matters to no rule that asks for words.
_IN_WORDS: Final = bytes(code if code in _ALL else ord(" ") for code in range(256)).translate(
    bytes.maketrans(b"123456789", b"0" * 9)
)
_LOWER: Final = bytes(ord(chr(code).lower()) if code in _ALL[:52] else ord(" ") for code in range(256))
# In no name of anything is so long a run of hexadecimal digits; one of 32 digits may be a secret.
_NUMBERS: Final = re.compile(r" (?:0+|[0a-f]{8,31})(?![^ ])")
_CLASS_OF: Final = {
    **dict.fromkeys("0123456789abcdefABCDEF", "h"),
    **dict.fromkeys("\r\n\\", "n"),
    " ": " ",
    "\t": " ",
    ":": ":",
    "-": ":",
}
_CLASSES: Final = "".join(_CLASS_OF.get(chr(code), ".") for code in range(256)).encode()
_KIND_OF: Final = {
    **dict.fromkeys(range(ord("a"), ord("z") + 1), "a"),
    **dict.fromkeys(range(ord("A"), ord("Z") + 1), "A"),
    **dict.fromkeys(range(ord("0"), ord("9") + 1), "0"),
}
_KINDS: Final = bytes(ord(_KIND_OF.get(code, chr(code))) for code in range(256))


def masked(data: bytes) -> bytes:
    """Letters and digits of ASCII, each digit as 0, and blanks for all else."""
    return data.translate(_IN_WORDS)


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


class Literals:
    """Literals in lower case that a rule looks for."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._all = frozenset(literals)
        self._signs = frozenset(literal for literal in self._all if len(literal) == 1)
        SOUGHT.add(self._all)

    def within(self, content: Indexed) -> frozenset[str]:
        """Those that the text has, in any case of the letters A to Z. A line feed is at the text's start as well."""
        return (self._all & content.literals.keys()) | frozenset(filter(content.has, self._signs))


class Indexed:
    """A text and what is in it, found once for all rules that ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._sought = SOUGHT.literals
        self.names: tuple[tuple[int, int, Key], ...] | None = None  # those of `names.csv`, once they are known
        self._leads: dict[int, int] = {}
        self._merged: dict[frozenset[str], list[int]] = {}
        self._lines: dict[tuple[int, tuple[str, ...]], list[tuple[int, int]]] = {}

    @cached_property
    def low(self) -> str:
        """The text with the letters A to Z in lower case, and of the same length."""
        return lowered(self.text)

    @cached_property
    def classes(self) -> bytes:
        """A letter for each character: `h` a hexadecimal digit, `n` a break, a blank, `:` or a dash, `.` any other."""
        return self.latin.translate(_CLASSES)

    @cached_property
    def kinds(self) -> str:
        """The text with `a`, `A` and 0 for the letters and digits of ASCII, so that its words come again and again."""
        return in_utf8(self.text, lambda data: data.translate(_KINDS))

    @cached_property
    def latin(self) -> bytes:
        """A byte for each character; a question mark for those that are not in Latin-1."""
        return like_ascii(self.text).encode("latin-1", "replace")

    @cached_property
    def signs(self) -> bytes:
        """What the lines are without the letters and digits of ASCII, each once, with a line feed before and behind."""
        return b"\n%b\n" % b"\n".join({*self.latin.translate(None, _ALL).split(b"\n")})

    @cached_property
    def _spaced(self) -> bytes:
        """The letters and digits of ASCII, each digit as 0, and blanks for all else, with one before and behind."""
        return b" %b " % masked(self.latin)

    @cached_property
    def _runs(self) -> list[bytes]:
        return self._spaced.split()

    @cached_property
    def runs(self) -> frozenset[bytes]:
        """The different runs of letters and digits, each digit as 0."""
        return frozenset(self._runs)

    def places_of(self, run: bytes) -> Iterator[int]:
        """Where one of the `runs` stands in the text."""
        padded, at = b" %b " % run, -1
        while (at := self._spaced.find(padded, at + 1)) >= 0:
            yield at

    @cached_property
    def wordlike(self) -> str:
        """The different runs of letters and digits that are neither numbers nor ids, with a blank before each."""
        return _NUMBERS.sub("", b" ".join((b"", *self.runs)).decode("ascii"))

    @cached_property
    def words(self) -> frozenset[str]:
        """The runs of letters, in lower case; not those within numbers and ids."""
        return frozenset(self.vocabulary.split())

    @cached_property
    def vocabulary(self) -> str:
        """The words, with blanks between them."""
        return self.wordlike.encode("ascii").translate(_LOWER).decode("ascii")

    @cached_property
    def literals(self) -> dict[str, list[int]]:
        """Where what rules look for begins in the text, after a line feed as if one stood before it."""
        return SOUGHT.places(f"\n{self.low}")

    @cached_property
    def random(self) -> list[int]:
        """Where the runs of letters and digits begin that look random by themselves, in order."""
        wanted = {word.encode() for word in random_words(self.wordlike)}
        found, at = [], -1
        for run in filter(wanted.__contains__, self._runs) if wanted else ():
            at = self._spaced.index(b" %b " % run, at + 1)
            found.append(at)
        return found

    def behind_leads(self, at: int) -> int:
        """Where the line at `at` goes on behind all that may have been put before it; told once for each line."""
        if at not in self._leads:
            self._leads[at] = behind_leads(self.text, at)
        return self._leads[at]

    def has(self, literal: str) -> bool:
        """Whether the text has a literal in lower case; with a line feed before it, at the start of a line."""
        return literal in self.literals if literal in self._sought else literal in f"\n{self.low}"

    def hits(self, literals: Iterable[str]) -> list[int]:
        """Where the literals, in lower case, begin in the text, in order; one within another one counts too."""
        wanted = frozenset(literals)
        if wanted not in self._merged:
            self._merged[wanted] = sorted(at for literal in wanted for at in self._hits_of(literal))
        return self._merged[wanted]

    def lines(self, literals: Iterable[str], most: int) -> list[tuple[int, int]]:
        """Stretches that have all that has one of the literals and is on at most so many lines."""
        asked = (most, tuple(literals))
        if asked not in self._lines:
            self._lines[asked] = list(lines_around(self.text, self.hits(asked[1]), most))
        return self._lines[asked]

    def _hits_of(self, literal: str) -> list[int]:
        if literal in self._sought:
            return [at - 1 for at in self.literals.get(literal, ()) if at]
        return [at for at, _ in hits(self.low, (literal,))]

"""A text and where in it what rules look for stands: told by its words, of which each is looked at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final

from diagnose.redact.literals import Sought, SoughtLiteral
from diagnose.redact.randomness import random_words
from diagnose.redact.scan import LETTERS_AND_DIGITS, behind_leads, hits, in_utf8, like_ascii, lines_around, lowered

if TYPE_CHECKING:
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
_SHORT: Final = 2000
_SOUGHT: Final = Sought()


def masked(data: bytes) -> bytes:
    """Letters and digits of ASCII, each digit as 0, and blanks for all else."""
    return data.translate(_IN_WORDS)


class Literals:
    """Literals in lower case that rules look for. Which of them a text has is told by its words, and not by reading it.

    A literal can only be in a text that has words with its runs of letters in them, at a word's start if the literal
    has a sign before the run, and at its end if it has one behind it.
    """

    def __init__(self, literals: Iterable[str]) -> None:
        self._all = frozenset(literals)
        _SOUGHT.add(self._all)

    def within(self, content: Indexed) -> list[str]:
        """Those that the text has, in any case of the letters A to Z."""
        return [literal for literal in self.likely(content) if content.has(literal)]

    def likely(self, content: Indexed) -> frozenset[str]:
        """Those that the text may have; it has none of the others."""
        return self._all & content.likely


class Indexed:
    """A text and what is in it, found once for all rules that ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: tuple[tuple[int, int, Key], ...] | None = None  # those of `names.csv`, once they are known
        self._sought = _SOUGHT.literals
        self._leads: dict[int, int] = {}
        self._hits: dict[str, list[int]] = {}
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
    def likely(self) -> frozenset[str]:
        """The literals of any rule that the text may have, as its words tell; of a short text, those that it has."""
        told = _SOUGHT.likely({run for word in self._sought_in for run, _ in self._sought_in[word]}, self.signs)
        return frozenset(filter(self._begun.__contains__, told)) if self._is_short else told

    @cached_property
    def _sought_in(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """The words that have runs of letters in them that rules look for."""
        return _SOUGHT.within({*self.wordlike.split()})

    @cached_property
    def _words_with(self) -> dict[str, list[tuple[str, int]]]:
        """The words that have a longest run of letters of a literal that the text may have, by that run, and where."""
        found: dict[str, list[tuple[str, int]]] = {self._sought[literal].run: [] for literal in self.likely}
        for word, runs in self._sought_in.items():
            for run, offset in runs:
                if run in found:
                    found[run].append((word, offset))
        return found

    @property
    def random(self) -> list[int]:
        """Where the runs of letters and digits begin that look random by themselves, in order."""
        return self._places[""]

    @cached_property
    def _random(self) -> frozenset[str]:
        return random_words(self.wordlike)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where the words stand that have a run of letters of a literal that the text may have, in order.

        Under "": those that look random. To go over the runs once for both is half of the time.
        """
        found: dict[str, list[int]] = {word: [] for words in self._words_with.values() for word, _ in words}
        random: list[int] = []
        by_word = {**dict.fromkeys(self._random, random), **found}
        wanted = {word.encode(): (f" {word} ".encode(), places.append) for word, places in by_word.items()}
        at, index = -1, self._spaced.index
        for padded, add in filter(None, map(wanted.get, self._runs)) if wanted else ():
            at = index(padded, at + 1)
            add(at)
        found[""] = sorted(chain(random, *(found[word] for word in self._random & found.keys())))
        return found

    def behind_leads(self, at: int) -> int:
        """Where the line at `at` goes on behind all that may have been put before it; told once for each line."""
        if at not in self._leads:
            self._leads[at] = behind_leads(self.text, at)
        return self._leads[at]

    @property
    def _is_short(self) -> bool:
        """Whether to look for a few literals takes less time than to tell by the words where they are."""
        return len(self.text) < _SHORT

    @cached_property
    def _begun(self) -> str:
        return f"\n{self.low}"

    def has(self, literal: str) -> bool:
        """Whether the text has a literal in lower case; with a line feed before it, at the start of a line."""
        if self._is_short:
            return literal in self._begun
        if literal[0] == "\n" and self.low.startswith(literal[1:]):
            return True
        sought = self._sought.get(literal)
        if sought is not None and sought.run:
            return literal in self.likely and (sought.is_run or bool(self._hits_of(literal)))
        return (sought is None or literal in self.likely) and literal in self.low

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
        if literal not in self._hits:
            sought = self._sought.get(literal)
            if sought is None or not sought.run or self._is_short:
                self._hits[literal] = [at for at, _ in hits(self.low, (literal,))]
            else:
                self._hits[literal] = self._verified(sought)
        return self._hits[literal]

    def _verified(self, literal: SoughtLiteral) -> list[int]:
        begins, text = self.low.startswith, literal.text
        found: list[int] = []
        for word, within in self._words_with.get(literal.run, ()):
            offset = within - literal.offset
            starts = [at + offset for at in self._places[word]] if offset else self._places[word]
            found += starts if literal.is_run else [at for at in starts if begins(text, at) and at >= 0]
        found.sort()
        return found

"""Fast ways to the few places in a text that deserve a closer look. All take time linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Final

from diagnose.redact.keys import Key

LETTERS_AND_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LETTERS_AND_DIGITS: Final = bytes(code if chr(code) in LETTERS_AND_DIGITS else ord(" ") for code in range(256))
_LOWER_LETTERS: Final = bytes(
    ord(chr(code).lower()) if chr(code) in LETTERS_AND_DIGITS[:52] else ord(" ") for code in range(256)
)
_SIGNS: Final = re.compile(r"[^a-z]+")
_LETTERS: Final = re.compile(r" ?[a-z]+ ?")
SMALL_LETTERS: Final = re.compile(r"[a-z]+")
_MOST_WORDS: Final = 50_000
# In no name of anything is so long a run of hexadecimal digits; one of 32 digits may be a secret.
_NUMBERS: Final = re.compile(r" (?:[0-9]+|[0-9a-f]{8,31})(?![^ ])")
_CLASS_OF: Final = {
    **dict.fromkeys("0123456789abcdefABCDEF", "h"),
    **dict.fromkeys("\r\n\\", "n"),
    **{" ": " ", "\t": " ", ":": ":", "-": ":"},
}
_CLASSES: Final = "".join(_CLASS_OF.get(chr(code), ".") for code in range(256)).encode()
_SHORT_TEXT: Final = 4000
_AROUND: Final = 32
_LEAST_RUN: Final = 3
# Capitals, and the letters that a pattern takes for those of ASCII when it does not care for their case.
_CAPITALS: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)} | {
    ord("\u0130"): "i", ord("\u0131"): "i", ord("\u017f"): "s", ord("\u212a"): "k",
}  # fmt: skip


def lowered(text: str) -> str:
    """The text with the letters A to Z in lower case, and of the same length."""
    return text.lower() if text.isascii() else text.translate(_CAPITALS)


def line_end(text: str, at: int) -> int:
    """Where the line at `at` ends, before its line feed."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def next_line(text: str, at: int) -> int:
    """Where the line behind the one at `at` begins; the text's end if there is none."""
    return min(line_end(text, at) + 1, len(text))


def hits(lower: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where the words occur, in the order of the text; a word within another one counts too."""
    found = []
    for word in words:
        at = lower.find(word)
        while at >= 0:
            found.append((at, at + len(word)))
            at = lower.find(word, at + 1)
    return sorted(found)


class Indexed:
    """A text and what is in it, found once for all rules that ask."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names: tuple[tuple[int, int, Key], ...] | None = None  # those of `names.csv`, once they are known
        self._hits: dict[str, list[int]] = {}
        self._has: dict[str, bool] = {}
        self._places: dict[str, str] = {}
        self._lines: dict[tuple[int, tuple[str, ...]], list[tuple[int, int]]] = {}

    @cached_property
    def low(self) -> str:
        """The text with the letters A to Z in lower case, and of the same length."""
        return lowered(self.text)

    @cached_property
    def spaced(self) -> str:
        """The text with blanks in the place of all but the letters and digits of ASCII."""
        return self.text.encode("latin-1", "replace").translate(_LETTERS_AND_DIGITS).decode("ascii")

    @cached_property
    def runs(self) -> list[str]:
        """The runs of letters and digits, in order."""
        return self.spaced.split()

    @cached_property
    def different_runs(self) -> frozenset[str]:
        """The runs of letters and digits, each once."""
        return frozenset(self.runs)

    @cached_property
    def wordlike(self) -> str:
        """The different runs of letters and digits that are neither numbers nor ids, with a blank before each."""
        return _NUMBERS.sub("", " ".join(("", *self.different_runs)))

    @cached_property
    def words(self) -> frozenset[str]:
        """The runs of letters, in lower case; not those within numbers and ids."""
        runs = self.wordlike if self.text.isascii() else self.low
        return frozenset(runs.encode("latin-1", "replace").translate(_LOWER_LETTERS).decode("ascii").split())

    @cached_property
    def vocabulary(self) -> str:
        """The words, each once."""
        return " ".join(self.words)

    @cached_property
    def signs(self) -> bytes:
        """What is left without the letters and digits of ASCII."""
        return _signs(self.text)

    @cached_property
    def classes(self) -> bytes:
        """A letter for what each character is: `h` a hexadecimal digit, `n` a break, a blank, `:` or a dash, `.` else."""
        return self.text.encode("latin-1", "replace").translate(_CLASSES)

    @cached_property
    def sought(self) -> frozenset[str]:
        """The runs of letters that rules look for and the text has."""
        return _SOUGHT.within(self.words)

    def has(self, literal: str) -> bool:
        """Whether the text has a literal in lower case; quickly told where it has not even the signs of it.

        With a line feed before it, the literal begins a line, be it the first one.
        """
        if literal[0] == "\n" and self.low.startswith(literal[1:]):
            return True
        if len(self.low) < _SHORT_TEXT:
            return literal in self.low
        if literal.isalpha():
            return literal in self.vocabulary
        number = literal.strip(":")
        if _signs_of(literal) not in self.signs or (number.isdigit() and number not in self.different_runs):
            return False
        if literal not in self._has:
            run = max(SMALL_LETTERS.findall(literal), key=len, default="")
            near = _LEAST_RUN <= len(run) < len(literal) <= _AROUND
            self._has[literal] = literal in (self._around(run) if near else self.low)
        return self._has[literal]

    def _around(self, run: str) -> str:
        """All places of a run, each with what stands around it: far less to read than the text where they are few."""
        if run not in self._places:
            hits = self._hits_of(run)
            parts = (self.low[max(0, at - _AROUND) : at + len(run) + _AROUND] for at in hits)
            self._places[run] = "\0".join(parts) if len(hits) * 4 * _AROUND < len(self.low) else self.low
        return self._places[run]

    def hits(self, literals: Iterable[str]) -> list[int]:
        """Where the literals, in lower case, begin in the text, in order; one within another one counts too."""
        wanted = tuple(literals)
        if len(wanted) == 1:
            return self._hits_of(wanted[0])
        return sorted(at for literal in wanted for at in self._hits_of(literal))

    def lines(self, literals: Iterable[str], most: int) -> list[tuple[int, int]]:
        """Stretches that have all that has one of the literals and is on at most so many lines."""
        asked = (most, tuple(literals))
        if asked not in self._lines:
            self._lines[asked] = list(self._lines_around(self.hits(asked[1]), most))
        return self._lines[asked]

    def _lines_around(self, hits: list[int], most: int) -> Iterator[tuple[int, int]]:
        text, begun, finish, last = self.text, 0, -1, -1
        for at in hits:
            if at <= last:
                continue  # the same line
            start, end = at, line_end(text, at)
            last = end
            for _ in range(most):
                start = text.rfind("\n", 0, start) if start >= 0 else start
            for _ in range(1, most):
                end = line_end(text, min(end + 1, len(text)))
            if start + 1 > finish:
                if finish > 0:
                    yield begun, finish
                begun = start + 1
            finish = min(end + 1, len(text))
        if finish > 0:
            yield begun, finish

    def _hits_of(self, literal: str) -> list[int]:
        if literal not in self._hits:
            self._hits[literal] = [at for at, _ in hits(self.low, (literal,))]
        return self._hits[literal]


@lru_cache(maxsize=1024)
def _signs_of(literal: str) -> bytes:
    return _signs(literal)


def _signs(text: str) -> bytes:
    return text.encode("latin-1", "replace").translate(None, LETTERS_AND_DIGITS.encode())


class _Sought:
    """The runs of letters that any rule looks for, and which words have which of them: the words of a log are few."""

    def __init__(self) -> None:
        self._beginning: dict[str, set[str]] = {}  # the runs by their first two characters
        self._dull: set[str] = set()
        self._known: dict[str, frozenset[str]] = {}

    def add(self, runs: Iterable[str]) -> None:
        for run in runs:
            self._beginning.setdefault(run[:2], set()).add(run)
        self._dull, self._known = set(), {}

    def within(self, words: frozenset[str]) -> frozenset[str]:
        """The runs that words have; at a word's start or end a blank belongs to it."""
        if len(self._dull) + len(self._known) > _MOST_WORDS:
            self._dull, self._known = set(), {}
        return frozenset().union(*map(self._of, words - self._dull))

    def _of(self, word: str) -> frozenset[str]:
        if word not in self._known:
            padded = f" {word} "
            begun = [(at, self._beginning.get(padded[at : at + 2], ())) for at in range(len(word) + 1)]
            found = frozenset(run for at, runs in begun for run in runs if padded.startswith(run, at))
            found |= self._beginning.keys() & word
            if not found:
                self._dull.add(word)
                return found
            self._known[word] = found
        return self._known[word]


_SOUGHT: Final = _Sought()


class Literals:
    """Literals in lower case that rules look for. Which of them a text has is told by its words, and not by reading it.

    A literal can only be in a text that has words with its runs of letters in them, at a word's start if the literal
    has a sign before the run, and at its end if it has one behind it.
    """

    def __init__(self, literals: Iterable[str]) -> None:
        self._runs = {literal: frozenset(_LETTERS.findall(_SIGNS.sub(" ", literal))) for literal in literals}
        _SOUGHT.add(run for runs in self._runs.values() for run in runs)

    def within(self, content: Indexed) -> list[str]:
        """Those that the text has, in any case of the letters A to Z."""
        return [literal for literal in self.likely(content) if content.has(literal)]

    def likely(self, content: Indexed) -> frozenset[str]:
        """Those that the text may have; it has none of the others."""
        return frozenset(literal for literal, runs in self._runs.items() if runs <= content.sought)


def places(mask: bytes, wanted: bytes) -> Iterator[int]:
    """Where `wanted` stands in a mask, from each place on behind it."""
    at = mask.find(wanted)
    while at >= 0:
        yield at
        at = mask.find(wanted, at + len(wanted))


def lines_with(text: str, needle: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line that holds the needle."""
    at = text.find(needle)
    while at >= 0:
        end = line_end(text, at)
        yield text.rfind("\n", 0, at) + 1, end
        at = text.find(needle, end)


class Alphabet:
    """A set of characters (of Latin-1), and where a text has long runs of them."""

    def __init__(self, members: str) -> None:
        wanted = set(members.encode("latin-1"))
        self._table = bytes(ord("a") if code in wanted else ord(" ") for code in range(256))

    def mask(self, text: str) -> bytes:
        """The text with `a` for each member and a blank for everything else."""
        return text.encode("latin-1", "replace").translate(self._table)

    def runs(self, text: str, least: int) -> Iterator[tuple[int, int]]:
        """Start and end of each run of at least `least` members."""
        mask = self.mask(text)
        wanted = b"a" * least
        at = mask.find(wanted)
        while at >= 0:
            end = mask.find(b" ", at + least)
            end = len(mask) if end < 0 else end
            yield at, end
            at = mask.find(wanted, end)


WORDS: Final = Alphabet(LETTERS_AND_DIGITS)
WORD: Final = re.compile(r"[A-Za-z0-9]+")
BASE64_LETTERS: Final = LETTERS_AND_DIGITS + "+/_%-"
BASE64: Final = Alphabet(BASE64_LETTERS)

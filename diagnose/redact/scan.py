"""Fast ways to the few places in a text that deserve a closer look. All take time linear in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from diagnose.redact.rule import rule

_ONLY_LETTERS: Final = bytes(code if code < 0x80 and chr(code).isalpha() else ord(" ") for code in range(256))  # noqa: PLR2004
_CAPITALS: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


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


@lru_cache(maxsize=1)
def words(lower: str) -> frozenset[str]:
    """The words of letters a to z in a text that is given in lower case: what has none of them need not be searched."""
    return frozenset(lower.encode("latin-1", "replace").translate(_ONLY_LETTERS).decode("ascii").split())


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

    def runs(self, text: str, least: int) -> Iterator[tuple[int, int]]:
        """Start and end of each run of at least `least` members."""
        mask = text.encode("latin-1", "replace").translate(self._table)
        wanted = b"a" * least
        at = mask.find(wanted)
        while at >= 0:
            end = mask.find(b" ", at + least)
            end = len(mask) if end < 0 else end
            yield at, end
            at = mask.find(wanted, end)


LETTERS_AND_DIGITS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
HEX: Final = Alphabet("0123456789abcdefABCDEF")
WORDS: Final = Alphabet(LETTERS_AND_DIGITS)
WORD: Final = rule(r"[A-Za-z0-9]+", by="fullmatch", finds=("Zq7dQ98S",), leaves=("Zq7d-Q98S", ""))
BASE64_LETTERS: Final = LETTERS_AND_DIGITS + "+/_%-"
BASE64: Final = Alphabet(BASE64_LETTERS)

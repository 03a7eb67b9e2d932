"""Names of secrets that no rule of spelling knows: in other languages, and of phrases and codes; from `names.csv`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed
from diagnose.redact.keys import Key, Weight
from diagnose.redact.scan import SMALL_LETTERS, hits, lowered
from diagnose.redact.words import rows_of

# Letters that have no mark that could be left out, as somebody writes them who has no other letters.
_FOLDED: Final = str.maketrans("łøđıðæþ", "lodidat")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GAP: Final = re.compile(r"[ '-]")
_LATIN: Final = 0x250
_LONG: Final = 6
# An article or a case that many languages write behind a word, as in `паролата`.
_ENDING: Final = r"[^\W\d_]{0,3}"


class Name(NamedTuple):
    """A name: what it stands for, how a text is found that may have it, and how it is spelled.

    `first`: its first word, or the first two in one; `parts`: runs of letters of ASCII in the others.
    """

    key: Key
    first: str
    parts: tuple[str, ...]
    pattern: str


class Names(NamedTuple):
    """The names by their first word in ASCII, and those that have none."""

    plain: dict[str, list[Name]]
    other: tuple[Name, ...]


def further_names(content: Indexed) -> tuple[tuple[int, int, Key], ...]:
    """Start, end and meaning of every such name in a text; looked for once, whoever asks."""
    if content.names is None:
        content.names = tuple(_further_names(content))
    return content.names


def _further_names(content: Indexed) -> Iterator[tuple[int, int, Key]]:
    names, low = _names(), content.low
    first = [name for word in content.words & names.plain.keys() for name in names.plain[word]]
    likely = [name for name in first if all(part in content.vocabulary for part in name.parts)]
    if not low.isascii():
        low = low.lower() if len(low.lower()) == len(low) else low
        likely += [name for name in names.other if name.first in low]
    for name in likely:
        for at in content.hits((name.first,)) if name.first.isascii() else [at for at, _ in hits(low, (name.first,))]:
            match = _compiled(name.pattern).match(low, at)
            if match is not None:
                yield *match.span(), name.key


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A name's pattern; of hundreds, a text needs a few."""
    return re.compile(pattern)


@cache
def _names() -> Names:
    plain: dict[str, list[Name]] = {}
    other: list[Name] = []
    for spelled, key, english in _rows():
        parts = _GAP.split(spelled)
        gap = "[ '\u2019_.-]?"
        pattern = gap.join(map(re.escape, parts))
        if not _UNSPACED.search(spelled):
            pattern = rf"(?<![^\W_]){pattern}{_ENDING if len(spelled) >= _LONG and not english else ''}(?![^\W_])"
        for first in {parts[0], parts[0] + "".join(parts[1:2])}:
            name = Name(key, first, tuple(SMALL_LETTERS.findall(" ".join(parts[1:]))), pattern)
            if first.isascii():
                plain.setdefault(first, []).append(name)
            else:
                other.append(name)
    return Names(plain, tuple(other))


def _rows() -> Iterator[tuple[str, Key, bool]]:
    """The names in lower case, what they mean, and whether they are English; with and without marks on letters."""
    for row in rows_of("names"):
        key = Key(row["kind"], Weight.ALWAYS if row["sure"] == "yes" else Weight.DOUBTFUL)
        english = row["language"] == "English"
        yield from ((each, key, english) for each in {lowered(row["name"]), lowered(_folded(row["name"]))})


def _folded(name: str) -> str:
    if ord(name[0]) >= _LATIN:
        return name
    parts = unicodedata.normalize("NFD", name.translate(_FOLDED))
    return "".join(ch for ch in parts if not unicodedata.combining(ch))

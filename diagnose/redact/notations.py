"""Ways of writing in which a value is a secret by its place; the rows of `notations.toml`, with their examples."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.evidence_values import is_evidence_value
from diagnose.redact.keys import Weight, key_of
from diagnose.redact.scan import hits, lowered, words
from diagnose.redact.span import Span
from diagnose.redact.values import is_blank, is_secretish, is_variable, mark, tells_state

_SHORT: Final = {
    "{ARGUMENT}": r"(?:'(?P<value>[^'\n]+)'|\"(?P<value2>[^\"\n]+)\"|(?P<value3>(?:[^\s'\"|;&<>]|&(?=[^\s&]))+))",
    "{NAME}": r"(?P<key>[A-Za-z][\w.-]{1,63})",
    "{STRING}": r"(?P<value>(?:[^\"\\\n]|\\.)+)",
}


class Notation(NamedTuple):
    """One way of writing: `finds` has the value V in it, which is removed; `leaves` has none.

    `value`: what `finds` has instead of V, where not every value can be written so.

    `needles`: what a text has that is written so, in lower case; `words`: words of letters of which it has one;
    `first`: the pattern begins with one of the needles.
    """

    name: str
    pattern: str
    finds: str
    leaves: str
    needles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    word: bool = False
    first: bool = False
    value: str = "V"


def _read() -> tuple[Notation, ...]:
    rows = tomllib.loads(Path(__file__).with_name("notations.toml").read_text(encoding="utf-8"))["notation"]
    lists = ("needles", "words")
    return tuple(Notation(**{**row, **{name: tuple(row[name]) for name in lists if name in row}}) for row in rows)


NOTATIONS: Final = _read()


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A row's pattern; compiled when a text first has its needle, since most texts have few of them."""
    for short, full in _SHORT.items():
        pattern = pattern.replace(short, full)
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def notation_spans(text: str) -> Iterator[Span]:
    """Every value in `text` that one of the ways of writing makes a secret."""
    low = lowered(text)
    there = words(low)
    found: dict[tuple[str, ...], list[tuple[int, int]]] = {}  # many rows begin with the same words
    for notation in NOTATIONS:
        if not there.isdisjoint(notation.words) or any(needle in low for needle in notation.needles):
            for match in _matches(notation, text, low, found):
                yield from _span(notation, match)


def _matches(
    notation: Notation, text: str, low: str, found: dict[tuple[str, ...], list[tuple[int, int]]]
) -> Iterator[re.Match[str]]:
    pattern = compiled(notation.pattern)
    if not notation.first:
        yield from pattern.finditer(text)
        return
    end = 0
    if notation.needles not in found:
        found[notation.needles] = hits(low, notation.needles)
    for at, _ in found[notation.needles]:
        match = pattern.match(text, at) if at >= end else None
        if match is not None:
            end = match.end()
            yield match


def _span(notation: Notation, match: re.Match[str]) -> Iterator[Span]:
    groups = match.groupdict()
    group = next(name for name in ("value", "value2", "value3") if groups.get(name) is not None)
    start, end = match.span(group)
    value = match[group]
    start, value = start + len(value) - len(value.lstrip()), value.strip()
    end = start + len(value)
    key = key_of(groups["key"].replace(" ", "_")) if groups.get("key") else None
    if ("key" in groups and key is None) or is_blank(value) or is_variable(value):
        return
    doubtful = notation.word or (key is not None and key.weight is Weight.DOUBTFUL)
    if doubtful and (not is_secretish(value) or UUID.fullmatch(value)):
        return
    if key is not None and (
        tells_state(value) or is_evidence_value(value) or (key_of(value[:64]) is not None and " " not in value)
    ):
        return
    kind = key.kind if key is not None else "password"
    shown = mark(kind, value) + "\n" * value.count("\n")
    yield Span(start, end, shown, kind, value)

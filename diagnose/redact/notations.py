"""Ways of writing in which a value is a secret by its place; the rows of `notations.toml`, with their examples."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE, OF_CORE, Key, Weight, key_of
from diagnose.redact.scan import matches_at
from diagnose.redact.span import Span
from diagnose.redact.structure import QUOTE
from diagnose.redact.values import is_evidence_value, is_plain, is_secretish, is_unset, secret_at, tells_state
from diagnose.redact.words import compiler, is_passphrase, toml_of

_SHORT: Final = {
    "{ARGUMENT}": r"(?:'(?P<value>[^'\n]+)'|\"(?P<value2>[^\"\n]+)\"|(?P<value3>(?:[^\s'\"|;&<>]|&(?=[^\s&]))+))",
    "{NAME}": r"(?<![A-Za-z])(?P<key>[A-Za-z][\w.-]{1,63}+)",
    "{STRING}": r"(?P<value>(?:[^\"\\\n]|\\.)+)",
    "{QUOTE}": QUOTE,
    "{UUID}": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])",
}
_KEYED: Final = ("{NAME}", "(?P<key>")
_VALUES: Final = ("value", "value2", "value3")


class Notation(NamedTuple):
    """One way of writing: `finds` has the value V in it, which is removed; `leaves` has none.

    `value`: what `finds` has instead of V, where not every value can be written so. `keyed`: a name in it decides.
    `each`: what has the values, again and again in the group `in` of what the pattern finds; `weight`: as of a name.

    `needles`: what a text has that is written so, in lower case; `words`: words of letters of which it has one;
    `first`: the pattern begins with one of the needles.

    `literals`: whatever the pattern finds has one of these in it; `lines`: on how many lines at most (0:
    any number); `unbroken`: it finds nothing with a blank in it. All follow from the pattern, as a test proves, and
    tell where in a text it need not be tried.
    """

    name: str
    pattern: str
    finds: str
    leaves: str
    needles: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    lines: int = 0
    unbroken: bool = False
    first: bool = False
    each: str = ""
    kind: str = "password"
    weight: Weight = Weight.ALWAYS
    value: str = "V"
    keyed: bool = False


def _read() -> tuple[Notation, ...]:
    rows = toml_of("notations")["notation"]
    lists = ("needles", "words", "literals")
    return tuple(
        Notation(
            **{
                **row,
                **{name: tuple(row[name]) for name in lists if name in row},
                "weight": Weight[row.get("weight", "always").upper()],
            },
            keyed=any(group in row["pattern"] for group in _KEYED),
        )
        for row in rows
    )


NOTATIONS: Final = _read()


def _numbers(asked: Callable[[Notation], tuple[str, ...]]) -> dict[str, list[int]]:
    """The numbers of the rows by what each asks for."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(NOTATIONS):
        for each in asked(row):
            found.setdefault(each, []).append(number)
    return found


_BY_NEEDLE: Final = _numbers(lambda row: row.needles)
_BY_WORD: Final = _numbers(lambda row: row.words)


compiled: Final = compiler(_SHORT, re.IGNORECASE | re.MULTILINE)
_LITERALS: Final = Literals(literal for row in NOTATIONS for literal in (*row.needles, *row.literals))


def notation_spans(content: Indexed) -> Iterator[Span]:
    """Every value in a text that one of the ways of writing makes a secret."""
    present = _LITERALS.within(content)
    names = OF_CORE.within(content)
    for notation in _asked(present, content.words):
        for match in _matches(notation, content, present, names):
            for each in _each(notation, match):
                yield from _spans(notation, each)


def _asked(present: frozenset[str], words: frozenset[str]) -> list[Notation]:
    """The ways of writing of which a text has a needle or a word, in their order."""
    found = {number for needle in present & _BY_NEEDLE.keys() for number in _BY_NEEDLE[needle]}
    found |= {number for word in words & _BY_WORD.keys() for number in _BY_WORD[word]}
    return [NOTATIONS[number] for number in sorted(found)]


def _matches(
    notation: Notation, content: Indexed, present: frozenset[str], names: frozenset[str]
) -> Iterator[re.Match[str]]:
    if notation.keyed and not names:
        return
    if notation.first:
        yield from matches_at(compiled(notation.pattern), content.text, content.hits(notation.needles))
        return
    literals = present.intersection(notation.literals)
    if notation.literals and not literals:
        return
    at_lines = notation.pattern[0] == "^"
    pattern = compiled(notation.pattern[at_lines:])
    # A rule that begins with any name is tried too often to look behind what stands before a line; and before each line
    # of what goes on below, the same would stand.
    led = notation.pattern.find("{NAME}") not in range(40) and "\\n" not in notation.pattern
    for start, end in _stretches(notation, content, names if notation.keyed else literals, literals):
        if at_lines:
            yield from _at_lines(pattern, content, start, end, led=led)
        else:
            yield from pattern.finditer(content.text, start, end)


def _stretches(
    notation: Notation, content: Indexed, around: frozenset[str], literals: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Where in a text to try a pattern: `around` what stands in all that it finds, if one of the literals does."""
    if notation.unbroken:
        yield from _unbroken(content, around)
        return
    if not notation.lines or not around:
        yield 0, len(content.text)
        return
    low, wanted = content.low, [literal.lstrip("\n") for literal in literals]
    for start, end in content.lines(around, notation.lines):
        if not wanted or any(low.find(literal, start, end) >= 0 for literal in wanted):
            yield start, end


def _unbroken(content: Indexed, around: frozenset[str]) -> Iterator[tuple[int, int]]:
    """What is without blanks around each of the literals."""
    text, end = content.text, 0
    for at in content.hits(around):
        if at >= end:
            start = text.rfind(" ", end, at) + 1 or end
            end = text.find(" ", at)
            end = len(text) if end < 0 else end
            yield start, end


def _at_lines(
    pattern: re.Pattern[str], content: Indexed, start: int, end: int, *, led: bool
) -> Iterator[re.Match[str]]:
    """What a pattern finds that begins where a line does; if `led`, also behind what programs put before it."""
    text = content.text
    while start < end:
        match = pattern.match(text, start, end)
        if match is None and led and (lead := content.behind_leads(start)) > start:
            match = pattern.match(text, lead, end)
        if match is not None:
            yield match
            start = max(match.end() - 1, start)
        start = text.find("\n", start, end) + 1 or end


def _key(name: str) -> Key | None:
    low = name.lower()
    return key_of(name.replace(" ", "_")) if any(word in low for word in CORE) else None


def _each(notation: Notation, match: re.Match[str]) -> Iterable[re.Match[str]]:
    """What has the values of what was found: itself, or each of its parts."""
    return compiled(notation.each).finditer(match.string, *match.span("in")) if notation.each else (match,)


def _spans(notation: Notation, match: re.Match[str]) -> Iterator[Span]:
    groups = match.groupdict()
    key = _key(groups["key"]) if groups.get("key") else None
    if "key" in groups and key is None:
        return
    weight = notation.weight if key is None else min(notation.weight, key.weight)
    for group in _VALUES:
        if groups.get(group) is not None and _is_secret(value := groups[group].strip(), weight, key):
            start = match.start(group) + len(groups[group]) - len(groups[group].lstrip())
            yield secret_at(start, value, notation.kind if key is None else key.kind)


def _is_secret(value: str, weight: Weight, key: Key | None) -> bool:
    if is_unset(value):
        return False
    if weight is Weight.DOUBTFUL and (not (is_secretish(value) or is_passphrase(value)) or UUID.fullmatch(value)):
        return False
    if key is None:
        return weight is not Weight.SURE or not is_plain(value)
    is_name = key_of(value[:64]) is not None and " " not in value
    return not (tells_state(value) or is_evidence_value(value) or is_name)

"""The sentences of both tables as they stand in a text: wrapped, quoted, with or without their full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

import msgspec

from checks.knowledge.table import client_rows, rows
from checks.knowledge.wording import PLACEHOLDER, choices

_FEWEST: Final = 11
_WORDS: Final = 4
_UNITS: Final = "seconds?|minutes?|hours?"
_REST: Final = ("<x>", "<rest>", "<reason>", "<reasons>")
_CLOSING: Final = "\u00bb\u201c\u201d\u2019`"
_PARTS: Final = re.compile(f"({PLACEHOLDER.pattern})")
_GAP: Final = r"[\s>]+"


class Sentence(msgspec.Struct, frozen=True):
    """A sentence. `only`: as in its row; `client`: a client says it in words of its own.

    `beside`: what the server says with it, if it stands in place of an error's name.
    """

    text: str
    only: str = ""
    client: bool = False
    beside: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it ends in words of any kind."""
        return self.text.endswith(_REST)


def found(text: str) -> Iterator[list[tuple[re.Match[str], Sentence]]]:
    """The sentences that stand at each place where one may start."""
    known = _by_start()
    for start in starts().finditer(text):
        able = known[" ".join(re.split(_GAP, start[0]))]
        matches = ((pattern(sentence.text).match(text, start.start()), sentence) for sentence in able)
        yield [(match, sentence) for match, sentence in matches if match is not None]


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A sentence as a pattern: blanks may be line ends, quotes may be escaped, the final full stop may be missing.

    A placeholder stands for anything on the line, at the end for one word; what ends a text right behind another
    sign need not be there.
    """
    parts = [part for part in _PARTS.split(text.removesuffix(".")) if part]
    if len(parts) > 1 and parts[-1].startswith("<") and not parts[-2][-1:].isspace():
        parts.pop()
    said = "".join(_part(part, last=part is parts[-1]) for part in parts)
    return re.compile(said + (r"\.?" if text.endswith(".") else "") + r"(?!\w)")


def _part(part: str, *, last: bool) -> str:
    if part.startswith("<"):
        return rf'[^\s"{_CLOSING}]+(?: (?:{_UNITS})\b)?' if last else r'[^\n"]*?'
    return re.sub(r"(?:\\\s)+", lambda _: _GAP, re.escape(part)).replace('"', r'\\*"')


@lru_cache(maxsize=1)
def starts() -> re.Pattern[str]:
    """The first words of any sentence."""
    longest = sorted(_by_start(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(_GAP.join(map(re.escape, start.split())) for start in longest) + ")")


@lru_cache(maxsize=1)
def _by_start() -> Mapping[str, Sequence[Sentence]]:
    """The sentences by their first words."""
    by_start: dict[str, list[Sentence]] = {}
    for sentence in every():
        first = PLACEHOLDER.split(sentence.text)[0]
        start = " ".join(first.split()[:2]) if first.count(" ") > 1 else first.strip().rstrip(".")
        by_start.setdefault(start, []).append(sentence)
    return by_start


@lru_cache(maxsize=1)
def every() -> tuple[Sentence, ...]:
    """What clients say, what servers say, and what servers say in place of an error's name."""
    return tuple(dict.fromkeys((*_clients(), *_servers(), *_names())))


def _clients() -> Iterator[Sentence]:
    for row in client_rows():
        if 0 in row.statuses and row.message:
            said = row.message.split("|")
            small = (text[:1].lower() + text[1:] for text in said)
            yield from (Sentence(text, row.only, client=True) for text in (*said, *small))


def _servers() -> Iterator[Sentence]:
    for row in rows():
        for text in choices(row.message):
            fixed = PLACEHOLDER.sub("", text)
            if len(fixed) >= _FEWEST and " " in fixed.strip() and not text.startswith("<"):
                yield Sentence(text, row.only)


def _names() -> Iterator[Sentence]:
    for row in rows():
        known = (name for name in choices(row.error) if len(name.split()) >= _WORDS and "<" not in name)
        yield from (Sentence(name, beside=row.message) for name in known)

"""How a text is held against a pattern of the table: `<name>` stands for any text, the rest is literal."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from http import HTTPStatus
from typing import Final

from checks.knowledge import routes

CUT: Final = routes.CUT  # ends a text that was cut short before it reached us
DIGIT: Final = 1000
PLACEHOLDER: Final = re.compile(r"<[^<>]*>")
STATUS_PHRASES: Final = frozenset(status.phrase for status in HTTPStatus)
"""What HTTP calls its statuses, which programs of all kinds give as an error's name."""
_ALWAYS: Final = "yes"
BY_ROUTE: Final = "route"  # a sentence is Infisical's where it names a path of Infisical's
_TELLING: Final = 10


@lru_cache(maxsize=1024)
def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"(<[^<>]*>)", text)
    return re.compile("".join(".*?" if part.startswith("<") else re.escape(part) for part in parts), re.DOTALL)


def fits(pattern: str, text: str | None) -> bool:
    """Whether the server's text is what the pattern describes.

    Runs of blanks count as one, and the final full stop may be missing.
    """
    return fixed(pattern, text) is not None


class Manner(StrEnum):
    """How a text is held against a pattern: word by word, whatever the blanks, or whatever case, quotes and end."""

    WORDS = " "
    LETTERS = ""
    LOOSELY = "loosely"


@lru_cache(maxsize=16 * 1024)
def fixed(pattern: str, text: str | None, manner: Manner = Manner.WORDS) -> int | None:
    """How much of the text the pattern fixes, by the choice that fits it best; None if none fits.

    A character counts `DIGIT`, a digit one. Behind a colon, clients write the first letter small: it is not fixed.
    """
    said = _spelt(text or "", manner)
    other = said[:1].swapcase() + said[1:]
    if said.endswith(CUT):  # nothing is known of what was cut off, so it speaks for none of the longer texts
        return DIGIT * len(said) if any(_matches(choice, said) for choice, _ in _written(pattern, manner)) else None
    most = -1
    for choice, head in _written(pattern, manner):
        if said.startswith(head) and _matches(choice, said):
            most = max(most, _length(choice))
        elif other.startswith(head) and _matches(choice, other):
            most = max(most, _length(choice) - DIGIT)
    return most if most >= 0 else None


def first_letter(text: str | None, manner: Manner) -> str:
    """The first letter of a text as a pattern is held against it, small; "" of none."""
    return _spelt(text or "", manner)[:1].lower()


def may_begin(pattern: str, letter: str, manner: Manner) -> bool:
    """Whether a text that begins with this letter may fit the pattern; of "" nothing is known."""
    return not letter or any(head[:1].lower() in {"", letter} for _, head in _written(pattern, manner))


@lru_cache(maxsize=4096)
def _written(pattern: str, manner: Manner) -> tuple[tuple[str, str], ...]:
    """The pattern's choices, each with how a text that fits it begins: most texts are told apart by that alone."""
    spelt = (_spelt(choice, manner) for choice in choices(pattern))
    return tuple((choice, choice.partition("<")[0].removesuffix(".")) for choice in spelt)


@lru_cache(maxsize=1024)
def _length(choice: str) -> int:
    """How much the choice fixes."""
    said = PLACEHOLDER.sub("", choice)
    return sum(1 if char.isdigit() else DIGIT for char in said)


@lru_cache(maxsize=4096)
def _spelt(text: str, manner: Manner) -> str:
    if manner is Manner.LOOSELY:
        return " ".join(text.split()).casefold().translate(_QUOTES).rstrip(".! ")
    return manner.value.join(text.split())


_QUOTES: Final = str.maketrans(dict.fromkeys('"`\u2018\u2019\u201c\u201d', "'"))


def _matches(choice: str, said: str) -> bool:
    if said.endswith(CUT) and len(said) > _TELLING:
        return choice.startswith(said[: -len(CUT)])
    choice = choice if said.endswith(".") else choice.removesuffix(".")
    return said == choice if "<" not in choice else _pattern(choice).fullmatch(said) is not None


def slots(pattern: str, message: str) -> dict[str, str]:
    """What stands in the message in place of the pattern's placeholders, by their names; the first of each name."""
    for choice in choices(pattern):
        names = [name[1:-1] for name in PLACEHOLDER.findall(choice)]
        parts = "".join("(.*?)" if part.startswith("<") else re.escape(part) for part in _PARTS.split(choice))
        match = re.fullmatch(parts, " ".join(message.split()), re.DOTALL) if names else None
        if match is not None:
            return dict(reversed([*zip(names, match.groups(), strict=True)]))
    return {}


_PARTS: Final = re.compile(r"(<[^<>]*>)")


@lru_cache(maxsize=1024)
def choices(pattern: str) -> tuple[str, ...]:
    """Split `a|b` into its choices; a bar inside `<…>` is part of the placeholder's name."""
    return tuple(" ".join(choice.split()) for choice in re.split(r"\|(?![^<]*>)", pattern))


def is_infisicals(only: str, message: str) -> bool:
    """Whether nobody but Infisical says it, by the `only` of the row that the message fits."""
    if only == BY_ROUTE:
        asked = _ASKED.search(message)
        return asked is not None and routes.is_infisicals(routes.of_url(asked[1] or "", asked[2]))
    return only == _ALWAYS or message.rstrip(".,;:'").rpartition(" ")[2] in only.split()


_ASKED: Final = re.compile(r"(?:\b([A-Z]{3,6})\W{1,2})?(/api/[^\s'\"]+)")

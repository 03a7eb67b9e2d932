"""A sentence with names in it that still knows both apart, so that another language can put them in its own order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Final, Self

SLOT: Final = re.compile(r"\{(\w+)\}")
"""A place for a name in a template; one that no value is given for stays as it is."""


class Text(str):
    """The English sentence, with the template and the values that it was made of.

    `values`: what stands in the template's slots. A value that is itself a Text has words of a language in it, an int
    is written as people write numbers, and any other value is a name, the same in every language. `many`: the template
    for a number other than one, "" where there is none; the number stands in the slot {number}.
    """

    __slots__ = ("many", "number", "template", "values")
    template: str
    values: Mapping[str, str | int]
    many: str
    number: int

    def __new__(cls, template: str, /, **values: str | int) -> Self:
        """The template with its values; none of them has to be given. What is a Text already stays as it is."""
        return template if isinstance(template, cls) and not values else cls._made(template, values)

    @classmethod
    def counted(cls, one: str, many: str, number: int, /, **values: str | int) -> Self:
        """A sentence that depends on a number: `one` where it is 1, else `many`."""
        return cls._made(one, {"number": number, **values}, many, number)

    @classmethod
    def _made(cls, template: str, values: Mapping[str, str | int], many: str = "", number: int = 1) -> Self:
        chosen = template if number == 1 else many
        made = super().__new__(cls, SLOT.sub(lambda slot: _english(values.get(slot[1], slot[0])), chosen))
        made.template, made.values, made.many, made.number = template, values, many, number
        return made


def _english(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value


def listed(names: Iterable[str]) -> str:
    """Names with commas between them; "" for none."""
    return (
        reduce(lambda some, name: Text("{first}, {next}", first=some, next=name), names) if (names := [*names]) else ""
    )


def all_of(names: Iterable[str]) -> str:
    """The same, with "and" before the last one."""
    return _ended("{first} and {last}", [*names])


def one_of(names: Iterable[str]) -> str:
    """The same, with "or" before the last one."""
    return _ended("{first} or {last}", [*names])


def _ended(pattern: str, names: list[str]) -> str:
    return Text(pattern, first=listed(names[:-1]), last=names[-1]) if names[1:] else listed(names)


def sentences(texts: Iterable[str]) -> str:
    """Whole sentences, or parts of a span of time, one after the other; those that are "" are left out."""
    told = [text for text in texts if text]
    return reduce(lambda some, text: Text("{first} {next}", first=some, next=text), told) if told else ""

"""Steps that hang on what a pasted text shows: the client that met the refusal, its values, and secrets left in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge import csv_file
from checks.knowledge.plain_toml import read
from diagnose.model import Text
from diagnose.model.text import SLOT, all_of, listed

_UNKNOWN: Final = (Text("what looks like a secret"), Text("make a new one, delete this one"))


class Advice(msgspec.Struct, frozen=True):
    """A step for some causes; `client`: who has to have met the refusal, "" for anyone."""

    causes: str
    client: str
    says: str


@cache
def _known() -> tuple[Advice, ...]:
    return tuple(msgspec.convert(each, Advice) for each in read(Path(__file__).with_name("advice.toml"))["advice"])


def step(cause: str, clients: Sequence[str], values: Mapping[str, str]) -> str:
    """The step for that cause that fits what was seen, filled with its values; "" if none fits."""
    for each in _known():
        named = set(SLOT.findall(each.says))
        if cause in each.causes.split() and each.client in {"", *clients} and named <= values.keys():
            return Text(each.says, **values)
    return ""


@cache
def _leaked() -> Mapping[str, tuple[str, str]]:
    rows = csv_file.read(Path(__file__).with_name("leaked.csv"))
    return {row["kind"]: (row["name"], row["renew"]) for row in rows}


def texts() -> Iterator[str]:
    """All steps and their parts, their slots open."""
    yield from (each.says for each in _known())
    yield from dict.fromkeys(text for texts in (*_leaked().values(), _UNKNOWN) for text in texts)


def renewal(found: Mapping[str, Sequence[str]]) -> str:
    """The step for the kinds of secrets that a text holds, each with its places; "" for none."""
    known = _leaked()
    kinds = sorted(found, key=lambda kind: [*known, kind].index(kind))
    named = [_at(Text(known.get(kind, _UNKNOWN)[0]), found[kind]) for kind in kinds]
    if not named:
        return ""
    renew = Text(known.get(kinds[0], _UNKNOWN)[1] if len(kinds) == 1 else _UNKNOWN[1])
    return Text.counted(
        "The text holds {secrets}. Treat it as leaked: {renew}.",
        "The text holds {secrets}. Treat each as leaked: {renew}.",
        len(named),
        secrets=all_of(named),
        renew=renew,
    )


def _at(name: str, places: Sequence[str]) -> str:
    return Text("{secret} ({places})", secret=name, places=listed(places)) if places else name

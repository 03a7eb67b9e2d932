"""Steps that hang on what a pasted text shows: the client that met the refusal, its values, and secrets left in it."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge.plain_toml import read

_UNKNOWN: Final = ("what looks like a secret", "make a new one, delete this one")
_SLOT: Final = re.compile(r"\{(\w+)\}")


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
        named = set(_SLOT.findall(each.says))
        if cause in each.causes.split() and each.client in {"", *clients} and named <= values.keys():
            return _SLOT.sub(lambda slot: values[slot[1]], each.says)
    return ""


@cache
def _leaked() -> Mapping[str, tuple[str, str]]:
    with Path(__file__).with_name("leaked.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: (row["name"], row["renew"]) for row in csv.DictReader(file)}


def renewal(found: Mapping[str, Sequence[str]]) -> str:
    """The step for the kinds of secrets that a text holds, each with its places; "" for none."""
    known = _leaked()
    kinds = sorted(found, key=lambda kind: [*known, kind].index(kind))
    named = [known.get(kind, _UNKNOWN)[0] + (f" ({', '.join(found[kind])})" if found[kind] else "") for kind in kinds]
    if not named:
        return ""
    renew = known.get(kinds[0], _UNKNOWN)[1] if len(kinds) == 1 else _UNKNOWN[1]
    whole = ", ".join(named[:-1]) + " and " + named[-1] if named[1:] else named[0]
    return f"The text holds {whole}. Treat {'each' if named[1:] else 'it'} as leaked: {renew}."

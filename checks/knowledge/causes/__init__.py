"""The knowledge about causes, as data: one TOML file per check, one table per cause; `defaults` fills what one lacks.

A table's fields are those of `Cause`. Reading is lazy: the files are searched for their table headers, and a table is
parsed when it is asked for, since a verdict needs few of the texts and parsing all of them takes longer than judging.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

_HERE: Final = Path(__file__).parent
_DEFAULTS: Final = "defaults"
_HEADER: Final = re.compile(r"^\[([a-z0-9-]+)\]$", re.MULTILINE)


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one cause, in words for people.

    `check`: the check that owns it. `faq`: the FAQ item it belongs to. `gate`: where the server refuses for it.
    `headline` is one sentence and may hold the placeholders {environment} {path} {project} {host} {identity} {action};
    no other field holds any. The first step of `fix` is the one thing to do. `decides`: what would tell this cause from
    its look-alikes. `ruled_out`: a phrase for when the evidence excludes it. `customer` and `customer_fix`: the same
    for a reader who knows no internals. For where the cause is one of several that are possible: `open` is the headline
    if it comes first, and says only what is known; `look` is what to look at and what that would mean; `settle`, what a
    second, privileged token would show by itself. Each may be "", and then more general words take its place.
    `first`, `customer_first`, `customer_known` and `headline_known` may hold any slot of `checks.known_names`: the
    first text for which the evidence tells all names takes the place of the first step, of the customer's first step,
    of `customer`, of `headline`. `looked`
    takes that of `look` where the tool itself has read the identity's client secrets. `retryable`: the same request may
    be served later without anybody changing anything.
    """

    id: str
    check: str
    faq: str
    gate: str
    title: str
    headline: str
    why: str
    fix: tuple[str, ...]
    who: str
    verify: str
    docs: str
    decides: str
    ruled_out: str
    customer: str
    customer_fix: tuple[str, ...]
    open: str = ""
    look: str = ""
    settle: str = ""
    looked: str = ""
    first: tuple[str, ...] = ()
    customer_first: tuple[str, ...] = ()
    customer_known: str = ""
    headline_known: str = ""
    retryable: bool = False


class FaqText(msgspec.Struct, frozen=True, kw_only=True):
    """One item of the FAQ. `says`: a sentence for each state, keyed by the values of `diagnose.model.State`.

    `partly`: for an item that was not reached, although a part of it was looked at and is fine.
    """

    id: str
    title: str
    says: Mapping[str, str]


class _Causes(Mapping[str, Cause]):
    """Every cause by id, in the order of `questions`, then of the tables. Parses a table when it is first asked for."""

    def __init__(self) -> None:
        self._tables = {name: (check, table) for check in questions() for name, table in _tables(check)}
        self._defaults: dict[str, dict[str, Any]] = {}
        self._parsed: dict[str, Cause] = {}

    def __getitem__(self, key: str) -> Cause:
        found = self._parsed.get(key)
        if found is None:
            check, table = self._tables[key]
            if check not in self._defaults:
                self._defaults[check] = tomllib.loads(_parts(check).get(_DEFAULTS, ""))
            fields = {**self._defaults[check], **tomllib.loads(table), "id": key, "check": check}
            found = msgspec.convert(fields, Cause)
            self._parsed[key] = found
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@cache
def _parts(check: str) -> Mapping[str, str]:
    """The name and the text of each table of a check's file, headers left out."""
    text = (_HERE / f"{check}.toml").read_text(encoding="utf-8")
    headers = list(_HEADER.finditer(text))
    ends = [header.start() for header in headers[1:]] + [len(text)]
    return {header[1]: text[header.end() : end] for header, end in zip(headers, ends, strict=True)}


def _tables(check: str) -> Iterator[tuple[str, str]]:
    """The id and the text of each cause's table."""
    return ((name, text) for name, text in _parts(check).items() if name != _DEFAULTS)


@cache
def questions() -> Mapping[str, str]:
    """The id of each check and its question, in the server's order."""
    ids: dict[str, str] = tomllib.loads((_HERE.parent / "checks.toml").read_text(encoding="utf-8"))
    return ids


@cache
def all_causes() -> Mapping[str, Cause]:
    """Every cause by id, in the order of `questions`, then as they stand in the file."""
    return _Causes()


@cache
def cause(cause_id: str) -> Cause:
    """The cause of that id; KeyError naming the id if there is none."""
    return all_causes()[cause_id]


@cache
def owned_by(check: str) -> tuple[str, ...]:
    """The ids of the check's causes, in the data's order."""
    return tuple(name for name, _ in _tables(check))


@cache
def faq_items() -> tuple[FaqText, ...]:
    """The items of the FAQ in their order: the vendor's four, its two siblings, and everything else."""
    items = tomllib.loads((_HERE.parent / "faq.toml").read_text(encoding="utf-8"))
    return tuple(msgspec.convert({**item, "id": name}, FaqText) for name, item in items.items())

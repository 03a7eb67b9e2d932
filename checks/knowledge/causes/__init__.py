"""The knowledge about causes, as data: one TOML file per check, one table per cause; `defaults` fills what one lacks.

A table's fields are those of `Cause`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge.in_use import ADDED
from checks.knowledge.plain_toml import read

_HERE: Final = Path(__file__).parent
_DEFAULTS: Final = "defaults"


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
    of `customer`, of `headline`; ` || ` parts the steps of a text, which takes the place of as many. `looked` takes
    that of `look` where the tool itself has read the identity's client secrets. `retryable`: the same request may
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


def _of_check(check: str) -> Iterator[Cause]:
    """The causes of a check's file."""
    tables = read(_HERE / f"{check}.toml")
    defaults = tables.pop(_DEFAULTS, {})
    for name, table in tables.items():
        yield msgspec.convert({**defaults, **table, "id": name, "check": check}, Cause)


@cache
def questions() -> Mapping[str, str]:
    """The id of each check and its question, in the server's order."""
    return read(_HERE.parent / "checks.toml")


@cache
def _ours() -> Mapping[str, Cause]:
    return {known.id: known for check in questions() for known in _of_check(check)}


@cache
def all_causes() -> Mapping[str, Cause]:
    """Every cause by id, in the order of `questions`, then as they stand in the file; then those that were added."""
    return {**_ours(), **ADDED.causes}


@cache
def cause(cause_id: str) -> Cause:
    """The cause of that id; KeyError naming the id if there is none."""
    return all_causes()[cause_id]


@cache
def owned_by(check: str) -> tuple[str, ...]:
    """The ids of the check's causes, in the data's order."""
    return tuple(known.id for known in all_causes().values() if known.check == check)


def forget() -> None:
    """Let what is remembered of the causes be looked up anew: some were added, or are not in use any more."""
    for remembered in (all_causes, cause, owned_by):
        remembered.cache_clear()


@cache
def faq_items() -> tuple[FaqText, ...]:
    """The items of the FAQ in their order: the vendor's four, its two siblings, and everything else."""
    items = read(_HERE.parent / "faq.toml")
    return tuple(msgspec.convert({**item, "id": name}, FaqText) for name, item in items.items())

"""A headline with the names that the evidence tells, and without those that it does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from checks.knowledge.csv_file import read
from diagnose.model import Text


def filled(headline: str, names: Mapping[str, str]) -> str:
    """The headline with its slots filled; what has no name is said without one, and a slot of no name known stays."""
    for slots, says, instead in _unnamed():
        if not any(names.get(slot, "?") for slot in slots):
            headline = says.sub(instead, headline)
    return Text(headline, **names)


@lru_cache(maxsize=1)
def _unnamed() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    """By slots that have no name: the words around them, and what stands there instead. In the file's order."""
    return tuple(map(_row, read(Path(__file__).with_name("unnamed.csv"))))


def _row(row: dict[str, str]) -> tuple[tuple[str, ...], re.Pattern[str], str]:
    start, says = ("^", row["says"][1:]) if row["says"].startswith("^") else ("", row["says"])
    return tuple(row["slots"].split()), re.compile(start + re.escape(says)), row["instead"]

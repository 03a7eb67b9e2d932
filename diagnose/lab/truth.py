"""What is really wrong in each state of the lab, in the words of the causes: the demo and the tests are held to it.

No other module of the lab reads it: the lab knows no causes, so that it can prove the knowledge wrong.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def _table() -> dict[tuple[str, str], frozenset[str]]:
    table: dict[tuple[str, str], frozenset[str]] = {}
    with Path(__file__).with_name("truth.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for era in row["eras"].split():
                table[row["state"], era] = frozenset(row["causes"].split())
    return table


def truth(state: str, era: str) -> frozenset[str]:
    """The cause ids that are true of the state in that era; `none` where nothing is wrong. KeyError if unknown."""
    return _table()[state, era]

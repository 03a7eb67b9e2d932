"""The tables beside this file: what clients, libraries and other services say, as rows."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table by its name without the ending, each by its columns."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))

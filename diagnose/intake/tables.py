"""The tables beside this file: what clients, libraries and other services say, as rows."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table by its name without the ending, each by its columns."""
    with Path(__file__).with_name(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def patterns_of(kind: str, flags: re.RegexFlag = re.NOFLAG) -> tuple[re.Pattern[str], ...]:
    """The wordings of that kind as patterns, in the table's order; `(?&name)` stands for the part of that name."""
    rows = rows_of("wordings")
    parts = {f"(?&{row['of']})": row["says"] for row in rows if row["kind"] == "part"}
    said = (row["says"] for row in rows if row["kind"] == kind)
    return tuple(re.compile(_PART.sub(lambda part: parts[part[0]], says), flags) for says in said)


_PART: Final = re.compile(r"\(\?&\w+\)")

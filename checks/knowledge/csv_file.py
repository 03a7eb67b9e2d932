"""Reads our CSV files, whose first line names the columns."""

from __future__ import annotations

import csv
from pathlib import Path


def read(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a file in UTF-8, each by its columns, in the file's order. Raises OSError."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))

"""What the console calls the login methods of an identity."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from checks.knowledge.csv_file import read
from diagnose.model import Text

SOME: Final = Text("the login method")
"""In place of the name, where the method is not known."""


@cache
def _names() -> Mapping[str, str]:
    rows = read(Path(__file__).with_name("auth_names.csv"))
    return {row[column]: row["name"] for row in rows for column in ("claimed", "method")}


def auth_name(method: str) -> str:
    """The name of the method, which is given as for `--method` or as a token claims it."""
    return _names().get(method, SOME)

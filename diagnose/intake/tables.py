"""The tables beside this file: what clients, libraries and other services say, as rows.

`wordings.csv` holds patterns. Those of one `kind` are alternatives; `of` says whose or what each of them is. `(?&kind)`
stands for any of another kind. Flags for all alternatives of a kind stand before the first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from checks.knowledge.csv_file import read

_KIND: Final = re.compile(r"\(\?&([\w. -]+)\)")


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table by its name without the ending, each by its columns."""
    return read(Path(__file__).with_name(f"{name}.csv"))


@cache
def patterns(module: str) -> Mapping[str, re.Pattern[str]]:
    """The kinds that are called after a module and a full stop, by what follows it: any wording of each."""
    own = {kind.removeprefix(f"{module}."): says for kind, says in _wordings().items() if kind.startswith(f"{module}.")}
    return {name: re.compile("|".join(says)) for name, says in own.items()}


@cache
def patterns_of(kind: str) -> tuple[re.Pattern[str], ...]:
    """The wordings of that kind one by one, in the table's order."""
    return tuple(map(re.compile, _wordings()[kind]))


@cache
def _wordings() -> Mapping[str, Sequence[str]]:
    """By kind; a kind that others refer to comes before them."""
    known: dict[str, list[str]] = {}
    for row in rows_of("wordings"):
        says = _KIND.sub(lambda kind: f"(?:{'|'.join(known[kind[1]])})", row["says"])
        known.setdefault(row["kind"], []).append(says)
    return known

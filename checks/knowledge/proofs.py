"""What servers compare of a login's proof: `proofs.csv`, by cause."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge.csv_file import read

_OF_TIME: Final = frozenset({"exp", "nbf"})


class Compared(msgspec.Struct, frozen=True):
    """The claims that a server compares before it refuses, the telling one first.

    `setting`: with which of the identity's settings; `against`: with what else, where that is no setting.
    """

    claims: tuple[str, ...]
    setting: str
    against: str


@cache
def compared() -> Mapping[str, Compared]:
    """By cause: what is compared."""
    rows = read(Path(__file__).with_name("proofs.csv"))
    return {row["cause"]: Compared(tuple(row["claims"].split()), row["setting"], row["against"]) for row in rows}


@cache
def of_time() -> frozenset[str]:
    """The causes that a proof is refused for which is not yet valid by the server's clock, or no longer."""
    return frozenset(cause for cause, row in compared().items() if not _OF_TIME.isdisjoint(row.claims))

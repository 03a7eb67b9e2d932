"""One row of the rejection table, and how a file of rows is read."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge import csv_file
from diagnose.model import Era

MOSTLY: Final = "mostly"
_LIST: Final = re.compile(r"\{([a-z-]+)\}")


class Row(msgspec.Struct, frozen=True):
    """One row of the table; the fields are the file's columns.

    `origin`: the file of the user's from which it is, "" for ours; `unique`: whether that file says that nothing else
    can mean these words. `near`: whether the answer only resembles the row.
    """

    number: int
    eras: frozenset[Era]
    where: str
    credential: str
    statuses: tuple[int, ...]
    error: str
    message: str
    causes: tuple[str, ...]
    may_be: tuple[str, ...]
    effect: str
    since: str
    until: str
    source: str
    only: str
    origin: str = ""
    unique: bool = False
    near: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether it is no proof of what an answer means that it fits this row."""
        return self.near or self.effect == MOSTLY or (bool(self.origin) and not self.unique)


def load(name: str) -> tuple[Row, ...]:
    """The rows of a file of this folder, in its order."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        columns = next(lines)
        filled = (line for line in lines if line)
        return tuple(
            row_of(number, dict(zip(columns, line, strict=True))) for number, line in enumerate(filled, start=2)
        )


def row_of(number: int, fields: dict[str, str]) -> Row:
    """The row of a file's line. Raises ValueError for an era or a status that is none."""
    return Row(
        number=number,
        eras=_eras(fields["eras"]),
        where=fields["where"],
        credential=fields["credential"],
        statuses=_statuses(fields["status"]),
        error=fields["error"],
        message=_LIST.sub(lambda named: "|".join(_lists()[named[1]]), fields["message"]),
        causes=tuple(fields["causes"].split()),
        may_be=tuple(fields["may_be"].split()),
        effect=fields["effect"],
        since=fields["since"],
        until=fields["until"],
        source=fields["source"],
        only=fields.get("only") or "",
    )


@cache
def shared() -> frozenset[str]:
    """The messages that are not Infisical's own: those of its libraries, which every program says that uses them."""
    return frozenset(message for messages in _lists().values() for message in messages)


@cache
def _lists() -> Mapping[str, list[str]]:
    """The messages that several rows share, by the name that stands for them all, as in `{unreachable}`."""
    lists: dict[str, list[str]] = defaultdict(list)
    for row in csv_file.read(Path(__file__).with_name("messages.csv")):
        lists[row["name"]].append(row["message"])
    return dict(lists)


@cache
def _eras(text: str) -> frozenset[Era]:
    return frozenset(Era(era) for era in text.split())


@cache
def _statuses(text: str) -> tuple[int, ...]:
    return tuple(int(status) for status in text.split("|"))

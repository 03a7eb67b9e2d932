"""One more sentence for a verdict, filled with what the answers showed: the nearest name, the rule, the date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from checks.knowledge.plain_toml import read
from checks.knowledge.times import seconds_of
from diagnose.model import Text, text

_SHOWN: Final = 8
_DAY_S: Final = 86_400
_UNITS: Final = (Text("{number} d"), Text("{number} h"), Text("{number} min"), Text("{number} s"))
_SMALL: Final = 2
"""From this unit on, a smaller one beside it tells nothing."""


@cache
def _templates() -> dict[str, str]:
    return read(Path(__file__).with_name("hints.toml"))


def hint(name: str, **values: str) -> str:
    """The sentence of that name with its values; KeyError if there is none."""
    return Text(_templates()[name], **values)


def texts() -> Iterable[str]:
    """All sentences, their slots open."""
    return _templates().values()


def listed(names: Iterable[str]) -> str:
    """At most eight names, and how many more there are."""
    known = list(names)
    shown = text.listed(known[:_SHOWN])
    return Text("{names} and {more} more", names=shown, more=len(known) - _SHOWN) if len(known) > _SHOWN else shown


def day(seconds: float) -> str:
    """A time as people read it, in UTC; empty for one that no calendar has."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return ""
    date = {"year": f"{at:%Y}", "month": f"{at:%m}", "day": f"{at:%d}"}
    return Text("{year}-{month}-{day} {time} UTC", **date, time=f"{at:%H:%M}")


def day_of(written: object) -> str:
    """A time as a server writes it, as people read it; what is none stays as it is."""
    at = seconds_of(written)
    return day(at) if at is not None else str(written)


def span(seconds: float) -> str:
    """How long that is, in its two largest units; the smaller one only if there is any of it."""
    whole = int(seconds)
    numbers = (whole // _DAY_S, whole // 3600 % 24, whole // 60 % 60, whole % 60)
    parts = [Text(unit, number=str(number)) if number else "" for number, unit in zip(numbers, _UNITS, strict=True)]
    first = next((at for at, part in enumerate(parts) if part), len(parts) - 1)
    return text.sentences(parts[first : first + (2 if first < _SMALL else 1)]) or Text(_UNITS[-1], number="0")

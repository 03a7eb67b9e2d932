"""One more sentence for a verdict, filled with what the answers showed: the nearest name, the rule, the date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from checks.knowledge.plain_toml import read

_SHOWN: Final = 8
_DAY_S: Final = 86_400


@cache
def _templates() -> dict[str, str]:
    return read(Path(__file__).with_name("hints.toml"))


def hint(name: str, **values: str) -> str:
    """The sentence of that name with its values; KeyError if either is missing."""
    text = _templates()[name]
    for key, value in values.items():
        text = text.replace("{" + key + "}", value)
    return text


def listed(names: Iterable[str]) -> str:
    """At most eight names, and how many more there are."""
    known = list(names)
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more


def day(seconds: float) -> str:
    """A time as people read it, in UTC; empty for one that no calendar has."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return ""


def span(seconds: float) -> str:
    """How long that is, in its two largest units; the smaller one only if there is any of it."""
    whole = int(seconds)
    parts = ((whole // _DAY_S, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s"))
    first = next((at for at, (number, _) in enumerate(parts) if number), len(parts) - 1)
    shown = parts[first : first + 2] if parts[first][1] in {"d", "h"} else parts[first : first + 1]
    return " ".join(f"{number} {unit}" for number, unit in shown if number) or "0 s"

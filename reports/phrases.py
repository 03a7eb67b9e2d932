"""Numbers, times and identifiers as people read them."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime
from typing import Final

import msgspec

from diagnose.model import Text

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_FEW: Final = 2
_SEEN_S: Final = 2


def spaced(identifier: str) -> str:
    """`client-secret` or `client_secret` as `client secret`."""
    return identifier.replace("-", " ").replace("_", " ")


def count(number: int, noun: str) -> str:
    """A number and its noun, in the plural where it is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def milliseconds(value: float) -> str:
    """A time span with its unit."""
    return f"{value:.0f} ms" if math.isfinite(value) else "? ms"


def duration(seconds: float) -> str:
    """A span in the two largest units that matter: `0.4 s`, `2 min 5 s`, `3 h`, `4 d 1 h`."""
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    large, small = ((_DAY, "d"), (_HOUR, "h")) if whole >= _DAY else ((_HOUR, "h"), (_MINUTE, "min"))
    if whole < _HOUR:
        large, small = (_MINUTE, "min"), (1, "s")
    rest = whole % large[0] // small[0]
    return f"{whole // large[0]} {large[1]}" + (f" {rest} {small[1]}" if rest else "")


def differ(skew_s: float) -> bool:
    """Whether two clocks differ: a server's is seen in whole seconds, so that a small difference is none."""
    return abs(skew_s) >= _SEEN_S


def moment(seconds: float) -> str:
    """A time for people, in UTC."""
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return Text("time unknown")
    date = {"year": f"{at:%Y}", "month": f"{at:%m}", "day": f"{at:%d}"}
    return Text("{year}-{month}-{day} {time} UTC", **date, time=f"{at:%H:%M:%S}")


def compact(value: object) -> str:
    """A fact on one line: strings as they are, everything else as JSON with sorted keys."""
    if isinstance(value, str):
        return value
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False, sort_keys=True)


def spanned(ids: tuple[str, ...]) -> str:
    """Ids of evidence, with runs of three or more drawn together: `E1, E3\N{EN DASH}E6`."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and one == _after(runs[-1][-1]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(f"{run[0]}\N{EN DASH}{run[-1]}" if len(run) > _FEW else ", ".join(run) for run in runs)


def _after(one: str) -> str | None:
    """The id that follows, of ids as gathering gives them."""
    return f"E{int(one[1:]) + 1}" if re.fullmatch("E[0-9]{1,6}", one) else None


def path_of(url: str) -> str:
    """The URL without scheme and host."""
    rest = url.partition("://")[2]
    return "/" + rest.partition("/")[2] if rest else url

"""The table that `infisical secrets` prints: the cells under SECRET VALUE."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_RULE: Final = re.compile(r"[ \t]*[├└┌┼+|─━-][─━┼┴┬┤┐┘+|=-]*")
_BARS: Final = re.compile(r"[│|]")
_TITLE: Final = "SECRET VALUE"


def table_values(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each cell under the title, without the blanks around it."""
    at = text.find(_TITLE)
    while at >= 0:
        begin = text.rfind("\n", max(0, at - 2000), at) + 1
        column = len(_BARS.findall(text, begin, at))
        end = _line_end(text, at)
        while column and (row := _row(text, end + 1)) is not None:
            yield from _cell(text, row, column)
            end = row[1]
        at = text.find(_TITLE, end)


def _row(text: str, at: int) -> tuple[int, int] | None:
    """Start and end of the line at `at` if the table goes on there."""
    end = _line_end(text, at)
    goes_on = at < len(text) and (_RULE.match(text, at, end) or _BARS.search(text, at, min(end, at + 80)))
    return (at, end) if goes_on else None


def _cell(text: str, row: tuple[int, int], column: int) -> Iterator[tuple[int, int]]:
    bars = [match.start() for match in _BARS.finditer(text, *row)]
    if len(bars) < column:
        return
    start = bars[column - 1] + 1
    end = bars[column] if len(bars) > column else row[1]
    content = text[start:end]
    if content.strip():
        yield start + len(content) - len(content.lstrip()), end - (len(content) - len(content.rstrip()))


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found

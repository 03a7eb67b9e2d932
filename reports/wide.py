"""Where a line may end in a text that has no spaces between its words, as in Japanese: between any two of its signs.

But no line begins with a sign that closes, or ends with one that opens (the basic rule of kinsoku).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.cells import cell_len

_SIGNS: Final = (
    r"\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
_OPENING: Final = "「『（【〈《“"  # noqa: RUF001 # these signs are meant
_CLOSING: Final = "、。，．・：；？！」』）】〉》”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"  # noqa: RUF001
_WIDE: Final = re.compile(f"[{_SIGNS}]")
_UNIT: Final = re.compile(rf"[{_OPENING}]*(?:[{_SIGNS}]|[^\s{_SIGNS}]+)[{_CLOSING}]*\s*|\s+")


def is_wide(text: str) -> bool:
    """Whether the text has signs that take two columns."""
    return _WIDE.search(text) is not None


def line_ends(text: str, column: int) -> Iterator[int]:
    """Where to divide the text so that each part takes `column` columns at most, but for what cannot be divided."""
    start = 0
    for unit in _UNIT.finditer(text):
        if unit.start() > start and cell_len(text[start : unit.end()].rstrip()) > column:
            start = unit.start()
            yield start


def lines(text: str, column: int) -> Iterator[str]:
    """The text in lines of `column` columns at most, but for what cannot be divided."""
    start = 0
    for end in (*line_ends(text, column), len(text)):
        yield text[start:end].rstrip()
        start = end

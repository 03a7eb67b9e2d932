"""Makes text from elsewhere safe to show. Whatever would move, hide or reorder other text is spelled out instead."""

from __future__ import annotations

import json
import re
from typing import Final

# Characters that are not seen but act: controls, bidirectional overrides, zero-width and tag characters, fillers that
# look like nothing, line separators, and halves of surrogate pairs that no encoder accepts.
ACTING: Final = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_ACTING: Final = re.compile(f"[{ACTING}]")
_ACTING_BUT_NEWLINE: Final = re.compile(f"(?!\n)[{ACTING}]")
_SPACES: Final = frozenset("\t\n")
_SPELLED: Final = str.maketrans(
    {
        "\N{RIGHTWARDS ARROW}": "->",
        "\N{LEFTWARDS ARROW}": "<-",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "\N{MIDDLE DOT}": "-",
        "\N{HORIZONTAL ELLIPSIS}": "...",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MULTIPLICATION SIGN}": "x",
        "\N{NO-BREAK SPACE}": " ",
        "\N{BULLET}": "*",
    }
)
_LAST_OF_FOUR_DIGITS: Final = 0xFFFF


def plain(text: str) -> str:
    r"""One line that only shows itself. Newline and tab become a space, other acting characters become `\u202e`.

    Applying it twice changes nothing more.
    """
    return text if text.isascii() and text.isprintable() else _ACTING.sub(_spell, text)


def clip(text: str, limit: int) -> str:
    """`plain(text)`, cut to about `limit` characters; says how many were left out."""
    if len(text) <= limit:
        return plain(text)
    return f"{plain(text[:limit])}… ({len(text) - limit} more characters)"


def json_text(text: str) -> str:
    """JSON in which the characters that act on a terminal are written as escapes; only its line breaks stay."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _ACTING_BUT_NEWLINE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def ascii_only(text: str) -> str:
    """The text for a terminal that shows ASCII only: familiar signs are written out, the rest is escaped."""
    return text if text.isascii() else text.translate(_SPELLED).encode("ascii", "backslashreplace").decode("ascii")


def _spell(match: re.Match[str]) -> str:
    char = match.group()
    if char in _SPACES:
        return " "
    code = ord(char)
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR_DIGITS else f"\\U{code:08x}"

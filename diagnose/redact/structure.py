"""Quoted strings however they are escaped, and the members of containers of any language."""

from __future__ import annotations

import re
import sys
from typing import Final, NamedTuple

ESCAPE: Final = r"(?:\\|%5[cC]|%255[cC]|&#92;)"
MARK: Final = (
    r"(?:\"|'|`|%22|%27|%2522|%2527|&quot;|&#0?34;|&#x22;|&#0?39;|&#x27;|&apos;|\\u0022|\\u0027|\\x22|\\x27"
    r"|[\u201c\u201d\u2018\u2019])"
)
MARK_ENDS: Final = frozenset("\"'`27;\u201c\u201d\u2018\u2019")
"""With which a mark ends, however it is escaped."""
QUOTE: Final = rf"{ESCAPE}{{0,31}}{MARK}"
_QUOTE: Final = re.compile(rf"({ESCAPE}{{0,31}})({MARK})")
_ONE_ESCAPE: Final = re.compile(ESCAPE)
QUOTE_BEFORE: Final = re.compile(rf"{QUOTE}$")
_CLOSING: Final = {"\u201c": "\u201d", "\u2018": "\u2019"}
_AFTER: Final = re.compile(r"[\s,;:)\]}>|&\\\"'<%]|$")
_FAR: Final = 256 * 1024
_MAX_RUN: Final = 64


class Opening(NamedTuple):
    """A quotation mark that opens a string: the mark, how deep it is escaped, where the string begins."""

    mark: str
    depth: int
    start: int


def opening(text: str, at: int) -> Opening | None:
    """The quotation mark at `at`, if there is one."""
    match = _QUOTE.match(text, at)
    if match is None:
        return None
    return Opening(_CLOSING.get(match[2], match[2]), len(_ONE_ESCAPE.findall(match[1])), match.end())


def closing(text: str, opened: Opening, limit: int) -> int | None:
    """Where the string ends that `opened` begins, or None if it does not end before `limit`.

    A mark closes the string if as many escapes stand before it as before the opening one, in the arithmetic of strings
    in strings: at depth n, the mark itself is preceded by n escapes and an escaped one by 2(n+1) more or n+1 of them.
    """
    # In a string that was quoted once more with other marks the arithmetic is off; what follows a true end tells.
    at, limit = opened.start, min(limit, opened.start + _FAR)
    while (found := text.find(opened.mark, at, limit)) >= 0:
        begins = _run_start(text, found, opened.start)
        run = len(_ONE_ESCAPE.findall(text, begins, found))
        doubled = opened.mark == "'" and text.startswith("'", found + 1) and found > opened.start
        plain = run <= opened.depth or _AFTER.match(text, found + len(opened.mark)) is not None
        if plain and (run < opened.depth or run % (2 * (opened.depth + 1)) == opened.depth) and not doubled:
            return max(opened.start, begins if run <= opened.depth else found - (found - begins) * opened.depth // run)
        at = found + len(opened.mark) * (2 if doubled else 1)
    return None


def _run_start(text: str, at: int, floor: int) -> int:
    """Where the escapes begin that stand directly before `at`."""
    floor = max(floor, at - _MAX_RUN)
    while at > floor:
        if text[at - 1] == "\\":
            at -= 1
            continue
        width = next((n for n in (3, 5) if at - n >= floor and _ONE_ESCAPE.fullmatch(text, at - n, at)), 0)
        if not width:
            break
        at -= width
    return at


_TOKEN: Final = re.compile(
    rf"(?P<quote>{QUOTE})|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<name>[A-Za-z_][\w.$-]{{0,200}})(?=[ \t]*(?::|=))"
)
_SIGN: Final = re.compile(r"[ \t]*(?::|=>|=)")


class Member(NamedTuple):
    """A string at `text[start:end]`; `name`: what stands before it, or ""; `depth`: 1 right inside the container."""

    name: str
    depth: int
    start: int
    end: int


def members(text: str, at: int, limit: int = sys.maxsize, deepest: int = sys.maxsize) -> tuple[list[Member], int]:
    """The strings in the container that opens at `at`, and where it ends or cannot be read any further.

    At `limit`, and at a container in it that is deeper than `deepest`, reading ends.
    """
    found: list[Member] = []
    depth, name = 0, ""
    while (token := _TOKEN.search(text, at, limit)) is not None:
        at = token.end()
        if token["open"]:
            depth += 1
            if depth > deepest:
                break
        elif token["close"]:
            depth, name = depth - 1, ""
            if depth <= 0:
                break
        elif token["name"]:
            name = token["name"]
        else:
            opened = opening(text, token.start())
            end = closing(text, opened, len(text)) if opened is not None else None
            if opened is None or end is None:
                break
            after = opening(text, end)
            at = after.start if after is not None else end + len(opened.mark)
            if _SIGN.match(text, at):
                name = text[opened.start : min(end, opened.start + 200)]
            else:
                found.append(Member(name, depth, opened.start, end))
                name = ""
    return found, at

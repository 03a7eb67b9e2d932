"""Quoted strings however they are escaped, and the members of containers of any language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from diagnose.redact.scan import next_line

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


def members(text: str, at: int) -> tuple[list[Member], int]:
    """The strings in the container that opens at `at`, and where it ends or cannot be read any further."""
    found: list[Member] = []
    depth, name = 0, ""
    while (token := _TOKEN.search(text, at)) is not None:
        at = token.end()
        if token["open"]:
            depth += 1
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
            elif name:
                found.append(Member(name, depth, opened.start, end))
                name = ""
    return found, at


_KIND: Final = re.compile(r"(?m)^(?P<indent>[ \t]*(?:-[ \t]+)?)kind:[ \t]*[\"']?Secret[\"']?[ \t]*\r?$")
_LINE: Final = re.compile(r"(?P<indent>[ \t]*(?:-[ \t]+)?)(?P<rest>[^\r\n]*)")
_DATA: Final = re.compile(r"(?:data|stringData):[ \t]*(?:#.*)?$")
_ENTRY: Final = re.compile(r"(?:[\"']?[\w./-]+[\"']?):[ \t]+(?:\"(?=.*\")|'(?=.*'))?(?P<value>.*?)[\"']?[ \t]*$")
_BLOCK: Final = re.compile(r"[|>][+-]?[0-9]?[+-]?(?:[ \t]*#.*)?$")
_MOST: Final = 2000


def manifest_values(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each value under `data` and `stringData` of a Secret."""
    done = 0
    for match in _KIND.finditer(text):
        if match.start() < done:
            continue
        width = len(match["indent"])
        start = _back(text, match.start(), width, done)
        found, done = _values(text, start, width)
        yield from found


def _back(text: str, at: int, width: int, floor: int) -> int:
    """Where the object begins that has a line of its own at `at`."""
    for _ in range(_MOST):
        before = text.rfind("\n", floor, at - 1) + 1 if at > floor else at
        before = max(before, floor)
        if before >= at or _opens(text, at, width) or _leaves(text, before, width):
            return at
        at = before
    return at


def _opens(text: str, at: int, width: int) -> bool:
    """Whether the line at `at` begins an item of a list of objects."""
    line = _LINE.match(text, at)
    return line is not None and len(line["indent"]) == width and "-" in line["indent"]


def _leaves(text: str, at: int, width: int) -> bool:
    """Whether a line belongs to what is around an object whose lines have `width`."""
    line = _LINE.match(text, at)
    if line is None or not line["rest"]:
        return False
    return len(line["indent"]) < width or line["rest"].startswith(("---", "..."))


def _values(text: str, at: int, width: int) -> tuple[list[tuple[int, int]], int]:
    """The values of the object that begins at `at`, and where it ends."""
    found: list[tuple[int, int]] = []
    inside, block, begun = False, -1, at
    while at < len(text) and (line := _LINE.match(text, at)) is not None:
        if at > begun and (_leaves(text, at, width) or _opens(text, at, width)):
            break
        indent, start = len(line["indent"]), line.start("rest")
        block = block if indent > block or not line["rest"] else -1
        entry = _ENTRY.match(line["rest"])
        if block >= 0:
            found.append((start, line.end()))
        elif indent <= width:
            inside = inside if not line["rest"] else _DATA.match(line["rest"]) is not None
        elif inside and entry is not None and _BLOCK.match(entry["value"]):
            block = indent
        elif inside and entry is not None:
            found.append((start + entry.start("value"), start + entry.end("value")))
        at = next_line(text, line.end())
    return found, at

"""The members of containers: strings in an object or a list of any language, entries of a Secret of Kubernetes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from diagnose.redact.quotes import QUOTE, closing, opening
from diagnose.redact.scan import next_line

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

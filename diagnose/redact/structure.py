"""The strings inside an object or a list, with their names, whatever language wrote it and however it is escaped."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.redact.quotes import QUOTE, closing, opening

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

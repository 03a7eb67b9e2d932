"""Lines of which each has the same before or behind it, as programs, quotes, diffs and boxes put it there, without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import OF_CORE
from diagnose.redact.scan import alike, frame, lines_around
from diagnose.redact.views import SMALL, Piece, View

_MOST: Final = 20
_PROMPTS: Final = Literals(("$ ", "# "))
# A name with nothing behind it but a sign, what opens a block, or the end of a box.
_LEADS_ON: Final = re.compile(
    r"(?<![/.0-9])"
    r"(?:[A-Za-z_.-]{1,60}[\"'`*)\]}]{0,3}[ \t]*(?:[:=]|=>)[ \t]*(?:[|>][+-]?|\"{3}|'{3}|`{3}|<<[^\n]{1,20}|\\)?"
    r"|(?i:secret|password|passphrase|passwort|token|key|credentials?))[ \t\r\"'`*|\u2502]{0,100}(?:\n|$)"
)


class Line(NamedTuple):
    """A line of a text: where it begins, and what it is, without its end."""

    at: int
    text: str


def unframed(content: Indexed) -> View | None:
    """The lines that have something in common with those beside them, read without that; None if none have."""
    stretches = [piece for begin, end in _stretches(content) for piece in _unframed(content.text, begin, end)]
    return View(content.text, stretches, apart=True) if stretches else None


def _stretches(content: Indexed) -> Iterator[tuple[int, int]]:
    """All lines; of a longer text those that lead on to the lines below, with these."""
    text = content.text
    if len(text) <= SMALL:
        yield 0, len(text)
        return
    names = (at for at in content.hits(OF_CORE.within(content)) if _LEADS_ON.match(text, at))
    yield from lines_around(text, sorted((*names, *content.hits(_PROMPTS.within(content)))), _MOST)


def _unframed(text: str, begin: int, end: int) -> Iterator[list[Piece]]:
    """The groups of lines with the same frame, each as the pieces that are in it."""
    group: list[Line] = []
    before = behind = ""  # what the lines of the group have in common, the latter backwards
    for line in _lines(text, begin, end):
        if group and (common := frame(before, line.text)):
            before, behind = common, alike(behind, line.text[::-1])
        else:
            yield from _pieces(group, len(before), len(behind))
            group, before, behind = [], line.text, line.text[::-1]
        group.append(line)
    yield from _pieces(group, len(before), len(behind))


def _lines(text: str, begin: int, end: int) -> Iterator[Line]:
    for line in text[begin:end].split("\n"):
        yield Line(begin, line.removesuffix("\r"))
        begin += len(line) + 1


def _pieces(group: list[Line], before: int, behind: int) -> Iterator[list[Piece]]:
    if len(group) > 1:
        yield [piece for line in group for piece in _inner(line, before, behind)]


def _inner(line: Line, before: int, behind: int) -> tuple[Piece, Piece]:
    end = line.at + len(line.text)
    start = min(line.at + before, end)
    return (start, max(start, end - behind), None), (end, end, "\n")

"""Blocks of base64 whose lines have something before them: the time of a log, the name of a container, a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_LEAST: Final = 56
_LAST: Final = re.compile(r"[A-Za-z0-9+/_-]+={0,2}$")
_MAX_LINE: Final = 400


def base64_blocks(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The stretches of each block: `runs` of one width at the ends of consecutive lines, and a shorter last one."""
    block: list[tuple[int, int]] = []
    for start, end in runs:
        if end - start < _LEAST or not _ends_line(text, end):
            continue
        if block and (end - start != block[0][1] - block[0][0] or not _next_to(text, block[-1][1], start)):
            yield from _whole(text, block)
            block = []
        block.append((start, end))
    yield from _whole(text, block)


def _whole(text: str, block: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    if not block:
        return
    begin = text.find("\n", block[-1][1]) + 1
    finish = text.find("\n", begin, begin + _MAX_LINE) if begin else -1
    finish = finish if finish >= 0 else min(len(text), begin + _MAX_LINE)
    last = _LAST.search(text[begin:finish].rstrip("\r")) if begin else None
    if last is not None and last.end() - last.start() <= block[0][1] - block[0][0]:
        block = [*block, (begin + last.start(), begin + last.end())]
    if len(block) > 1 and _has_prefix(text, block[0][0]):
        yield block


def _has_prefix(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] != "\n"


def _ends_line(text: str, end: int) -> bool:
    return end == len(text) or text.startswith(("\n", "\r\n"), end)


def _next_to(text: str, end: int, start: int) -> bool:
    """Whether exactly one line's end is between two places."""
    return start - end < _MAX_LINE and text.count("\n", end, start) == 1

"""What clients, operators and server logs say in words of their own, found by the texts in the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from checks.knowledge.table import client_rows
from diagnose.intake.page import Draft, Page
from diagnose.redact.rule import rule

_ABOUT: Final = rule(
    r"nfisical",
    re.IGNORECASE,
    finds=("infisical", "Infisical"),
    leaves=("vault",),
)
_PLACEHOLDER: Final = rule(r"(<[^<>]*>)", finds=("Project <slug> not found",), leaves=("a <- b", "Project not found"))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One pattern for every text that needs no status; a placeholder stands for anything on the line."""
    texts = [pattern_of(text) for row in client_rows() if 0 in row.statuses for text in row.message.split("|")]
    return re.compile("|".join(f"(?:{text})" for text in texts) or r"(?!)")


def pattern_of(text: str) -> str:
    """The text as a pattern: blanks may be line ends, quotes may be escaped, a placeholder at the end is one word."""
    parts = [part for part in _PLACEHOLDER.split(text) if part]
    return "".join(_part(part, last=part is parts[-1]) for part in parts)


def _part(part: str, *, last: bool) -> str:
    if part.startswith("<"):
        return r'[^\s"]+' if last else r'[^\n"]*?'
    return re.sub(r"\s+", r"[\\s>]+", "".join(char if char.isspace() else _escape(char) for char in part))


def _escape(char: str) -> str:
    return r'\\*"' if char == '"' else re.escape(char)


def read(page: Page) -> Iterator[Draft]:
    """The texts, where the page speaks of Infisical at all."""
    if not _ABOUT.search(page.text):
        return
    for match in _pattern().finditer(page.text):
        if page.taken(match.start()):
            continue
        line = page.line_of(match.start())
        page.take(match.start(), match.end())
        yield Draft(
            start=match.start(), end=match.end(), message=" ".join(match[0].replace('\\"', '"').split()),
            number=line.number, quote=line.text, at=line.at, own_words=True,
        )  # fmt: skip

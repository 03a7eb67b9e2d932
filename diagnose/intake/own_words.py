"""What clients, operators and server logs say in words of their own, found by the texts in the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from checks.table import client_rows
from diagnose.intake.page import Found, Page

_ABOUT: Final = re.compile(r"nfisical", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"(<[^<>]*>)")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One pattern for every text that needs no status; a placeholder stands for anything on the line."""
    texts = [_of(text) for row in client_rows() if 0 in row.statuses for text in row.message.split("|")]
    return re.compile("|".join(f"(?:{text})" for text in texts) or r"(?!)")


def _of(text: str) -> str:
    parts = _PLACEHOLDER.split(text)
    return "".join(r'[^\n"]*?' if part.startswith("<") else re.sub(r"\s+", r"\\s+", _escape(part)) for part in parts)


def _escape(part: str) -> str:
    return "".join(char if char.isspace() else re.escape(char) for char in part)


def read(page: Page) -> Iterator[Found]:
    """The texts, where the page speaks of Infisical at all."""
    if not _ABOUT.search(page.text):
        return
    for match in _pattern().finditer(page.text):
        if page.taken(match.start()):
            continue
        line = page.line_of(match.start())
        page.take(match.start(), match.end())
        yield Found(
            start=match.start(), end=match.end(), message=" ".join(match[0].split()), number=line.number,
            quote=line.text, at=line.at, own_words=True,
        )  # fmt: skip

"""The client that met a refusal, and values around it that a step to mend it can name: patterns as data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from diagnose.intake.page import Draft, Page

_ABOVE, _BELOW = 30, 12
_MOST = 20


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[str, Sequence[str]], Sequence[re.Pattern[str]]]:
    """What each client prints, in small letters, and the patterns of the values."""
    known = tomllib.loads(Path(__file__).with_name("shown.toml").read_text(encoding="utf-8"))
    return known["clients"], [re.compile(each["says"], re.MULTILINE) for each in known["values"]]


class Shown:
    """Collected over all pages: `clients` in the order of the data, and the first sight of each value."""

    def __init__(self) -> None:
        self.clients: dict[str, None] = {}
        self.values: dict[str, str] = {}
        self._looked = 0

    def add(self, page: Page, found: Sequence[Draft]) -> None:
        """Look around each refusal; the first few of a long log tell enough."""
        clients, values = _known()
        for each in found[: max(0, _MOST - self._looked)]:
            text = f"{page.around(each.start, _ABOVE, _BELOW)}\n{each.message or ''}"
            small = f"\n{text.lower()}"
            self.clients |= dict.fromkeys(name for name, words in clients.items() if any(w in small for w in words))
            for match in filter(None, (pattern.search(text) for pattern in values)):
                self.values = match.groupdict() | self.values
        self._looked += len(found)

"""What a text shows beside its refusals: the clients that met them, values that a step can name, and whether it worked.

A text without a refusal still shows who names Infisical, and what looks most like a failure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import pattern_of

_ABOVE, _BELOW = 30, 12
_MOST = 20
_NAMES: Final = re.compile(r"infisical|universal-auth", re.IGNORECASE)
_FAILS: Final = pattern_of("shown.fails")
_WORKED: Final = pattern_of("shown.worked")
_QUOTE: Final = 200


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


@dataclass
class Negatives:
    """Counted over all pages. `mentions`: lines that name Infisical; `telling`: the one that looks most like a failure.

    `worked`: a line that proves that Infisical let the credential in and gave what was asked for.
    """

    mentions: int = 0
    telling: str = ""
    worked: str = ""
    _weight: int = 0

    def add(self, page: Page) -> None:
        """Look at the lines of one page."""
        for line in page.lines:
            text = line.text[:2000]
            named = _NAMES.search(text) is not None
            self.mentions += named
            if _WORKED.search(text) is not None:
                self.worked = self.worked or _quoted(text)
                continue
            fails = len({match[0].lower() for match in _FAILS.finditer(text)})
            weight = fails and fails + 2 * named
            if weight > self._weight:
                self._weight, self.telling = weight, _quoted(text)


def _quoted(text: str) -> str:
    said = " ".join(text.split())
    return said if len(said) <= _QUOTE else said[:_QUOTE] + "…"

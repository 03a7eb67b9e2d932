"""What a text without a refusal still shows: who names Infisical, what looks like a failure, and whether it worked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from diagnose.intake.page import Page

_NAMES: Final = re.compile(r"infisical|universal-auth", re.IGNORECASE)
_FAILS: Final = re.compile(
    r"\b(?:errors?|fail(?:ed|ure|s|ing)?|refused|denied|unauthori[sz]ed|forbidden|invalid|rejected|not found|unable|"
    r"cannot|could not|can't|missing|timed? ?out|40[0-9]|50[0-9]|False|expired)\b",
    re.IGNORECASE,
)
_WORKED: Final = re.compile(
    r"Injecting [1-9]\d* Infisical secrets?|"
    r"\b(?:cluster)?secretstore\S*infisical\S*\s.*\bValid\b|\binfisical\S*\s.*\bValid\s+(?:ReadOnly|ReadWrite)\s+True\b",
    re.IGNORECASE,
)
_QUOTE: Final = 200


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

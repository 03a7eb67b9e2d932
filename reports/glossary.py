"""Terms in a server's own words that a reader who does not know the product cannot know, and what each means."""

from __future__ import annotations

import re
from typing import Final

_TERMS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        (
            r"\bproject bot\b|\bbot (?:key|lookup|not found)",
            "the bot is the server's own holder of the project's key",
        ),
        (r"\bblind index", "the blind index is what the server finds secrets by, name by name"),
        (r"\bdescribeSecret\b", "describeSecret is the right to see which secrets there are"),
        (r"\breadValue\b", "readValue is the right to read the values of secrets"),
        (r"\bidentity auth method\b", "the auth method is the way this identity logs in"),
    )
)


def meanings(said: str) -> tuple[str, ...]:
    """What the terms in these words mean, a phrase each."""
    return tuple(meaning for pattern, meaning in _TERMS if pattern.search(said))

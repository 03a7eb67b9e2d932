"""Words by what they say of a name or a value; from `words.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final


def _read() -> dict[str, frozenset[str]]:
    rows = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {title: frozenset(words.split()) for title, words in rows.items()}


WORDS: Final = _read()

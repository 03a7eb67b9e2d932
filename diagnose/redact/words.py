"""The tables beside this file; words by what they say of a name or a value, and passphrases of other words."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table in CSV, each by its columns."""
    with Path(__file__).with_name(f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml_of(table: str) -> dict[str, Any]:
    """What a table in TOML holds."""
    return tomllib.loads(Path(__file__).with_name(f"{table}.toml").read_text(encoding="utf-8"))


def compiler(pieces: Mapping[str, str], flags: int) -> Callable[[str], re.Pattern[str]]:
    """Gives the patterns of rows with all pieces spelled out. Each is compiled when a text first needs it: few do."""

    @cache
    def compiled(pattern: str) -> re.Pattern[str]:
        for short, full in pieces.items():
            pattern = pattern.replace(short, full)
        return re.compile(pattern, flags)

    return compiled


_NO_SECRETS: Final = toml_of("no_secrets")


def any_of(part: str, flags: int) -> re.Pattern[str]:
    """What finds whatever a part of `no_secrets.toml` has."""
    return compiler(_NO_SECRETS["pieces"], flags)("|".join(_NO_SECRETS[part].values()))


WORDS: Final = {title: frozenset(words.split()) for title, words in toml_of("words").items()}
LIKE_PASSPHRASE: Final = r"[a-z]{3,12}(?: [a-z]{3,12}){2,11}"
"""Three to twelve small words with single blanks, as a generator of passphrases writes them."""
PHRASE_ENDS: Final = r"(?:[\"'`<|\u2502\\;)\]}」』»\r\n\t]|$|&(?:quot|#x27|#39|lt);|[ ](?:[ ]|-->|\*/))"
"""What stands behind a passphrase that is a whole value."""
LEAST_WORDS: Final = 4
"""So many words are a passphrase wherever they stand; under the name of a secret, one less may be one."""
_PASSPHRASE: Final = re.compile(LIKE_PASSPHRASE)
_SENTENCE: Final = WORDS["stop"] | WORDS["state"] | WORDS["sentence"]
# How a word ends that tells what happens or happened.
_INFLECTED: Final = re.compile(r"[a-z]{4,}(?:ing|ed|tions?)")


def is_hyphened(value: str) -> bool:
    """Whether a value is three or more plain words with hyphens of which no sentence could be made."""
    return "-" in value and is_passphrase(value.replace("-", " "), LEAST_WORDS - 1)


def is_passphrase(value: str, least: int = LEAST_WORDS) -> bool:
    """Whether a value is `least` or more plain words of which no sentence could be made."""
    if _PASSPHRASE.fullmatch(value) is None or value.count(" ") < least - 1:
        return False
    return not any(word in _SENTENCE or _INFLECTED.fullmatch(word) for word in value.split(" "))

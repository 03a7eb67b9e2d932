"""The languages in which a customer's copy can be written."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, bool]] = {ENGLISH: True, "de": True, "es": False, "fr": False, "ja": False, "pt": False}
"""By the code of each: whether every sentence has been put into it. Where not, the rest stays English."""
_SPELLED: Final[Mapping[str, Mapping[int, str]]] = {
    "de": str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}),
}
_QUOTES: Final = str.maketrans(
    dict.fromkeys("\u201e\u201c\u201d\u00ab\u00bb", '"') | dict.fromkeys("\u201a\u2018\u2019", "'")
)


def in_ascii(text: str, language: str) -> str:
    """The words as that language spells them where only ASCII can be shown: `ä` as `ae`, `é` as `e`."""
    spelled = text.translate(_SPELLED.get(language, {})).translate(_QUOTES)
    return "".join(char for char in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(char))

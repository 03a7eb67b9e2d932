"""The languages in which a customer's copy can be written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ENGLISH: Final = "en"
LANGUAGES: Final[Mapping[str, bool]] = {ENGLISH: True, "de": False}
"""By the code of each: whether every sentence has been put into it. Where not, the rest stays English."""

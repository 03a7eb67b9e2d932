"""The catalogue of a language, as gettext compiled it. Loaded only where a report is not in English."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "customer"


def read(language: str) -> gettext.NullTranslations:
    """All sentences of that language; OSError where there is no catalogue of it."""
    return gettext.translation(DOMAIN, FOLDER, (language,))

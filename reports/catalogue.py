"""The catalogue of a language, as gettext compiled it. Loaded only where a report is not in English."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"
DOMAIN: Final = "customer"


class _Lacking(gettext.NullTranslations):
    """Gives what a catalogue lacks, marked as such."""

    def __init__(self, marked: Callable[[str], str]) -> None:
        super().__init__()
        self._marked = marked

    def gettext(self, message: str) -> str:
        return self._marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._marked(msgid1 if n == 1 else msgid2)


def read(language: str, marked: Callable[[str], str]) -> gettext.NullTranslations:
    """All sentences of that language; OSError where there is no catalogue of it. `marked`: for what it lacks."""
    found = gettext.translation(DOMAIN, FOLDER, (language,))
    found.add_fallback(_Lacking(marked))
    return found

"""The words of a report in a reader's language: English as they are written, any other language from its catalogue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from diagnose.model import Text
from diagnose.model.text import SLOT
from reports.languages import ENGLISH

if TYPE_CHECKING:
    from gettext import NullTranslations


class Words:
    """Called with a sentence, gives it in `language`. A sentence that the catalogue lacks stays English."""

    def __init__(self, language: str = ENGLISH, catalogue: NullTranslations | None = None) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, text: str, /, **values: str | int) -> str:
        """The sentence with its values: those that are given here, and those that a Text holds."""
        told = Text(text, **values) if values else text
        return self._filled(told) if self._catalogue is not None else str(told)

    def template(self, text: str) -> str:
        """The sentence's template in the language, its slots open."""
        if self._catalogue is None or not text:  # the entry of the empty text holds facts of the catalogue
            return text
        if isinstance(text, Text):
            if text.many:
                return self._catalogue.ngettext(text.template, text.many, text.number)
            return self._catalogue.gettext(text.template)
        return self._catalogue.gettext(text)

    def _filled(self, text: str) -> str:
        template = self.template(text)
        if not isinstance(text, Text) or not text.values:
            return template
        return SLOT.sub(lambda slot: self._value(text.values.get(slot[1], slot[0])), template)

    def _value(self, value: str | int) -> str:
        """What stands in a slot: words are put into the language, a number as it writes numbers, names stay."""
        if isinstance(value, int):
            return f"{value:,}".replace(",", self.thousands())
        return self._filled(value) if isinstance(value, Text) else value

    def thousands(self) -> str:
        """What the language puts between thousands."""
        return "," if self._catalogue is None else self._catalogue.pgettext("between thousands", ",")


IN_ENGLISH: Final = Words()


@cache
def of(language: str) -> Words:
    """The words of that language, one of `languages.LANGUAGES`."""
    if language == ENGLISH:
        return IN_ENGLISH
    from reports.catalogue import read

    return Words(language, read(language))

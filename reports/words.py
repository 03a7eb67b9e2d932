"""The words of a report in a reader's language: English as they are written, any other language from its catalogue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from diagnose.model import Text
from diagnose.model.text import SLOT
from reports.languages import ENGLISH, in_ascii

if TYPE_CHECKING:
    from gettext import NullTranslations


class Untranslated(str):
    """A sentence that its language lacks, in English."""

    __slots__ = ()


class Words:
    """Called with a sentence, gives it in `language`. A sentence that the catalogue lacks stays English.

    `unicode` false: its own words are spelled with the letters of ASCII, as far as the language is written with them.
    """

    def __init__(
        self, language: str = ENGLISH, catalogue: NullTranslations | None = None, *, unicode: bool = True
    ) -> None:
        self.language = language
        self._catalogue = catalogue
        self._unicode = unicode

    def __call__(self, text: str, /, **values: str | int) -> str:
        """The sentence with its values: those that are given here, and those that a Text holds."""
        told = Text(text, **values) if values else text
        return self._filled(told) if self._catalogue is not None else str(told)

    def template(self, text: str) -> str:
        """The sentence's template in the language, its slots open."""
        if self._catalogue is None or not text:  # the entry of the empty text holds facts of the catalogue
            return text
        found = self._looked_up(self._catalogue, text)
        return found if self._unicode or isinstance(found, Untranslated) else in_ascii(found, self.language)

    @staticmethod
    def _looked_up(catalogue: NullTranslations, text: str) -> str:
        if not isinstance(text, Text):
            return catalogue.gettext(text)
        if text.many:
            return catalogue.ngettext(text.template, text.many, text.number)
        return catalogue.gettext(text.template)

    def _filled(self, text: str) -> str:
        template = self.template(text)
        if not isinstance(text, Text) or not text.values:
            return template
        values = {name: self._value(value) for name, value in text.values.items()}
        if any(isinstance(one, Untranslated) for one in (template, *values.values())):
            return Untranslated(text)  # half a sentence in each of two languages helps nobody
        return SLOT.sub(lambda slot: values.get(slot[1], slot[0]), template)

    def _value(self, value: str | int) -> str:
        """What stands in a slot: words are put into the language, a number as it writes numbers, names stay."""
        if isinstance(value, int):
            return f"{value:,}".replace(",", self._thousands())
        return self._filled(value) if isinstance(value, Text) else value

    def _thousands(self) -> str:
        """What the language puts between thousands."""
        return "," if self._catalogue is None else self._catalogue.pgettext("between thousands", ",")


IN_ENGLISH: Final = Words()


@cache
def of(language: str, *, unicode: bool = True) -> Words:
    """The words of that language, one of `languages.LANGUAGES`."""
    if language == ENGLISH:
        return IN_ENGLISH
    from reports.catalogue import read

    return Words(language, read(language, Untranslated), unicode=unicode)

"""The customer's copy in other languages: no sentence is missing in a catalogue, and none is glued of pieces."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from rich.cells import cell_len

from checks.case import Case
from checks.knowledge.causes import all_causes
from diagnose.cli import output
from diagnose.files import evidence_file
from diagnose.judgement.verdict import _with_cause
from diagnose.model import Action, Confidence, Diagnosis, Finding, State, Text
from diagnose.model.text import SLOT
from examples import make
from reports import Options, languages, letter, render, words
from reports.words import Untranslated, Words
from tests.lab.test_verdicts import results

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in languages.LANGUAGES if language != languages.ENGLISH]
SURE = (Confidence.CERTAIN, Confidence.LIKELY, Confidence.POSSIBLE)


@cache
def catalogues() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_text(catalogue: Any) -> dict[str, Any]:
    """The entries by their English; of two that depend on a number, by that for one."""
    return {one.id if isinstance(one.id, str) else one.id[0]: one for one in catalogue if one.id}


@cache
def sentences() -> dict[str, Any]:
    return by_text(catalogues().template())


@cache
def kept(language: str) -> dict[str, Any]:
    return by_text(catalogues().catalogue(language))


def strings(message: Any) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def slots(message: Any) -> set[str]:
    return set(SLOT.findall(message.id if isinstance(message.id, str) else message.id[1]))


def test_the_command_line_offers_the_languages_that_there_are() -> None:
    assert output.LANGUAGES == languages.LANGUAGES


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_holds_the_sentences_of_today(language: str) -> None:
    assert kept(language).keys() == sentences().keys(), "run python .ci/catalogues.py"


def test_no_sentence_is_missing_in_a_language_that_is_complete() -> None:
    complete = [kept(language) for language in OTHERS if languages.LANGUAGES[language]]
    assert [text for one in complete for text, entry in one.items() if entry.fuzzy or not all(strings(entry))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_names_of_its_sentence(language: str) -> None:
    told = [(slots(one), text) for one in kept(language).values() if not one.fuzzy for text in strings(one) if text]
    assert [text for named, text in told if set(SLOT.findall(text)) != named] == []


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_was_translated(language: str) -> None:
    compiled = GNUTranslations(BytesIO(catalogues().compiled(language)))
    read = words.of(language)._catalogue
    assert isinstance(read, GNUTranslations)
    told = [{id_: text for id_, text in one._catalog.items() if id_} for one in (read, compiled)]  # type: ignore[attr-defined]
    assert told[0] == told[1]


# ----------------------------------------------------------------------------------------- what a customer comes to see


class Pseudo(Words):
    """A language that nobody speaks: a sentence stands in double brackets and without a letter, a name in angles."""

    def __init__(self) -> None:
        super().__init__("xx", NullTranslations())
        self.asked: set[str] = set()
        self.names: set[str] = set()

    def template(self, text: str) -> str:
        if not text:
            return text
        self.asked.add(text.template if isinstance(text, Text) else text)
        written = super().template(text)
        return "⟦" + "".join(part if part.startswith("{") else "·" for part in re.split(r"(\{\w+\})", written)) + "⟧"

    def _value(self, value: str | int) -> str:
        if isinstance(value, Text | int):
            return super()._value(value)
        if not value.startswith(("⟦", "⟨")):
            self.names.add(value)
        return value if value.startswith("⟦") else f"⟨{value}⟩"


def examples() -> Iterator[Diagnosis]:
    for name in make.EXAMPLES:
        yield make.diagnosed(name)


def of_every_cause() -> Iterator[Diagnosis]:
    """The verdict on each cause, as sure and as open as it can be, on a request that named everything."""
    diagnosis = make.diagnosed("permission")
    case = Case(diagnosis.evidence)
    for cause in all_causes():
        for sure in SURE:
            finding = Finding(check="", cause=cause, state=State.CAUSE, says="", because=("E1",), confidence=sure)
            told = _with_cause(case, (), finding, sure)
            yield msgspec.structs.replace(diagnosis, verdict=told)


def read_by(language: Words, diagnosis: Diagnosis) -> Iterator[str]:
    """Each sentence of the letter by itself."""
    told = letter.letter(diagnosis, language)
    yield from (
        told.title,
        told.says,
        told.hint,
        told.sure,
        told.heading,
        told.who,
        told.worked,
        told.rests_on,
        told.warning,
    )
    yield from (*told.also, *told.steps, *told.where)
    yield from (text for one in told.checked for text in (one.title, one.word))


def whole(text: str) -> bool:
    """Whether the text is one sentence of the catalogue, with whatever stands in its slots, and nothing beside it."""
    inner = re.compile(r"⟨[^⟨⟩]*⟩|⟦[^⟦⟧]*⟧")
    while (rest := inner.sub("·", text)) != text:
        last, text = text, rest
    return text == "·" and last.startswith("⟦")


def test_every_sentence_about_every_cause_comes_whole_from_the_catalogue() -> None:
    pseudo = Pseudo()
    told = [text for one in (*examples(), *of_every_cause()) for text in read_by(pseudo, one) if text]

    assert len(told) > len(all_causes())
    assert sorted({text for text in told if not whole(text)}) == []
    assert pseudo.asked - sentences().keys() == set()


def test_what_stands_in_a_sentence_and_is_not_translated_is_a_name_from_the_evidence() -> None:
    for diagnosis in examples():
        pseudo = Pseudo()
        assert list(read_by(pseudo, diagnosis))
        evidence = evidence_file.encode(diagnosis.evidence).decode()
        names = {one for one in pseudo.names if re.search("[A-Za-z]", one)}
        assert [one for one in names if json.dumps(one)[1:-1] not in evidence] == []


class Shown(HTMLParser):
    """The texts of a page that a reader sees or hears."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.language, self.texts, self._hidden, self._styles = "", list[str](), False, False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in {"style", "script"}
        self._styles = tag == "style"
        self.language = self.language or dict(attrs).get("lang") or ""
        spoken = ("aria-label", "title", "alt", "data-copy", "data-says")
        self.texts += [value or "" for name, value in attrs if name in spoken]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's
        self._hidden = False

    def handle_data(self, data: str) -> None:
        self.texts += [data.strip()] if data.strip() and not self._hidden else []
        self.texts += re.findall(r'^\.copy[^{]*{content:"(.*)"', data, re.MULTILINE)[-2:] if self._styles else []


def known_names(diagnosis: Diagnosis, told: letter.Letter) -> list[str]:
    """What is the same in every language, the longest first."""
    of = diagnosis.evidence.target
    target = (of.base_url, of.project_id, of.environment, of.secret_path, of.secret_name, of.action.value)
    names = {*target, told.command, told.console, told.reference, *told.request_ids, "Infisical", "{name}"}
    return sorted(filter(None, names), key=len, reverse=True)


@pytest.mark.parametrize("format_", ["html", "markdown", "email", "terminal"])
def test_a_copy_holds_no_word_that_is_not_from_the_catalogue(format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pseudo = Pseudo()
    monkeypatch.setattr(words, "of", lambda _language, **_: pseudo)
    for diagnosis in examples():
        text = render(diagnosis, format_, Options(audience="customer", language=OTHERS[0], width=2000, verbose=True))
        shown = Shown(text).texts if format_ == "html" else text.splitlines()
        for one in known_names(diagnosis, letter.letter(diagnosis, pseudo)):
            shown = [line.replace(one, "") for line in shown]
        rest = [re.sub("⟨[^⟨⟩]*⟩|[0-9a-f]{64}", "", line) for line in shown]
        assert [line for line in rest if re.search("(?i)[a-z]{2}", line)] == []
    assert pseudo.asked - sentences().keys() == set()


@pytest.mark.long
def test_every_state_of_the_lab_is_told_whole_and_from_the_catalogue() -> None:
    pseudo = Pseudo()
    told = [text for seen in results() for text in read_by(pseudo, seen.diagnosis) if text]

    assert sorted({text for text in told if not whole(text)}) == []
    assert pseudo.asked - sentences().keys() == set()


# ------------------------------------------------------------------------------------------------------- words as shown


class Half(NullTranslations):
    """A language that has the greeting alone."""

    def gettext(self, message: str) -> str:
        return "Guten Tag!" if message == "Hello," else Untranslated(message)


def test_what_a_language_lacks_is_marked_as_english_on_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "of", lambda _language, **_: Words("de", Half()))
    page = render(make.diagnosed("expired-token"), "html", Options(audience="customer", language="de"))

    assert '<html lang="de">' in page
    assert '<h1 id="answer"><span lang="en">' in page
    assert "<title>Why" in page


def test_a_sentence_is_in_one_language_with_all_that_stands_in_it() -> None:
    half = Words("de", Half())
    assert half("Besides: {sentence}", sentence=Text("Hello,")) == "Besides: Hello,"
    assert half(Text("{first} and {last}", first=Text("Hello,"), last="prod")) == "Hello, and prod"


def test_where_only_ascii_is_shown_the_letters_are_spelled_out() -> None:
    diagnosis = make.diagnosed("permission")
    text = render(diagnosis, "terminal", Options(audience="customer", language="de", unicode=False))

    assert text.isascii()
    assert "für" not in text
    assert "\\x" not in text


def test_a_label_leaves_a_blank_before_what_it_labels() -> None:
    labels = ("Look at", "To do", "Who", "Where", "Open", "It worked", "To check", "If it fails", "Note", "Checked")
    for language in OTHERS:
        assert [one for one in labels if cell_len(words.of(language)(one)) > 11] == []


def test_a_number_is_written_as_the_language_writes_it() -> None:
    assert words.of("de")(Text.counted("{number} line", "{number} lines", 1234567)) == "1.234.567 Zeilen"
    assert words.of("de")(Text.counted("{number} line", "{number} lines", 1)) == "1 Zeile"


@pytest.mark.parametrize("action", Action)
def test_an_action_can_stand_behind_zu_in_german(action: Action) -> None:
    verb = words.of("de", unicode=True)(Text(action.value))
    assert not verb.startswith(("ab", "an", "auf", "aus", "ein", "zu"))  # it would be "anzulegen"

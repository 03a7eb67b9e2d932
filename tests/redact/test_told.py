"""Passwords that are words go where a sentence tells them; what sentences tell of a password stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diagnose.redact import Redactor
from diagnose.redact.told import ROWS, Told

SENTENCES = Path(__file__).with_name("sentences_about_passwords.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("password", ["tundramarble", "sommerwiese", "letmeinplease"])
def test_a_word_that_is_told_as_a_password_goes(row: Told, password: str) -> None:
    assert password not in Redactor().line(re.sub(r"\bV\b", password, row.finds))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_what_is_told_of_a_password_in_the_same_place_stays(row: Told) -> None:
    assert Redactor().line(row.leaves) == row.leaves


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_about_a_password_keeps_all_its_words(sentence: str) -> None:
    assert Redactor().line(sentence) == sentence

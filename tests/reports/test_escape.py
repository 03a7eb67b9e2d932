from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.escape import ascii_only, clip, plain
from tests.reports.hostile import texts


@cache
def every_character() -> list[str]:
    return [chr(code) for code in range(0x110000)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Access denied", "Access denied"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[31m", "\\u001b[31m"),
        ("\r", "\\u000d"),
        ("\x7f\x9b", "\\u007f\\u009b"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\u2066\u2069\u200e\u200f\u061c", "\\u2066\\u2069\\u200e\\u200f\\u061c"),
        ("a\u200bb\u2060\ufeff", "a\\u200bb\\u2060\\ufeff"),
        ("\u2028\u2029", "\\u2028\\u2029"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("Zürich, 漢字, עברית", "Zürich, 漢字, עברית"),
    ],
)
def test_shows_what_acts_and_keeps_what_reads(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_no_character_that_acts_is_left() -> None:
    acting = {"Cc", "Cf", "Cs", "Zl", "Zp"}

    left = [char for char in every_character() if plain(char) == char and unicodedata.category(char) in acting]

    assert left == []


def test_no_letter_digit_or_punctuation_of_a_living_script_is_escaped() -> None:
    kept = {"Lu", "Ll", "Lt", "Nd", "Po", "Pd", "Sm", "Sc"}

    escaped = [char for char in every_character() if unicodedata.category(char) in kept and plain(char) != char]

    assert escaped == []


@given(texts)
def test_a_second_time_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(), st.integers(1, 20))
def test_a_cut_text_says_how_much_is_missing(text: str, limit: int) -> None:
    cut = clip(text, limit)

    assert cut == plain(text) if len(text) <= limit else cut.endswith(f"({len(text) - limit} more characters)")


@given(texts)
def test_ascii_only_is_ascii(text: str) -> None:
    assert ascii_only(plain(text)).isascii()


def test_familiar_signs_are_written_out_in_ascii() -> None:
    assert ascii_only("Access Control → “prod” … é") == 'Access Control -> "prod" ... \\xe9'

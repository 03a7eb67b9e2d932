"""What tells quickly that a text lacks something tells the truth: nothing is missed because it was not looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.redact import Redactor
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.notations import NOTATIONS, Notation, compiled
from tests.redact.required import has_one_of, may_have_blank, most_lines

PIECES = (
    *(
        "pass",
        "password",
        "Token",
        "TOKEN=",
        "secret_id ",
        "auth(",
        '"auth"',
        "net use",
        "='",
        ":",
        "\n",
        " ",
        "7",
        "_",
    ),
    *("\u017fecret", "to\u212aen", "caf\u00e9", "\u5bc6\u7801", "x", "key", "api key", "\u0131d"),
)
SOUGHT = sorted({*CORE, *(needle for notation in NOTATIONS for needle in (*notation.needles, *notation.literals))})
LITERALS = Literals(SOUGHT)


@given(st.lists(st.sampled_from(PIECES), max_size=12), st.sampled_from([0, 5000]))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_literals_of_a_text_are_those_that_are_in_it(pieces: list[str], filling: int) -> None:
    content = Indexed("".join(pieces) + "\n" + "." * filling)

    assert set(LITERALS.within(content)) == {literal for literal in SOUGHT if literal in f"\n{content.low}"}


@pytest.mark.parametrize("notation", [row for row in NOTATIONS if row.literals], ids=lambda row: row.name)
def test_whatever_a_notation_finds_has_one_of_its_literals(notation: Notation) -> None:
    assert has_one_of(compiled(notation.pattern), notation.literals)


@pytest.mark.parametrize("notation", [row for row in NOTATIONS if row.lines], ids=lambda row: row.name)
def test_whatever_a_notation_finds_is_on_no_more_lines_than_it_says(notation: Notation) -> None:
    assert 0 < most_lines(compiled(notation.pattern)) <= notation.lines


@pytest.mark.parametrize("notation", [row for row in NOTATIONS if row.unbroken], ids=lambda row: row.name)
def test_whatever_a_notation_finds_is_unbroken_if_it_says_so(notation: Notation) -> None:
    assert notation.literals
    assert not may_have_blank(compiled(notation.pattern))


@pytest.mark.parametrize("row", [row for row in NOTATIONS if row.first], ids=lambda row: row.name)
def test_a_notation_begins_with_its_needle_if_it_says_so(row: Notation) -> None:
    match = compiled(row.pattern).search(re.sub(r"\bV\b", lambda _: "Zq7dQ98S$GWCvwq", row.finds))

    assert match is not None
    assert match[0].lower().startswith(row.needles)


def test_a_rule_looks_for_its_value_in_long_texts_as_in_short_ones() -> None:
    filling = "2026-06-20T05:00:48Z INFO processed job 17 status=200 from 203.0.113.20\n" * 60
    missed = [
        row.name
        for row in NOTATIONS
        if row.value == "V" and (text := re.sub(r"\bV\b", lambda _: "Zq7dQ98S$GWCvwq*CoEM", row.finds))
        if Redactor().line(text) not in Redactor().line(f"{filling}\n{text}\n{filling}")
    ]

    assert missed == []

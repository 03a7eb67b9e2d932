"""Every notation of writing finds what it says, also where the value is made of words, and leaves what it says."""

from __future__ import annotations

import re

import pytest

from diagnose.redact import Redactor
from diagnose.redact.keys import Weight
from diagnose.redact.notations import NOTATIONS, Notation, compiled

VALUES = ("Zq7dQ98S$GWCvwq*CoEM", "correct-horse-battery-staple")


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
@pytest.mark.parametrize("value", VALUES)
def test_a_way_of_writing_finds_its_value(notation: Notation, value: str) -> None:
    if notation.weight is Weight.DOUBTFUL:
        value = VALUES[0]
    if notation.value != "V":
        value = notation.value
    text = re.sub(r"\bV\b", lambda _: value, notation.finds) if notation.value == "V" else notation.finds

    cleaned = Redactor().document(text, "pasted")

    assert compiled(notation.pattern).search(text)
    assert cleaned != text
    assert [part for at in range(max(1, len(value) - 7)) if (part := value[at : at + 8]) in cleaned] == []
    assert cleaned.count("\n") == text.count("\n")


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: notation.name)
def test_a_way_of_writing_leaves_the_rest(notation: Notation) -> None:
    assert Redactor().document(notation.leaves, "pasted") == notation.leaves

"""Every way of writing finds what it says, also where the value is made of words, and leaves what it says."""

from __future__ import annotations

import re

import pytest

from diagnose.redact import Redactor
from diagnose.redact.ways import WAYS, Way, compiled

VALUES = ("Zq7dQ98S$GWCvwq*CoEM", "correct-horse-battery-staple")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
@pytest.mark.parametrize("value", VALUES)
def test_a_way_of_writing_finds_its_value(way: Way, value: str) -> None:
    if way.word:
        value = VALUES[0]
    text = re.sub(r"\bV\b", lambda _: value, way.finds)

    cleaned = Redactor().document(text, "pasted")

    assert compiled(way.pattern).search(text)
    assert cleaned != text
    assert value not in cleaned
    assert cleaned.count("\n") == text.count("\n")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_way_of_writing_leaves_the_rest(way: Way) -> None:
    assert Redactor().document(way.leaves, "pasted") == way.leaves

"""Texts made of any row of the rejection table in any client's form, and other services' refusals."""

from __future__ import annotations

from collections import Counter

import pytest

from diagnose.model import Confidence, Diagnosis, Status
from tests.intake import others
from tests.intake.texts import explained
from tests.intake.unseen import Unseen, unseen

_SOME, _MANY = 500, 20_000


def _fault(text: Unseen, diagnosis: Diagnosis) -> str:
    """What is wrong with the answer to a text; "" if nothing is."""
    verdict = diagnosis.verdict
    sure = verdict.status is Status.CAUSE_FOUND and verdict.confidence is Confidence.CERTAIN
    if text.secret in repr(diagnosis):
        return "leak"
    if sure and (verdict.cause not in text.truth or (text.first and not text.proven)):
        return "certain and wrong"
    named = {verdict.cause, *verdict.alternatives, *(one.cause for one in verdict.refinements)}
    if text.cause not in named:
        return "not in the set"
    return "not first" if text.first and verdict.cause not in text.first else ""


def _measured(seeds: range) -> Counter[str]:
    return Counter(_fault(text, explained(text.text.encode())) for text in map(unseen, seeds))


def _hold(faults: Counter[str], number: int) -> None:
    assert faults["leak"] == 0
    assert faults["certain and wrong"] == 0
    assert faults["not in the set"] <= 0.005 * number
    assert faults["not first"] + faults["not in the set"] <= 0.03 * number


def test_texts_that_nobody_wrote_are_understood() -> None:
    _hold(_measured(range(_SOME)), _SOME)


@pytest.mark.long
def test_many_texts_that_nobody_wrote_are_understood() -> None:
    _hold(_measured(range(_SOME, _SOME + _MANY)), _MANY)


def _blamed(seeds: range) -> list[str]:
    return [text for text in map(others.text, seeds) if explained(text.encode()).verdict.cause is not None]


def test_other_services_refusals_are_not_blamed_on_infisical() -> None:
    assert _blamed(range(300)) == []


@pytest.mark.long
def test_many_refusals_of_other_services_are_not_blamed_on_infisical() -> None:
    assert _blamed(range(300, 5_000)) == []

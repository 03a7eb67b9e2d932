"""Texts made of any row of the rejection table in any client's form, and other services' refusals."""

from __future__ import annotations

from collections import Counter

import pytest

from diagnose.judgement import verdict_of
from diagnose.model import Confidence, Evidence, Status
from tests.intake import others
from tests.intake.texts import evidence_in, verdict_on
from tests.intake.unseen import Unseen, unseen

_SOME, _MANY = 2_000, 20_000


def _fault(text: Unseen, evidence: Evidence) -> str:
    """What is wrong with the answer to a text; "" if nothing is."""
    if text.secret in text.text and text.secret in repr(evidence):
        return "leak"
    verdict = verdict_of(evidence)
    sure = verdict.status is Status.CAUSE_FOUND and verdict.confidence is Confidence.CERTAIN
    if sure and (verdict.cause not in text.truth or (text.first and not text.proven)):
        return "certain and wrong"
    named = {verdict.cause, *verdict.alternatives, *(one.cause for one in verdict.refinements)}
    if text.cause not in named:
        return "not in the set"
    return "not first" if text.first and verdict.cause not in text.first else ""


def _measured(seeds: range) -> Counter[str]:
    return Counter(_fault(text, evidence_in(text.text.encode())) for text in map(unseen, seeds))


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
    return [text for text in map(others.text, seeds) if verdict_on(text.encode()).cause is not None]


def test_other_services_refusals_are_not_blamed_on_infisical() -> None:
    assert _blamed(range(300)) == []


@pytest.mark.long
def test_many_refusals_of_other_services_are_not_blamed_on_infisical() -> None:
    assert _blamed(range(300, 5_000)) == []

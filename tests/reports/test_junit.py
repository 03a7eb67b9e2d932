from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from junitparser import JUnitXml, TestCase, TestSuite

from diagnose.model import Diagnosis
from reports import Options, render
from reports.escape import ACTING
from tests.reports.hostile import few, texts
from tests.reports.samples import SAMPLES, everywhere, inconclusive, permission_denied, secret_expired


def written(diagnosis: Diagnosis) -> str:
    return render(diagnosis, "junit", Options())


def suite(diagnosis: Diagnosis) -> TestSuite:
    (one,) = JUnitXml.fromstring(written(diagnosis).encode())
    return one


def cases(diagnosis: Diagnosis) -> dict[str, TestCase]:
    return {case.name: case for case in suite(diagnosis)}


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("secret-expired", ["Failure"]),
        ("permission-denied", ["Failure"]),
        ("inconclusive", ["Error"]),
        ("not-reached", ["Error"]),
        ("no-cause", []),
    ],
)
def test_the_verdict_is_a_case_that_fails_as_the_exit_code_does(name: str, outcome: list[str]) -> None:
    verdict = cases(SAMPLES[name]())["The credential works for this target"]
    assert [type(one).__name__ for one in verdict.result] == outcome


def test_the_failure_tells_the_cause_the_proof_and_the_steps() -> None:
    (failure,) = cases(secret_expired())["The credential works for this target"].result
    assert failure.type == "client-secret-expired"
    assert failure.message.endswith("(certain: the answer shows it)")
    for part in ("E2: POST /api/v1/auth/universal-auth/login → 401: Access denied due", "1. Open Access Control"):
        assert part in failure.text


@pytest.mark.parametrize(
    ("gate", "outcome"),
    [("Infisical answers", []), ("Client secret", ["Failure"]), ("Access token", ["Skipped"])],
)
def test_a_gate_is_a_case_that_passes_fails_or_is_skipped(gate: str, outcome: list[str]) -> None:
    assert [type(one).__name__ for one in cases(secret_expired())[gate].result] == outcome


@pytest.mark.parametrize("name", SAMPLES)
def test_the_counts_are_those_of_the_cases(name: str) -> None:
    read = suite(SAMPLES[name]())
    kinds = [type(one).__name__ for case in read for one in case.result]
    told = {"Failure": read.failures, "Error": read.errors, "Skipped": read.skipped}
    assert told == {kind: kinds.count(kind) for kind in told}
    assert read.tests == len(list(read))


def test_what_is_still_possible_is_told_with_what_would_decide() -> None:
    (error,) = cases(inconclusive())["The credential works for this target"].result
    assert "Still possible: " in error.text
    assert "What would decide: " in error.text


def outline(text: str) -> list[tuple[str, ...]]:
    return [(element.tag, *sorted(element.attrib)) for element in ET.fromstring(text).iter()]


@few
@given(texts)
def test_no_text_in_any_field_changes_an_element_or_attribute(text: str) -> None:
    assert outline(written(everywhere(text))) == outline(written(everywhere("x")))


@few
@given(texts)
def test_what_moves_or_hides_text_is_spelled_out(text: str) -> None:
    assert re.search(f"(?!\n)[{ACTING}]", written(permission_denied(text))) is None

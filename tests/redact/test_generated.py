from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from diagnose.redact import Redactor
from tests.redact.generated import KEPT, Example, examples

_CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large)


def _shown(example: Example) -> list[str]:
    cleaned = Redactor().document(example.text, "pasted")
    return [part for part in example.shown if part in cleaned]


@given(examples())
@settings(max_examples=400, deadline=None, suppress_health_check=_CHECKS, derandomize=True)
def test_no_secret_stays_however_it_is_written(example: Example) -> None:
    assert _shown(example) == []


@pytest.mark.long
@given(examples())
@settings(max_examples=12_000, deadline=None, suppress_health_check=_CHECKS, database=None)
def test_no_secret_stays_in_twelve_thousand_writings(example: Example) -> None:
    assert _shown(example) == []


def test_hardly_anything_that_support_needs_is_removed() -> None:
    held = 0
    lost: list[str] = []

    @given(examples())
    @settings(max_examples=600, deadline=None, suppress_health_check=_CHECKS, derandomize=True)
    def count(example: Example) -> None:
        nonlocal held
        cleaned = Redactor().document(example.text, "pasted")
        held += len(example.needed)
        lost.extend(word for word in example.needed if word not in cleaned)

    count()

    assert held > 4 * len(KEPT)
    assert len(lost) <= held / 100

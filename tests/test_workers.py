from __future__ import annotations

from typing import Any

import pytest

from tests.workers import Numbered, from_short, in_short


def report(**changed: Any) -> pytest.TestReport:
    given: dict[str, Any] = {"outcome": "passed", "longrepr": None, "when": "call", "duration": 1.5} | changed
    return pytest.TestReport(
        "tests/test_a.py::test_b[c]", ("tests/test_a.py", 3, "test_b[c]"), {"test_b[c]": 1}, **given
    )


def test_a_short_report_says_which_test_passed_where_and_in_what_time() -> None:
    short = in_short(report())
    assert short is not None
    back = from_short(short)
    assert back is not None
    assert (back.nodeid, back.location, back.when, back.outcome, back.duration) == (
        *("tests/test_a.py::test_b[c]", ("tests/test_a.py", 3, "test_b[c]"), "call", "passed", 1.5),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "failed", "longrepr": "assert 1 == 2"},
        {"outcome": "skipped", "longrepr": ("tests/test_a.py", 3, "no browser")},
        {"sections": [("Captured stdout call", "something")]},
        {"user_properties": [("seed", 1)]},
        {"wasxfail": "known"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_report_that_says_more_is_sent_whole(changed: dict[str, Any]) -> None:
    assert in_short(report(**changed)) is None


def test_a_whole_report_is_left_to_pytest() -> None:
    assert from_short({"$report_type": "TestReport", "nodeid": "tests/test_a.py::test_b"}) is None


def test_the_place_of_a_test_is_that_in_the_list() -> None:
    names = ["b", "a", "c"]
    assert [Numbered(names).index(name) for name in names] == [0, 1, 2]

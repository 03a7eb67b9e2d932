from __future__ import annotations

from typing import Any

import pytest

from reports import phrases, view


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ((), ""),
        (("E1",), "E1"),
        (("E1", "E2"), "E1, E2"),
        (("E1", "E2", "E3"), "E1\N{EN DASH}E3"),
        (("E1", "E3", "E4", "E5", "E9", "E10", "E11"), "E1, E3\N{EN DASH}E5, E9\N{EN DASH}E11"),
        (("E2", "E1", "", "x", "E²", f"E{'9' * 5000}"), f"E2, E1, , x, E², E{'9' * 5000}"),
    ],
)
def test_runs_of_evidence_are_drawn_together(ids: tuple[str, ...], said: str) -> None:
    assert phrases.spanned(ids) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.44, "0.4 s"),
        (59.9, "59.9 s"),
        (60, "1 min"),
        (125, "2 min 5 s"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (86400, "1 d"),
        (2592000, "30 d"),
        (349200, "4 d 1 h"),
    ],
)
def test_a_span_is_said_in_the_two_units_that_matter(seconds: float, said: str) -> None:
    assert phrases.duration(seconds) == said


@pytest.mark.parametrize(
    ("claims", "row"),
    [
        ({"exp": 1764000000}, ("exp", "1764000000 (2025-11-24 16:00:00 UTC)")),
        ({"creationEpoch": 1764000000}, ("creationEpoch", "1764000000 (2025-11-24 16:00:00 UTC)")),
        ({"accessTokenTTL": 2592000}, ("accessTokenTTL", "2592000 (30 d)")),
        ({"accessTokenTTL": 0}, ("accessTokenTTL", "0")),
        ({"accessTokenTTL": True}, ("accessTokenTTL", "true")),
        ({"exp": "soon"}, ("exp", "soon")),
        ({"orgId": 5}, ("orgId", "5")),
    ],
)
def test_a_claim_that_is_a_time_or_a_span_is_said_as_one(claims: dict[str, Any], row: tuple[str, str]) -> None:
    assert list(view.claim_rows(claims)) == [row]

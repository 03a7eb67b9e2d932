"""Until when what works now will work: what ends first, and only what the answers tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from checks.case import Case
from checks.endings import first_end, login_lasts
from diagnose.cli.exits import code_of
from diagnose.judgement import judge
from diagnose.model import Evidence, Exchange, Token
from tests.build import NOW, TARGET, evidence, login_ok, minted, said

DAY = 86_400.0
LISTED = said("read", 200, data={"secrets": 1, "names": ["A"], "values": True})


def written(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def member(*ends: float | None) -> Exchange:
    roles = [
        {"role": "viewer", "isTemporary": end is not None}
        | ({"temporaryAccessEndTime": written(NOW + end)} if end is not None else {})
        for end in ends
    ]
    return said("membership", 200, data={"roles": roles})


def held(*more: Exchange, wished: float = 0.0, **claims: Any) -> Evidence:
    target = replace(TARGET, warn_before_s=wished)
    return evidence(LISTED, *more, target=target, token=Token(claims=claims), clock_skew_s=0.0)


@pytest.mark.parametrize(
    ("seen", "at", "says"),
    [
        (held(exp=int(NOW + DAY)), DAY, "this access token ends"),
        (held(exp=int(NOW + DAY), creationEpoch=int(NOW), accessTokenMaxTTL=int(3 * DAY)), DAY, "renewals can move"),
        (held(creationEpoch=int(NOW), accessTokenMaxTTL=int(3 * DAY)), 3 * DAY, "this access token ends"),
        (held(member(2 * DAY), exp=int(NOW + 9 * DAY)), 2 * DAY, "the temporary role viewer ends"),
        (held(member(2 * DAY), exp=int(NOW + DAY)), DAY, "this access token ends"),
    ],
)
def test_the_first_end_is_told(seen: Evidence, at: float, says: str) -> None:
    verdict = judge(seen).verdict
    assert verdict.works_until == pytest.approx(NOW + at, abs=1)
    assert verdict.hint.startswith("Works until 2026-")
    assert says in verdict.hint


@pytest.mark.parametrize(
    "seen",
    [
        held(),
        held(member(None, 2 * DAY)),  # the other role allows the same for good
        held(member(-DAY, None)),
        evidence(login_ok("C2"), LISTED, token=minted("C2")),  # the next login brings another token
    ],
)
def test_where_nothing_that_matters_ends_nothing_is_said_to(seen: Evidence) -> None:
    assert first_end(Case(seen)) is None
    assert judge(seen).verdict.works_until is None


@pytest.mark.parametrize(("wished", "code"), [(0.0, 0), (DAY / 2, 0), (2 * DAY, 6)])
def test_an_end_sooner_than_was_wished_has_an_exit_code_of_its_own(wished: float, code: int) -> None:
    assert code_of(judge(held(exp=int(NOW + DAY), wished=wished))) == code


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"expiresIn": 7200, "accessTokenMaxTTL": 86400}, "lasts 2 h; renewals extend it to 1 d at most"),
        ({"expiresIn": 7199, "accessTokenMaxTTL": 7200}, "lasts 2 h; after that"),
        ({"expiresIn": 7200, "accessTokenMaxTTL": 0}, "lasts 2 h, and renewals extend it"),
        ({}, ""),
    ],
)
def test_how_long_a_login_lasts_is_told_by_the_login(told: dict[str, int], says: str) -> None:
    lasts = login_lasts(Case(evidence(said("login", 200, data=told), token=minted("C2"))))
    assert says in lasts
    assert bool(says) is bool(lasts)


@pytest.mark.parametrize(("skew", "warned"), [(600.0, True), (-600.0, True), (5.0, False)])
def test_a_clock_that_is_off_is_a_warning_even_where_all_works(skew: float, warned: bool) -> None:  # noqa: FBT001
    warnings = judge(replace(held(), clock_skew_s=skew)).verdict.warnings
    assert [one for one in warnings if "10 min" in one and "clock" in one] == list(warnings)
    assert bool(warnings) is warned


def test_the_wish_asks_for_the_membership_and_its_absence_for_nothing() -> None:
    from diagnose.gather.plan import next_step

    for wished, names in ((DAY, ["membership"]), (0.0, [])):
        seen = evidence(login_ok("C2"), LISTED, target=replace(TARGET, warn_before_s=wished), token=minted("C2"))
        assert [probe.name for probe in next_step(seen).probes] == names

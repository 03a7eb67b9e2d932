from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, Exchange, Silence, Status
from tests.build import FAULT, NO_DESCRIBE, PAIR, evidence, login_ok, minted, said, silent

EMPTY = {"secrets": 0, "values": 0, "hidden_values": 0}


def listed(*more: Exchange, era: str = "C1") -> tuple[Exchange, ...]:
    return (login_ok(era, ttl=7200, longest=86400), said("read", 200, era=era, data=EMPTY), *more)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param((), id="nothing more could be asked"),
        pytest.param((said("absent-name", 500, "InternalServerError", FAULT),), id="the server failed"),
        pytest.param((silent("absent-name", Silence.TIMEOUT),), id="no answer came"),
    ],
)
@pytest.mark.parametrize("era", ["C1", "C2"])
def test_an_empty_list_alone_does_not_prove_a_missing_permission(era: str, more: tuple[Exchange, ...]) -> None:
    found = judge(evidence(*listed(*more, era=era), credential=PAIR, token=minted(era))).verdict
    assert (found.status, found.confidence) == (Status.INCONCLUSIVE, Confidence.POSSIBLE)
    assert any("A folder that holds no secrets gives the same empty list" in note for note in found.notes)


def test_an_empty_list_and_a_refusal_by_name_prove_it() -> None:
    denied = said("absent-name", 403, "PermissionDenied", NO_DESCRIBE)
    found = judge(evidence(*listed(denied), credential=PAIR, token=minted("C1"))).verdict
    assert (found.status, found.confidence, found.faq) == (Status.CAUSE_FOUND, Confidence.CERTAIN, "permission")
    assert not any("empty" in note for note in found.notes)

"""End-to-end encryption: said outright, hidden behind a missing project, or behind a denial."""

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, State
from tests.build import A_FAULT, A_REFUSED, PROJECT, evidence, findings, said

NO_KEY = "getKey: Failed to find bot key for [workspaceId=65a1b2c3d4e5f60718293a4b]"
BY_NAME = "Failed workspace authorization due to end-to-end encryption not being disabled"
EARLY_B1 = said("read", 400, "BadRequest", "failed to find bot key", era="B1")


@pytest.mark.parametrize(
    ("era", "probe", "status", "error", "message"),
    [
        ("A", "read", 404, "bot_not_found_error", NO_KEY),
        ("A", "read-name", 400, "bad_request", BY_NAME),
        ("B1", "read", 400, "BadRequest", "Bot is not active"),
        ("B1", "read", 400, "BadRequest", "Failed to find bot key"),
        ("B1", "read", 400, "bot_not_found_error", "Failed to find bot key"),
        ("B1", "read", 400, "BadRequest", "Bot not found. Please ask admin user to login"),
        ("B2", "read", 404, "NotFound", "Bot not found. Please ask admin user to login"),
        ("B2", "read", 404, "bot_not_found_error", "Project bot not found. Please upgrade your project."),
        (
            *("C", "read", 404, "bot_not_found_error"),
            f"Project bot for project with ID '{PROJECT}' not found. Please upgrade your project.",
        ),
    ],
)
def test_encryption_is_stated(era: str, probe: str, status: int, error: str, message: str) -> None:
    found = findings(evidence(said(probe, status, error, message, era=era)))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == ["e2ee-enabled"]


def test_early_b1_says_the_same_of_an_unknown_project() -> None:
    found = findings(evidence(EARLY_B1))
    assert found["e2ee-enabled"].state is State.POSSIBLE
    assert found["project-not-found"].state is State.POSSIBLE


def test_a_project_whose_folders_are_listed_exists_so_it_is_encrypted() -> None:
    verdict = judge(evidence(EARLY_B1, said("folders", 200, data={"folders": []}, era="B1"))).verdict
    assert (verdict.cause, verdict.confidence) == ("e2ee-enabled", Confidence.CERTAIN)
    assert verdict.proof == ("E1",)


def test_from_b_on_it_is_told_before_membership() -> None:
    found = findings(evidence(said("read", 404, "NotFound", "Bot not found. Please ask admin user to login", era="B2")))
    assert found["not-project-member"].state is State.NOT_REACHED


def test_a_list_of_era_a_comes_to_it_last() -> None:
    found = findings(evidence(said("read", 404, "bot_not_found_error", NO_KEY, era="A")))
    assert found["permission-denied"].state is State.RULED_OUT
    assert found["not-project-member"].state is State.RULED_OUT


def test_era_a_may_fault_over_it() -> None:
    found = findings(evidence(said("read", 500, "internal_server_error", A_FAULT, era="A")))
    assert found["e2ee-enabled"].state is State.POSSIBLE


def test_era_a_says_so_by_name_where_the_list_is_denied() -> None:
    denied = said("read", 401, "unauthorized", A_REFUSED, era="A")
    by_name = said("absent-name", 400, "bad_request", BY_NAME, era="A")
    found = findings(evidence(denied, by_name))
    assert found["e2ee-enabled"].state is not State.RULED_OUT
    assert found["permission-denied"].state is not State.RULED_OUT


def test_a_missing_blind_index_is_stated_by_name_in_era_a() -> None:
    unprepared = "Failed workspace authorization due to blind indices not being enabled"
    found = findings(evidence(said("read-name", 401, "unauthorized", unprepared, era="A")))
    assert found["blind-index-missing"].state is State.POSSIBLE
    assert found["project-not-found"].state is State.POSSIBLE


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
def test_listed_secrets_rule_it_out(era: str) -> None:
    assert findings(evidence(said("read", 200, data={"secrets": 1}, era=era)))["e2ee-enabled"].state is State.RULED_OUT

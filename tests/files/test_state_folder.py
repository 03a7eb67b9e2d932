"""An answer that is given only once is kept; any other is not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from diagnose.files.evidence_file import load
from diagnose.files.state_folder import keep, said_once
from diagnose.model import Evidence
from diagnose.problems import LeakFound
from diagnose.secret import Secret
from diagnose.secret.guard import Guard
from tests.build import API_KEY, B_REFUSED, PAIR, SERVICE, evidence, said

NO_SECRETS = Guard(())
RENEW = "Failed to renew MI access token due to TTL expiration"
SERVICE_ENDED = said("read", 403, "ForbiddenError", "Service token has expired", era="B2")
ENDED = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")
EXPIRED = evidence(ENDED, credential=PAIR)
WRONG = evidence(said("login", 401, "UnauthorizedError", "Invalid credentials"), credential=PAIR)


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (EXPIRED, True),
        (
            evidence(
                said("login", 401, "UnauthorizedError", "Access denied due to client secret usage limit reached"),
                credential=PAIR,
            ),
            True,
        ),
        (
            evidence(
                said(
                    "read", 401, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration", era="B2"
                )
            ),
            True,
        ),
        (
            evidence(SERVICE_ENDED, credential=SERVICE),
            True,
        ),
        (evidence(said("read", 401, "UnauthorizedError", B_REFUSED, era="B2"), credential=API_KEY), True),
        (WRONG, False),
        (evidence(said("read", 200, data={"secrets": 1})), False),
        (evidence(), False),
    ],
)
def test_an_answer_that_asking_has_used_up_is_known(of: Evidence, expected: object) -> None:
    assert said_once(of) is expected


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "infisical-diagnose"


def test_it_is_saved_privately_and_the_report_says_where(state: Path) -> None:
    kept = keep(EXPIRED, NO_SECRETS)
    (path,) = state.iterdir()
    assert str(path) in kept.remarks[-1]
    assert load(path).exchanges == EXPIRED.exchanges
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert path.name.startswith("20261123T120000Z-infisical.example")


def test_other_evidence_is_left_as_it_is(state: Path) -> None:
    assert keep(WRONG, NO_SECRETS) is WRONG
    assert not state.exists()


def test_what_cannot_be_saved_is_said_and_costs_nothing_else(state: Path) -> None:
    state.write_text("a file where the folder should be")
    kept = keep(EXPIRED, NO_SECRETS)
    assert "could not be kept" in kept.remarks[-1]
    assert kept.exchanges == EXPIRED.exchanges


def test_two_runs_in_the_same_second_lose_no_answer(state: Path) -> None:
    keep(EXPIRED, NO_SECRETS)
    keep(EXPIRED, NO_SECRETS)
    assert len(list(state.iterdir())) == 2


def test_nothing_is_saved_that_holds_a_secret(state: Path) -> None:
    guard = Guard((Secret("Access denied due to expired"),))
    with pytest.raises(LeakFound):
        keep(EXPIRED, guard)
    assert not list(state.glob("*"))


def test_a_folder_that_somebody_else_may_have_linked_there_is_not_used(state: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    state.symlink_to(tmp_path / "theirs")
    assert "could not be kept" in keep(EXPIRED, NO_SECRETS).remarks[-1]
    assert not list((tmp_path / "theirs").iterdir())

"""Running `check` again: it neither locks the client ID nor loses what was answered only once."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.lab import Lab
from tests.cli.command import asking, command


def test_five_runs_against_an_expired_secret_send_one_login_and_name_its_cause(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        runs = [command(tmp_path, "check", "-q", **asking(lab)) for _ in range(5)]
        assert lab.counts()["logins"] == 1
    assert {run.code for run in runs} == {3}
    assert all(run.out.startswith("client-secret-expired (certain)") for run in runs)


@pytest.mark.parametrize(
    ("state", "era", "expected"),
    [
        ("expired-token", "B2", "access-token-ttl (certain)"),
        ("used-up-token", "C1", "access-token-usage-limit (likely)"),
        ("expired-service-token", "C2", "service-token-expired (certain)"),
    ],
)
def test_a_token_whose_end_is_told_once_is_not_asked_about_again(
    tmp_path: Path, state: str, era: str, expected: str
) -> None:
    with Lab(state, era=era) as lab:
        runs = [command(tmp_path, "check", "-q", **asking(lab)) for _ in range(3)]
        assert lab.counts()["requests"] == 1
    assert all(run.out.startswith(expected) for run in runs)


def test_a_repeated_answer_says_when_it_was_given(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        command(tmp_path, "check", **asking(lab))
        again = command(tmp_path, "check", **asking(lab))
    assert "nothing was sent now" in " ".join(again.out.split())


def test_the_third_failure_is_not_sent_unless_it_is_asked_for(tmp_path: Path) -> None:
    with Lab("expired-client-secret-noticed", era="C2") as lab:
        runs = [command(tmp_path, "check", "-q", **asking(lab)) for _ in range(5)]
        assert lab.counts()["logins"] == 2
        assert [run.code for run in runs] == [4, 4, 2, 2, 2]
        assert "servers lock it at the third" in runs[2].err
        command(tmp_path, "check", "-q", "--again", **asking(lab))
        assert lab.counts()["logins"] == 3


@pytest.mark.parametrize(
    ("state", "era"),
    [("login-from-untrusted-address", "C2"), ("locked-identity", "C2"), ("wrong-client-secret", "B2")],
    ids=["another address", "locked already", "a server without locks"],
)
def test_a_refusal_that_no_server_counts_keeps_no_run_from_asking(tmp_path: Path, state: str, era: str) -> None:
    with Lab(state, era=era) as lab:
        codes = [command(tmp_path, "check", "-q", **asking(lab)).code for _ in range(3)]
        assert lab.counts()["logins"] == 3
    assert 2 not in codes


def test_without_the_state_folder_every_run_asks_and_writes_nothing(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        for _ in range(2):
            command(tmp_path, "check", "-q", "--no-state", **asking(lab))
        assert lab.counts()["logins"] == 2
    assert list(tmp_path.rglob("infisical-diagnose")) == []


def test_another_secret_is_asked_for(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        command(tmp_path, "check", "-q", **asking(lab))
        other = {**asking(lab), "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "0" * 63 + "1"}
        command(tmp_path, "check", "-q", **other)
        assert lab.counts()["logins"] == 2


def test_no_secret_is_in_the_state_folder(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        command(tmp_path, "check", "-q", **asking(lab))
        secret = asking(lab)["INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET"]
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "attempts.json" for path in kept)
    assert not any(secret.encode() in path.read_bytes() for path in kept)
    assert {path.stat().st_mode & 0o077 for path in kept} == {0}


def test_the_third_failure_of_a_directory_login_is_not_sent(tmp_path: Path) -> None:
    with Lab("ldap-wrong-password", era="C2") as lab:
        runs = [command(tmp_path, "check", "--yes", "-q", **asking(lab)) for _ in range(3)]
        assert lab.counts()["logins"] == 2
        assert runs[2].code == 2
        assert "servers lock it at the third" in runs[2].err

"""`watch`: what is repeated, and what is not."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from diagnose.cli import cli
from diagnose.cli.demo import environment
from diagnose.lab import Lab
from diagnose.lab.state import Grant, Member

REVOKE = "/api/v1/auth/token/revoke"


def watched(lab: Lab, monkeypatch: pytest.MonkeyPatch, folder: Path, mend: Callable[[int], None], *args: str) -> Result:
    """The command; instead of each wait `mend` is called with the number of the wait."""
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        mend(len(waits))

    clock = SimpleNamespace(sleep=sleep, monotonic=lambda: sum(waits), time=time.time)
    monkeypatch.setattr("diagnose.cli.watch.time", clock)
    environ = {**environment(lab), "XDG_STATE_HOME": str(folder)}
    return CliRunner(env=environ).invoke(cli, ["watch", *args], standalone_mode=False)


def grant(lab: Lab, role: str) -> None:
    for project in lab.world.projects.values():
        identity = next(iter(lab.world.identities))
        project.members[identity] = Member(grants=(Grant(role=role),), id="m")


def count(lab: Lab, path: str) -> int:
    return sum(entry.path == path for entry in lab.log)


def test_a_refused_request_is_repeated_with_one_token_until_it_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Lab("role-for-other-environment") as lab:
        mend = {3: lambda: grant(lab, "viewer")}
        done = watched(lab, monkeypatch, tmp_path, lambda wait: mend.get(wait, lambda: None)(), "--until-fixed")
        assert done.return_value == 0
        assert "verdict: permission-silent-filter (certain) → it works" in done.stdout
        assert (lab.counts()["logins"], count(lab, REVOKE)) == (2, 2)


def test_it_ends_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Lab("role-for-other-environment") as lab:
        done = watched(lab, monkeypatch, tmp_path, lambda _: None, "--timeout", "30s")
        assert (done.return_value, lab.counts()["logins"], count(lab, REVOKE)) == (3, 1, 1)
        assert "Nothing changed" in done.stderr


def test_a_refused_login_is_not_repeated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Lab("wrong-client-secret") as lab:
        done = watched(lab, monkeypatch, tmp_path, lambda _: None)
        assert lab.counts()["logins"] == 1
        assert "nothing is repeated" in done.stderr


def test_another_secret_in_the_file_is_tried_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Lab("wrong-client-secret") as lab:
        file = tmp_path / "secret"
        file.write_text(lab.inputs["client_secret"], "utf-8")
        right = next(iter(lab.world.identities.values())).secrets[0].value

        def mend(wait: int) -> None:
            if wait == 2:
                file.write_text(right, "utf-8")

        args = ("--client-id", lab.inputs["client_id"], "--client-secret", f"@{file}")
        done = watched(lab, monkeypatch, tmp_path, mend, *args)
        assert (done.return_value, lab.counts()["logins"]) == (0, 2)
        assert right not in done.output


def test_a_lock_is_waited_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Lab("locked-identity") as lab:
        done = watched(lab, monkeypatch, tmp_path, lambda _: None, "--timeout", "1m")
        assert "the lock is waited for" in done.stderr
        assert lab.counts()["logins"] == 1


def test_a_server_that_does_not_answer_is_asked_without_a_credential(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with Lab("bad-gateway") as lab:

        def mend(wait: int) -> None:
            if wait == 2:
                lab.world.server.front = ""

        done = watched(lab, monkeypatch, tmp_path, mend)
        assert done.return_value == 0
        assert lab.counts()["logins"] <= 2

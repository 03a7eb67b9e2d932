"""`demo` and `causes`: what can be seen without an account, a network or a problem."""

from __future__ import annotations

import importlib
import re
import shlex
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.knowledge.causes import all_causes
from diagnose.cli.demo import YEARS
from diagnose.lab import states
from tests.cli.command import command, ended, line_of, process

DOZEN = [
    "expired-client-secret",
    "wrong-client-secret",
    "unknown-client-id",
    "login-from-untrusted-address",
    "locked-identity",
    "expired-token",
    "revoked-token",
    "not-a-project-member",
    "no-access-role",
    "encrypted-project",
    "unknown-environment",
    "healthy-viewer",
    "service-token-write-only",
    "web-application-firewall",
]


@pytest.mark.parametrize("state", DOZEN)
def test_a_state_is_told_by_its_name(tmp_path: Path, state: str) -> None:
    done = command(tmp_path, "demo", state)
    assert done.code == 0
    assert done.err.startswith("A small Infisical of ")
    assert done.out


@pytest.mark.parametrize(("era", "year"), YEARS.items())
def test_a_state_exists_in_the_era_that_is_asked_for(tmp_path: Path, era: str, year: str) -> None:
    done = command(tmp_path, "demo", "--era", era)
    assert done.code == 0
    assert f"A small Infisical of {year}:" in done.err


def test_a_verdict_that_is_not_the_states_own_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnose.lab.truth.truth", lambda *_: frozenset({"something-else"}))
    assert command(tmp_path, "demo").code == 70


def test_quiet_is_one_line_and_nothing_on_stderr(tmp_path: Path) -> None:
    done = command(tmp_path, "demo", "-q")
    assert (done.out.count("\n"), done.err) == (1, "")


def test_the_list_names_every_state_and_its_eras(tmp_path: Path) -> None:
    done = command(tmp_path, "demo", "--list")
    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines() if line.startswith(" ")} == {
        state.name for state in states()
    }


def test_the_list_can_be_of_the_states_with_a_word_in_their_names(tmp_path: Path) -> None:
    done = command(tmp_path, "demo", "oidc", "--list")
    named = [line.split()[0] for line in done.out.splitlines() if line.startswith(" ")]
    assert named
    assert all("oidc" in name for name in named)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["qqqq", "--list"], "there is no state of that name"),
        (["expired-client-secrt"], "did you mean expired-client-secret"),
        (["qqqq"], "`infisical-diagnose demo --list` names them"),
        (["api-key-that-works", "--era", "C2"], "does not exist in era C2"),
    ],
)
def test_a_state_that_does_not_exist_is_told_with_near_names(tmp_path: Path, args: list[str], says: str) -> None:
    done = command(tmp_path, "demo", *args)
    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command(tmp_path, "demo", "--port", str(port))
    assert (done.code, done.err) == (2, f"infisical-diagnose: port {port} cannot be used: Address already in use.\n")


def test_what_a_demo_of_an_expired_secret_showed_is_not_kept(tmp_path: Path) -> None:
    command(tmp_path, "demo")
    assert list(tmp_path.iterdir()) == []


# -------------------------------------------------------------------------------------------------------------- serve


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    run = process(tmp_path, "demo", "expired-client-secret", "--serve")
    given: dict[str, str] = {}
    try:
        while "INFISICAL_SECRET_PATH" not in given:
            word, assignment = shlex.split(line_of(run))
            name, _, value = assignment.partition("=")
            assert word == "export"
            given[name] = value
        yield run, given
    finally:
        run.kill()
        ended(run)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_check_asks_the_lab_that_keeps_running_by_the_variables_it_printed(
    tmp_path: Path, served: tuple[subprocess.Popen[bytes], dict[str, str]], number: signal.Signals, code: int
) -> None:
    run, given = served
    done = command(tmp_path, "check", "-q", **given)
    assert done.code == 3
    assert "expired" in done.out
    run.send_signal(number)
    assert run.wait(20) == code


def test_the_lab_served_in_this_process_prints_what_a_shell_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("threading.Event.wait", interrupted)
    demo = importlib.import_module("diagnose.cli.demo")  # the package holds the command by that name
    monkeypatch.setattr(demo, "environment", lambda lab, **_: {"INFISICAL_DOMAIN": lab.base_url, "ODD": "it's; $(x)\n"})
    monkeypatch.setattr("diagnose.lab.lab.Listener.start", lambda _: None)
    monkeypatch.setattr("diagnose.lab.lab.Listener.stop", lambda listener: listener._server.server_close())
    done = command(tmp_path, "demo", "--serve")
    assert done.code == 130
    assert shlex.split(done.out)[-1] == "ODD=it's; $(x)\n"
    assert "listens on http://127.0.0.1:" in done.err


# ------------------------------------------------------------------------------------------------------------- causes


def test_causes_lists_all_of_them(tmp_path: Path) -> None:
    done = command(tmp_path, "causes")
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()] == list(all_causes())


@pytest.mark.parametrize("cause", list(all_causes()))
def test_every_cause_is_explained(tmp_path: Path, cause: str) -> None:
    done = command(tmp_path, "causes", cause)
    assert done.code == 0
    assert done.out.startswith(all_causes()[cause].title[:40])
    for part in ("What to do:\n  1. ", "\nWho: ", "\nCheck it worked: ", "\nRead: https://"):
        assert part in done.out
    assert max(len(line) for line in done.out.splitlines() if "http" not in line) <= 80


def test_what_servers_say_is_part_of_an_explanation_with_the_dates_of_the_eras(tmp_path: Path) -> None:
    said = command(tmp_path, "causes", "client-secret-expired", COLUMNS="100").out
    assert "Access denied due to expired client secret" in said
    assert "C2 since March 2026." in said


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("client-secret-expird", "did you mean `client-secret-expired`"),
        ("lockd", "did you mean `locked`"),
        ("zzzz", "`infisical-diagnose causes` lists"),
    ],
)
def test_a_cause_that_does_not_exist_is_told_with_near_names(tmp_path: Path, typed: str, says: str) -> None:
    done = command(tmp_path, "causes", typed)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "zzzz" not in done.err


def test_the_examples_in_the_help_name_states_that_there_are(tmp_path: Path) -> None:
    named = re.findall(r"infisical-diagnose demo (\w[\w-]*)", command(tmp_path, "demo", "--help").out)
    assert "locked-identity" in named
    assert {state.name for state in states()}.issuperset(named)

"""Ctrl-C, SIGTERM and readers that go away: the run ends soon, says little, and leaves no live token."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.cli.command import PAIR, ended, process
from tests.jwts import SECRET, jwt
from tests.loopback import Behaviour, Server, answer, serving

MINTS = answer(200, {"accessToken": jwt(), "expiresIn": 7200, "accessTokenMaxTTL": 7200, "tokenType": "Bearer"})
WORKS = answer(200, {"message": "Successfully revoked access token"})
CODES = [
    (signal.SIGINT, 130, "interrupted"),
    (signal.SIGTERM, 143, "terminated"),
    (signal.SIGHUP, 143, "terminated"),
]


class Pause:
    """A behaviour that answers only when the test says so, and tells when it was asked."""

    def __init__(self, then: Behaviour) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self._then = then

    def __call__(self, server: Server, connection: socket.socket) -> None:
        self.asked.set()
        self.go_on.wait(5)
        self._then(server, connection)


def check_of(server: Server, folder: Path) -> subprocess.Popen[bytes]:
    return process(folder, "check", "-o", "report.json", env={**PAIR, "INFISICAL_DOMAIN": server.url})


def check_that_inherits(ignored: signal.Signals, server: Server, folder: Path) -> subprocess.Popen[bytes]:
    """One that was started where a signal is ignored, which a process hands on."""
    before = signal.signal(ignored, signal.SIG_IGN)
    try:
        return check_of(server, folder)
    finally:
        signal.signal(ignored, before)


@pytest.mark.parametrize(("number", "code", "says"), CODES)
def test_a_login_that_is_answered_after_the_interrupt_leaves_no_live_token(
    tmp_path: Path, number: signal.Signals, code: int, says: str
) -> None:
    login = Pause(MINTS)
    with serving(login, WORKS) as server:
        run = check_of(server, tmp_path)
        assert login.asked.wait(20)
        run.send_signal(number)
        login.go_on.set()
        done = ended(run)
    assert (done.code, done.out, done.err.strip()) == (code, "", f"infisical-diagnose: {says}")
    assert server.puts("POST") == 2
    assert server.requests[-1].startswith(b"POST /api/v1/auth/token/revoke ")
    assert {path.name for path in tmp_path.iterdir()} <= {".local"}  # what is remembered of the login


@pytest.mark.parametrize(("number", "code", "says"), CODES)
def test_an_interrupt_during_a_question_gives_the_token_back(
    tmp_path: Path, number: signal.Signals, code: int, says: str
) -> None:
    read = Pause(answer())
    with serving(MINTS, read, WORKS) as server:
        run = check_of(server, tmp_path)
        assert read.asked.wait(20)
        run.send_signal(number)
        done = ended(run)
        read.go_on.set()
    assert (done.code, done.err.strip()) == (code, f"infisical-diagnose: {says}")
    assert server.requests[-1].startswith(b"POST /api/v1/auth/token/revoke ")
    assert SECRET not in done.both


def test_a_login_that_is_never_answered_holds_an_interrupt_up_for_a_second_at_most(tmp_path: Path) -> None:
    login = Pause(MINTS)
    with serving(login) as server:
        run = check_of(server, tmp_path)
        assert login.asked.wait(20)
        start = time.monotonic()
        run.send_signal(signal.SIGINT)
        done = ended(run)
        took = time.monotonic() - start
        login.go_on.set()
    assert done.code == 130
    assert took < 3


def test_a_token_that_was_meant_to_be_kept_is_kept(tmp_path: Path) -> None:
    read = Pause(answer())
    with serving(MINTS, read) as server:
        run = process(tmp_path, "check", "--keep-token", env={**PAIR, "INFISICAL_DOMAIN": server.url})
        assert read.asked.wait(20)
        run.send_signal(signal.SIGINT)
        assert ended(run).code == 130
        read.go_on.set()
    assert server.puts("POST") == 1


def test_a_run_heeds_an_interrupt_though_the_tests_ignore_it(tmp_path: Path) -> None:
    read = Pause(answer())
    with serving(MINTS, read, WORKS) as server:
        run = check_that_inherits(signal.SIGINT, server, tmp_path)
        assert read.asked.wait(20)
        run.send_signal(signal.SIGINT)
        assert ended(run).code == 130
        read.go_on.set()


@pytest.mark.parametrize("args", [["causes"], ["demo", "-v"], ["demo", "--list"], ["--help"]])
def test_a_reader_that_went_away_is_no_news(tmp_path: Path, args: list[str]) -> None:
    here, there = os.pipe()
    os.close(here)
    run = process(tmp_path, *args, stdout=there)
    os.close(there)
    done = ended(run)
    assert done.code == 141
    first = "A small Infisical of 2026: The client secret's time to live has passed."
    assert done.err.strip() in {"", first}


def test_a_full_disk_behind_stdout_is_told_in_one_line(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = ended(process(tmp_path, "causes", stdout=full))
    assert (done.code, done.err) == (70, "infisical-diagnose: the output cannot be written: No space left on device\n")


def test_a_terminal_that_is_closed_does_not_end_a_run_that_is_to_outlive_it(tmp_path: Path) -> None:
    question = Pause(answer(403, {"message": "no"}))
    with serving(MINTS, question, WORKS) as server:
        run = check_that_inherits(signal.SIGHUP, server, tmp_path)  # as nohup does
        assert question.asked.wait(20)
        run.send_signal(signal.SIGHUP)
        question.go_on.set()
        assert ended(run).code == 4

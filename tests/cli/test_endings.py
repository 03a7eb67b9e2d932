"""However a run ends, there is one line and an exit code; and the questions it may ask, without a terminal."""

from __future__ import annotations

import errno
import importlib
import json
import signal
from pathlib import Path
from threading import Thread

import click
import pytest

import diagnose.cli
from diagnose.cli.exits import Terminated
from diagnose.cli.sigterm import on_sigterm
from diagnose.cli.streams import give_up_stdout, is_terminal, shows_unicode
from diagnose.cli.usage_line import usage_line
from diagnose.inputs.credential_choice import Flags
from diagnose.lab import Lab
from diagnose.problems import LeakFound, UsageProblem
from tests.cli.command import asking, command


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (UsageProblem("this is wrong"), 2, "this is wrong."),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
        (EOFError(), 130, "interrupted"),
        (Terminated(), 143, "terminated"),
        (LeakFound("hex"), 70, "the output would have shown part of the credential (hex); nothing was written"),
        (OSError(errno.ENOSPC, "No space left"), 70, "the output cannot be written: No space left"),
        (OSError(errno.ENOENT, "secret.txt"), 70, "internal error (FileNotFoundError); the run ended early"),
        (ZeroDivisionError("secret"), 70, "internal error (ZeroDivisionError); the run ended early"),
        (GeneratorExit("secret"), 70, "internal error (GeneratorExit); the run ended early"),
    ],
)
def test_every_end_has_a_line_and_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, says: str
) -> None:
    def ends(**_: object) -> None:
        raise error

    monkeypatch.setattr(diagnose.cli.cli, "main", ends)
    done = command(tmp_path, "causes")
    assert (done.code, done.out, done.err) == (code, "", f"infisical-diagnose: {says}\n")


def test_a_reader_that_went_away_ends_the_run_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(click, "echo", gone)
    done = command(tmp_path, "causes")
    assert (done.code, done.both) == (141, "")


def test_main_exits_with_the_code_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnose.cli, "run", lambda _: 4)
    with pytest.raises(SystemExit) as end:
        diagnose.cli.main(["check"])
    assert end.value.code == 4


def test_sigterm_is_left_alone_where_it_cannot_be_handled() -> None:
    entered = []

    def work() -> None:
        with on_sigterm():
            entered.append(True)

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert entered == [True]


def test_sigterm_is_raised_in_the_run_and_means_what_it_meant_before_after_it() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated), on_sigterm():
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (click.BadParameter("hunter2"), "an argument cannot be used as it was given."),
        (click.BadParameter("hunter2", param=click.Option(["--when"])), "--when cannot be used as it was given."),
        (click.MissingParameter("hunter2", param=click.Argument(["file"])), "FILE is missing. See"),
        (click.UsageError("hunter2"), "something on the command line is no command or option."),
    ],
)
def test_a_usage_error_of_any_kind_is_told_without_its_own_words(error: click.UsageError, says: str) -> None:
    assert usage_line(error).startswith(says)
    assert "hunter2" not in usage_line(error)


def test_a_stdin_that_is_not_there_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = importlib.import_module("diagnose.cli.check")._stdin
    monkeypatch.setattr("sys.stdin", None)
    assert stdin() == b""


def test_what_holds_typed_text_does_not_show_it(tmp_path: Path) -> None:
    flags = Flags(client_id="hunter2", client_secret="hunter2", token="hunter2", cwd=tmp_path, stdin=bytes)
    assert "hunter2" not in repr(flags)


def test_a_stream_that_is_not_there_is_no_terminal_and_shows_nothing_special(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_terminal(None)
    assert not shows_unicode(None)
    monkeypatch.setattr("sys.stdout", None)
    give_up_stdout()


# ---------------------------------------------------------------------------------------------------------- questions


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for module in ("diagnose.cli.check", "diagnose.cli.progress", "diagnose.cli.streams"):
        monkeypatch.setattr(importlib.import_module(module), "is_terminal", lambda _: True)


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 2), ("", 130)])
def test_a_host_that_only_a_file_names_is_asked_about(tmp_path: Path, typed: str, code: int) -> None:
    with Lab("healthy-viewer") as lab:
        env = asking(lab)
        (tmp_path / ".infisical.json").write_text(json.dumps({"domain": env.pop("INFISICAL_DOMAIN")}))
        done = command(tmp_path, "check", "-q", stdin=typed, **env)
    assert done.code == code
    assert (len(lab.log) > 0) is (code == 0)
    assert lab.inputs["client_secret"] not in done.both


@pytest.mark.usefixtures("somebody")
def test_a_plan_asks_nobody(tmp_path: Path) -> None:
    with Lab("healthy-viewer") as lab:
        env = asking(lab)
        (tmp_path / ".infisical.json").write_text(json.dumps({"domain": env.pop("INFISICAL_DOMAIN")}))
        done = command(tmp_path, "check", "--plan", **env)
    assert done.code == 0
    assert "Nothing has been sent" in done.out
    assert lab.log == ()


def test_a_plan_fits_the_terminal_and_says_each_price_once(tmp_path: Path) -> None:
    with Lab("healthy-viewer") as lab:
        environ = asking(lab) | {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token}
        done = command(tmp_path, "check", "--plan", **environ)
    assert max(map(len, done.out.splitlines())) <= 80
    assert done.out.count("Each is one use of the token") == 1
    assert "    membership and the environment\n" in done.out


@pytest.mark.usefixtures("somebody")
def test_a_client_id_alone_has_its_secret_asked_for(tmp_path: Path) -> None:
    with Lab("healthy-viewer") as lab:
        env = asking(lab)
        secret = env.pop("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET")
        done = command(tmp_path, "check", "--format", "json", stdin=f"{secret}\n", **env)
    assert done.code == 0
    assert '"client-secret": "prompt"' in done.out
    assert "whether the secrets can be listed" in done.err


@pytest.mark.parametrize(
    "state", ["healthy-viewer", "healthy-token", "healthy-secret-by-name", "healthy-service-token"]
)
def test_a_plan_names_what_would_be_asked_first(tmp_path: Path, state: str) -> None:
    with Lab(state) as lab:
        plan = command(tmp_path, "check", "--plan", **asking(lab))
        command(tmp_path, "check", **asking(lab))
    assert plan.code == 0
    first = lab.log[0]
    assert f"{first.method:<4} {first.path}" in plan.out
    assert ("1 login" in plan.out) is ("login" in first.path)

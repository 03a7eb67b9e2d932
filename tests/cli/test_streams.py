"""The matrix of places to run in: encodings, closed streams, no home, no terminal, a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest

from diagnose.files.evidence_file import save
from diagnose.lab import Lab
from reports.escape import ACTING
from tests.cli.command import Ended, asking, command, ended, in_turn, process, started_by
from tests.reports.hostile import PIECES
from tests.reports.payloads import payloads
from tests.reports.samples import scattered

ENCODINGS = [
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "cp437"},
    {"PYTHONIOENCODING": "utf-16"},
]


@pytest.mark.parametrize("env", ENCODINGS, ids=str)
def test_no_encoding_is_too_narrow(tmp_path: Path, env: dict[str, str]) -> None:
    runs = [["demo", "-v"], ["--help"], ["causes", "client-secret-expired"], ["report", "ünknown"]]
    done = ended(in_turn(tmp_path, runs, env=env))
    assert done.code == sum(place * code for place, code in zip((1, 3, 9, 27), (0, 0, 0, 2), strict=True))
    assert "Error" not in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("closed", ["", "<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_no_harm(tmp_path: Path, closed: str) -> None:
    done = started_by(closed, tmp_path, "demo", "-q")
    assert done.returncode == (2 if ">&-" in closed.split() else 0)
    assert b"rror" not in done.stderr
    assert (b"nothing could be shown" in done.stderr) == (closed == ">&-")


@pytest.mark.parametrize("args", [("redact", "-"), ("batch", "none.csv"), ("explain", "-")], ids=lambda args: args[0])
def test_that_stdout_is_closed_is_said_before_anything_is_read(tmp_path: Path, args: tuple[str, ...]) -> None:
    done = started_by(">&- </dev/null", tmp_path, *args)
    assert (done.returncode, b"standard output is closed" in done.stderr) == (2, True)


def test_a_closed_stdin_is_an_empty_one(tmp_path: Path) -> None:
    done = ended(process(tmp_path, "check", "--token", "-", stdin=subprocess.DEVNULL))
    assert (done.code, done.err) == (2, "infisical-diagnose: --token is empty.\n")


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("explain", "--format", "markdown"), 4, "No Infisical rejection found in 0 lines"),
        (("redact", "-"), 0, "Nothing that looks like a secret was found"),
        (("check", "--token", "-"), 2, "--token is empty"),
    ],
)
def test_a_stdin_that_the_shell_closed_is_an_empty_one(
    tmp_path: Path, args: tuple[str, ...], code: int, says: str
) -> None:
    done = started_by("<&-", tmp_path, *args)
    assert done.returncode == code
    assert says in (done.stdout + done.stderr).decode()


def test_a_run_needs_no_home_and_no_place_to_write(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    with Lab("expired-client-secret") as lab:
        done = ended(process(tmp_path, "check", env={**asking(lab), "HOME": str(home)}))
    assert done.code == 3
    assert "could not be kept in a file" in " ".join(done.out.split())


# --------------------------------------------------------------------------------------------------------- a terminal


class Terminal:
    """A terminal of 100 columns that a run believes to sit at, for half a minute at most."""

    def __init__(self, folder: Path, *args: str, runs: Sequence[Sequence[str]] = (), **env: str) -> None:
        self._ours, theirs = pty.openpty()
        env = {"TERM": "xterm", "COLUMNS": "100", **env}
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        self._run = in_turn(folder, runs or [args], env=env, start_new_session=True, **streams)
        os.close(theirs)
        self.shown = ""
        self._deadline = time.monotonic() + 30

    def wait_for(self, text: str) -> None:
        while text not in self.shown:
            assert self._read(), f"{text!r} did not come: {self.shown!r}"

    def type(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end(self, again: str = "") -> Ended:
        """Read until the run ends. `again` is typed anew as long as nothing comes of it, as a person would."""
        while self._read(again):
            pass
        os.close(self._ours)
        return Ended(ended(self._run).code, self.shown, "")

    def _read(self, again: str = "") -> bool:
        while not select.select([self._ours], [], [], 2)[0]:
            self.type(again)
            self._fail_if_late()
        self._fail_if_late()
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # Linux says so when the other side has closed
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)

    def _fail_if_late(self) -> None:
        if time.monotonic() > self._deadline:
            self._run.kill()
            pytest.fail(f"the run goes on and on: {self.shown!r}")


def test_a_secret_that_is_asked_for_is_not_shown(tmp_path: Path) -> None:
    with Lab("healthy-viewer") as lab:
        env = asking(lab)
        secret = env.pop("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET")
        terminal = Terminal(tmp_path, "check", **env)
        terminal.wait_for("Client secret")
        terminal.type(f"{secret}\n")
        done = terminal.end()
    assert done.code == 0
    assert secret not in done.out
    assert done.out.count("Client secret") == 1


@pytest.mark.parametrize("typed", ["\x03", "\x04"])
def test_a_question_can_be_left(tmp_path: Path, typed: str) -> None:
    terminal = Terminal(tmp_path, "check", "--client-id", "x")
    terminal.wait_for("Client secret")
    terminal.type(typed)
    done = terminal.end(again=typed)
    assert done.code == 130
    assert "interrupted" in done.out


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("\x03", 130)])
def test_a_host_that_only_a_file_names_is_asked_about(tmp_path: Path, typed: str, code: int) -> None:
    with Lab("healthy-viewer") as lab:
        env = asking(lab)
        (tmp_path / ".infisical.json").write_text(json.dumps({"domain": env.pop("INFISICAL_DOMAIN")}))
        terminal = Terminal(tmp_path, "check", "-q", **env)
        terminal.wait_for("Send the credential there?")
        terminal.type(typed)
        done = terminal.end(again=typed)
    assert done.code == code
    assert (len(lab.log) > 0) is (code == 0)


@pytest.mark.parametrize(
    ("env", "colour"), [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_is_for_terminals_that_want_it(tmp_path: Path, env: dict[str, str], *, colour: bool) -> None:
    done = Terminal(tmp_path, "demo", **env).end()
    assert done.code == 0
    assert ("\x1b[3" in done.out or "\x1b[1" in done.out) is colour
    assert ("\x1b[K" in done.out) is (env.get("TERM") != "dumb")


ACTS = re.compile(f"[{ACTING}]")
CONTROLS = (*range(32), *range(127, 160), 0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
OURS = re.compile(r"\x1b\[(?:[0-9;]*m|K)|\r\n|\r(?=\x1b\[K)")


@pytest.mark.parametrize("args", [("-v",), ("--audience", "customer"), ("-q",)])
def test_nothing_that_acts_on_a_terminal_comes_from_the_evidence(tmp_path: Path, args: tuple[str, ...]) -> None:
    texts = zip(cycle(PIECES), cycle(CONTROLS), payloads(), strict=False)
    # Halves of surrogate pairs are in no file, so nothing reads one.
    hostile = (re.sub("[\ud800-\udfff]", "", f"{piece}{chr(code)}{text}") for piece, code, text in texts)
    name = "e\x1b[2J\u202e\x9b.json"
    names = [f"{number}{name}" for number in range(3)]
    for each in names:
        save(scattered(hostile).evidence, tmp_path / each)
    done = Terminal(tmp_path, runs=[["report", each, *args] for each in names]).end()
    assert done.code > 0
    assert len(done.out) > 120
    assert ACTS.findall(OURS.sub("", done.out)) == []


@pytest.mark.parametrize("args", [("-v",), ("--audience", "customer"), ("--format", "markdown")])
def test_nothing_that_acts_on_a_terminal_comes_from_a_pasted_text_or_its_name(
    tmp_path: Path, args: tuple[str, ...]
) -> None:
    acting = "".join(map(chr, CONTROLS)).replace("\0", "")
    refused = '{"statusCode":401,"error":"UnauthorizedError","message":"Access denied due to expired client secret %s"}'
    name = "log\x1b]0;x\x07\u202e.txt"
    (tmp_path / name).write_text(f"infisical {acting}{refused % json.dumps(acting)[1:-1]}{acting}\n")
    done = Terminal(tmp_path, "explain", name, *args).end()
    assert done.code == 4
    assert ACTS.findall(OURS.sub("", done.out)) == []


def test_the_moving_line_says_what_is_asked_of_whom_and_leaves_nothing_on_the_screen(tmp_path: Path) -> None:
    done = Terminal(tmp_path, "demo").end()
    said, _, rest = done.out.rpartition("\r\x1b[K")
    assert re.search(r"whether the client ID and client secret are accepted · 127\.0\.0\.1:\d+ · 0 s", said)
    assert "The client secret has expired" in rest


@pytest.mark.parametrize(("args", "env"), [(("demo", "-q"), {}), (("demo",), {"CI": "true"})])
def test_nothing_moves_where_nobody_watches(tmp_path: Path, args: tuple[str, ...], env: dict[str, str]) -> None:
    assert "\x1b[K" not in Terminal(tmp_path, *args, **env).end().out


def test_a_page_is_not_thrown_at_a_terminal_but_put_in_a_file_of_its_own(tmp_path: Path) -> None:
    done = Terminal(tmp_path, "demo", "--format", "html").end()
    assert done.code == 0
    (page,) = tmp_path.glob("infisical-diagnosis-127.0.0.1-*.html")
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert f"The report is in {page.name}" in done.out


def test_a_piped_page_is_fine(tmp_path: Path) -> None:
    assert command(tmp_path, "demo", "--format", "html").out.startswith("<!DOCTYPE html>")

"""Runs the command line: in this process where that is enough, else in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner

import diagnose
from diagnose.cli import run
from diagnose.cli.demo import environment
from diagnose.lab import Lab
from tests.jwts import SECRET, UUID

PAIR: Final = {"INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": UUID, "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": SECRET}
_ROOT: Final = str(Path(diagnose.__file__).parents[1])
_HEED_CTRL_C: Final = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
_MAIN: Final = "from diagnose.cli import main; main()"
_IN_TURN: Final = """
import itertools, sys
from diagnose.cli import keep_to_itself, run
keep_to_itself()
groups = itertools.groupby(sys.argv[1:], lambda word: word == "\\n")
codes = [run(list(words)) for ends, words in groups if not ends]
sys.exit(sum(code * 3**place for place, code in enumerate(codes)))
"""
_TAKE_TERMINAL: Final = "import os; os.close(os.open(os.ttyname(0), os.O_RDWR)); "


@dataclass(frozen=True)
class Ended:
    """A run that is over: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def both(self) -> str:
        """All that it printed."""
        return self.out + self.err


def command(folder: Path, *args: str, stdin: str | bytes = "", **env: str) -> Ended:
    """One run in this process, in `folder`, which is its home too, with these variables only."""
    variables = {**dict.fromkeys(os.environ), "HOME": str(folder), **env}
    with chdir(folder), CliRunner().isolation(input=stdin, env=variables) as (out, err, _):
        code = run([str(arg) for arg in args])
    return Ended(code, out.getvalue().decode(), err.getvalue().decode())


def asking(lab: Lab) -> dict[str, str]:
    """The variables of somebody who asks that lab."""
    return environment(lab)


def process(folder: Path, *args: str, env: Mapping[str, str] | None = None, **popen: Any) -> subprocess.Popen[bytes]:
    """One run in a process of its own; stdin is empty, stdout and stderr are pipes unless told otherwise.

    It heeds SIGINT even where the tests themselves were started with the signal ignored, as a script's `&` does.
    With `start_new_session` it takes the terminal that is its stdin, so that Ctrl-C typed there reaches it.
    """
    return _started(folder, _MAIN, args, env, popen)


def started_by(closed: str, folder: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """One run that a shell starts with some streams closed, such as `<&-`."""
    line = ["/bin/sh", "-c", f'"$@" {closed}', "sh", sys.executable, "-c", _HEED_CTRL_C + _MAIN, *args]
    env = {"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": _ROOT}
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, timeout=30, check=False)


def in_turn(
    folder: Path, runs: Sequence[Sequence[str]], env: Mapping[str, str] | None = None, **popen: Any
) -> subprocess.Popen[bytes]:
    """Several runs in one process of their own, which ends with the sum of their codes, each times three to its place.

    A single run ends with its code.
    """
    words = [word for run in runs for word in (*run, "\n")]
    return _started(folder, _IN_TURN, words, env, popen)


def _started(
    folder: Path, main: str, args: Sequence[str], env: Mapping[str, str] | None, popen: Mapping[str, Any]
) -> subprocess.Popen[bytes]:
    main = _HEED_CTRL_C + (_TAKE_TERMINAL if popen.get("start_new_session") else "") + main
    variables = {"PATH": os.defpath, "PYTHONPATH": _ROOT, "HOME": str(folder), **(env or {})}
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", main, *args], cwd=folder, env=variables, **{**streams, **popen})


def line_of(started: subprocess.Popen[bytes]) -> str:
    """The next line that the process prints; fails if none comes within half a minute."""
    assert started.stdout is not None
    late = threading.Timer(30, started.kill)
    late.start()
    try:
        line = started.stdout.readline().decode()
    finally:
        late.cancel()
    assert line, "no line came"
    return line


def ended(started: subprocess.Popen[bytes]) -> Ended:
    """Wait for the end of a process, half a minute at most."""
    with started:
        try:
            out, err = started.communicate(timeout=30)
        finally:
            started.kill()
    return Ended(started.returncode, (out or b"").decode(errors="replace"), (err or b"").decode(errors="replace"))

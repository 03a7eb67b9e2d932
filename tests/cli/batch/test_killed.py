"""A batch that is killed outright, at any moment, and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Collection
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from diagnose.cli.batch.run import INTERRUPTED
from diagnose.lab.truth import truth
from tests.cli.batch.fleet import STATES, Fleet, alone, fleet, thirty


def command(made: Fleet, folder: Path, out: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """The command itself, in a process of its own."""
    environ = {**os.environ, **made.environ, "XDG_STATE_HOME": str(folder / "state")}
    code = "from diagnose.cli import main; main()"
    arguments = [sys.executable, "-c", code, "batch", str(made.file(folder)), "--journal", str(folder / "journal")]
    return subprocess.Popen(arguments, env=environ, stdout=out, stderr=subprocess.DEVNULL)


def killed_while_asking(made: Fleet, folder: Path, requests: int) -> None:
    """Kill it when so many requests have come, before the last of them is answered or even counted."""
    number = count(1)
    with command(made, folder, subprocess.DEVNULL) as process:
        made.app.heard = lambda: process.kill() if next(number) == requests else None
        assert process.wait(timeout=100) == -signal.SIGKILL


def whole(made: Fleet, folder: Path, kills: int, chance: random.Random, most: int) -> list[dict[str, object]]:
    """The lines of the run that ends by itself, after so many that were killed after so many requests at most."""
    for _ in range(kills):
        killed_while_asking(made, folder, chance.randint(1, most))
    with command(made, folder) as process:
        out, _ = process.communicate(timeout=600)
    return [json.loads(line) for line in out.splitlines()]


def faults(
    made: Fleet, lines: list[dict[str, object]], known: Callable[[str], Collection[str]]
) -> tuple[list[str], list[object], list[object]]:
    """What was asked twice, the rows that have not one line, and those that name what is not `known` of their state."""
    rows = sorted(int(str(line["row"])) for line in lines)
    wrong: list[object] = []
    for line in lines:
        judged = line["cause"] or ("none" if line["status"] == "no-cause" else "")
        if judged not in known(made.states[int(str(line["row"])) - 1]) and INTERRUPTED not in list(line["remarks"]):  # type: ignore[call-overload]
            wrong.append(line)
    return made.repeated(), [row for row in range(1, len(made.rows) + 1) if rows.count(row) != 1], wrong


def test_a_killed_run_is_finished_by_the_next_one_with_no_request_twice_and_no_line_lost(tmp_path: Path) -> None:
    with fleet(STATES[::3]) as made:
        lines = whole(made, tmp_path, 1, random.Random(), most=8)
        assert faults(made, lines, lambda state: truth(state, "C2")) == ([], [], [])


@pytest.mark.long
def test_a_run_within_limits_that_is_killed_twenty_times_asks_nothing_twice_and_loses_no_line(tmp_path: Path) -> None:
    states = thirty()
    with fleet([states[number % len(states)] for number in range(500)], minute=2, reads=40, writes=18) as made:
        lines = whole(made, tmp_path, 20, random.Random(), most=40)
        assert faults(made, lines, cache(lambda state: [alone(state)])) == ([], [], [])
        assert made.refused_for_the_rate() == 0
        assert sum(INTERRUPTED in list(line["remarks"]) for line in lines) <= 20 * 8  # type: ignore[call-overload]

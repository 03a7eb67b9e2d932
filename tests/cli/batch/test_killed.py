"""A batch that is killed outright, at any moment, and run again."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from functools import cache
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


def killed_while_asking(made: Fleet, folder: Path, seconds: float) -> None:
    """Kill it that long after it began to ask, while it still runs: run again, one that has ended begins anew."""
    before = len(made.log)
    with command(made, folder, subprocess.DEVNULL) as process:
        while len(made.log) == before and process.poll() is None:
            time.sleep(0.005)
        time.sleep(seconds)
        assert process.poll() is None
        process.kill()


def whole(
    made: Fleet, folder: Path, kills: int, chance: random.Random, longest: float = 0.2
) -> list[dict[str, object]]:
    """The lines of the run that ends by itself, after so many that were killed within so many seconds of asking."""
    for _ in range(kills):
        killed_while_asking(made, folder, chance.uniform(0, longest))
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
        lines = whole(made, tmp_path, 1, random.Random(7))
        assert faults(made, lines, lambda state: truth(state, "C2")) == ([], [], [])


@pytest.mark.long
def test_a_run_within_limits_that_is_killed_twenty_times_asks_nothing_twice_and_loses_no_line(tmp_path: Path) -> None:
    states = thirty()
    with fleet([states[number % len(states)] for number in range(500)], minute=10, reads=200, writes=90) as made:
        lines = whole(made, tmp_path, 20, random.Random(os.urandom(8)), longest=0.5)
        assert faults(made, lines, cache(lambda state: [alone(state)])) == ([], [], [])
        assert made.refused_for_the_rate() == 0
        assert sum(INTERRUPTED in list(line["remarks"]) for line in lines) <= 20 * 8  # type: ignore[call-overload]

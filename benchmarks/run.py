"""How long it takes, as ratios and slopes: `python benchmarks/run.py [ROUNDS] [PART]`.

The parts, of which several can be named: help, healthy, expired, trips.

Everything compared runs alternately in one go (A B A B …). The server is the lab, in a process of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("infisical-diagnose")
STATES = {
    "healthy": "healthy-viewer",
    "expired": "expired-client-secret",
    "refused": "role-for-other-environment",
    "misnamed": "unknown-environment",
}
DELAYS_MS = (0, 50, 100)
HELP_TARGET, RUN_TARGET, SDK_TARGET = 1.15, 1.1, 0.8
SDK_PYTHON = os.environ.get("SDK_PYTHON", sys.executable)
"""A Python that has infisicalsdk; without one that comparison is left out."""
TRIPS_TARGETS = {"healthy": 4, "expired": 6, "refused": 6, "misnamed": 6}


@contextmanager
def helper(*args: str | int) -> Iterator[dict[str, Any]]:
    """A process of `benchmarks/server.py`, and the line of JSON with which it says that it is ready."""
    command = [sys.executable, str(HERE / "server.py"), *map(str, args)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate("")


def timed(command: list[str | Path], environ: Mapping[str, str], codes: frozenset[int] = frozenset({0})) -> float:
    """Milliseconds for one whole process."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    took = (time.perf_counter() - begun) * 1000
    if done.returncode not in codes:
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stderr.decode()}")
    return took


def interleaved(rounds: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Both, one after the other, again and again; the first round warms up and is left out."""
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return [a for a, _ in pairs], [b for _, b in pairs]


def show(what: str, ours: list[float], theirs: list[float], target: float) -> None:
    """One line with both times and their ratio, by median and by minimum."""
    middle, least = statistics.median(ours) / statistics.median(theirs), min(ours) / min(theirs)
    times = f"{statistics.median(ours):4.0f} ÷ {statistics.median(theirs):4.0f} ms"
    print(f"{what:<34} {times}   median {middle:4.2f}   min {least:4.2f}   target {target:g}")


def environment(given: dict[str, str]) -> dict[str, str]:
    """What the command needs to ask that server, and nothing that could lead it elsewhere."""
    not_kept = ("INFISICAL_", "PYTHONDONTWRITEBYTECODE")  # an installed command is compiled, as its libraries are
    kept = {k: v for k, v in os.environ.items() if not k.startswith(not_kept) and "proxy" not in k.lower()}
    return kept | given


def cold_help(rounds: int) -> None:
    """`--help` against the import of click alone."""
    environ = environment({})
    show(
        "--help ÷ import click",
        *interleaved(
            rounds,
            lambda: timed([COMMAND, "--help"], environ),
            lambda: timed([sys.executable, "-c", "import click"], environ),
        ),
        HELP_TARGET,
    )


def has_sdk() -> bool:
    """Whether the vendor's client is there to compare with."""
    done = subprocess.run([SDK_PYTHON, "-c", "import infisical_sdk"], capture_output=True, check=False)
    return done.returncode == 0


def diagnosis(rounds: int, name: str, state_home: str) -> None:
    """A whole run against a bare script that puts the same requests; each has a server of its own, fresh."""

    def ours() -> float:
        with helper("lab", STATES[name]) as server:
            environ = environment(server["environ"]) | {"XDG_STATE_HOME": state_home}
            return timed([COMMAND, "check", "--format", "json"], environ, frozenset({0, 3, 4}))

    with helper("lab", STATES[name]) as server:
        environ = environment(server["environ"]) | {"XDG_STATE_HOME": state_home}
        done = subprocess.run([COMMAND, "check", "--format", "json"], env=environ, capture_output=True, check=False)
        project = server["environ"]["INFISICAL_PROJECT_ID"]
    asked = [[x["method"], "/" + x["url"].split("/", 3)[3]] for x in json.loads(done.stdout)["evidence"]]

    def bare() -> float:
        with helper("lab", STATES[name]) as server:
            own = json.dumps(asked).replace(project, server["environ"]["INFISICAL_PROJECT_ID"])
            return timed([sys.executable, HERE / "bare.py"], environment(server["environ"]) | {"ASKED": own})

    def sdk() -> float:
        with helper("lab", STATES[name]) as server:
            return timed([SDK_PYTHON, HERE / "sdk.py"], environment(server["environ"]))

    show(f"{name} ÷ bare httpx, {len(asked)} requests", *interleaved(rounds, ours, bare), RUN_TARGET)
    if name == "healthy" and has_sdk():
        show("healthy ÷ infisicalsdk, 2 requests", *interleaved(rounds, ours, sdk), SDK_TARGET)


def round_trips(rounds: int, name: str, state_home: str) -> None:
    """How wall time grows with the delay, in round trips: the slope by least squares."""
    times: dict[int, list[float]] = {delay: [] for delay in DELAYS_MS}
    for _ in range(rounds):
        for delay in DELAYS_MS:
            with helper("lab", STATES[name]) as lab, helper("relay", lab["port"], delay) as relay:
                domain = {"INFISICAL_DOMAIN": f"http://127.0.0.1:{relay['port']}", "XDG_STATE_HOME": state_home}
                environ = environment(lab["environ"]) | domain
                times[delay].append(timed([COMMAND, "check", "--format", "json"], environ, frozenset({0, 3, 4})))
    delays = [2 * delay for delay in times]
    middle = statistics.linear_regression(delays, [statistics.median(took) for took in times.values()]).slope
    least = statistics.linear_regression(delays, [min(took) for took in times.values()]).slope
    shown = "  ".join(f"{delay} ms: {statistics.median(took):.0f}" for delay, took in times.items())
    print(f"{name:<10} round trips: median {middle:4.2f}   min {least:4.2f}   target {TRIPS_TARGETS[name]}   ({shown})")


def main() -> None:
    """Print everything."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    parts = set(sys.argv[2:]) or {"help", "healthy", "expired", "trips"}
    with tempfile.TemporaryDirectory() as state_home:
        if "help" in parts:
            cold_help(rounds)
        for name in ("healthy", "expired"):
            if name in parts:
                diagnosis(rounds, name, state_home)
        if "trips" not in parts:
            return
        print(f"behind a relay that delays each direction by {DELAYS_MS} ms, median of a whole run:")
        for name in STATES:
            round_trips(max(rounds // 2, 1), name, state_home)


if __name__ == "__main__":
    main()

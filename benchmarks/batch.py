"""How fast `batch` is: `python benchmarks/batch.py limits|bare|count|memory [IDENTITIES]`, from the repository's root.

The server is a lab with so many healthy identities, in a process of its own.
"""

from __future__ import annotations

import collections
import compileall
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
COMMAND = Path(sys.executable).with_name("infisical-diagnose")
LIMIT, READS, MINUTE = 90, 200, 15.0
"""Infisical Cloud's limits for writes, logins among them, and for reads; and how long the lab's minute lasts."""


def serve(count: int, minute: float, *, limits: bool) -> None:
    """Serve, say with one line of JSON how to ask, and at the end of stdin what was asked, when and how it ended."""
    from tests.cli.batch.fleet import fleet

    states = ["healthy-viewer"] * count
    with tempfile.TemporaryDirectory() as folder:
        writes, reads = (LIMIT, READS) if limits else (None, None)
        with fleet(states, minute=minute, reads=reads, writes=writes) as made:
            print(json.dumps({"file": str(made.file(Path(folder))), "environ": made.environ}), flush=True)
            sys.stdin.readline()
            print(json.dumps({"times": made.times, "statuses": [entry.status for entry in made.log]}), flush=True)


@contextmanager
def server(count: int, *, limits: bool) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """A server with so many identities; what it says at first, and at the end what was asked."""
    command = [sys.executable, __file__, "serve", str(count), str(int(limits))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ready: dict[str, Any] = json.loads(process.stdout.readline())
        asked: dict[str, Any] = {}
        yield ready, asked
        process.stdin.write("\n")
        process.stdin.flush()
        asked.update(json.loads(process.stdout.readline()))


def timed(command: list[str], environ: Mapping[str, str]) -> float:
    """Seconds for one whole process."""
    begun = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environ}, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 3, 4}:
        sys.exit(done.stderr)
    return time.perf_counter() - begun


def batch(file: str, concurrency: int = 8) -> list[str]:
    """The command, each time with a journal of its own."""
    journal = Path(tempfile.mkdtemp()) / "journal"
    return [str(COMMAND), "batch", file, "--journal", str(journal), "--concurrency", str(concurrency)]


def limited(count: int) -> None:
    """How much of each whole window of the server's limit is used, and whether it was ever exceeded."""
    with server(count, limits=True) as (ready, asked), tempfile.TemporaryDirectory() as home:
        took = timed(batch(ready["file"]), {**ready["environ"], "XDG_STATE_HOME": home})
    begun = min(asked["times"])
    windows = collections.Counter(int((at - begun) // MINUTE) for at in asked["times"])
    whole = [windows[number] / LIMIT for number in range(max(windows))]
    refused = asked["statuses"].count(429)
    print(f"{count} identities in {took:.1f} s; logins ÷ limit in {len(whole)} whole windows: {whole}")
    print(f"mean {statistics.mean(whole):.3f}, target 0.95; 429s: {refused}, target 0")


def bare(count: int) -> None:
    """The same requests as a pool of threads with bare httpx puts them, interleaved; one server for each round."""
    rounds = []
    for _ in range(3):
        times = []
        for which in ("ours", "theirs"):
            with server(count, limits=False) as (ready, asked), tempfile.TemporaryDirectory() as home:
                command = (
                    batch(ready["file"]) if which == "ours" else [sys.executable, __file__, "client", ready["file"]]
                )
                before = processor_time()
                times.append(timed(command, {**ready["environ"], "XDG_STATE_HOME": home}))
                times.append(processor_time() - before)
            assert len(asked["statuses"]) == 4 * count
        rounds.append(times)
    ours, ours_cpu, theirs, theirs_cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"{count} identities, 4 requests each: {ours:.2f} s, bare httpx {theirs:.2f} s: {theirs / ours:.2f}, target 0.8"
    )
    print(f"processor time: {ours_cpu:.2f} s, bare httpx {theirs_cpu:.2f} s: {theirs_cpu / ours_cpu:.2f}")


def processor_time() -> float:
    """Seconds that ended processes of ours have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def counted(command: list[str], environ: Mapping[str, str]) -> int:
    """The instructions of one whole process, as valgrind counts them; they hang on no other process."""
    with tempfile.NamedTemporaryFile("r") as log:
        valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        timed([*valgrind, f"--log-file={log.name}", *command], {**environ, "PYTHONHASHSEED": "0"})
        return int(log.read().rsplit("refs:", 1)[1].split()[0].replace(",", ""))


def count(most: int) -> None:
    """Millions of instructions for each further identity, and for the start and end: ours and bare httpx's.

    Each with one thread: several would wait for each other so much longer under valgrind that their count says little.
    """
    for which in ("ours", "theirs"):
        found = {}
        for number in (most // 4, most):
            with server(number, limits=False) as (ready, _), tempfile.TemporaryDirectory() as home:
                patient = ["--timeout", "100", "--deadline", "1000"]  # all that is counted is slow
                ours = [*batch(ready["file"], 1), *patient]
                command = ours if which == "ours" else [sys.executable, __file__, "client", ready["file"], "1"]
                found[number] = counted(command, {**ready["environ"], "XDG_STATE_HOME": home}) / 1e6
        slope = (found[most] - found[most // 4]) / (most - most // 4)
        print(f"{which}: {slope:.2f} for each identity, {found[most] - most * slope:.0f} for the rest")


def client(file: str, threads: str = "8") -> None:
    """What anybody would write: eight threads, one client, the requests of a healthy check."""
    from concurrent.futures import ThreadPoolExecutor

    import httpx

    rows = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    with httpx.Client(base_url=rows[0]["domain"]) as shared, ThreadPoolExecutor(int(threads)) as pool:

        def ask(row: Mapping[str, str]) -> None:
            pair = {"clientId": row["client_id"], "clientSecret": os.environ[row["client_secret"]]}
            token = shared.post("/api/v1/auth/universal-auth/login", json=pair).json()["accessToken"]
            bearer = {"authorization": f"Bearer {token}"}
            query = {"workspaceId": row["project_id"], "environment": "dev", "secretPath": "/"}
            for _ in range(2):
                shared.get("/api/v3/secrets/raw", params=query, headers=bearer).json()
            shared.post("/api/v1/auth/token/revoke", json={"accessToken": token}).json()

        list(pool.map(ask, rows))


def memory(count: int) -> None:
    """The peak of a process that asks for a tenth of the identities, and of one that asks for all."""
    peaks = {}
    for number in (count // 10, count):
        with server(number, limits=False) as (ready, _), tempfile.TemporaryDirectory() as home:
            command = [sys.executable, __file__, "peak", *batch(ready["file"])[1:]]
            environ = {**os.environ, **ready["environ"], "XDG_STATE_HOME": home}
            done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
            peaks[number] = int(done.stderr.rsplit("peak ", 1)[1])
    slope = (peaks[count] - peaks[count // 10]) / (count - count // 10)
    print(f"peak {peaks} KiB; {slope:.1f} KiB for each further identity, target 20")


def peak(arguments: list[str]) -> None:
    """The command in this process, and its peak on stderr."""
    from diagnose.cli import run

    run(arguments)
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)


if __name__ == "__main__":
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "serve":
        serve(int(rest[0]), MINUTE, limits=rest[1] == "1")
    elif what == "client":
        client(*rest)
    elif what == "peak":
        peak(rest)
    else:
        for package in ("diagnose", "checks", "reports"):  # as an installed tool is, and its libraries are
            compileall.compile_dir(ROOT / package, quiet=1)
        {"limits": limited, "bare": bare, "count": count, "memory": memory}[what](int(rest[0]) if rest else 300)

"""Large texts: time against plain readers of the same file, growth with size, and peak memory.

    python benchmarks/explain.py [ROUNDS] [--gigabyte]

`explain` on a 256 MB log against `grep -c` on it, and on a 50 MB recording against `json.load` of it: runs are
interleaved, and the best of each is compared. `redact` on twice as much text each time, and with --gigabyte the peak
memory of both on a log of 1 GB and of `explain` on a recording of 200 MB (some three minutes).
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NOISE = "2026-06-20T04:{:02d}:{:02d}Z INFO  shop: GET /v1/items/{} 200 {}ms trace={:08x}\n"
REFUSED = (
    "2026-06-20T05:11:48Z ERROR secrets: GET https://infisical.example/api/v4/secrets?environment=prod failed: 401 "
    '{{"reqId":"req-{:014d}","statusCode":401,"message":"Failed to authorize: token usage limit reached",'
    '"error":"UnauthorizedError"}}\n'
)
GREP = ["grep", "-cE", "statusCode|status-code|Infisical"]
LOAD = [sys.executable, "-c", "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"]
TOOL = [sys.executable, "-c", "from diagnose.cli import main; main()"]
EXPLAIN, REDACT = [*TOOL, "explain", "-q"], [*TOOL, "redact"]
MEASURE = """
import os, subprocess, sys
quiet = subprocess.DEVNULL
print(os.wait4(subprocess.Popen(sys.argv[1:], stdout=quiet, stderr=quiet).pid, 0)[2].ru_maxrss)
"""
MB = 1024 * 1024
GROWTH_TARGET, MEMORY_TARGET_MB, RECORDING_TARGET_MB = 2.3, 200, 256


def write_log(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        written = part = 0
        while written < size:
            lines = [
                NOISE.format(n % 60, n * 7 % 60, n * 7919 % 9973, n % 90, n * 2654435761 % 2**32) for n in range(999)
            ]
            written += file.write("".join(lines) + REFUSED.format(part))
            part += 1


def write_recording(path: Path, size: int) -> None:
    body = '{"statusCode":401,"message":"Access denied due to expired client secret","error":"UnauthorizedError"}'
    entries = [entry("https://shop.example/app.js", 200, "x" * 20_000) for _ in range(size // 20_300)]
    login = "https://infisical.example/api/v1/auth/universal-auth/login"
    entries.insert(len(entries) // 2, entry(login, 401, body))
    path.write_text(
        json.dumps({"log": {"version": "1.2", "creator": {}, "entries": entries}}, indent=1), encoding="utf-8"
    )


def entry(url: str, status: int, text: str) -> dict[str, object]:
    return {
        "startedDateTime": "2025-06-15T09:00:00.000Z",
        "request": {"method": "POST", "url": url, "headers": []},
        "response": {"status": status, "headers": [], "content": {"mimeType": "text/plain", "text": text}},
    }


def seconds(command: list[str], path: Path) -> float:
    started = time.perf_counter()
    # Not to /dev/null: there grep stops at the first match.
    with subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        while process.stdout.read(MB):
            pass
    return time.perf_counter() - started


def peak_mb(command: list[str], path: Path) -> float:
    """The most memory that the command ever held, as the system counts it for a small parent of its own."""
    done = subprocess.run([sys.executable, "-c", MEASURE, *command, str(path)], stdout=subprocess.PIPE, check=True)
    return int(done.stdout) / 1024


def compare(name: str, theirs: list[str], path: Path, *, rounds: int, target: float) -> bool:
    times = [(seconds(EXPLAIN, path), seconds(theirs, path)) for _ in range(rounds)]
    best, reference = min(a for a, _ in times), min(b for _, b in times)
    print(f"{name}: {best:.2f} s / {reference:.2f} s = {best / reference:.1f} (target: at most {target:g})")
    return best / reference <= target


def growth(folder: Path, rounds: int) -> bool:
    """How much longer `redact` takes for twice the text, up to 64 MB."""
    best = []
    for size in (8, 16, 32, 64):
        log = folder / f"{size}.log"
        write_log(log, size * MB)
        best.append(min(seconds(REDACT, log) for _ in range(rounds)))
    ratios = [twice / once for once, twice in itertools.pairwise(best)]
    shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"redact of 8, 16, 32, 64 MB: {best[-1]:.1f} s at last, each {shown} times the one before "
          f"(target: at most {GROWTH_TARGET:g})")  # fmt: skip
    return max(ratios) <= GROWTH_TARGET


def memory(name: str, command: list[str], path: Path, target: int) -> bool:
    peak = peak_mb(command, path)
    print(f"peak memory, {name}: {peak:.0f} MB (target: at most {target})")
    return peak <= target


def main() -> int:
    numbers = [int(arg) for arg in sys.argv[1:] if arg.isdecimal()]
    rounds = numbers[0] if numbers else 5
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed tool is compiled, so let the first run do that
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, recording = folder / "app.log", folder / "app.har"
        write_log(log, 256 * MB)
        write_recording(recording, 50 * MB)
        kept = [
            compare("256 MB log against grep", GREP, log, rounds=rounds, target=6),
            compare("50 MB recording against json.load", LOAD, recording, rounds=rounds, target=2),
            growth(folder, min(rounds, 3)),
        ]
        if "--gigabyte" in sys.argv:
            write_log(log, 1024 * MB)
            write_recording(recording, 200 * MB)
            kept += [
                memory("explain on a 1 GB log", EXPLAIN, log, MEMORY_TARGET_MB),
                memory("redact on a 1 GB log", REDACT, log, MEMORY_TARGET_MB),
                memory("explain on a 200 MB recording", EXPLAIN, recording, RECORDING_TARGET_MB),
            ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

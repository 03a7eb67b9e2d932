"""Seconds to explain a 256 MB log, against `grep -c` on it, and a 50 MB recording, against `json.load` of it.

    python benchmarks/explain.py [ROUNDS]

Runs are interleaved, and the best of each is compared. Targets: at most 12 times grep, at most 2 times json.load.
"""

from __future__ import annotations

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
EXPLAIN = [sys.executable, "-c", "from diagnose.cli import main; main()", "explain", "-q"]


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
    subprocess.run([*command, str(path)], stdout=subprocess.PIPE, check=False)
    return time.perf_counter() - started


def compare(name: str, theirs: list[str], path: Path, *, rounds: int, target: float) -> bool:
    times = [(seconds(EXPLAIN, path), seconds(theirs, path)) for _ in range(rounds)]
    best, reference = min(a for a, _ in times), min(b for _, b in times)
    print(f"{name}: {best:.2f} s / {reference:.2f} s = {best / reference:.1f} (target: at most {target:g})")
    return best / reference <= target


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    with tempfile.TemporaryDirectory() as folder:
        log, recording = Path(folder, "app.log"), Path(folder, "app.har")
        write_log(log, 256 * 1024 * 1024)
        write_recording(recording, 50 * 1024 * 1024)
        kept = compare("256 MB log against grep", GREP, log, rounds=rounds, target=12)
        kept &= compare("50 MB recording against json.load", LOAD, recording, rounds=rounds, target=2)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""How fast the redactor reads ordinary logs of ten programs: `python benchmarks/redact.py [ROUNDS] [OTHER_TREE]`.

Megabytes for each second of processor time, in one process, as median and best of the rounds: a file of each program,
all ten files, and one file with the logs of all ten. Then for each second that passes, with all processors: a file of
20 MB and its last scan, without secrets and with one in each thousandth line. With another checkout, both are measured
in turns, each round in processes of their own, so that a busy machine slows both alike.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent
MEASURE = """
import io, json, sys, time
sys.path.insert(0, sys.argv[2])
from tests.redact.ordinary import PROGRAMS, log
sys.path.insert(0, sys.argv[1])
from diagnose.files import processes
from diagnose.redact import Redactor
from diagnose.redact.stream import redact_stream, scan_stream, utf8_reader
def seconds(data):
    begun = time.process_time()
    redact_stream(utf8_reader(io.BytesIO(data)), lambda _: None, Redactor(), "log")
    return time.process_time() - begun
def passed(data):
    begun, redactor, cleaned = time.perf_counter(), Redactor(), io.BytesIO()
    redact_stream(utf8_reader(io.BytesIO(data)), lambda text: cleaned.write(text.encode()), redactor, "log")
    cleaned.seek(0)
    scan_stream(utf8_reader(cleaned), lambda _: None, redactor)
    return time.perf_counter() - begun
of_all, processes._processors = processes._processors, lambda: 1
logs = {program: log(program, 5000).encode() for program in PROGRAMS}
mixed = "".join(log(program, 1000) for program in PROGRAMS).encode()
best = {name: min(seconds(data) for _ in range(3)) for name, data in {**logs, "all in one": mixed}.items()}
speeds = {name: len(data) / best[name] / 1e6 for name, data in {**logs, "all in one": mixed}.items()}
speeds["all ten"] = sum(map(len, logs.values())) / sum(best[program] for program in logs) / 1e6
processes._processors = of_all
lines = (mixed * (20_000_000 // len(mixed))).splitlines(keepends=True)
speeds["20 MB, by the clock"] = sum(map(len, lines)) / passed(b"".join(lines)) / 1e6
lines[::1000] = [b"DB_PASSWORD=Vq%04d!kR7z\\n" % at for at in range(len(lines[::1000]))]
speeds["20 MB with secrets, by the clock"] = sum(map(len, lines)) / passed(b"".join(lines)) / 1e6
print(json.dumps(speeds))
"""


def speeds(tree: Path) -> dict[str, float]:
    environ = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tree, HERE], env=environ, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    trees = [HERE, *map(Path, sys.argv[2:3])]
    measured = [[speeds(tree) for tree in trees] for _ in range(rounds)]
    for tree, found in zip(trees, zip(*measured, strict=True), strict=True):
        print(f"{tree.resolve().name}, MB/s:")
        for name in found[0]:
            each = [one[name] for one in found]
            print(f"  {name}: {statistics.median(each):.1f}, at best {max(each):.1f}")


if __name__ == "__main__":
    main()

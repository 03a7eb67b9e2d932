"""How fast the redactor reads ordinary logs of ten programs: `python benchmarks/redact.py [ROUNDS] [OTHER_TREE]`.

Megabytes for each second of processor time, as median and best of the rounds. With another checkout, both are measured
in turns, each round in processes of their own, so that a busy machine slows both alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent
MEASURE = """
import sys, time
sys.path.insert(0, sys.argv[2])
from tests.redact.ordinary import PROGRAMS, log
sys.path.insert(0, sys.argv[1])
from diagnose.redact import Redactor
from diagnose.redact.stream import chunk_reader, redact_stream
data = "".join(log(program, 1000) for program in PROGRAMS).encode()
def run():
    begun = time.process_time()
    redact_stream(chunk_reader(iter([data])), lambda _: None, Redactor(), "log")
    return time.process_time() - begun
run()
print(len(data) / 1e6 / min(run() for _ in range(3)))
"""


def speed(tree: Path) -> float:
    environ = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, tree, HERE], env=environ, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    trees = [HERE, *map(Path, sys.argv[2:3])]
    measured = [[speed(tree) for tree in trees] for _ in range(rounds)]
    for tree, speeds in zip(trees, zip(*measured, strict=True), strict=True):
        print(f"{tree.resolve().name}: {statistics.median(speeds):.2f} MB/s, at best {max(speeds):.2f}")


if __name__ == "__main__":
    main()

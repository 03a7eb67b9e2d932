"""The page: time to render against `json.dumps` of the same evidence, size beside pytest-html's, time in a browser.

    python benchmarks/report.py [ROUNDS]

pytest-html (`pip install '.[bench]'`) shows as many tests as the page shows findings that tell something. Chromium is
driven by Playwright; what is not installed is left out, and said.
"""

from __future__ import annotations

import gzip
import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from diagnose.cli.demo import inputs_of
from diagnose.gather import gather
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.model import Diagnosis
from reports import Options, render

STATE = "role-for-other-path"
BYTES_TARGET, GZIP_TARGET, OF_PYTEST_HTML_TARGET, LOADED_TARGET_MS = 60 * 1024, 15 * 1024, 1.6, 50
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


def diagnosed() -> Diagnosis:
    """A run against the lab with several requests and a refusal at the end of the chain."""
    with Lab(STATE) as lab:
        return judge(gather(inputs_of(lab), environ={}).evidence)


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median of single runs, after one that warms up."""
    times = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[1:])


def rendering(diagnosis: Diagnosis, rounds: int) -> None:
    evidence = msgspec.to_builtins(diagnosis.evidence)
    plain = milliseconds(lambda: json.dumps(evidence), rounds)
    for audience in ("support", "customer"):
        took = milliseconds(lambda audience=audience: render(diagnosis, "html", Options(audience=audience)), rounds)  # type: ignore[misc]
        print(f"render, {audience:<8}  {took:5.2f} ms ÷ {plain:.3f} ms of json.dumps = {took / plain:.0f}")


def sizes(page: str, findings: int) -> bool:
    size, packed = len(page.encode()), len(gzip.compress(page.encode()))
    print(f"the page          {size / 1024:.1f} KB, {packed / 1024:.1f} KB with gzip (targets: at most 60 and 15)")
    kept = size <= BYTES_TARGET and packed <= GZIP_TARGET
    if importlib.util.find_spec("pytest_html") is None:
        print("pytest-html is not installed: its size is left out")
        return kept
    theirs = pytest_html(findings)
    ratio = size / theirs
    print(f"pytest-html       {theirs / 1024:.1f} KB for {findings} rows; ours is {ratio:.2f} of it "
          f"(target: at most {OF_PYTEST_HTML_TARGET:g})")  # fmt: skip
    return kept and ratio <= OF_PYTEST_HTML_TARGET


def pytest_html(rows: int) -> int:
    """The bytes of its report for so many tests, one of which fails."""
    with tempfile.TemporaryDirectory() as folder:
        test = "import pytest\n@pytest.mark.parametrize('n', range({}))\ndef test_it(n):\n    assert n != 0\n"
        Path(folder, "test_rows.py").write_text(test.format(rows), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--html=r.html",
            "--self-contained-html",
            "-p",
            "no:cacheprovider",
        ]
        subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
        return Path(folder, "r.html").stat().st_size


def loading(page: str, rounds: int) -> bool:
    chromium = shutil.which("chromium")
    if chromium is None or importlib.util.find_spec("playwright") is None:
        print("there is no Chromium with Playwright: its time is left out")
        return True
    from playwright.sync_api import sync_playwright

    times = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "report.html")
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        for _ in range(rounds + 1):
            tab = browser.new_page()
            tab.goto(file.as_uri())
            span = "(e => e.domContentLoadedEventEnd - e.startTime)(performance.getEntriesByType('navigation')[0])"
            times.append(float(tab.evaluate(span)))
            tab.close()
        browser.close()
    middle = statistics.median(times[1:])
    print(f"DOMContentLoaded  {middle:.1f} ms in Chromium (target: at most {LOADED_TARGET_MS})")
    return middle <= LOADED_TARGET_MS


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    diagnosis = diagnosed()
    told = sum(1 for one in diagnosis.findings if one.because)
    page = render(diagnosis, "html", Options())
    rendering(diagnosis, rounds)
    kept = [sizes(page, told), loading(page, rounds)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

"""What loads when: asking for help must not wait for libraries that only a diagnosis needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"asyncio", "checks", "httpx", "importlib.metadata", "jinja2", "msgspec", "reports", "rich", "ssl"}
LOADED = """
import sys
from diagnose.cli import run
code = run(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


def loaded(*args: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", LOADED, *args], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["check", "--help"], ["demo", "--help"]], ids=" ".join)
def test_help_loads_no_heavy_module(args: list[str]) -> None:
    assert loaded(*args) & HEAVY == set()


def test_help_loads_few_modules_beyond_those_of_click() -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import click, sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert len(loaded("--help") - set(bare.stdout.split())) <= 35


def test_a_json_report_loads_neither_templates_nor_terminal_drawing() -> None:
    names = loaded("demo", "--format", "json")
    assert "httpx" in names
    assert names & {"jinja2", "rich", "asyncio"} == set()

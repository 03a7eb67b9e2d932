"""What loads when: asking for help must not wait for libraries that only a diagnosis needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"asyncio", "checks", "httpx", "importlib.metadata", "jinja2", "msgspec", "pathlib", "reports", "rich", "ssl"}
LOADED = """
import sys
from diagnose.cli import run
code = run(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


PAIR = {
    "INFISICAL_DOMAIN": "http://127.0.0.1:9",
    "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "4b1d9c0e-5f6a-4b7c-8d9e-0a1b2c3d4e5f",
    "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "0123456789abcdef" * 4,
    "INFISICAL_PROJECT_ID": "4b1d9c0e-5f6a-4b7c-8d9e-0a1b2c3d4e5f",
    "INFISICAL_ENVIRONMENT": "dev",
}


def loaded(*args: str, code: int = 0, **variables: str) -> set[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # coverage loads a lot
    command = [sys.executable, "-c", LOADED, *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environ | variables)
    assert done.stdout
    assert done.returncode == code
    return set(done.stderr.split())


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["check", "--help"], ["demo", "--help"]], ids=" ".join)
def test_help_loads_no_heavy_module(args: list[str]) -> None:
    assert loaded(*args) & HEAVY == set()


def test_help_loads_few_modules_beyond_those_of_click() -> None:
    bare = subprocess.run(
        [sys.executable, "-c", "import click, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert len(loaded("--help") - set(bare.stdout.split())) <= 35


def test_a_login_with_client_id_and_secret_loads_nothing_of_the_other_methods() -> None:
    names = loaded("check", "--no-state", "--format", "json", code=5, **PAIR)
    assert "httpx" in names
    assert not [name for name in names if name.startswith("diagnose.credential.methods")]


def test_a_json_report_loads_neither_templates_nor_terminal_drawing() -> None:
    names = loaded("demo", "--format", "json")
    assert "httpx" in names
    assert names & {"jinja2", "rich", "asyncio", "tomllib", "importlib.metadata", "sqlite3"} == set()


def test_reading_a_text_loads_nothing_that_asks_a_server(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text("HTTP/1.1 401 Unauthorized\n\n{}\n")
    names = loaded("explain", str(log), "-q", code=4)
    assert not names & {"httpx", "ssl", "diagnose.gather", "diagnose.http.client"}


def test_redacting_loads_neither_the_reader_nor_what_is_known_of_servers(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("GET /health 200\n", encoding="utf-8")
    names = loaded("redact", str(tmp_path / "app.log"))
    assert "diagnose.redact.redactor" in names
    assert not [name for name in names if name.startswith(("checks", "httpx", "diagnose.intake"))]


def test_what_judges_and_renders_is_loaded_while_the_first_answer_is_awaited() -> None:
    code = """
import sys
from checks.knowledge import causes
from diagnose.http.client import Client
from diagnose.cli import run
wait = Client._use_the_wait
def waiting(client):
    before = "reports.json_report" in sys.modules or causes.all_causes.cache_info().currsize
    wait(client)
    print(bool(before), "reports.json_report" in sys.modules, causes.all_causes.cache_info().currsize, file=sys.stderr)
Client._use_the_wait = waiting
run(["demo", "--format", "json"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.splitlines()[1] == "False True 1"


def test_the_end_of_the_process_is_not_waited_for_but_by_what_asked_for_it() -> None:
    code = """
import atexit, sys
class Kept:
    def __del__(self):
        print("taken apart")
kept = Kept()
atexit.register(print, "at the end")
sys.argv[1:] = ["--version"]
from diagnose.cli import main
main()
"""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environ)
    assert done.stdout.splitlines()[1:] == ["at the end"]

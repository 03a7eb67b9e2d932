"""`report --compare`: two files, and what is different between them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from diagnose.cli import cli
from diagnose.files.evidence_file import save
from tests.build import evidence, said


def compared(folder: Path, *args: str) -> Result:
    save(evidence(said("login", 401, "UnauthorizedError", "Invalid credentials")), folder / "a.json", force=True)
    save(evidence(said("login", 200), said("read", 200, data={"secrets": 3})), folder / "b.json", force=True)
    paths = [str(folder / name) if name.endswith(".json") else name for name in args]
    return CliRunner().invoke(cli, ["report", *paths])


def test_the_difference_is_shown_and_the_exit_code_is_that_of_the_second(tmp_path: Path) -> None:
    done = compared(tmp_path, "--compare", "a.json", "b.json")
    assert "login: 401 Invalid credentials → 200" in done.stdout


@pytest.mark.parametrize("args", [["--compare", "a.json"], ["a.json", "b.json"]], ids=" ".join)
def test_another_number_of_files_is_refused(args: list[str], tmp_path: Path) -> None:
    assert type(compared(tmp_path, *args).exception).__name__ == "UsageProblem"


def test_a_page_has_no_comparison(tmp_path: Path) -> None:
    done = compared(tmp_path, "--compare", "a.json", "b.json", "--format", "html", "-o", str(tmp_path / "x"))
    assert type(done.exception).__name__ == "UsageProblem"

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.cli import run
from diagnose.files import evidence_file
from tests.build import evidence, said

EXPIRED = evidence(said("login", 401, "UnauthorizedError", "Access denied due to expired client secret"))
PLAIN = "The client secret has expired."


@pytest.fixture
def saved(tmp_path: Path) -> str:
    evidence_file.save(EXPIRED, tmp_path / "evidence.json")
    return str(tmp_path / "evidence.json")


@pytest.mark.parametrize("format_", ["terminal", "markdown", "html"])
def test_a_saved_run_is_told_to_either_reader(saved: str, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved, "--format", format_, "--audience", "customer"]) == 3
    customer = capsys.readouterr().out
    assert run(["report", saved, "--format", format_]) == 3
    support = capsys.readouterr().out

    assert PLAIN in customer
    assert PLAIN not in support
    assert "Access denied due to expired client secret" in " ".join(support.split())
    assert "Access denied due to expired client secret" not in customer


def test_the_demo_writes_for_a_customer_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "--audience", "customer"]) == 0
    assert PLAIN in capsys.readouterr().out


@pytest.mark.parametrize("format_", ["json", "junit"])
def test_a_report_for_programs_is_not_for_a_customer(
    saved: str, format_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", saved, "--format", format_, "--audience", "customer"]) == 2
    assert f"the {format_} report is for programs" in capsys.readouterr().err

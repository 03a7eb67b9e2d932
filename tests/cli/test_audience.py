from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.cli import run
from diagnose.cli.output import LANGUAGES
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


# ------------------------------------------------------------------------------------------------------------- language

GERMAN = "Das Client Secret ist abgelaufen."


@pytest.mark.parametrize("format_", ["terminal", "markdown", "html", "email"])
def test_a_customer_reads_his_own_language(saved: str, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved, "--format", format_, "--audience", "customer", "--lang", "de"]) == 3
    told = " ".join(capsys.readouterr().out.split())
    assert GERMAN in told
    assert PLAIN not in told


def test_an_email_is_for_the_customer_and_needs_no_audience(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved, "--format", "email", "--lang", "de"]) == 3
    assert GERMAN in capsys.readouterr().out


def test_the_quiet_line_is_in_the_language_too(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved, "--audience", "customer", "--lang", "de", "-q"]) == 3
    assert capsys.readouterr().out == f"{GERMAN}\n"


def test_the_support_copy_is_in_english_alone(saved: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", saved, "--lang", "de"]) == 2
    assert capsys.readouterr().err == (
        "infisical-diagnose: --lang is for the customer's copy; add --audience customer, or leave out --lang.\n"
    )


def test_an_unknown_language_is_answered_with_those_that_there_are(
    saved: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", saved, "--audience", "customer", "--lang", "tlh"]) == 2
    assert capsys.readouterr().err == f"infisical-diagnose: --lang takes one of: {', '.join(LANGUAGES)}.\n"


def test_the_language_of_the_machine_changes_nothing(
    saved: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    assert run(["report", saved, "--audience", "customer", "--format", "html"]) == 3
    page = capsys.readouterr().out
    assert PLAIN in page
    assert '<html lang="en">' in page

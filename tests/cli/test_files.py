"""What is written: private, whole, without secrets, and judged again to the same report."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diagnose.lab import Lab, LabState, states
from diagnose.lab.truth import truth
from tests.cli.command import asking, command, ended, process
from tests.secret.test_guard import SPELLINGS

EXAMPLES = Path(__file__).parents[2] / "examples"
SHORTEST = 12


def newest() -> list[LabState]:
    found = {state.name: state for state in states()}
    return list(found.values())


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_report_and_evidence_are_their_owners_alone(tmp_path: Path, mask: int) -> None:
    with Lab("expired-client-secret") as lab, umask(mask):
        done = command(tmp_path, "check", "-o", "r.html", "--save-evidence", "e.json", **asking(lab))
    assert (done.code, done.out) == (3, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".local", "e.json", "r.html"]
    assert {mode(tmp_path / "r.html"), mode(tmp_path / "e.json")} == {0o600}
    assert "The report is in r.html" in done.err


@pytest.mark.parametrize(
    ("name", "begins"),
    [("r.html", "<!DOCTYPE html>"), ("r.json", "{"), ("r.md", "#"), ("r.xml", "<?xml"), ("r.txt", "✗"), ("r", "✗")],
)
def test_the_name_of_the_file_tells_its_format(tmp_path: Path, name: str, begins: str) -> None:
    assert command(tmp_path, "demo", "-o", name).code == 0
    assert (tmp_path / name).read_text().startswith(begins)


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("mine")
    assert command(tmp_path, "demo", "-o", "r.txt").code == 2
    assert (tmp_path / "r.txt").read_text() == "mine"
    assert command(tmp_path, "demo", "-o", "r.txt", "--force").code == 0
    assert (tmp_path / "r.txt").read_text().startswith("✗")


@pytest.mark.parametrize("name", ["r.html", "r.json", "r.md", "r.xml"])
def test_a_report_of_ours_gives_way_to_a_newer_one(tmp_path: Path, name: str) -> None:
    for example in ("permission", "expired-token"):
        assert command(tmp_path, "report", "-o", name, str(EXAMPLES / f"{example}.json")).code == 3
    assert "expired" in (tmp_path / name).read_text()


def one_per_cause() -> list[LabState]:
    """The states that differ in what is wrong, one each."""
    return list({truth(state.name, state.era): state for state in newest()}.values())


def others() -> list[LabState]:
    left = {state.name for state in newest()} - {state.name for state in one_per_cause()}
    return [state for state in newest() if state.name in left]


@pytest.mark.parametrize(
    "state",
    [*one_per_cause(), *(pytest.param(state, marks=pytest.mark.long) for state in others())],
    ids=lambda state: state.name,
)
def test_nothing_that_a_state_keeps_secret_is_shown_or_saved_and_the_evidence_gives_the_same_report(
    tmp_path: Path, state: LabState
) -> None:
    with Lab(state.name, era=state.era) as lab:
        env = asking(lab)
        done = command(tmp_path, "check", "--yes", "--format", "json", "-v", "--save-evidence", "e.json", **env)
        again = command(tmp_path, "report", "e.json", "--format", "json", "-v")
        page = command(tmp_path, "report", "e.json", "--format", "html")
        # A client ID may be shown, and so may a value that stands in its place or in the project's by mistake.
        shown = {value for name, value in env.items() if not name.endswith(("CLIENT_SECRET", "TOKEN"))}
        secrets = [value for value in lab.secrets - shown if len(value) >= SHORTEST]
    assert done.code in {0, 3, 4, 5}
    assert done.out == again.out
    assert done.code == again.code
    everything = done.both + page.out + (tmp_path / "e.json").read_text()
    for secret in secrets:
        for spelling, spell in SPELLINGS.items():
            assert spell(secret).strip('"') not in everything, spelling


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (b"not JSON", "damaged"),
        (b'{"a": 1}', "not an evidence file"),
        (b'{"format": "infisical-diagnose/evidence", "version": 2, "tool": "9"}', "a newer one is needed"),
        (b"\x89PNG\r\n\x1a\n" * 9, "damaged"),
    ],
)
def test_a_file_that_is_no_evidence_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "e.json").write_bytes(content)
    done = command(tmp_path, "report", "e.json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err


def test_a_truncated_evidence_file_is_told_wherever_it_ends(tmp_path: Path) -> None:
    with Lab("expired-client-secret") as lab:
        command(tmp_path, "check", "--save-evidence", "e.json", **asking(lab))
    whole = (tmp_path / "e.json").read_bytes()
    for end in range(0, len(whole) - 2, 37):
        (tmp_path / "cut.json").write_bytes(whole[:end])
        done = command(tmp_path, "report", "cut.json")
        assert (done.code, done.out) == (2, "")
        assert "damaged" in done.err


def test_evidence_that_cannot_be_saved_does_not_lose_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("diagnose.files.private._fill", full)
    with Lab("expired-client-secret") as lab:
        done = command(tmp_path, "check", "--save-evidence", "e.json", **asking(lab))
    assert done.code == 2
    assert "The client secret has expired" in done.out
    assert "e.json cannot be written: No space left on device" in done.err


def test_a_report_that_cannot_be_written_leaves_the_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("diagnose.files.private._fill", full)
    with Lab("expired-client-secret") as lab:
        done = command(tmp_path, "check", "-o", "r.html", **asking(lab))
    assert done.code == 2
    assert "has expired" in done.err
    assert "r.html cannot be written" in done.err
    assert list(tmp_path.glob("*.html")) == []


def test_a_run_killed_between_writing_and_naming_leaves_the_old_file_and_the_next_run_tidies(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("old")
    killed = process(tmp_path, "demo", "-o", "r.txt", "--force", env={"PYTHONPATH": _with_a_kill(tmp_path)})
    assert ended(killed).code == -9
    assert (tmp_path / "r.txt").read_text() == "old"
    (left,) = tmp_path.glob(".infisical-diagnose-*.tmp")
    assert mode(left) == 0o600
    assert command(tmp_path, "demo", "-o", "r.txt", "--force").code == 0
    assert (tmp_path / "r.txt").read_text().startswith("✗")
    assert not left.exists()


def _with_a_kill(folder: Path) -> str:
    """An import path on which the run ends at the very moment when the finished file would get its name."""
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, pathlib, signal\npathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    return f"{site}{os.pathsep}{Path(__file__).parents[2]}"

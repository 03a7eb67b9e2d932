"""Where an answer that is given only once is kept: whatever the home, under a name of its own."""

from __future__ import annotations

import stat
from pathlib import Path

import msgspec
import pytest

from diagnose.files.evidence_file import load
from diagnose.files.state_folder import keep
from diagnose.model import Evidence
from diagnose.secret.guard import Guard
from tests.build import evidence, said

ONCE = evidence(said("login", 401, "UnauthorizedError", "Access denied due to expired client secret"))
GUARD = Guard(())


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    return folder


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def at(base_url: str) -> Evidence:
    return msgspec.structs.replace(ONCE, target=msgspec.structs.replace(ONCE.target, base_url=base_url))


def test_it_is_kept_whole_and_the_remark_says_where_without_the_name_of_the_home(home: Path) -> None:
    found = keep(ONCE, GUARD)
    (path,) = kept(home)
    assert load(path) == found
    assert found.remarks[-1].endswith(f"~/.local/state/infisical-diagnose/{path.name}")
    assert msgspec.structs.replace(found, remarks=ONCE.remarks) == ONCE


def test_file_and_folder_are_their_owners_alone(home: Path) -> None:
    folder = home / ".local" / "state" / "infisical-diagnose"
    folder.mkdir(parents=True, mode=0o755)
    keep(ONCE, GUARD)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept(home)] == [0o600]


def test_runs_of_the_same_second_and_of_servers_that_differ_by_port_do_not_meet(home: Path) -> None:
    for url in ("http://127.0.0.1:1", "http://127.0.0.1:2", "http://[::1]:2", "https://a.example", "https://a.example"):
        keep(at(url), GUARD)
    names = [path.name for path in kept(home)]
    assert len(names) == 5
    assert sum("127.0.0.1-1-" in name for name in names) == 1


def test_a_host_of_any_length_makes_a_name(home: Path) -> None:
    keep(at(f"https://{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}"), GUARD)
    assert len(kept(home)) == 1


def test_the_state_folder_that_the_user_chose_is_used(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = keep(ONCE, GUARD)
    (path,) = kept(tmp_path / "state")
    assert found.remarks[-1].endswith(str(path))
    assert kept(home) == []


def test_a_relative_state_folder_is_ignored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    keep(ONCE, GUARD)
    assert [path.parts[-4:-1] for path in kept(home)] == [(".local", "state", "infisical-diagnose")]


@pytest.mark.parametrize("value", ["", "relative", "/proc/nowhere", "/dev/null"])
def test_a_home_that_cannot_be_written_loses_nothing_but_the_file(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", value)
    found = keep(ONCE, GUARD)
    assert found.remarks[-1] == (
        "The server gives this answer only once, and it could not be kept in a file: keep this report."
    )


def test_a_user_without_a_home_loses_nothing_but_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)
    assert "could not be kept" in keep(ONCE, GUARD).remarks[-1]


def test_a_chosen_folder_needs_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = keep(ONCE, GUARD)
    (path,) = kept(tmp_path / "state")
    assert found.remarks[-1].endswith(str(path))

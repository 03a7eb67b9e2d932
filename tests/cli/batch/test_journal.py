"""What a batch keeps on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.cli.batch.journal import Journal
from diagnose.problems import UsageProblem


def test_what_was_begun_observed_and_done_is_there_again(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        for key in ("a", "b", "c"):
            journal.begin(key)
        journal.observe("b", b"seen")
        journal.finish("c", b"done")
    with Journal(tmp_path / "journal") as journal:
        assert journal.begun() == {"a": None, "b": b"seen"}
        assert dict(journal.results()) == {"c": b"done"}


def test_what_was_begun_can_be_forgotten_alone_or_with_all(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.begin("a")
        journal.begin("b")
        journal.finish("b", b"done")
        journal.forget("b")
        journal.forget_begun()
        assert (journal.begun(), dict(journal.results())) == ({}, {"b": b"done"})
        journal.forget_all()
        assert dict(journal.results()) == {}


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal"), pytest.raises(UsageProblem, match="another run uses the journal"):
        Journal(tmp_path / "journal")


def test_it_is_readable_for_its_owner_only(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal"):
        assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


@pytest.mark.parametrize("content", [b"x" * 4096, b"SQLite format 3\0" + b"x" * 4096])
def test_another_file_is_not_taken_for_a_journal(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "journal").write_bytes(content)
    with pytest.raises(UsageProblem, match="no journal of a batch"):
        Journal(tmp_path / "journal")
    assert (tmp_path / "journal").read_bytes() == content


def test_a_journal_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal._database.execute("PRAGMA user_version=3")
    with pytest.raises(UsageProblem, match="later version"):
        Journal(tmp_path / "journal")


def test_a_journal_of_the_first_version_is_gone_on_with(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.finish("a", b"done")
        journal._database.execute("DROP TABLE levels")
        journal._database.execute("PRAGMA user_version=1")
    with Journal(tmp_path / "journal") as journal:
        assert (dict(journal.results()), journal.levels()) == ({"a": b"done"}, {})


def test_what_is_left_of_a_limit_outlives_the_rows(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        for level in (b"9", b"8"):
            journal.keep("login", level)
        journal.forget_all()
    with Journal(tmp_path / "journal") as journal:
        assert journal.levels() == {"login": b"8"}

"""How `.infisical.json` is found and read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from diagnose.inputs.project_file import find
from diagnose.problems import UsageProblem


def put(folder: Path, content: Any) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / ".infisical.json").write_bytes(text)


def test_no_file_is_nothing(tmp_path: Path) -> None:
    assert find(tmp_path) is None


def test_the_nearest_file_above_is_read_and_named_as_seen_from_here(tmp_path: Path) -> None:
    put(tmp_path, {"workspaceId": "outer"})
    put(tmp_path / "a", {"workspaceId": "p", "defaultEnvironment": "prod", "defaultSecretPath": "/x", "domain": "eu"})
    (tmp_path / "a/b/c").mkdir(parents=True)
    file = find(tmp_path / "a/b/c")
    assert file is not None
    assert (file.workspace_id, file.environment, file.secret_path, file.domain) == ("p", "prod", "/x", "eu")
    assert file.label == ".infisical.json (../../.infisical.json)"


def test_empty_and_null_values_count_as_absent(tmp_path: Path) -> None:
    put(tmp_path, {"workspaceId": "", "defaultEnvironment": None, "gitBranchToEnvironmentMapping": None})
    file = find(tmp_path)
    assert file is not None
    assert (file.workspace_id, file.environment, file.label) == (None, None, ".infisical.json")


def test_unknown_keys_are_named_and_cut(tmp_path: Path) -> None:
    put(tmp_path, {"workspaceId": "p", "envrionment": "prod", **{f"{number}{'k' * 60}": 1 for number in range(9)}})
    file = find(tmp_path)
    assert file is not None
    assert len(file.unknown_keys) == 5
    assert all(len(key) <= 40 for key in file.unknown_keys)


def test_a_byte_order_mark_at_the_start_is_skipped(tmp_path: Path) -> None:
    put(tmp_path, b'\xef\xbb\xbf{"workspaceId": "p"}')
    file = find(tmp_path)
    assert file is not None
    assert file.workspace_id == "p"


@pytest.mark.parametrize(
    ("head", "environment", "label"),
    [
        ("ref: refs/heads/feature/x\n", "staging", ".infisical.json, git branch feature/x"),
        ("ref: refs/heads/other\n", "dev", ".infisical.json"),
        ("0123456789abcdef0123456789abcdef01234567\n", "dev", ".infisical.json"),
        ("", "dev", ".infisical.json"),
    ],
)
def test_the_git_branch_chooses_the_environment(tmp_path: Path, head: str, environment: str, label: str) -> None:
    put(tmp_path, {"defaultEnvironment": "dev", "gitBranchToEnvironmentMapping": {"feature/x": "staging"}})
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text(head)
    file = find(tmp_path)
    assert file is not None
    assert (file.environment, file.environment_label) == (environment, label)


def test_the_branch_of_a_second_work_tree_is_its_own(tmp_path: Path) -> None:
    put(tmp_path / "tree", {"gitBranchToEnvironmentMapping": {"main": "prod"}})
    (tmp_path / "repo/worktrees/tree").mkdir(parents=True)
    (tmp_path / "repo/worktrees/tree/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "tree/.git").write_text("gitdir: ../repo/worktrees/tree\n")
    file = find(tmp_path / "tree")
    assert file is not None
    assert file.environment == "prod"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "not valid JSON"),
        (b"", "not valid JSON"),
        (b"[" * 50_000, "not valid JSON"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8"),
        (b"[]", "JSON object"),
        (b'{"workspaceId": 5}', "workspaceId must be text"),
        (b'{"domain": ["x"]}', "domain must be text"),
        (b'{"gitBranchToEnvironmentMapping": {"main": 1}}', "must map"),
        (b'{"gitBranchToEnvironmentMapping": "main"}', "must map"),
        (b" " * 70_000, "larger than"),
    ],
)
def test_a_broken_file_is_told_and_not_quoted(tmp_path: Path, content: bytes, says: str) -> None:
    put(tmp_path, content)
    with pytest.raises(UsageProblem, match=says):
        find(tmp_path)


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / ".infisical.json").mkdir()
    with pytest.raises(UsageProblem, match="is not a file"):
        find(tmp_path)


def test_a_pipe_of_that_name_is_told_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".infisical.json")
    with pytest.raises(UsageProblem, match="is not a file"):
        find(tmp_path)


def test_a_dangling_link_is_told(tmp_path: Path) -> None:
    (tmp_path / ".infisical.json").symlink_to(tmp_path / "gone")
    with pytest.raises(UsageProblem, match="cannot be read"):
        find(tmp_path)


@pytest.mark.parametrize("head", [b"ref: refs/heads/main\xff", b"0123456789abcdef0123456789abcdef01234567", None])
def test_a_repository_on_no_readable_branch_gives_the_default_environment(tmp_path: Path, head: bytes | None) -> None:
    put(tmp_path, b'{"gitBranchToEnvironmentMapping": {"main": "prod"}, "defaultEnvironment": "dev"}')
    (tmp_path / ".git").mkdir()
    if head is not None:
        (tmp_path / ".git" / "HEAD").write_bytes(head)
    found = find(tmp_path)
    assert found is not None
    assert found.environment == "dev"

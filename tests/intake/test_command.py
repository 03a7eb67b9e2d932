"""`explain` from the command line: the same verdict, report and exit codes as `check`, from what was pasted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.command import command
from tests.intake.texts import PASTED, Text, texts

_EXITS = {"no-cause": 0, "cause-found": 3, "inconclusive": 4, "not-reached": 5}


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.name)
def test_the_report_names_what_an_honest_reader_may_name_and_shows_no_secret(text: Text, tmp_path: Path) -> None:
    ran = command(tmp_path, "explain", "--format", "json", str(PASTED / text.name))
    verdict = json.loads(ran.out)["verdict"]

    assert ran.code == _EXITS[verdict["status"]]
    assert not [secret for secret in text.secrets if secret in ran.out + ran.err]
    if not text.causes:
        assert (verdict["status"], verdict["cause"]) == ("inconclusive", None)
    elif verdict["cause"] is not None:
        assert verdict["cause"] in {*text.causes, *text.same_as_first}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("empty.log", b"", id="empty"),
        pytest.param("binary.bin", bytes(range(256)) * 64, id="binary"),
        pytest.param("broken.har", b'{"log": {"entries": [{"request": {"url": ', id="broken-har"),
        pytest.param("nul.log", b"a\x00b\x00\nstatusCode\x00", id="nul-bytes"),
        pytest.param("latin.log", b"caf\xe9 Infisical \xff\xfe\n", id="not-utf-8"),
        pytest.param("long.log", b"x" * 2_000_000, id="one-long-line"),
        pytest.param("twice.gz", gzip.compress(gzip.compress(b"nothing here\n")), id="nested-gzip"),
    ],
)
def test_a_text_without_a_rejection_is_answered_with_one_line_or_an_honest_report(
    tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    ran = command(tmp_path, "explain", str(file))

    assert ran.code in {2, 4}
    assert "Traceback" not in ran.out + ran.err
    assert ran.out or ran.err.count("\n") == 1


def test_a_folder_and_a_missing_file_are_told_in_one_line(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing.log"):
        ran = command(tmp_path, "explain", str(place))

        assert ran.code == 2
        assert ran.err.count("\n") == 1


def test_several_files_are_read_as_one_story(tmp_path: Path) -> None:
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_text("nothing of interest\n")
    body = {"reqId": "req-abcdefghijklmn", "statusCode": 401, "message": "Access denied due to expired client secret"}
    second.write_text(json.dumps({**body, "error": "UnauthorizedError"}))
    ran = command(tmp_path, "explain", "--format", "json", str(first), str(second))

    assert json.loads(ran.out)["verdict"]["cause"] == "client-secret-expired"


@pytest.mark.parametrize("option", [("--era", "B1"), ("--server-date", "2024-03-05")], ids=["era", "date"])
def test_the_era_may_be_given(tmp_path: Path, option: tuple[str, str]) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"statusCode": 403, "message": "Failed to authenticate", "error": "UnauthorizedError"}))
    ran = command(tmp_path, "explain", "--format", "json", *option, str(file))

    assert json.loads(ran.out)["server"]["era"] == "B1"

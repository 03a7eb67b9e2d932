"""The command `batch`, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from diagnose.cli import cli
from tests.cli.batch.fleet import Fleet, fleet


@pytest.fixture(scope="module")
def server() -> Iterator[Fleet]:
    with fleet(["healthy-token", "role-for-other-environment"]) as made:
        yield made


def typed(made: Fleet, folder: Path, *args: str) -> Result:
    """The command with the fleet's file and secrets, and a state folder of its own."""
    environ = {**made.environ, "XDG_STATE_HOME": str(folder), "NO_COLOR": "1", "COLUMNS": "150"}
    file = made.file(folder)
    return CliRunner(env=environ).invoke(cli, ["batch", str(file), *args], standalone_mode=False)


def encrypted(folder: Path, *args: str) -> Result:
    """The command with one row, whose server is to be asked by TLS and does not answer."""
    row = {"domain": "https://127.0.0.1:9", "token": "NAMED"}
    (folder / "encrypted").write_text(json.dumps(row), "utf-8")
    environ = {"NAMED": "x" * 40, "XDG_STATE_HOME": str(folder)}
    return CliRunner(env=environ).invoke(cli, ["batch", str(folder / "encrypted"), *args], standalone_mode=False)


def test_lines_of_json_go_to_a_pipe_and_the_worst_row_is_the_exit_code(server: Fleet, tmp_path: Path) -> None:
    done = typed(server, tmp_path)
    lines = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert {line["schema"] for line in lines.values()} == {"infisical-diagnose/cli/batch/v1"}
    assert lines["role-for-other-environment-1"]["cause"] == "permission-silent-filter"
    assert (lines["healthy-token-0"]["status"], done.return_value) == ("no-cause", 3)
    assert done.stderr == "1 cause found, 1 works\n"


def test_a_proxy_setting_that_cannot_be_used_is_the_answer_for_each_row(
    server: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "gopher://proxy.example")
    done = typed(server, tmp_path)
    assert {json.loads(line)["cause"] for line in done.stdout.splitlines()} == {"proxy-variable-unusable"}
    assert done.return_value == 5


def test_no_secret_is_in_what_is_written(server: Fleet, tmp_path: Path) -> None:
    typed(server, tmp_path, "-o", str(tmp_path / "out.html"))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert [name for name, value in server.environ.items() if value.encode() in written] == []


def test_the_table_has_the_worst_first(server: Fleet, tmp_path: Path) -> None:
    lines = typed(server, tmp_path, "--format", "table").stdout.splitlines()
    assert [line.split()[1] for line in lines[:2]] == ["role-for-other-environment-1", "healthy-token-0"]
    assert lines[-1] == "2 rows: 1 cause found, 1 works"


def test_the_page_has_a_row_for_each_and_no_script(server: Fleet, tmp_path: Path) -> None:
    typed(server, tmp_path, "-o", str(tmp_path / "out.html"))
    page = (tmp_path / "out.html").read_text("utf-8")
    assert page.count('<th scope="row">') == 2
    assert "<script" not in page
    assert page.index("role-for-other-environment-1") < page.index("healthy-token-0")


def test_a_run_that_is_complete_is_followed_by_a_new_one(server: Fleet, tmp_path: Path) -> None:
    typed(server, tmp_path)
    before = len(server.log)
    typed(server, tmp_path)
    assert len(server.log) > before


def test_what_works_and_ends_soon_is_a_cause_for_the_exit_code(tmp_path: Path) -> None:
    with fleet(["healthy-token"]) as made:
        done = typed(made, tmp_path, "--expiring-within", "5w")
    assert (done.return_value, done.stderr) == (3, "1 works; of these 1 expiring\n")


def test_an_earlier_answer_stands_until_again_is_given(tmp_path: Path) -> None:
    with fleet(["expired-client-secret"]) as made:
        causes = [json.loads(typed(made, tmp_path, *args).stdout)["cause"] for args in ((), (), ("--again",))]
        assert causes[:2] == ["client-secret-expired"] * 2
        assert len(made.logins()) == 2


@pytest.mark.parametrize("span", ["14", "1y"])
def test_a_span_that_is_none_is_refused(span: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["batch", str(tmp_path / "rows"), "--expiring-within", span])
    assert done.exit_code == 2


def test_issuers_of_certificates_are_read_only_if_a_row_needs_them(
    server: Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    assert typed(server, tmp_path).return_value == 3
    done = encrypted(tmp_path)
    assert "/nowhere.pem, named by SSL_CERT_FILE, does not exist" in str(done.exception)


@pytest.mark.parametrize("option", ["--ca-bundle", "SSL_CERT_FILE"])
def test_issuers_of_certificates_are_read_once(option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("diagnose.http.trust._load", lambda _, name, __: read.append(name))
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    if option == "SSL_CERT_FILE":
        monkeypatch.setenv(option, "issuers.pem")
    done = encrypted(tmp_path, *(["--ca-bundle", "issuers.pem"] if option == "--ca-bundle" else []))
    assert json.loads(done.stdout)["status"] == "not-reached"
    assert read == [option]

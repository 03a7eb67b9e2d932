"""What cannot be used is told in one line, costs exit 2 and no request, and is not repeated."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnose.cli import COMMANDS
from diagnose.lab import Lab
from tests.cli.command import PAIR, asking, command
from tests.jwts import SECRET, UUID

TYPED = "hunter2hunter2"


@pytest.mark.parametrize(
    "args",
    [
        [TYPED],
        ["check", TYPED],
        ["check", f"--{TYPED}"],
        ["check", f"--bogus={TYPED}"],
        ["check", f"-x{TYPED}"],
        ["check", f"--client-secret={TYPED}"],
        ["check", "--client-secret", TYPED],
        ["check", "--token", TYPED],
        ["check", "--token", f"@{TYPED}"],
        ["check", f"--quiet={TYPED}"],
        ["check", "--format", TYPED],
        ["check", "--action", TYPED],
        ["check", "--timeout", TYPED],
        ["check", "--max-requests", TYPED],
        ["check", "--domain", f"https://{UUID}:{TYPED}@app.infisical.com"],
        ["report", "one", TYPED],
        ["causes", TYPED],
        ["demo", TYPED],
        ["demo", "--era", TYPED],
        ["demo", "--port", TYPED],
    ],
)
def test_what_was_typed_is_not_repeated(tmp_path: Path, args: list[str]) -> None:
    done = command(tmp_path, *args, **PAIR)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("infisical-diagnose: ")
    assert TYPED not in done.err


@pytest.mark.parametrize(
    ("args", "env", "says"),
    [
        ([], {}, "No credential was given"),
        (["--client-id", UUID], {}, "without a client secret"),
        ([], {"INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": SECRET}, "without a client ID"),
        (["--client-secret", "literal"], PAIR, "a secret on the command line would be seen"),
        (["--client-secret", "@missing"], PAIR, "cannot be read: No such file"),
        (["--client-secret", "@."], PAIR, "cannot be read: Is a directory"),
        (["--client-secret", "-"], PAIR, "--client-secret is empty"),
        (["--client-secret", "@latin1"], PAIR, "not UTF-8"),
        (["--client-id", "x", "--token", "-"], {}, "give one credential only"),
        ([], {**PAIR, "INFISICAL_TOKEN": "st.a.b.c"}, "are both set"),
        (["--domain", "infisical.example"], PAIR, "did you mean https://infisical.example"),
        (["--domain", "ftp://infisical.example"], PAIR, "must start with https://"),
        (["--domain", "https://u:p@infisical.example"], PAIR, "user name or password"),
        (["--domain", "http://infisical.example"], PAIR, "clear text"),
        (["--domain", "https://169.254.169.254"], PAIR, "link-local"),
        (["--domain", ""], PAIR, "--domain is empty"),
        (["--env", " "], PAIR, "--env is empty"),
        ([], {**PAIR, "INFISICAL_CUSTOM_HEADERS": "nonsense"}, "entry 1 is not name=value"),
        (["--login-only", "--project-id", "p"], PAIR, "leave it out"),
        (["--open", "--format", "json"], PAIR, "--open shows an HTML page"),
        (["--open", "-o", "r.md"], PAIR, "--open shows an HTML page"),
        (["--format", "yaml"], PAIR, "--format takes one of: terminal, json, html, markdown, email, junit, github"),
        (["--action", "write"], PAIR, "--action takes one of: read, create, edit, delete"),
        (["--timeout", "nan"], PAIR, "--timeout takes a number"),
        (["--timeout", "0"], PAIR, "--timeout takes a number from 0.1 to 3600"),
        (["--deadline", "inf"], PAIR, "--deadline takes a number"),
        (["--warn-before", "soon"], PAIR, "--warn-before takes a number and its unit: 90s, 30m, 12h, 7d or 4w"),
        (["--max-requests", "0"], PAIR, "--max-requests takes a whole number of 1 or more"),
        (["--force=yes"], PAIR, "--force takes no value"),
        (["--token"], PAIR, "--token needs a value"),
        (["--tokn", "-"], PAIR, "did you mean --token"),
        (["-o", "."], PAIR, "is a folder"),
        (["-o", "latin1"], PAIR, "exists already"),
        (["-o", "nowhere/report"], PAIR, "there is no folder nowhere"),
        (["-o", "pipe"], PAIR, "not a plain file"),
        (["-o", "link", "--force"], PAIR, "symbolic link"),
        (["--ca-bundle", "missing.pem"], PAIR, "missing.pem, named by --ca-bundle, does not exist"),
        (["--ca-bundle", "latin1"], PAIR, "holds no certificates that can be read"),
        (["--ca-bundle", ""], PAIR, "--ca-bundle is empty"),
        ([], {**PAIR, "SSL_CERT_FILE": "/nowhere.pem"}, "/nowhere.pem, named by SSL_CERT_FILE, does not exist"),
        (["--save-evidence", "latin1"], PAIR, "exists already"),
        (["--save-evidence", "link", "--force"], PAIR, "symbolic link"),
        (["--save-evidence", "x", "-o", "./x"], PAIR, "give each its own"),
        (["--save-evidence", "x", "-o", "here/x"], PAIR, "give each its own"),
    ],
)
def test_each_way_to_be_wrong_has_a_line_of_its_own(
    tmp_path: Path, args: list[str], env: dict[str, str], says: str
) -> None:
    (tmp_path / "latin1").write_bytes(b"\xe9\xe8")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "here").symlink_to(tmp_path)
    before = sorted(tmp_path.iterdir())
    done = command(tmp_path, "check", *args, **env)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert done.err.count("\n") == 1
    assert SECRET not in done.err
    assert sorted(tmp_path.iterdir()) == before


@pytest.fixture
def lab() -> Iterator[Lab]:
    with Lab("healthy-viewer") as lab:
        yield lab


@pytest.mark.parametrize(
    "wrong",
    [["--format", "yaml"], ["extra"], ["-o", "."], ["--client-secret", "literal"], ["--timeout", "nan"], ["--plan"]],
)
def test_nothing_is_sent_by_a_command_line_that_cannot_be_used_or_only_plans(
    tmp_path: Path, lab: Lab, wrong: list[str]
) -> None:
    assert command(tmp_path, "check", *wrong, **asking(lab)).code == (0 if wrong == ["--plan"] else 2)
    assert lab.log == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"workspaceId": 7}', "workspaceId must be text"),
        (b'{"workspaceId"', "not valid JSON"),
        (b"[]", "does not hold a JSON object"),
        (b'"\xff"', "not UTF-8"),
    ],
)
def test_a_project_file_that_cannot_be_used_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / ".infisical.json").write_bytes(content)
    done = command(tmp_path, "check", **PAIR)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert says in done.err


def test_unknown_keys_of_a_project_file_are_named_in_the_report(tmp_path: Path, lab: Lab) -> None:
    (tmp_path / ".infisical.json").write_text('{"workspace": "x"}')
    done = command(tmp_path, "check", **asking(lab))
    assert "keys that this tool does not know: workspace" in " ".join(done.out.split())


def test_a_malformed_project_id_is_a_cause_and_is_asked_for(tmp_path: Path, lab: Lab) -> None:
    done = command(tmp_path, "check", "-q", "--project-id", "my project", **asking(lab))
    assert done.code in {3, 4}
    assert any("my%20project" in entry.query or "my+project" in entry.query for entry in lab.log)


def test_a_host_that_does_not_exist_is_no_fault_of_the_credential(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    done = command(tmp_path, "check", "--format", "json", "--domain", "https://infisical.invalid", **PAIR)
    assert done.code == 5
    assert json.loads(done.out)["verdict"]["cause"] == "dns-failure"


def test_a_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Path:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "cwd", gone)
    done = command(tmp_path, "check", **PAIR)
    assert done.code == 2
    assert "does not exist any more" in done.err


def test_a_name_that_acts_on_the_terminal_is_spelled_out(tmp_path: Path) -> None:
    done = command(tmp_path, "report", "\x1b[31m\u202ered\nline")
    assert done.code == 2
    assert r"\u001b[31m\u202ered line" in done.err


@pytest.mark.parametrize("args", [[], ["check", "--help"], ["--help"], ["-h"], ["--version"]])
def test_help_is_at_hand(tmp_path: Path, args: list[str]) -> None:
    done = command(tmp_path, *args)
    assert done.code == (0 if args else 2)
    assert "infisical-diagnose" in (done.out if args else done.err)
    assert not args or done.err == ""


@pytest.mark.parametrize(
    "args",
    [
        ["explain", SECRET],
        ["redact", SECRET],
        ["report", SECRET],
        ["verify", SECRET],
        ["check", "--ca-bundle", SECRET],
        ["check", "-o", f"{SECRET}/report.html"],
        ["check", "--save-evidence", f"{SECRET}/e.json"],
        ["causes", SECRET],
        ["demo", SECRET],
        [SECRET],
        ["check", f"--{SECRET}"],
        ["check", "--domain", SECRET],
        ["check", "--env", SECRET],
    ],
)
def test_a_secret_that_was_typed_in_the_place_of_something_else_is_not_repeated(
    tmp_path: Path, args: list[str]
) -> None:
    done = command(tmp_path, *args, **PAIR)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert SECRET[:16] not in done.out + done.err


def test_inspect_refuses_certificates_that_cannot_be_read_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    args = ("inspect", "--domain", "https://127.0.0.1:9", "--ca-bundle", "empty.pem", "--identity-id", "x")
    done = command(tmp_path, *args, INFISICAL_DIAGNOSE_ADMIN_TOKEN="x")
    assert (done.code, done.out) == (2, "")
    assert "empty.pem" in done.err


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("chekc",), "there is no command chekc; did you mean check?"),
        (("frobnicate",), "there is no command frobnicate; there are demo, check, explain"),
        (("check", "prod"), "check does not take: prod"),
        (("check", "--timout", "3"), "there is no option --timout; did you mean --timeout?"),
        (("check", "--domain", "localhost:8080"), "did you mean http://localhost:8080?"),
        (("check", "--domain", "[::1]:8080"), "did you mean http://[::1]:8080?"),
        (("demo", "-o", "x.pdf"), "no report is written as .pdf; the endings are .html"),
        (("causes", "locked-out-of-house"), "there is no cause of that name"),
    ],
)
def test_a_slip_is_told_with_what_was_likely_meant(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    done = command(tmp_path, *args, **PAIR)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert says in done.err


@pytest.mark.parametrize(
    ("words", "found"),
    [("locked", "universal-auth-lockout"), ("Current IP address", "untrusted-ip-login"), ("ttl", "access-token-ttl")],
)
def test_causes_are_found_by_words_of_theirs_or_of_a_servers(tmp_path: Path, words: str, found: str) -> None:
    done = command(tmp_path, "causes", words)
    assert done.code == 0
    assert found in {line.split()[0] for line in done.out.splitlines()}
    assert len(done.out.splitlines()) < 30


def test_the_states_of_the_demo_are_listed_under_the_items_of_the_faq(tmp_path: Path) -> None:
    lines = command(tmp_path, "demo", "--list").out.splitlines()
    headings = [line for line in lines if not line.startswith(" ")]
    assert headings[0] == "The client secret or access token has expired:"
    assert headings[-1] == "Nothing is wrong:"
    assert lines.index(headings[-1]) < [line.split()[0] for line in lines].index("healthy-viewer")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_ends_with_an_example(tmp_path: Path, name: str) -> None:
    shown = command(tmp_path, name, "--help").out
    assert f"\n  infisical-diagnose {name}" in shown.rpartition("\nExample")[2]
    assert "\nOptions:" not in shown or name in {"verify", "redact", "causes", "demo", "explain", "report"}


def test_the_list_of_commands_is_cut_nowhere(tmp_path: Path) -> None:
    assert "..." not in command(tmp_path, "--help").out.partition("\nCommands:")[2]


def test_a_file_of_knowledge_that_cannot_be_used_is_one_line_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("[[rejection]]\n")
    done = command(tmp_path, "check", "--knowledge", str(tmp_path / "mine.toml"))
    assert done.code == 2
    assert done.err.startswith("infisical-diagnose: --knowledge: mine.toml is no knowledge: ")
    assert len(done.err.splitlines()) == 1


def test_what_causes_exports_is_taken_by_knowledge(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(command(tmp_path, "causes", "--export").out, encoding="utf-8")
    listed = command(tmp_path, "causes", "--knowledge", str(tmp_path / "ours.toml"))
    assert (listed.code, listed.out) == (0, command(tmp_path, "causes").out)

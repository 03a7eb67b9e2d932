"""`check` against a lab: what it prints, spends, keeps, and never shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import diagnose.judgement
import reports
from diagnose.lab import Lab
from tests.cli.command import PAIR, Ended, asking, command
from tests.loopback import Authority, answer, hold, serving

EXAMPLE = Path(__file__).parents[2] / "examples/expired-client-secret.json"
REVOKE = "/api/v1/auth/token/revoke"


@pytest.fixture
def healthy() -> Iterator[Lab]:
    with Lab("healthy-viewer") as lab:
        yield lab


@pytest.mark.parametrize(
    ("state", "code"),
    [("healthy-viewer", 0), ("expired-client-secret", 3), ("wrong-client-secret", 4), ("web-front-end", 5)],
)
def test_the_exit_code_is_the_verdicts(tmp_path: Path, state: str, code: int) -> None:
    with Lab(state) as lab:
        done = command(tmp_path, "check", "-q", **asking(lab))
    assert done.code == code
    assert done.out.count("\n") == 1
    assert done.err == ""


@pytest.mark.parametrize(
    ("wanted", "widest", "coloured"),
    [
        ({}, 80, False),
        ({"COLUMNS": "200", "FORCE_COLOR": "0"}, 200, False),
        ({"COLUMNS": "0", "FORCE_COLOR": "1"}, 80, True),
        ({"COLUMNS": "wide", "FORCE_COLOR": "1", "NO_COLOR": "1"}, 80, False),
    ],
)
def test_a_piped_report_has_eighty_columns_and_no_colour_unless_that_is_asked_for(
    tmp_path: Path, wanted: dict[str, str], widest: int, *, coloured: bool
) -> None:
    shown = command(tmp_path, "report", "-v", str(EXAMPLE), **wanted).out
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert widest - 20 < max(map(len, lines)) <= widest
    assert ("\x1b" in shown) is coloured


@pytest.mark.parametrize(("state", "code"), [("rate-limited", 5), ("database-down", 5)])
def test_a_busy_server_has_judged_nothing_and_is_worth_asking_again(tmp_path: Path, state: str, code: int) -> None:
    with Lab(state) as lab:
        done = command(tmp_path, "check", "-q", "--format", "json", **asking(lab))
    assert done.code == code
    assert json.loads(done.out)["verdict"]["retryable"] is True


@pytest.mark.parametrize(("args", "code"), [([], 4), (["--login-only"], 0)])
def test_without_a_project_a_login_that_works_is_half_an_answer_unless_it_is_all_that_was_meant(
    tmp_path: Path, healthy: Lab, args: list[str], code: int
) -> None:
    env = asking(healthy)
    if not args:
        del env["INFISICAL_PROJECT_ID"]
    done = command(tmp_path, "check", *args, **env)
    assert done.code == code
    assert ("--project-id" in done.out) is (code == 4)


def test_quiet_json_is_one_line_and_verbose_json_has_every_finding(tmp_path: Path) -> None:
    short, whole = (command(tmp_path, "report", flag, "--format", "json", str(EXAMPLE)).out for flag in ("-q", "-v"))
    assert short.count("\n") == 1
    told = json.loads(short)
    assert len(told["findings"]) < told["considered"] == len(json.loads(whole)["findings"])
    assert {"cause", "possible"} >= {finding["state"] for finding in told["findings"]}


def test_github_gets_an_annotation_and_a_summary_of_the_job(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("earlier\n")
    done = command(tmp_path, "report", "--format", "github", str(EXAMPLE), GITHUB_STEP_SUMMARY=str(summary))
    assert done.out.startswith("::error title=")
    assert done.out.count("\n") == 1
    assert summary.read_text().startswith("earlier\n## ")


def test_nothing_but_the_report_is_printed_where_nobody_watches(tmp_path: Path, healthy: Lab) -> None:
    done = command(tmp_path, "check", "--format", "json", **asking(healthy))
    assert json.loads(done.out)["schema"] == "infisical-diagnose/report/v1"
    assert done.err == ""


def test_the_token_of_the_runs_own_login_is_revoked_last(tmp_path: Path, healthy: Lab) -> None:
    command(tmp_path, "check", **asking(healthy))
    assert healthy.log[-1].path == REVOKE
    assert healthy.counts()["logins"] == 1


def test_it_is_kept_if_that_is_wanted(tmp_path: Path, healthy: Lab) -> None:
    assert command(tmp_path, "check", "--keep-token", **asking(healthy)).code == 0
    assert REVOKE not in [entry.path for entry in healthy.log]


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("state", ["healthy-viewer", "wrong-client-secret", "not-a-project-member", "revoked-token"])
def test_with_few_requests_it_stays_within_them_and_claims_nothing_it_did_not_see(
    tmp_path: Path, most: int, state: str
) -> None:
    with Lab(state) as lab:
        done = command(tmp_path, "check", "--format", "json", "--max-requests", str(most), **asking(lab))
    assert len(lab.log) <= most
    assert len(lab.log) == json.loads(done.out)["spent"]["requests"]
    assert done.code == 4 or (done.code, most) in {(0, 3), (3, 3), (3, 2), (3, 1)}
    if most == 1 and state != "revoked-token":
        assert done.code == 4
        assert "There was more to ask than the 1 requests" in done.out


def test_a_minted_token_is_given_back_even_when_requests_run_out(tmp_path: Path, healthy: Lab) -> None:
    command(tmp_path, "check", "--max-requests", "2", **asking(healthy))
    assert [entry.path.rpartition("/")[2] for entry in healthy.log] == ["login", "revoke"]


def test_a_server_that_never_answers_costs_the_deadline_and_not_the_credential(tmp_path: Path) -> None:
    with serving(hold) as server:
        done = command(tmp_path, "check", "--deadline", "0.3", "--domain", server.url, "--format", "json", **PAIR)
        assert server.puts("POST") == 1
    assert done.code == 5
    assert json.loads(done.out)["verdict"]["status"] == "not-reached"


def test_every_kind_of_source_is_told_and_the_secret_comes_from_stdin_or_a_file(tmp_path: Path, healthy: Lab) -> None:
    env = asking(healthy)
    secret = env.pop("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET")
    (tmp_path / "secret").write_text(f"{secret}\n")
    by_stdin = command(tmp_path, "check", "--client-secret", "-", "--format", "json", stdin=secret.encode(), **env)
    by_file = command(tmp_path, "check", "--client-secret", "@secret", "--format", "json", **env)
    for done, source in ((by_stdin, "stdin"), (by_file, "file")):
        assert done.code == 0
        assert json.loads(done.out)["credential"]["sources"]["client-secret"] == source


def test_issuers_that_can_be_read_are_used(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with serving(answer(401), tls=authority.context()) as server:
        args = ["check", "-q", "--domain", server.url, "--deadline", "5"]
        trusted = command(tmp_path, *args, "--ca-bundle", authority.bundle, **PAIR)
        assert server.puts("POST") == 1
        untrusted = command(tmp_path, *args, **PAIR)
        assert server.puts("POST") == 1
    assert "tls-untrusted-ca" not in trusted.out
    assert (untrusted.code, untrusted.out.startswith("tls-untrusted-ca")) == (5, True)


# ------------------------------------------------------------------------------------------------- where it may be sent


def test_a_host_that_only_a_file_names_needs_a_word(tmp_path: Path, healthy: Lab) -> None:
    env = asking(healthy)
    (tmp_path / ".infisical.json").write_text(json.dumps({"domain": env.pop("INFISICAL_DOMAIN")}))
    refused = command(tmp_path, "check", **env)
    assert refused.code == 2
    assert "--trust-domain" in refused.err
    assert healthy.log == ()
    assert command(tmp_path, "check", "--trust-domain", **env).code == 0


# ------------------------------------------------------------------------------------------------ when something breaks


@pytest.mark.parametrize("shown", [str, lambda value: value.encode().hex(), lambda value: value[::-1]])
def test_a_secret_in_the_report_stops_everything(
    tmp_path: Path, healthy: Lab, monkeypatch: pytest.MonkeyPatch, shown: object
) -> None:
    secret = healthy.inputs["client_secret"]
    monkeypatch.setattr(reports, "render", lambda *_: f"oh {shown(secret)}")  # type: ignore[operator] # a function
    done = command(tmp_path, "check", "-o", "r.html", "--save-evidence", "e.json", **asking(healthy))
    _nothing_came(done, tmp_path, secret)
    assert "part of the credential" in done.err


def test_a_secret_in_the_evidence_stops_everything(
    tmp_path: Path, healthy: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = healthy.inputs["client_secret"]
    monkeypatch.setattr("diagnose.files.evidence_file.encode", lambda _: secret.encode())
    done = command(tmp_path, "check", "-o", "r.html", "--save-evidence", "e.json", **asking(healthy))
    _nothing_came(done, tmp_path, secret)


def test_the_token_that_the_run_minted_is_guarded_too(
    tmp_path: Path, healthy: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "render", lambda *_: " ".join(healthy.secrets))
    done = command(tmp_path, "check", "-o", "r.html", **asking(healthy))
    _nothing_came(done, tmp_path, healthy.inputs["client_secret"])


@pytest.mark.parametrize("error", [RuntimeError, RecursionError, MemoryError, ValueError, KeyError])
def test_an_error_of_the_tools_own_is_one_line_without_what_it_held(
    tmp_path: Path, healthy: Lab, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    secret = healthy.inputs["client_secret"]

    def breaks(*_: object) -> None:
        raise error(secret)

    monkeypatch.setattr(diagnose.judgement, "judge", breaks)
    done = command(tmp_path, "check", "-o", "r.html", **asking(healthy))
    _nothing_came(done, tmp_path, secret)
    assert done.err == f"infisical-diagnose: internal error ({error.__name__}); the run ended early\n"


def _nothing_came(done: Ended, folder: Path, secret: str) -> None:
    assert done.code == 70
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert secret not in done.err
    assert [path for path in folder.rglob("*.*") if ".local" not in path.parts] == []
    assert [path for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()] == []

"""`check --plan --curl`: run by a real shell with curl, its answers give `explain` the verdict of `check`."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from diagnose.cli.curl_plan import script
from diagnose.cli.demo import environment, inputs_of
from diagnose.gather import Limits, gather
from diagnose.inputs import Given, target_of
from diagnose.intake import read
from diagnose.judgement import judge
from diagnose.lab import Lab, LabState, states
from diagnose.lab.truth import truth
from diagnose.model import Action, Confidence, Verdict
from tests.cli.command import asking, command

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")

SHORTEST = 12
# One for each way in which the answers differ: where it is refused, what follows, and which credential it is.
TYPICAL = {
    "expired-client-secret": "B2",
    "swapped-pair": "C2",
    "truncated-client-secret": "C1",
    "healthy-secret-with-whitespace": "C1",
    "role-for-other-environment-by-name": "B1",
    "value-not-readable": "C2",
    "project-slug-as-id": "C2",
    "unknown-folder-by-name": "A",
    "quoted-token": "B1",
    "route-gone": "C2",
    "maintenance-for-changes": "B2",
    "user-session-as-token": "C1",
}


def with_pair_or_token() -> list[LabState]:
    return [state for state in states() if "auth_method" not in Lab(state.name, era=state.era).inputs]


def answers(lab: Lab, shell: str = "sh", **env: str) -> str:
    """What the script prints in that shell."""
    variables = environment(lab)
    given = Given(action=Action(lab.inputs.get("action", "read")))
    text = script(target_of(given, variables, Path("/"))[0], given, lab.inputs.get("organization_slug"), Limits())
    run = subprocess.run(
        [shell, "-s"], input=text, env={"PATH": os.environ["PATH"], **variables, **env}, capture_output=True,
        encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    assert run.stderr == ""
    return run.stdout


def verdict_of(text: str) -> Verdict:
    return judge(read(("-",), lambda: io.BytesIO(text.encode()))).verdict


def named(verdict: Verdict) -> set[str]:
    return {verdict.cause, *verdict.alternatives} if verdict.cause else {verdict.status.value}


def compared(name: str, era: str) -> bool:
    """Whether the verdicts are the same; fails where the answers' verdict is no honest superset of `check`'s."""
    with Lab(name, era=era) as lab:
        text = answers(lab)
        shown = {value for key, value in environment(lab).items() if not key.endswith(("CLIENT_SECRET", "TOKEN"))}
        if name == "swapped-pair":
            shown.clear()
        # A token that nobody signed is all claims, and opens nothing.
        secrets = {value for value in lab.secrets - shown if len(value) >= SHORTEST and not value.endswith(".")}
    assert not [secret for secret in secrets if secret in text]
    with Lab(name, era=era) as lab:
        asked = judge(gather(inputs_of(lab), Limits(), environ={}).evidence).verdict
    told = verdict_of(text)
    if (told.cause, told.status, told.confidence) == (asked.cause, asked.status, asked.confidence):
        return True
    assert named(asked) <= named(told), told
    assert told.confidence is not Confidence.CERTAIN or named(told) & truth(name, era)
    return False


@pytest.mark.parametrize("state", TYPICAL)
def test_the_answers_give_the_verdict_of_check(state: str) -> None:
    assert compared(state, TYPICAL[state])


@pytest.mark.long
def test_the_answers_of_every_state_give_the_verdict_of_check() -> None:
    same = [compared(state.name, state.era) for state in with_pair_or_token()]
    assert sum(same) >= 0.97 * len(same)  # without the token a text cannot be as sure of what is wrong with it


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_no_secret_is_an_argument_and_at_most_one_login_is_made(tmp_path: Path, shell: str) -> None:
    wrapper = tmp_path / "curl"
    wrapper.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>"{tmp_path}/argv"\nexec {shutil.which("curl")} "$@"\n')
    wrapper.chmod(0o700)
    with Lab("healthy-viewer", era="C2") as lab:
        text = answers(lab, shell, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        counts = lab.counts()
        arguments = (tmp_path / "argv").read_text()
        assert not [secret for secret in lab.secrets if len(secret) >= SHORTEST and secret in arguments]
    assert (counts["logins"], counts["writes"]) == (1, 0)
    assert text.count("== infisical-diagnose revoke: POST") == 1
    assert arguments.count("--config\n-\n") == counts["requests"]


def test_a_server_that_is_not_reached_is_told() -> None:
    lab = Lab("healthy-viewer", era="C2")
    lab.start()
    lab.stop()
    target = target_of(Given(domain="http://127.0.0.1:9"), {}, Path("/"))[0]
    env = {"PATH": os.environ["PATH"], "INFISICAL_TOKEN": "st.x.y"}
    run = subprocess.run(
        ["sh", "-s"], input=script(target, Given(), None, Limits()), env=env, capture_output=True, encoding="utf-8",
        timeout=60, check=True,
    )  # fmt: skip
    assert verdict_of(run.stdout).cause == "connection-refused"


@pytest.mark.parametrize("state", ["healthy-viewer", "quoted-token", "deleted-service-token"])
def test_what_it_prints_of_a_credential_is_not_told_as_leaked(state: str) -> None:
    with Lab(state) as lab:
        text = answers(lab)
    intake = read(("-",), lambda: io.BytesIO(text.encode())).intake
    assert intake is not None
    assert intake.redactions == ()


def test_the_answers_survive_a_mail(tmp_path: Path) -> None:
    with Lab("expired-client-secret", era="C2") as lab:
        text = answers(lab)
    quoted = "Hello,\r\nhere is what it printed:\r\n" + "".join(f"> {line}\r\n" for line in text.splitlines())
    (tmp_path / "mail.txt").write_text(quoted)
    done = command(tmp_path, "explain", "mail.txt", "-q")
    assert done.code == 3
    assert done.out.startswith("client-secret-expired (certain)")


def test_it_needs_no_credential_and_quotes_what_was_typed(tmp_path: Path) -> None:
    hostile = "x'; touch \"$HOME/done\"; '"
    done = command(
        tmp_path, "check", "--plan", "--curl", "--domain", "eu", "--client-id", hostile, "--path", f"/{hostile}",
        "--project-id", hostile,
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    run = subprocess.run(["sh", "-s"], input=done.out, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert not (tmp_path / "done").exists()


@pytest.mark.parametrize(
    ("args", "says"),
    [(("--curl",), "add --plan"), (("--plan", "--curl", "--method", "kubernetes"), "universal auth only")],
)
def test_what_it_cannot_do_is_told(tmp_path: Path, args: tuple[str, ...], says: str) -> None:
    done = command(tmp_path, "check", *args)
    assert done.code == 2
    assert says in done.err


def test_both_credentials_at_once_are_refused_by_the_script_too(tmp_path: Path) -> None:
    done = command(tmp_path, "check", "--plan", "--curl")
    with Lab("healthy-viewer", era="C2") as lab:
        env = {"PATH": os.environ["PATH"], **asking(lab), "INFISICAL_TOKEN": "st.x.y"}
    run = subprocess.run(["sh", "-s"], input=done.out, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert "unset one of them" in run.stderr

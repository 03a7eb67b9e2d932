"""Tokens for OIDC and JWT: which source wins, how GitHub is asked, and what a token shows unsent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diagnose.credential.methods import Fetch, jwt, oidc
from diagnose.model import Oddity
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from tests.credential.methods.handed import NOW, place, token

JOB = token(sub="repo:acme/shop:ref:refs/heads/main", aud="https://github.com/acme", repository="acme/shop", secret="x")
OTHER = token(sub="another")
GITHUB = {oidc.GITHUB_URL: "https://run.example/token?api-version=2.0", oidc.GITHUB_TOKEN: "runner-token"}


class GitHub:
    """Answers with a token and remembers what it was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[Fetch] = []

    def __call__(self, wanted: Fetch) -> bytes:
        self.asked.append(wanted)
        return self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()


@pytest.mark.parametrize(
    ("environ", "source"),
    [
        ({"INFISICAL_JWT": JOB, "INFISICAL_OIDC_AUTH_JWT": OTHER, **GITHUB}, "INFISICAL_JWT"),
        ({"INFISICAL_OIDC_AUTH_JWT": JOB, **GITHUB}, "INFISICAL_OIDC_AUTH_JWT"),
        ({"INFISICAL_OIDC_AUTH_TOKEN_NAME": "MY_TOKEN", "MY_TOKEN": JOB}, "MY_TOKEN"),
        ({"INFISICAL_AUTH_JWT": JOB}, "INFISICAL_AUTH_JWT"),
        ({"CIRCLE_OIDC_TOKEN_V2": JOB, "CIRCLE_OIDC_TOKEN": OTHER}, "CIRCLE_OIDC_TOKEN_V2"),
        ({"BITBUCKET_STEP_OIDC_TOKEN": JOB}, "BITBUCKET_STEP_OIDC_TOKEN"),
        ({"TFC_WORKLOAD_IDENTITY_TOKEN": JOB}, "TFC_WORKLOAD_IDENTITY_TOKEN"),
    ],
)
def test_the_variables_of_oidc_are_read_in_their_order(environ: dict[str, str], source: str) -> None:
    proof = oidc.METHOD.read(place(environ=environ))

    assert (proof.source, proof.fields) == (source, {"jwt": Secret(JOB)})


def test_the_flag_wins_over_the_variables(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(JOB)

    assert oidc.METHOD.read(place(tmp_path, {"INFISICAL_JWT": OTHER}, jwt="@token")).source == "file"
    assert oidc.METHOD.read(place(tmp_path, {"INFISICAL_JWT": OTHER}, stdin=JOB.encode(), jwt="-")).source == "stdin"


@pytest.mark.parametrize(("flags", "ending"), [({}, ""), ({"oidc_audience": "my app&x"}, "&audience=my%20app%26x")])
def test_github_is_asked_for_the_audience_with_its_own_token(flags: dict[str, Any], ending: str) -> None:
    github = GitHub({"value": JOB})

    proof = oidc.METHOD.read(place(environ=GITHUB, fetch=github, **flags))

    assert proof.source == "GitHub's token service"
    assert [(wanted.url, wanted.local) for wanted in github.asked] == [(GITHUB[oidc.GITHUB_URL] + ending, False)]
    assert github.asked[0].headers["Authorization"] == Secret("Bearer runner-token")


@pytest.mark.parametrize("answer", [b"no json", {"message": "denied"}, {"value": 3}, []])
def test_an_answer_of_githubs_without_a_token_is_said_so(answer: Any) -> None:
    with pytest.raises(UsageProblem, match="GitHub's token service answered without a token"):
        oidc.METHOD.read(place(environ=GITHUB, fetch=GitHub(answer)))


def test_a_job_without_the_permission_is_told_which_one() -> None:
    with pytest.raises(UsageProblem, match="permissions: id-token: write"):
        oidc.METHOD.read(place(environ={"GITHUB_ACTIONS": "true"}))


@pytest.mark.parametrize("method", [oidc.METHOD, jwt.METHOD])
def test_without_any_source_the_official_variable_is_named(method: Any) -> None:
    with pytest.raises(UsageProblem, match=r"set INFISICAL_JWT.*or give --jwt"):
        method.read(place())


@pytest.mark.parametrize("method", [oidc.METHOD, jwt.METHOD])
def test_a_token_on_the_command_line_is_refused_and_not_repeated(method: Any) -> None:
    with pytest.raises(UsageProblem, match=r"--jwt takes - \(standard input\) or @FILE") as raised:
        method.read(place(jwt=JOB))

    assert JOB[:20] not in str(raised.value)


def test_jwt_auth_reads_no_variable_of_oidc() -> None:
    with pytest.raises(UsageProblem):
        jwt.METHOD.read(place(environ={"INFISICAL_OIDC_AUTH_JWT": JOB}))


def test_the_claims_of_a_job_are_kept_by_allow_list() -> None:
    claims = oidc.METHOD.read(place(environ={"INFISICAL_JWT": JOB})).claims

    assert claims["repository"] == "acme/shop"
    assert "secret" not in claims


def test_a_claim_that_looks_like_a_secret_is_not_kept() -> None:
    claims = oidc.METHOD.read(place(environ={"INFISICAL_JWT": token(sub="a" * 10 + " " + "f" * 64)})).claims

    assert "sub" not in claims


@pytest.mark.parametrize(("method", "cause"), [(oidc.METHOD, "oidc-token-expired"), (jwt.METHOD, "jwt-token-expired")])
def test_an_expired_token_is_told_before_it_is_sent(method: Any, cause: str) -> None:
    proof = method.read(place(environ={"INFISICAL_JWT": token(exp=NOW - 90)}))

    assert [(t.oddity, t.cause, t.fatal) for t in proof.traits] == [(Oddity.EXPIRED, cause, False)]
    assert "1 min ago" in proof.traits[0].detail

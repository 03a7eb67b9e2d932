"""Steps that hang on what the text shows: the client that met the refusal, its values, and secrets left in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import checks.knowledge
from checks.knowledge.causes import all_causes
from diagnose.intake import clues
from reports import Options, render
from tests.intake.texts import explained

SECRET = "bde79c7dd79aba2690d795eb19844eb4a06900b5f18981560ad11aa68ce13452"
REFUSED = '{"statusCode":403,"message":"Access denied: OIDC subject not allowed.","error":"ForbiddenError"}\n'
HOST = "https://infisical.corp.example/api/v1/auth/universal-auth/login"
PYTHON = (
    "requests.exceptions.SSLError: HTTPSConnectionPool(host='infisical.corp.example', port=443): Max retries exceeded "
    "with url: /api/v1/auth/universal-auth/login (Caused by SSLError(SSLCertVerificationError(1, "
    "'[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate')))\n"
)
SWAPPED = (
    "external-secrets could not get provider client: APIError: CallLdapAuthLogin unsuccessful response [POST "
    'https://app.infisical.com/api/v1/auth/ldap-auth/login] [status-code=401] [message="Invalid credentials"]\n'
)
OVER = (
    '{"statusCode":401,"error":"KubernetesTokenReviewError","message":"[invalid bearer token, service account token '
    'has expired]","reqId":"req-UAE8OUDLkPbZTQ"}\n'
)
AGENT = "$ infisical agent --config a.yaml\nERR unable to get client secret: the environment has none\n"
NODE = (
    "AxiosError: unable to verify the first certificate\n    at /app/node_modules/axios/lib/a.js:1:2\n"
    f"  code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', url: '{HOST}'\n"
)


def first_step(text: str) -> str:
    return explained(text.encode()).verdict.fix[0]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SWAPPED, "swapped order"),
        (OVER, "goes on with the token that it read first"),
        (AGENT, "Set INFISICAL_UNIVERSAL_CLIENT_SECRET"),
    ],
)
def test_a_known_fault_of_a_client_is_the_first_step(text: str, named: str) -> None:
    assert named in first_step(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (PYTHON, "REQUESTS_CA_BUNDLE"),
        (NODE, "NODE_EXTRA_CA_CERTS"),
        (f"javax.net.ssl.SSLHandshakeException: PKIX path building failed, {HOST}\n", "keytool"),
        (f'Post "{HOST}": tls: x509: certificate signed by unknown authority\n', "SSL_CERT_FILE"),
        (f"System.Net.Http.HttpRequestException: RemoteCertificateChainErrors, {HOST}\n", "update-ca-certificates"),
    ],
    ids=("python", "node", "java", "go", "dotnet"),
)
def test_a_certificate_is_trusted_where_the_client_looks_for_issuers(text: str, named: str) -> None:
    assert named in first_step(text)


@pytest.mark.parametrize(
    ("around", "subject"),
    [
        ("GITHUB_REPOSITORY=acme/shop\nGITHUB_REF=refs/pull/12/merge\n", "repo:acme/shop:pull_request"),
        ("GITHUB_REPOSITORY=acme/shop\nGITHUB_REF=refs/heads/main\n", "repo:acme/shop:ref:refs/heads/main"),
        ('claims: {"sub": "repo:acme/shop:environment:prod"}\n', "repo:acme/shop:environment:prod"),
    ],
)
def test_the_subject_to_enter_is_the_one_that_the_run_sends(around: str, subject: str) -> None:
    assert subject in first_step(f"Run Infisical/secrets-action@v1.0.9\n{around}{REFUSED}")


def test_a_missing_variable_is_named_as_the_program_reads_it() -> None:
    step = first_step("Error: Missing environment variable INFISICAL_CLIENT_ID\n")
    assert step.startswith("Set INFISICAL_CLIENT_ID ")


def test_a_variable_that_the_client_does_not_read_is_given_by_the_name_that_it_reads() -> None:
    text = (
        "$ export INFISICAL_SITE_URL=http://vault.corp.example:8380\n$ infisical login --method=universal-auth\n"
        "error: unable to authenticate with Universal Auth [err=APIError: CallUniversalAuthLogin unsuccessful response "
        '[POST https://app.infisical.com/api/v1/auth/universal-auth/login] [status-code=401] [message="Invalid '
        'credentials"]].\n'
    )
    assert "INFISICAL_DOMAIN=http://vault.corp.example:8380" in first_step(text)


def test_a_secret_in_the_text_is_the_first_step_of_both_copies() -> None:
    diagnosis = explained(f"curl -d clientSecret={SECRET} {HOST}\n{REFUSED}".encode())
    pages = [render(diagnosis, "html", Options(audience=reader)) for reader in ("support", "customer")]
    said = "The text holds a client secret (stdin:1). Treat it as leaked:"
    assert diagnosis.verdict.fix[0].startswith(said)
    assert diagnosis.verdict.customer_fix[0].startswith(said)
    assert [said in page for page in pages] == [True, True]
    assert [SECRET in page for page in pages] == [False, False]


def test_a_secret_is_the_first_step_where_nothing_was_refused_too() -> None:
    verdict = explained(f"INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET={SECRET}\n".encode()).verdict
    assert verdict.cause is None
    assert verdict.look[0].startswith("The text holds a client secret (stdin:1).")


def test_secrets_of_several_kinds_are_one_step() -> None:
    step = first_step(f"clientSecret={SECRET}\nDB_PASSWORD=hunter22hunter\n{REFUSED}")
    assert "a client secret (stdin:1) and a password (stdin:2). Treat each as leaked" in step


def test_every_piece_of_advice_is_for_a_known_cause_client_and_value() -> None:
    rows = tomllib.loads((Path(checks.knowledge.__file__).parent / "advice.toml").read_text(encoding="utf-8"))["advice"]
    seen = tomllib.loads(Path(clues.__file__).with_name("shown.toml").read_text(encoding="utf-8"))
    values = {name for each in seen["values"] for name in re.compile(each["says"]).groupindex}
    assert {cause for row in rows for cause in row["causes"].split()} <= {*all_causes()}
    assert {row["client"] for row in rows} <= {"", *seen["clients"]}
    assert {slot for row in rows for slot in re.findall(r"\{(\w+)\}", row["says"])} <= values

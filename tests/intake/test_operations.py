"""A line that keeps only what was tried and the status leaves the causes of that route and that status."""

from __future__ import annotations

import pytest

from diagnose.model import Confidence
from tests.intake.texts import explained

_HOST = "https://infisical.example"


@pytest.mark.parametrize(
    ("text", "cause", "route"),
    [
        ("RuntimeError: Infisical login failed (HTTP 401): Unauthorized", "client-secret-wrong", "universal-auth"),
        ("[infisical] auth error: status=403", "untrusted-ip-login", "universal-auth"),
        ("infisical: kubernetes auth returned 403 Forbidden", None, "kubernetes-auth"),
        ("Fetching secrets from Infisical failed with status 403", "permission-denied", "secrets/raw"),
        ("Error: Infisical login failed: 401", "client-secret-wrong", "universal-auth"),
        ("Failed to fetch Infisical secrets: 401 Unauthorized", "token-unknown-or-revoked", "secrets/raw"),
        ("Infisical rejected the token (401).", "token-unknown-or-revoked", "secrets/raw"),
        ("Infisical project verification failed (HTTP 403).", "not-project-member", "workspace/ID"),
        ("Infisical returned 403: the identity is authenticated but lacks access", "permission-denied", "secrets/raw"),
        ("infisical: failed to list secrets [status=404]", "environment-or-path-not-found", "secrets/raw"),
        ("Infisical: renewing the access token failed with 403", None, "token/renew"),
        ("Infisical plugin could not list the secrets: 404 Not Found", "environment-or-path-not-found", "secrets/raw"),
    ],
)
def test_the_words_tell_the_route_and_the_status_its_causes(text: str, cause: str | None, route: str) -> None:
    diagnosis = explained(f"{text}\n".encode())
    assert diagnosis.verdict.confidence is Confidence.POSSIBLE
    assert cause is None or diagnosis.verdict.cause == cause
    assert route in diagnosis.evidence.exchanges[0].url


@pytest.mark.parametrize(
    "text",
    [
        "Injecting 2 Infisical secrets into your application process\nHTTP 401",
        "infisical login took 403 ms",
        "infisical secrets exported: 404",
        "vault login failed (HTTP 403)",
        "Infisical docs, login page: see port 4030",
    ],
)
def test_a_status_without_what_was_asked_of_infisical_is_none(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


@pytest.mark.parametrize(
    "line",
    [
        "Request to {url} failed {status} forbidden",
        "fetching {url} failed: {status}",
        "got a {status} from {url}",
        "calling {url} we always get {status} now",
        "Seit gestern liefert {url} den Fehler {status}",
        '{{"level":"error","url":"{url}","took":31,"statusCode":{status}}}',
        "[WARN] {url} (try 3 of 5): {status}",
    ],
)
def test_the_one_number_beside_a_url_that_can_be_a_status_is_its_status(line: str) -> None:
    found = explained(line.format(url=f"{_HOST}/api/v3/secrets/raw?environment=prod", status=403).encode())
    assert (found.verdict.cause, found.verdict.confidence) == ("permission-denied", Confidence.POSSIBLE)
    found = explained(line.format(url=f"{_HOST}/api/v1/auth/universal-auth/login", status=401).encode())
    assert (found.verdict.cause, found.verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


@pytest.mark.parametrize(
    "line",
    [
        "asked {url} and got 412 secrets",
        "{url} took 403 ms",
        "{url} at 10.0.0.7:443",
        "{url} and https://vault.example/api/v1/secrets/raw: 403",
        "{url} fails, 403 or 404, I forgot",
        "https://shop.example/api/v1/orders failed: 403",
    ],
)
def test_another_number_beside_a_url_is_no_status(line: str) -> None:
    assert explained(line.format(url=f"{_HOST}/api/v3/secrets/raw").encode()).verdict.cause is None


def test_a_status_that_curl_was_asked_for_belongs_to_its_url() -> None:
    url = "https://infisical.example/api/v1/auth/universal-auth/login"
    text = f"$ curl -s -o /dev/null -w '%{{http_code}}' {url} -d @login.json\n401\n"
    assert explained(text.encode()).verdict.cause == "client-secret-wrong"
    assert explained(text.replace("universal-auth/login", "users").encode()).verdict.cause is None

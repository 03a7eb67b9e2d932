"""A connection that failed is Infisical's only where the text says so; another service's says nothing of Infisical."""

from __future__ import annotations

import pytest

from diagnose.model import Confidence, Status
from tests.intake.texts import explained

LOGIN = "https://infisical.example/api/v1/auth/universal-auth/login"
LOADED = "infisical: 12 secrets loaded\n"
CA = "certificate verify failed: unable to get local issuer certificate"


@pytest.mark.parametrize(
    "line",
    [
        "Error: connect ECONNREFUSED 10.0.3.7:5432",
        "Error: connect ETIMEDOUT 10.0.0.5:3306",
        "redis: dial tcp 10.2.0.9:6379: i/o timeout",
        "curl: (6) Could not resolve host: api.payments.example",
        "dial tcp: lookup queue.example on 10.0.0.2:53: no such host",
        "Error: getaddrinfo ENOTFOUND hooks.example",
        f"SSLError: HTTPSConnectionPool(host='api.payments.example', port=443): Max retries exceeded ({CA})",
        'Put "https://vault.example/v1/auth/kubernetes/login": x509: certificate signed by unknown authority',
        'Get "https://10.96.0.1:443/apis/coordination.k8s.io/v1/leases": dial tcp 10.96.0.1:443: i/o timeout',
        "request to https://registry.example/@infisical%2fsdk failed, reason: connect ECONNREFUSED 10.0.0.1:8080",
        "java.net.UnknownHostException: orders.example",
        "Error: socket hang up",
        "{ errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.3.7', port: 5432 }",
    ],
)
def test_a_connection_to_another_service_is_no_finding(line: str) -> None:
    verdict = explained((LOADED + line + "\n").encode()).verdict
    assert (verdict.status, verdict.cause) == (Status.INCONCLUSIVE, None)


def test_a_code_without_a_host_beside_the_foreign_host_is_that_ones() -> None:
    text = (
        "npm WARN installing @infisical/sdk\nnpm ERR! code ECONNREFUSED\nnpm ERR! connect ECONNREFUSED 10.0.0.1:6379\n"
    )
    assert explained(text.encode()).verdict.cause is None


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"Post {LOGIN}: dial tcp 10.1.1.1:443: connect: connection refused\n", "connection-refused"),
        ("dial tcp: lookup infisical.shop.example: no such host\n", "dns-failure"),
        (f"$ curl -sS {LOGIN}\ncurl: (28) Operation timed out after 5000 milliseconds\n", "connection-timeout"),
        (
            f"INFISICAL_API_URL=https://keys.example\n{LOADED}curl: (6) Could not resolve host: keys.example\n",
            "dns-failure",
        ),
        (f"GET {LOGIN}\n{LOADED}getaddrinfo ENOTFOUND infisical.example\n", "dns-failure"),
        ("com.infisical.sdk.util.InfisicalException: PKIX path building failed\n", "tls-untrusted-ca"),
        (
            f"Error: sending to {LOGIN}\n\nCaused by:\n    1: invalid peer certificate: UnknownIssuer\n",
            "tls-untrusted-ca",
        ),
    ],
)
def test_a_connection_to_infisical_is_certain(text: str, cause: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause, verdict.confidence) == (Status.NOT_REACHED, cause, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "text",
    [
        "infisical: could not log in: connection refused\n",
        "Error: connection refused\n    at login (node_modules/infisical-node/index.js:8:1)\n",
        "curl: (6) Could not resolve host: x\n",
    ],
)
def test_a_connection_of_nobody_knows_whom_is_likely_at_most_and_says_so(text: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.confidence) == (Status.NOT_REACHED, Confidence.LIKELY)
    assert "does not name its host" in " ".join(verdict.notes)


@pytest.mark.parametrize(
    "said", ["connect() failed (111: Connection refused) while connecting to", "no live upstreams, no"]
)
def test_a_proxys_log_of_the_server_behind_it_says_which_of_them_is_down(said: str) -> None:
    text = f'{said} upstream, server: infisical.example, request: "POST /api/v1/auth/universal-auth/login HTTP/1.1"\n'
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause) == (Status.NOT_REACHED, "gateway-upstream-down")


@pytest.mark.parametrize(
    ("says", "cause"),
    [
        ("net/http: TLS handshake timeout", "connection-timeout"),
        ("http: server gave HTTP response to HTTPS client", "tls-failure"),
        (
            "x509: cannot validate certificate for 10.0.0.8 because it doesn't contain any IP SANs",
            "tls-hostname-mismatch",
        ),
        ("dial tcp: lookup infisical.example on 10.96.0.10:53: server misbehaving", "dns-failure"),
        ("net::ERR_CERT_AUTHORITY_INVALID", "tls-untrusted-ca"),
        ("net::ERR_NAME_NOT_RESOLVED", "dns-failure"),
    ],
)
def test_what_a_client_says_of_a_failed_connection_is_known(says: str, cause: str) -> None:
    text = f'Post "https://infisical.example/api/v1/auth/universal-auth/login": {says}'
    assert explained(text.encode()).verdict.cause == cause


def test_a_strange_name_is_infisicals_where_its_route_stands_beside_it() -> None:
    failed = "certificate verify failed: IP address mismatch, certificate is not valid for '10.20.0.8'."
    url = "/api/v1/auth/universal-auth/login"
    text = f"SSLError: HTTPSConnectionPool(host='10.20.0.8', port=443): Max retries exceeded with url: {url} ({failed})"
    assert explained(text.encode()).verdict.cause == "tls-hostname-mismatch"


@pytest.mark.parametrize(
    ("says", "sure"),
    [
        ("self-signed certificate in certificate chain", Confidence.LIKELY),
        ("net::ERR_CERT_AUTHORITY_INVALID", Confidence.CERTAIN),
    ],
)
def test_what_a_server_may_have_handed_on_is_no_proof_while_no_host_is_named(says: str, sure: Confidence) -> None:
    assert explained(f"InfisicalException: {says}\n".encode()).verdict.confidence is sure


@pytest.mark.parametrize(
    ("says", "cause"),
    [
        ("InvalidCertificate(Expired)", "tls-server-cert-expired"),
        ("received fatal alert: certificate expired", "tls-server-cert-expired"),
        ("schannel: SEC_E_UNTRUSTED_ROOT (0x80090325)", "tls-untrusted-ca"),
        ("Trust anchor for certification path not found.", "tls-untrusted-ca"),
        ("Proxy Authentication Required", "proxy-refused"),
        ("timeout of 10000ms exceeded", "connection-timeout"),
        ("Resolving timed out after 5000 milliseconds", "dns-failure"),
        ("tcp connect error: (os error 111)", "connection-refused"),
        ("[WinError 10060] Ein Verbindungsversuch ist fehlgeschlagen", "connection-timeout"),
        ("Remote end closed connection without response", "connection-timeout"),
        (
            "Failed to connect to infisical.example port 443 after 3 ms: Couldn't connect to server",
            "connection-refused",
        ),
        ("Failed to connect to infisical.example port 443 after 5001 ms: Timeout was reached", "connection-timeout"),
        ("Der Remotename konnte nicht aufgelöst werden: 'infisical.example'", "dns-failure"),
        ("Error code 522", "gateway-upstream-down"),
        ("NSURLErrorDomain Code=-1003", "dns-failure"),
        ("Unable to connect. Is the computer able to access the url?", "connection-refused"),
        ("java.net.ConnectException: Odmowa połączenia: infisical.example/10.0.0.7:8443", "connection-refused"),
        ("login: timeout, client: 10.0.0.4", "connection-timeout"),
        ("[SSL: UNEXPECTED_EOF_WHILE_READING]", "tls-failure"),
    ],
)
def test_every_clients_words_and_every_systems_numbers_are_known(says: str, cause: str) -> None:
    assert explained(f"POST {LOGIN}: {says}\n".encode()).verdict.cause == cause


@pytest.mark.parametrize(
    "text",
    [
        f"curl: (60) SSL certificate problem: certificate has expired\nfor {LOGIN}\n",
        f"httpx.ConnectTimeout: timed out\nduring POST {LOGIN}\nexit status 1\n",
        "Infisical login timed out\nredis: dial tcp 10.2.0.9:6379: i/o timeout\nredis: timed out 10.2.0.9:6379\n",
        f"Invoke-WebRequest : Could not establish trust relationship\nAt C:\\get.ps1:12\n+ Invoke-WebRequest {LOGIN}\n",
        f"Error: timeout of 9000ms exceeded\n  code: 'ECONNABORTED',\n  config: {{ url: '{LOGIN}', method: 'post' }}\n",
    ],
)
def test_a_failure_that_names_nobody_is_that_of_the_request_it_ends(text: str) -> None:
    assert explained(text.encode()).verdict.status is Status.NOT_REACHED


@pytest.mark.parametrize(
    "text",
    [
        f"POST {LOGIN} -> 200\nError: connect ETIMEDOUT\n    at TCPConnectWrap.afterConnect (node:net:1595:16)\n",
        f"GET {LOGIN} 200\n2026-01-05T09:00:00Z MongoServerSelectionError: Server selection timed out after 3 s\n",
        f"{LOADED}smtp: java.net.ConnectException: Connection refused\n\tat com.sun.mail.Socket(Socket.java:284)\n",
        f"settings: timeout=30 retries=2 url={LOGIN}\n",
        f"{LOADED}[kafka] broker kafka-0:9092 timed out\n",
        "infisical export --env=dev\nCONTAINER ID   STATUS\napp is unhealthy: healthcheck timed out\n",
    ],
)
def test_what_timed_out_after_infisical_answered_is_another_services(text: str) -> None:
    assert explained(text.encode()).verdict.cause is None


def test_a_failure_that_names_nobody_is_not_that_of_a_request_that_worked() -> None:
    assert explained(f"POST {LOGIN} 200\n\nError: socket hang up\n".encode()).verdict.cause is None


def test_a_line_of_a_program_is_no_port_of_another_service() -> None:
    text = "PKIX path building failed\n\tat com.infisical.sdk.auth.UniversalAuthClient.Login(AuthClient.java:22)\n"
    assert explained(text.encode()).verdict.cause == "tls-untrusted-ca"

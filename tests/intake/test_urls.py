"""The URL of an answer is proof only where the text ties the two; what merely stands near orders the candidates."""

from __future__ import annotations

import json

import pytest

from checks.knowledge import routes
from diagnose.intake import mentions
from diagnose.model import Confidence, Status
from tests.intake.texts import evidence_in, explained

HOST = "https://infisical.example"
LOGIN, READ = f"{HOST}/api/v1/auth/universal-auth/login", f"{HOST}/api/v3/secrets/raw?environment=prod"
NO_IP = (
    '{"reqId":"req-1","statusCode":403,"message":"You are not allowed to access this resource from the current IP '
    'address","error":"ForbiddenError"}'
)
NO_TOKEN = '{"statusCode":401,"message":"No identity access token found","error":"UnauthorizedError"}'
BAD_TOKEN = '{"statusCode":403,"message":"invalid signature","error":"TokenError"}'
EXPIRED = (
    '{"reqId":"r","statusCode":401,"message":"Access denied due to expired client secret","error":"UnauthorizedError"}'
)
BODY_OF_A = '{"type":"unauthorized","message":"Failed to authenticate","context":{},"status_code":401,"extra":[]}'
TOKEN_IP, LOGIN_IP = "untrusted-ip-token", "untrusted-ip-login"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"$ curl -sX POST {LOGIN} -d @c.json\n{NO_IP}\n", LOGIN_IP),
        (f"$ curl -sX POST {LOGIN} \\\n  -H 'Accept: */*' \\\n  -d @c.json\n\n{NO_IP}\n", LOGIN_IP),
        (f"GET {READ}\nResponse:\n{NO_IP}\n", TOKEN_IP),
        (f"ERROR {NO_IP} when POST {LOGIN}\n", LOGIN_IP),
        (f"{NO_IP}\nPOST {LOGIN}\n", LOGIN_IP),
        (f"GET {READ} 403\n{NO_IP}\n", TOKEN_IP),
        (f"Error: {NO_IP}\n  config: {{\n    url: '{READ}',\n    method: 'get'\n  }}\n", TOKEN_IP),
        (f"Invoke-RestMethod : {NO_IP}\nAt line:1 char:6\n+ Invoke-RestMethod -Uri {READ}\n", TOKEN_IP),
    ],
)
def test_a_url_that_is_tied_to_the_answer_decides_between_login_and_token(text: str, cause: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"INFO POST {LOGIN} 200\nERROR infisical: {NO_IP}\n", id="the request above worked"),
        pytest.param(f"INFO POST {LOGIN} -> 200 OK\nERROR infisical: {NO_IP}\n", id="with an arrow"),
        pytest.param(f"INFO 200 POST {LOGIN}\nERROR infisical: {NO_IP}\n", id="with the status first"),
        pytest.param(f"GET {READ} 200 OK (cached)\nrefresh\nERROR infisical: {NO_IP}\n", id="some lines above"),
        pytest.param(f"A login (POST {LOGIN}) works.\nBut then:\n{NO_IP}\n", id="said to work"),
        pytest.param(f"infisical {NO_IP}\nsee the docs\nThen we will call GET {READ}\n", id="only meant, below"),
        pytest.param(f"we call GET {READ}\nsomething else\ninfisical: {NO_IP}\n", id="something else between"),
    ],
)
def test_a_url_that_only_stands_near_leaves_both_possible(text: str) -> None:
    verdict = explained(text.encode()).verdict
    assert verdict.confidence is Confidence.LIKELY
    assert {verdict.cause, *verdict.alternatives} == {TOKEN_IP, LOGIN_IP}


@pytest.mark.parametrize(
    ("body", "cause"), [(NO_TOKEN, "token-unknown-or-revoked"), (BAD_TOKEN, "token-bad-signature")]
)
def test_words_of_a_token_are_not_a_logins_because_a_login_worked_before(body: str, cause: str) -> None:
    assert explained(f"INFO POST {LOGIN} 200\nERROR infisical: {body}\n".encode()).verdict.cause == cause


def test_a_guessed_url_orders_the_candidates_and_is_said_to_be_one() -> None:
    diagnosis = explained(f"we call GET {READ}\nsomething else\ninfisical: {NO_IP}\n".encode())
    assert diagnosis.verdict.cause == TOKEN_IP
    assert diagnosis.evidence.exchanges[0].note == "Its URL is a guess from what stands near in the text."


def test_what_the_line_says_of_itself_orders_the_candidates() -> None:
    text = f"Login failed: {NO_IP}\nsee the docs\nThen we will call GET {READ}\n"
    assert explained(text.encode()).verdict.cause == LOGIN_IP


@pytest.mark.parametrize("cut", ["/api/v1/auth/u ...", "/api/v1/auth/universal-auth/log\u2026", "/api/v1/a..."])
def test_a_url_that_was_cut_off_is_no_route(cut: str) -> None:
    text = f"Invoke-RestMethod : {NO_IP}\n+ $t = Invoke-RestMethod -Method Post -Uri {HOST}{cut}\n"
    verdict = explained(text.encode()).verdict
    assert {verdict.cause, *verdict.alternatives} >= {LOGIN_IP}
    assert verdict.status is not Status.NOT_REACHED


def test_a_url_that_stands_whole_elsewhere_is_taken_for_the_one_that_was_cut() -> None:
    text = f"PS> Invoke-RestMethod -Uri {READ}\nInvoke-RestMethod : {NO_IP}\n+ ... -Uri {HOST}/api/v3/sec ...\n"
    assert explained(text.encode()).verdict.cause == TOKEN_IP


@pytest.mark.parametrize(
    ("fragment", "some", "none"),
    [
        ("/api/v1/auth/u…", {"login", "identities"}, {"renew", "secrets", "login-ldap"}),
        ("/api/v1/auth/ldap-auth/lo…", {"login-ldap"}, {"login", "identities"}),
        ("/api/v3/secrets/r…", {"raw-list", "secret-name", "encrypted"}, {"folders"}),
        ("/api/v1/workspace/7b1c0e52-3f…", {"project-object", "membership"}, {"login", "secrets"}),
        ("/api/v9/unheard/of…", set(), {"login", "authenticated"}),
    ],
)
def test_a_fragment_is_of_every_kind_that_it_can_go_on_to(fragment: str, some: set[str], none: set[str]) -> None:
    kinds = routes.kinds("", fragment)
    assert kinds >= some
    assert not kinds & none


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (f'10.0.0.9 - - [02/Feb/2026:08:00:00 +0000] "POST {LOGIN} HTTP/1.1" 401 157 "-"', 401),
        (f"POST {LOGIN} 200 OK", 200),
        (f"POST {LOGIN} -> 403 {{", 403),
        (f"HTTP 200 {LOGIN}", 200),
        (f"login 200 POST {LOGIN}", 200),
        (f"POST {LOGIN} 200ms", 0),
        (f"POST {LOGIN} took 300 ms", 0),
        (f"POST {LOGIN}", 0),
    ],
)
def test_a_line_tells_how_its_own_request_ended(line: str, status: int) -> None:
    assert mentions.status_of(line, LOGIN) == status


def test_a_refused_login_in_an_access_log_is_read() -> None:
    text = f'10.0.0.9 - - [02/Feb/2026:08:00:00 +0000] "POST {LOGIN[len(HOST) :]} HTTP/1.1" 401 157 "-" "cli"\n'
    diagnosis = explained(text.encode())
    assert [(x.method, x.answer and x.answer.status) for x in diagnosis.evidence.exchanges] == [("POST", 401)]
    assert diagnosis.verdict.confidence is Confidence.POSSIBLE


def test_a_login_that_is_logged_as_successful_later_makes_an_earlier_refusal_less_than_certain() -> None:
    text = f"2026-01-05T09:00:00Z POST {LOGIN} 401 {EXPIRED}\n2026-01-05T09:30:00Z POST {LOGIN} 200\n"
    verdict = explained(text.encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.LIKELY)
    assert "The text logs a login that worked later (E2), so this may be mended by now." in verdict.notes


def test_a_login_whose_success_is_shown_ends_a_refused_one_of_nobody_knows_where() -> None:
    worked = f'$ curl -i -X POST {LOGIN} -d @c\nHTTP/2 200\n\n{{"accessToken":"[gone]","expiresIn":7200}}\n'
    assert explained(f"Yesterday: {EXPIRED}\nNow:\n{worked}".encode()).verdict.status is Status.INCONCLUSIVE


@pytest.mark.parametrize("host", ["[REDACTED]", "[host]", "[redacted-by-customer]:8443", "[::zz]"])
def test_a_host_that_somebody_blanked_out_breaks_nothing(host: str) -> None:
    body = '{"reqId":"req-1","statusCode":401,"message":"Access denied due to expired client secret",'
    body += '"error":"UnauthorizedError"}'
    for text in (
        f"POST https://{host}/api/v1/auth/universal-auth/login -> 401 {body}",
        f"> POST /api/v1/auth/universal-auth/login HTTP/1.1\n> Host: {host}\n< HTTP/1.1 401 Unauthorized\n\n{body}",
        f"INFISICAL_DOMAIN=https://{host}\nHTTP error for url: https://{host}/api/v1/auth/universal-auth/login\n{body}",
    ):
        assert explained(text.encode()).verdict.cause == "client-secret-expired"


@pytest.mark.parametrize(
    ("status", "header", "url", "cause"),
    [
        (401, "content-type: application/json", "v1/auth/universal-auth/login", "client-secret-wrong"),
        (401, "content-length: 118", "v1/auth/universal-auth/login", "client-secret-wrong"),
        (429, "content-type: application/json", "v3/secrets/raw", "rate-limited"),
        (403, "content-length: 0", "v3/secrets/raw", "edge-waf-block"),
    ],
)
def test_a_body_that_was_not_printed_is_not_an_empty_one(status: int, header: str, url: str, cause: str) -> None:
    asked = "-X POST " if url.endswith("login") else ""
    text = f"$ curl -sI {asked}https://infisical.example/api/{url}\nHTTP/2 {status}\n{header}\nserver: cloudflare\n"
    verdict = explained(text.encode()).verdict
    assert verdict.cause == cause
    assert "edge-waf-block" not in verdict.alternatives


@pytest.mark.parametrize("status", [401, 403])
def test_a_status_line_alone_does_not_show_who_answered(status: int) -> None:
    text = f"$ http POST https://infisical.example/api/v1/auth/universal-auth/login\nHTTP/1.1 {status} Refused\n"
    verdict = explained(text.encode()).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert "is missing from the text" in verdict.headline


def test_an_error_of_the_rust_sdk_that_names_no_status_is_read() -> None:
    said = "[request-id=req-RuStRuSt123456] [message=Access denied due to client secret usage limit reached]"
    diagnosis = explained(f"infisical login: Failed to authenticate: {said}\n".encode())
    assert diagnosis.verdict.cause == "client-secret-usage-limit"
    assert "req-RuStRuSt123456" in {answer.request_id for _, answer in diagnosis.evidence.answered()}


def test_a_token_that_was_not_understood_may_stand_in_a_header_of_the_wrong_form() -> None:
    verdict = explained(b'{"reqId":"req-1","statusCode":403,"message":"invalid token","error":"TokenError"}').verdict
    assert {verdict.cause, *verdict.alternatives} == {"auth-header-format", "token-malformed"}


def test_a_route_in_a_message_has_the_host_of_the_request_above_it() -> None:
    text = (
        "GET https://infisical.example/api/v5/secrets\n  404 Not Found  38 ms\n"
        '{"message":"Route GET:/api/v5/secrets not found","error":"Not Found","statusCode":404}\n'
    )
    assert explained(text.encode()).evidence.exchanges[0].url == "https://infisical.example/api/v5/secrets"


@pytest.mark.parametrize("quote", ['"', '\\"'])
def test_the_url_that_a_failed_call_states_is_taken_with_its_method_in_place_of_the_calls_route(quote: str) -> None:
    url = f"{HOST}/api/v4/secrets?environment=dev&projectId=7c1f9be2-31fa-4c8b-9c5a-2f3c8f4e1a10"
    text = (
        f"error: CallGetRawSecretsV3: Unable to complete api request [err=Get {quote}{url}{quote}: dial tcp: lookup x"
    )
    shown = evidence_in(f"{text}: no such host]\n".encode())
    assert [(exchange.method, exchange.url) for exchange in shown.exchanges] == [("GET", url)]
    assert (shown.target.base_url, shown.target.environment) == (HOST, "dev")


def test_the_project_that_a_text_names_with_its_id_is_the_targets() -> None:
    project = "7c1f9be2-31fa-4c8b-9c5a-2f3c8f4e1a10"
    shown = evidence_in(
        f"| Project | `{project}` |\n\nInfisical: 403 You are not allowed to edit on secrets\n".encode()
    )
    assert shown.target.project_id == project


@pytest.mark.parametrize("around", ["{}", "`{}`", "<code>{}</code>", "**{}**"])
def test_a_command_with_a_logins_url_is_no_get_whatever_marks_it(around: str) -> None:
    command, body = f"curl from 198.51.100.23 against {LOGIN}", BODY_OF_A
    assert explained(f"{body}\n{around.format(command)}\n".encode()).verdict.cause == LOGIN_IP


def test_a_url_in_a_string_of_json_ends_before_the_line_break() -> None:
    url = f"{HOST}/api/v1/auth/jwt-auth/login"
    said = f"401 Client Error: Unauthorized for url: {url}\nbody: x"
    shown = evidence_in(json.dumps({"ticket": "T-1", "description": said}).encode())
    assert [exchange.url for exchange in shown.exchanges] == [url]

"""Answers of other services are dropped, and what is no proof says so; neither is ever certain."""

from __future__ import annotations

import pytest

from checks.knowledge.doubts import SAMPLE, SUPPOSED
from diagnose.intake.origin import LIBRARY
from diagnose.model import Confidence, State, Status
from tests.intake.texts import explained

HOST = "https://infisical.example"
LOGIN = f"{HOST}/api/v1/auth/universal-auth/login"
LOADED = "[infisical] injected 12 secrets\n"
BODY = '{"statusCode":401,"message":"Access denied due to expired client secret","error":"UnauthorizedError"}'
DIFF = """
    - Expected
    + Received
      Object {
    -   "message": "Access denied due to expired client secret",
        "statusCode": 401,
        "error": "UnauthorizedError",
      }
"""
REVOKED = "Failed to authorize: token has been revoked"
JWT = '{"statusCode":500,"error":"Internal Server Error","message":"jwt expired"}'
BUSY = '{"statusCode":429,"error":"Too Many Requests","message":"Rate limit exceeded, retry in 1 minute"}'
WRONG = '{"statusCode":500,"error":"Internal Server Error","message":"Something went wrong"}'
HEAD = "HTTP/2 403\ncontent-type: application/json\n\n"


@pytest.mark.parametrize(
    "text",
    [
        f'$ curl -i https://vault.example/v1/secret/data/app\n{HEAD}{{"errors":["permission denied"]}}\n',
        f'$ curl -i https://api.git.example/user\n{HEAD}{{"message":"Bad credentials","status":"401"}}\n',
        f'$ curl -i https://shop.example/api/v1/orders\n{HEAD}{{"error":"forbidden"}}\n',
        f'GET https://vault.example/v1/secret/data/app\n{HEAD}{{"errors":["permission denied"]}}\n{LOADED}',
        f'{LOADED}{HEAD}{{"errors":["permission denied"]}}\n',
        f"{LOADED}orders | GET http://orders/api/v1/orders -> {WRONG}\n",
        f"{LOADED}POST https://shop.example/api/auth/login 401\n{BODY}\n",
    ],
)
def test_an_answer_of_another_service_is_no_finding(text: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause) == (Status.INCONCLUSIVE, None)


@pytest.mark.parametrize(
    "url", [LOGIN, f"{HOST}/v1/auth/universal-auth/login", "https://keys.example/app/api/v1/auth/universal-auth/login"]
)
def test_an_answer_to_infisicals_route_or_host_is_kept(url: str) -> None:
    assert explained(f"POST {url} -> {BODY}\n".encode()).verdict.cause == "client-secret-expired"


def test_a_filter_in_front_of_infisical_is_still_seen() -> None:
    text = f'$ curl -i {LOGIN} -d @c\nHTTP/2 403\nserver: cloudflare\n\n{{"title":"blocked"}}\n'
    assert explained(text.encode()).verdict.cause == "edge-waf-block"


@pytest.mark.parametrize(
    "text",
    [
        f"def test_expired(httpx_mock):\n    httpx_mock.add_response(\n        json={BODY},\n    )\n",
        f"it('throws', () => {{\n  nock('{HOST}').post('/x').reply(401, {BODY})\n}})\n",
        f"paths:\n  /api/v1/auth/universal-auth/login:\n    post:\n      responses:\n        example: {BODY}\n",
        f"PASS  test/infisical.spec.ts\n  \u2713 rethrows 401 {BODY} (4 ms)\n",
        DIFF,
    ],
)
def test_a_sample_is_blamed_on_nothing_and_says_why(text: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause, bool(verdict.alternatives)) == (Status.INCONCLUSIVE, None, True)
    assert SAMPLE in verdict.notes


def test_no_item_of_the_faq_is_told_anything_by_a_sample() -> None:
    items = explained(f"func TestLogin(t *testing.T) {{\n\t\tbody: `{BODY}`,\n".encode()).faq
    assert {one.state for one in items} == {State.UNKNOWN}


@pytest.mark.parametrize(
    "head",
    ["func TestLogin(t *testing.T) {", "\tcases := []struct {", "[Fact]", 'it "tells why" do', '\t\tt.Run("x", func'],
)
def test_an_answer_in_a_test_of_any_language_only_tells_what_it_would_mean(head: str) -> None:
    verdict = explained(f"{head}\n\t\tbody: `{BODY}`,\n".encode()).verdict
    assert (verdict.cause, verdict.alternatives) == (None, ("client-secret-expired",))


@pytest.mark.parametrize("route", ["/api/v1/auth/login", "/auth/login", "/api/users"])
@pytest.mark.parametrize(("status", "words"), [(401, "Invalid credentials"), (403, "Forbidden"), (404, "Not found")])
def test_a_body_without_an_errors_name_is_anyones_where_nothing_names_infisical(
    route: str, status: int, words: str
) -> None:
    body = f'{{"statusCode":{status},"message":"{words}"}}'
    text = f"### It fails\n```\n{body}\n```\nTry `curl http://localhost:8080{route}`\n"
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause) == (Status.INCONCLUSIVE, None)
    assert "none mentions Infisical" in verdict.headline


def test_a_sample_does_not_stand_in_for_what_happened() -> None:
    other = BODY.replace("{", '{"reqId":"r",').replace("Access denied due to expired client secret", REVOKED)
    text = f"def test_expired(httpx_mock):\n    httpx_mock.add_response(json={BODY})\n" + "\n" * 20 + f"GET {other}\n"
    assert explained(text.encode()).verdict.cause == "token-revoked"


@pytest.mark.parametrize("words", [BODY, f"401 {REVOKED}"])
@pytest.mark.parametrize(
    "told",
    [
        "If the secret is too old, Infisical answers `{}`.",
        "An expired secret of Infisical's produces:\n\n```\n{}\n```\n",
        "Infisical will then refuse the login with `{}`.",
        "Expected of Infisical: `{}`",
        "Rotating it in Infisical leads to `{}` until a restart.",
        "Unlike the other job, to which Infisical said `{}`, ours hangs.",
        "Last month Infisical said `{}`; now the pod hangs.",
        "We never saw `{}` from Infisical, only timeouts.",
        "Before:\n```\n{}\n```\nAfter: 200 from Infisical\n",
        "- Retry when Infisical answers `{}`\n",
        "2. Verify that infisical prints `{}`.\n",
        "- [ ] Infisical answers `{}` to a stranger\n",
        "$ grep -c '{}' infisical.log\n0\n",
        "It could be that Infisical says `{}`.",
        "You probably have Infisical's `{}`.",
        "Known errors of Infisical:\n\n* `{}` means that the identity is wrong\n",
        "| Error | Meaning |\n|---|---|\n| {} | Infisical refuses |\n",
        "#### Sample answer of Infisical\n\n```json\n{}\n```\n",
        "We made the stub of Infisical return\n\n{}\n",
    ],
)
def test_what_is_told_as_what_can_happen_is_blamed_on_nothing_and_says_why(told: str, words: str) -> None:
    verdict = explained(told.replace("{}", words).encode()).verdict
    assert (verdict.status, verdict.cause, bool(verdict.alternatives)) == (Status.INCONCLUSIVE, None, True)
    assert SUPPOSED in verdict.notes


def test_what_is_told_to_be_over_is_possible_at_most() -> None:
    verdict = explained(f"Infisical answered `{BODY}`, which is fixed since; now the pod hangs.\n".encode()).verdict
    assert verdict.confidence is Confidence.POSSIBLE


@pytest.mark.parametrize("words", [BODY, f"401 {REVOKED}"])
@pytest.mark.parametrize(
    "told",
    [
        "If I log in to Infisical, it answers `{}`.",
        "infisical login fails with\n\n```\n{}\n```\n",
        "It should work, but Infisical returned `{}`",
        "Running infisical login gives:\n{}\n",
        "You may close this. Infisical said `{}`",
        "Infisical does not work since noon: `{}`",
        "infisical cannot get our secrets: {}\n",
        "$ kubectl logs operator | grep -i infisical\n{}\n",
        "## Troubleshooting\n\n- ran infisical login\n- got `{}`\n",
        "raise Refused\ninfisical: {}\n",
        "Before the upgrade it worked, now Infisical says `{}`",
        "2026-02-03T10:00:00Z ERR infisical would fail if unpaid: {}",
    ],
)
def test_what_is_told_as_what_happened_is_certain(told: str, words: str) -> None:
    verdict = explained(told.replace("{}", words).encode()).verdict
    assert (verdict.status, verdict.confidence) == (Status.CAUSE_FOUND, Confidence.CERTAIN)


@pytest.mark.parametrize("body", [JWT, BUSY, WRONG])
def test_a_librarys_words_behind_another_services_name_are_possible_at_most(body: str) -> None:
    verdict = explained(f"{LOADED}orders-api: {body}\n".encode()).verdict
    assert verdict.confidence is Confidence.POSSIBLE
    assert LIBRARY in verdict.notes


@pytest.mark.parametrize("before", ["", "infisical: ", "Error: ", f"GET {HOST}/api/v3/secrets/raw -> "])
def test_a_librarys_words_by_themselves_or_of_infisical_are_certain(before: str) -> None:
    verdict = explained(f"{before}{JWT}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("token-jwt-expired", Confidence.CERTAIN)


OTHERS = "GET https://shop.example/api/v1/orders 403\n"
ISSUES = '[{"code":"invalid_type","path":["clientSecret"],"message":"Required"}]'
UNFIT = f'{{"reqId":"req-1","statusCode":422,"message":{ISSUES},"error":"ValidationFailure"}}'


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("build (refs/tags/v1): 403 Access denied: OIDC subject not allowed\n", "oidc-subject-not-allowed"),
        ("infisical: HTTP 403: You are not member of this project\n", "not-project-member"),
        (f"HTTP/1.1 422 Unprocessable\n\n{UNFIT}\n", "login-body-invalid"),
    ],
)
def test_another_services_request_whose_line_tells_its_end_answers_nothing_of_ours(text: str, cause: str) -> None:
    assert [explained(each.encode()).verdict.cause for each in (OTHERS + text, text + OTHERS)] == [cause, cause]

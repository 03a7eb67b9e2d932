"""A log is one story: its root is the first, most telling refusal; what follows from it is no cause of its own."""

from __future__ import annotations

import pytest

from diagnose.model import Confidence, Diagnosis, Status
from reports import Options, render
from tests.intake.texts import explained

LOGIN = "POST https://infisical.example/api/v1/auth/universal-auth/login"
READ = "GET https://infisical.example/api/v3/secrets/raw?workspaceId=p&environment=prod"
EXPIRED = (401, "UnauthorizedError", "Access denied due to expired client secret")
INVALID = (401, "UnauthorizedError", "Invalid credentials")
LOCKED = (401, "UnauthorizedError", "This identity auth method is temporarily locked, please try again later")
NO_IP = (403, "ForbiddenError", "You are not allowed to access this resource from the current IP address")
DENIED = (403, "PermissionDenied", "You are not allowed to describeSecret on secrets")
BAD_SIGNATURE = (403, "TokenError", "invalid signature")
OLD_TOKEN = (403, "TokenError", "Your token has expired. Please re-authenticate.")
NO_MEMBER = (403, "ProjectMembershipNotFound", "You are not a member of this project with ID p. Please assign it.")
HELP = "Please ensure the environment slug and secret path is correct."
NO_FOLDER = (404, "SecretPathNotFound", f"Folder with path '/' in environment 'prod' was not found. {HELP}")
TTL = (401, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration")
NO_TOKEN = (401, "UnauthorizedError", "No identity access token found")
BUSY = (429, "RateLimitExceeded", "Rate limit exceeded. Please try again in 12 seconds")
RENEW = "POST https://infisical.example/api/v1/auth/token/renew"


def line(minute: int, request: str, said: tuple[int, str, str]) -> str:
    status, error, message = said
    body = f'{{"reqId":"req-{minute:014d}","statusCode":{status},"message":"{message}","error":"{error}"}}'
    return f"2026-01-05T09:{minute:02d}:00Z ERROR infisical: {request} -> {status} {body}\n"


def told(*lines: str) -> Diagnosis:
    return explained("".join(lines).encode())


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_lock_comes_first_and_the_expired_secret_behind_it(order: tuple[int, ...]) -> None:
    lines = [line(1, LOGIN, EXPIRED), line(2, LOGIN, INVALID), line(3, LOGIN, LOCKED)]
    verdict = told(*(lines[at] for at in order)).verdict
    assert (verdict.cause, verdict.confidence) == ("universal-auth-lockout", Confidence.CERTAIN)
    assert [one.cause for one in verdict.also] == ["client-secret-expired"]


def test_what_led_to_a_lock_stands_on_the_first_screen() -> None:
    page = render(told(line(1, LOGIN, EXPIRED), line(2, LOGIN, INVALID), line(3, LOGIN, LOCKED)), "terminal", Options())
    assert "Besides     The client secret has expired" in page


def test_an_expired_secret_is_the_root_of_a_login_that_is_unknown_afterwards() -> None:
    verdict = told(line(1, LOGIN, EXPIRED), line(2, LOGIN, INVALID)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.CERTAIN)


@pytest.mark.parametrize(
    ("earlier", "later", "cause"),
    [
        pytest.param((LOGIN, NO_IP), (LOGIN, EXPIRED), "client-secret-expired", id="the address passes by now"),
        pytest.param((READ, NO_MEMBER), (READ, DENIED), "permission-denied", id="a member by now"),
        pytest.param((READ, DENIED), (READ, NO_FOLDER), "environment-or-path-not-found", id="allowed by now"),
        pytest.param((READ, OLD_TOKEN), (READ, DENIED), "permission-denied", id="a new token by now"),
        pytest.param((RENEW, OLD_TOKEN), (READ, DENIED), "permission-denied", id="a new token after a renewal failed"),
        pytest.param((READ, BUSY), (READ, DENIED), "permission-denied", id="no longer too many requests"),
    ],
)
def test_a_later_refusal_further_along_the_gates_shows_the_earlier_one_mended(
    earlier: tuple[str, tuple[int, str, str]], later: tuple[str, tuple[int, str, str]], cause: str
) -> None:
    verdict = told(line(1, *earlier), line(31, *later)).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)


def test_an_address_that_passes_by_now_leaves_what_the_later_words_can_mean() -> None:
    verdict = told(line(1, LOGIN, NO_IP), line(31, LOGIN, INVALID)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)
    assert "untrusted-ip-login" not in verdict.alternatives
    assert verdict.also == ()


def test_a_lifetime_that_ended_stays_the_root_when_the_token_is_gone_afterwards() -> None:
    told_twice = told(line(1, READ, TTL).replace('"reqId":"req-00000000000001",', ""), line(2, READ, NO_TOKEN))
    assert told_twice.verdict.cause == "access-token-ttl"


def test_a_refused_login_is_the_root_of_a_token_that_ended() -> None:
    assert told(line(1, READ, OLD_TOKEN), line(2, LOGIN, EXPIRED)).verdict.cause == "client-secret-expired"
    verdict = told(line(1, READ, OLD_TOKEN), line(2, LOGIN, INVALID)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


def test_a_login_refused_before_a_token_ended_stays_the_root() -> None:
    assert told(line(1, LOGIN, NO_IP), line(59, READ, OLD_TOKEN)).verdict.cause == "untrusted-ip-login"


def test_refusals_of_nobody_knows_which_request_leave_each_other_possible() -> None:
    verdict = told(line(1, "", NO_IP), line(31, "", EXPIRED)).verdict
    assert verdict.confidence is not Confidence.CERTAIN
    assert {verdict.cause, *verdict.alternatives} >= {"untrusted-ip-token", "client-secret-expired"}


def test_a_lock_after_wrong_secrets_comes_first_and_names_what_led_to_it() -> None:
    verdict = told(line(1, LOGIN, INVALID), line(2, LOGIN, LOCKED)).verdict
    assert (verdict.cause, verdict.confidence) == ("universal-auth-lockout", Confidence.CERTAIN)
    assert verdict.refinements[0].cause == "client-secret-wrong"


def test_a_lock_of_another_identity_is_not_what_a_permission_is_refused_for() -> None:
    assert told(line(1, READ, DENIED), line(2, LOGIN, LOCKED)).verdict.cause == "permission-denied"


def test_a_refusal_of_another_request_is_a_second_fault() -> None:
    verdict = told(line(1, LOGIN, NO_IP), line(9, READ, DENIED)).verdict
    assert verdict.cause == "untrusted-ip-login"
    assert [(one.cause, one.because) for one in verdict.also] == [("permission-denied", ("E2",))]
    assert "E2" not in " ".join(verdict.behind)


def test_a_more_telling_refusal_of_the_same_request_counts_though_it_came_later() -> None:
    assert told(line(1, LOGIN, INVALID), line(2, LOGIN, EXPIRED)).verdict.cause == "client-secret-expired"


def test_two_refusals_at_once_that_contradict_each_other_leave_both_possible() -> None:
    verdict = told(line(1, READ, BAD_SIGNATURE), line(1, READ, OLD_TOKEN)).verdict
    assert verdict.confidence is not Confidence.CERTAIN
    assert {verdict.cause, *verdict.alternatives} >= {"token-bad-signature", "token-jwt-expired"}


def test_a_refusal_is_not_excluded_by_what_another_client_was_allowed() -> None:
    allowed = (
        f'$ curl -i -X {LOGIN.replace(" ", " ", 1)} -d x\nHTTP/2 200\n\n{{"accessToken":"<gone>","expiresIn":7200}}\n'
    )
    assert told(allowed, line(5, LOGIN, INVALID)).verdict.cause == "client-secret-wrong"


def test_words_that_only_repeat_a_failure_do_not_hide_its_cause() -> None:
    repeated = "infisical: the desired SecretStore shop is not ready\n"
    assert told(repeated, line(2, LOGIN, EXPIRED)).verdict.cause == "client-secret-expired"
    assert told(repeated).verdict.status is Status.INCONCLUSIVE


def test_a_connection_that_failed_before_a_refusal_is_not_the_cause() -> None:
    refused = "infisical: Post https://infisical.example/api/v1/auth/universal-auth/login: connection refused\n"
    assert told(refused, line(2, LOGIN, EXPIRED)).verdict.cause == "client-secret-expired"
    assert told(refused).verdict.status is Status.NOT_REACHED


def test_a_host_that_was_meant_and_not_called_tells_of_the_wrong_region() -> None:
    unknown = (404, "NotFound", "No identity with specified client ID was found")
    verdict = told("infisical login --domain=https://vault.example\n", line(1, LOGIN, unknown)).verdict
    assert (verdict.cause, verdict.confidence) == ("wrong-region-or-instance", Confidence.LIKELY)
    assert "client-id-unknown" in verdict.alternatives


def test_what_the_text_lacks_is_asked_for_by_name() -> None:
    body = '{"statusCode":403,"message":"Failed to authenticate","error":"UnauthorizedError"}'
    asked = told(body).verdict.decides
    assert "the URL that was called" in asked[0]
    assert asked[0].endswith("would decide.")


def test_an_error_that_the_client_calls_infisicals_is_a_refusal_whatever_its_words() -> None:
    verdict = told("infisical_sdk.infisical_requests.InfisicalError: You shall not pass (Status: 403)\n").verdict
    assert verdict.headline == "The text shows a refusal (status 403), but not what the server said."


def test_the_same_words_in_an_error_of_nobody_knows_whom_are_none() -> None:
    verdict = told("shop.client.UpstreamError: You shall not pass (Status: 403)\n").verdict
    assert "refusal (status" not in verdict.headline


def test_a_bare_status_is_not_judged() -> None:
    verdict = told("infisical: Request failed with status code 403\n").verdict
    assert verdict.headline == "The text shows a refusal (status 403), but not what the server said."


def test_the_credential_is_told_from_the_text() -> None:
    diagnosis = told("INFISICAL_TOKEN=st.aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb.0123456789abcdef0123456789abcdef\n")
    assert diagnosis.evidence.credential.kind.value == "service-token"
    assert "0123456789abcdef" not in repr(diagnosis)


def test_a_request_that_is_guessed_is_shown_as_a_guess() -> None:
    page = render(explained(f"infisical login failed: {LOCKED[2]} (401)\n".encode()), "terminal", Options())
    assert "universal-auth/login (a guess) →" in " ".join(page.split())

"""A server's sentence without its body is read; how sure it makes anyone hangs on the status beside it."""

from __future__ import annotations

import pytest

from diagnose.intake.sentences import NO_STATUS
from diagnose.model import Confidence, Status
from tests.intake.texts import explained

HOST = "https://infisical.example"
LOGIN = f"{HOST}/api/v1/auth/universal-auth/login"
EXPIRED = "Access denied due to expired client secret"
NO_IP = "You are not allowed to access this resource from the current IP address"
SDK = "infisical_sdk.infisical_requests.APIError"
MEMBER = "You are not a member of this project with ID p1. Please assign this identity to the project."


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{SDK}: {EXPIRED} (Status: 401)", "client-secret-expired"),
        (f"{SDK}: Failed to authorize: token has been revoked (Status: 401)", "token-revoked"),
        (f"{SDK}: You are not allowed to describeSecret on secrets (Status: 403)", "permission-denied"),
        (f'level=error component=infisical status=401 msg="{EXPIRED}" url={LOGIN}', "client-secret-expired"),
        (f'infisical: {{"message":"{EXPIRED}","error":"UnauthorizedError"}} (HTTP 401)', "client-secret-expired"),
        (f"statusCode: 401\nmessage: {EXPIRED}\nerror: UnauthorizedError\nurl: {LOGIN}", "client-secret-expired"),
        (f'"status_code": 403,\n"url": "{HOST}/api/v4/secrets"\n"message": "{MEMBER}"', "not-project-member"),
        (
            "infisical answered 401:\n> Access denied due to expired\n> client secret (Status: 401)",
            "client-secret-expired",
        ),
    ],
)
def test_a_sentence_with_its_status_is_as_good_as_its_body(text: str, cause: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "text", [f"{SDK}: Invalid credentials (Status: 401)", "[error] Infisical: [401] Invalid credentials"]
)
def test_a_sentence_that_means_many_things_stays_undecided(text: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


def test_a_sentence_without_a_status_is_likely_at_most_and_says_so() -> None:
    verdict = explained(f'Hello, Infisical tells us "{EXPIRED}". What now?\n'.encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.LIKELY)
    assert NO_STATUS in verdict.notes


@pytest.mark.parametrize(
    "text",
    [
        f"# Infisical messages\n\n| Message | Meaning |\n|---|---|\n| `{EXPIRED}` | new |\n| `{NO_IP}` | add |\n",
        f"Infisical may answer:\n- {EXPIRED}\n- {NO_IP}\n",
        f'import infisical\nif (e.message === "{EXPIRED}") throw new Rotated();\n',
        f"INFO ticket closed: the Infisical failure ({EXPIRED}) was resolved\n",
        "remote: Invalid credentials\nfatal: failed for 'https://git.example/infisical-deploy/'\n",
        "our own service says Your token has expired. Please re-authenticate.\n",
    ],
)
def test_a_list_a_program_and_what_is_over_tell_nothing(text: str) -> None:
    verdict = explained(text.encode()).verdict
    assert (verdict.status, verdict.cause) == (Status.INCONCLUSIVE, None)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("cannot find clientId in kubernetes secret auth-credentials", "k8s-secret-key-names"),
        (
            'secrets is forbidden: User \\"system:serviceaccount:infisical:op\\" cannot list resource \\"secrets\\"',
            "k8s-rbac-misreported",
        ),
        (
            'secrets "x" is forbidden: User "system:serviceaccount:a:op" cannot get resource "secrets" in API group',
            "k8s-rbac-misreported",
        ),
    ],
)
def test_a_clients_own_words_that_end_in_a_name_are_read_with_the_name(text: str, cause: str) -> None:
    assert explained(f"infisical operator: {text}\n".encode()).verdict.cause == cause


def test_an_old_token_on_a_login_is_told_on_the_newest_servers() -> None:
    said = '"message":"Your token has expired. Please re-authenticate.","error":"TokenError"'
    verdict = explained(f'POST {LOGIN} -> {{"reqId":"r","statusCode":403,{said}}}\n'.encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("stale-auth-header-on-login", Confidence.CERTAIN)


BARE = "CallUniversalAuthLogin unsuccessful response"
LOST = "This identity auth method is temporarily locked, please try again later"


@pytest.mark.parametrize(
    "text",
    [
        "infisical sync: Failed to authenticate: token is expired",
        "apt: https://artifacts.infisical.com InRelease: At least one invalid signature was encountered.",
        "Infisical: Identity not found in keychain",
        "Infisical: Missing environment variable CLIENT_ID",
    ],
)
def test_a_short_sentence_within_other_words_is_none(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


@pytest.mark.parametrize(
    "text",
    [
        'Infisical: "Failed to authenticate" (401)',
        "infisical: 401 Failed to authenticate",
        "Infisical said: Failed to authenticate.",
    ],
)
def test_a_short_sentence_that_stands_by_itself_is_read(text: str) -> None:
    assert "untrusted-ip" in str(explained(f"{text}\n".encode()).verdict.cause)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (LOST, "universal-auth-lockout"),
        (f"deploy: login failed: {LOST}.", "universal-auth-lockout"),
        ("403 You are not allowed to describeSecret on secrets", "permission-denied"),
        ("got 401 Access denied: OIDC subject not allowed", "oidc-subject-not-allowed"),
        ("ResolveError: No identity with specified client ID was found (Status: 404)", "client-id-unknown"),
        ("403: You are not allowed to edit on secret-folders", "permission-denied"),
    ],
)
def test_what_only_infisical_says_needs_no_name_and_no_full_stop(text: str, cause: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause == cause


@pytest.mark.parametrize(
    "text", ["403 You are not allowed to delete on branches", "401 Invalid credentials", "Invalid token signature"]
)
def test_what_others_say_too_needs_the_name(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


def test_what_the_client_put_into_a_form_outranks_words_on_its_line() -> None:
    text = f'{EXPIRED}: APIError: {BARE} [POST {LOGIN}] [status-code=401] [message="Invalid credentials"]\n'
    verdict = explained(text.encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"APIError: {BARE} [POST {LOGIN}] [status-code=403]", "untrusted-ip-login"),
        (f"APIError: {BARE} [POST {LOGIN}] [status-code=401] [response={{}}]", "client-secret-wrong"),
        (f"error: {BARE}\nRequest: POST {LOGIN}\nResponse Code: 401 Unauthorized\n", "client-secret-wrong"),
        ("[URL=/api/v3/secrets/raw] [Method=get] [StatusCode=403]", "permission-denied"),
    ],
)
def test_a_form_without_a_message_leaves_what_its_route_and_status_can_mean(text: str, cause: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.POSSIBLE)


def test_a_403_whose_words_are_missing_may_be_a_filters() -> None:
    text = f"APIError: {BARE} [POST {LOGIN}] [status-code=403]\n"
    assert "edge-waf-block" in explained(text.encode()).verdict.alternatives


def test_a_plugin_that_says_the_same_of_every_refused_login_leaves_its_causes() -> None:
    verdict = explained(b"ERROR: Failed to authenticate with Infisical\n").verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


def test_what_an_application_answers_after_it_was_started_is_its_own() -> None:
    started = "9:41AM INF Injecting 31 Infisical secrets into your application process\n"
    answered = '{"statusCode":401,"message":"Invalid credentials","error":"UnauthorizedError"}\n'
    assert explained((started + answered).encode()).verdict.cause is None
    assert explained((started + answered.replace("{", '{"reqId":"req-1",')).encode()).verdict.cause is not None


@pytest.mark.parametrize(
    ("route", "cause"), [("GET:/api/v4/secrets?environment=prod", "route-not-found"), ("GET:/api/v2/orders", None)]
)
def test_an_unknown_route_is_infisicals_where_its_path_is(route: str, cause: str | None) -> None:
    assert explained(f"Message: Route {route} not found\n".encode()).verdict.cause == cause


def test_words_of_a_library_are_no_answer_of_a_login_that_nobody_names() -> None:
    verdict = explained(b"##[group]Run Infisical/secrets-action\nError: Request failed with status code 500\n").verdict
    assert "aws-sts-rejected" not in {verdict.cause, *verdict.alternatives}


@pytest.mark.parametrize(
    "text",
    [
        "infisical: 403 Identity is not a member of the specified project",
        '"You are not allowed to access this resource","error":"Identity is not a member of the specified project"}',
    ],
)
def test_a_sentence_in_place_of_an_errors_name_is_read_without_its_message(text: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == ("not-project-member", Confidence.LIKELY)


@pytest.mark.parametrize(
    "labels", [("Status", "Error", "Message"), ("ステータス", "エラー", "メッセージ"), ("Code", "Fehler", "Text")]
)
def test_fields_on_lines_of_their_own_go_together_in_every_language(labels: tuple[str, ...]) -> None:
    values = ("403", "TokenError", "Your token has expired. Please re-authenticate.")
    text = "".join(f"{label}: {value}\n" for label, value in zip(labels, values, strict=True))
    assert explained(text.encode()).verdict.cause == "token-jwt-expired"
    assert explained(text.replace("TokenError", "LoginError").encode()).verdict.cause is None


@pytest.mark.parametrize(
    ("tried", "cause"),
    [("Failed to list secrets", "untrusted-ip-token"), ("Infisical login failed", "untrusted-ip-login")],
)
def test_what_a_client_says_it_tried_is_the_route_of_the_body_behind_it(tried: str, cause: str) -> None:
    body = f'{{"reqId":"req-1","statusCode":403,"message":"{NO_IP}","error":"ForbiddenError"}}'
    verdict = explained(f"InfisicalException: {tried}: {body}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.LIKELY)


@pytest.mark.parametrize(
    "text",
    [
        f'If Infisical answers 401 with "{EXPIRED}", check the client secret.',
        f'    handle "{EXPIRED}" from infisical by logging in again',
        f"feat(cli): say that {EXPIRED} needs a new secret for Infisical",
    ],
)
def test_advice_under_a_condition_and_what_a_change_does_tell_nothing(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


def test_a_cli_that_asks_for_a_project_need_not_have_found_the_token() -> None:
    verdict = explained(b"api | It looks you have not yet connected this project to Infisical\n").verdict
    assert (verdict.confidence, verdict.alternatives) == (Confidence.POSSIBLE, ("credential-not-picked-up",))


@pytest.mark.parametrize(
    "text",
    [
        'strict decoding error: unknown field "spec.authentication.universalAut"',
        'no matches for kind "InfisicalSecrets" in version "secrets.infisical.com/v1alpha1"',
    ],
)
def test_a_field_or_kind_that_the_cluster_does_not_know_may_be_misspelt(text: str) -> None:
    assert explained(f"infisical operator: {text}\n".encode()).verdict.confidence is Confidence.LIKELY


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ('no matches for kind "InfisicalAuth" in version "secrets.infisical.com/v1beta1"', "crd-version-skew"),
        ("the server could not find the requested resource (get infisicalauths.secrets)", "crd-version-skew"),
        ('cannot find secret data for key: "clientSecret"', "k8s-secret-key-names"),
        ('strict decoding error: unknown field "spec.authentication.universalAuth.scope"', "crd-version-skew"),
        ('strict decoding error: unknown field "spec.template.hostname"', None),
        ("couldn't find key clientSecret in Secret prod/oauth", None),
        ('secret a/b has no value for key "id" (referenced by .spec.universal.clientIdRef)', "k8s-secret-key-names"),
        ('auth method is "ldap" but .spec.ldap is not set', "credential-not-picked-up"),
        ("Your Operator is namespace scoped, and cannot read secrets outside of its namespace", "k8s-rbac-misreported"),
        ("failed to list secrets due to rate limit", "rate-limited"),
        ('failed to list secrets [status=404, body={"message":"nothing"}]', "environment-or-path-not-found"),
        ("infisical agent: unable to read client id from file /run/id", "credential-not-picked-up"),
    ],
)
def test_a_clients_words_for_any_kind_and_key_of_ours_are_read(text: str, cause: str | None) -> None:
    assert explained(f"infisical operator: {text}\n".encode()).verdict.cause == cause


def test_a_service_token_whose_form_the_client_refuses_was_never_asked_about() -> None:
    verdict = explained(b"Error: invalid service token entered. Please double check your service token\n").verdict
    assert (verdict.cause, verdict.confidence) == ("credential-kind-mismatch", Confidence.POSSIBLE)
    assert verdict.alternatives == ("credential-mangled",)


def test_a_provider_that_could_not_ask_for_a_token_leaves_why_to_what_it_quotes() -> None:
    why = 'Post "https://infisical.example/api/v1/auth/aws-auth/login": x509: certificate signed by unknown authority'
    text = f"AwsIamMachineIdentityAuth: unable to get machine identity token [err={why}]\n"
    assert explained(text.encode()).verdict.cause == "tls-untrusted-ca"

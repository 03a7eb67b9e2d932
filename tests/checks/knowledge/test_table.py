"""The rejection table is consistent: known ids and routes, patterns that match what they stand for and no more."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import pytest

from checks.knowledge import routes
from checks.knowledge.causes import all_causes, cause
from checks.knowledge.envelopes import eras_of
from checks.knowledge.row import Row
from checks.knowledge.table import EMPTY_LIST, applies, lookup, rows
from checks.knowledge.wording import fits
from diagnose.model import Answer, CredentialKind, Envelope, Era

UUID: Final = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
NEW_WORDS: Final = "in words of a later server"

# A request that belongs to each kind of route in the table.
REQUESTS: Final = {
    "any": ("GET", "/healthcheck"),
    "authenticated": ("GET", "/api/v1/secret-tags"),
    "login": ("POST", "/api/v1/auth/universal-auth/login"),
    "other-login": ("POST", "/api/v1/auth/oidc-auth/login"),
    "renew": ("POST", "/api/v1/auth/token/renew"),
    "revoke": ("POST", "/api/v1/auth/token/revoke"),
    "organisation": ("GET", f"/api/v1/organization/{UUID}/users"),
    "project": ("GET", f"/api/v1/workspace/{UUID}/tags"),
    "project-object": ("GET", f"/api/v1/workspace/{UUID}"),
    "project-slug": ("GET", "/api/v2/workspace/shop-abcd"),
    "membership": ("GET", f"/api/v2/workspace/{UUID}/identity-memberships/{UUID}"),
    "folders": ("GET", "/api/v1/folders"),
    "imports": ("GET", "/api/v1/secret-imports"),
    "roles": ("GET", f"/api/v1/workspace/{UUID}/roles"),
    "secrets": ("GET", "/api/v3/secrets"),
    "raw": ("POST", "/api/v3/secrets/batch/raw"),
    "raw-list": ("GET", "/api/v3/secrets/raw"),
    "secret-name": ("GET", "/api/v3/secrets/raw/DATABASE_URL"),
    "identities": ("GET", f"/api/v1/identities/{UUID}"),
    "organisation-identities": ("PATCH", f"/api/v1/identities/{UUID}"),
    "project-identities": ("POST", f"/api/v1/projects/{UUID}/memberships/identities/{UUID}"),
    "client-secrets": ("GET", f"/api/v1/auth/universal-auth/identities/{UUID}/client-secrets/{UUID}"),
    **{
        f"login-{name}": ("POST", f"/api/v1/auth/{name}-auth/login")
        for name in "alicloud aws azure gcp jwt kubernetes ldap oci oidc spiffe tls-cert".split()  # noqa: SIM905
    },
}
# Something a server may well say where the table has a placeholder.
FILLINGS: Final = {
    "<id>": UUID,
    "<identityId>": UUID,
    "<workspaceId>": "65a1b2c3d4e5f60718293a4b",
    "<url>": "/api/v3/secrets/raw?workspaceId=" + UUID,
    "<action>": "read",
    "<read|write>": "write",
    "<subject>": "secret-folders",
    "<operation>": "Find one",
    "<issues>": "workspaceId: Required; environment: Invalid input",
    "<issues>too <x>": "secretName: String too long",
    "<time>": "1 minute",
    "<n>": "42",
    "<slug>": "shop-abcd",
    "<name|slug>": "slug",
    "<value>": "subsidiary",
    "<path>": "/backend/api",
    "<env>": "prod",
    "<name>": "DATABASE_URL",
    "<claim>": "email",
    "<oid>": UUID,
    "<arn>": "arn:aws:iam::123456789012:role/deploy",
}
CREDENTIALS: Final = {
    "": CredentialKind.ACCESS_TOKEN,
    "jwt": CredentialKind.ACCESS_TOKEN,
    "service-token": CredentialKind.SERVICE_TOKEN,
    "api-key": CredentialKind.API_KEY,
}


def filled(pattern: str) -> tuple[str, ...]:
    """The texts that a server gives for a pattern: one for each of its choices."""
    choices = re.split(r"\|(?![^<]*>)", pattern)
    return tuple(re.sub(r"<[^<>]*>", lambda m: FILLINGS.get(m[0], NEW_WORDS), choice) for choice in choices)


def examples(row: Row, envelope: Envelope | None = None) -> list[Answer]:
    """What the row's servers say, for each of its eras, statuses, error names and messages."""
    found = []
    eras = sorted({era.value[0] for era in row.eras})
    for era, status, error, message in product(eras, row.statuses, filled(row.error), filled(row.message)):
        if row.message == EMPTY_LIST:
            found.append(Answer(status=status, envelope=Envelope.DATA, data={"secrets": 0}))
        else:
            shape = envelope or Envelope(era)
            found.append(Answer(status=status, envelope=shape, error=error or None, message=message))
    return found


def seen(row: Row, answer: Answer) -> tuple[Row, ...]:
    return lookup(answer, routes.kinds(*REQUESTS[row.where]), CREDENTIALS[row.credential])


# -------------------------------------------------------------------------------------------------------- its own rows


def test_a_row_names_only_causes_that_are_explained() -> None:
    for row in rows():
        assert row.causes
        for known in (*row.causes, *row.may_be):
            assert cause(known).headline
            assert cause(known).fix


def test_a_row_speaks_of_a_route_that_exists() -> None:
    for row in rows():
        assert row.where in routes.kinds(*REQUESTS[row.where])


def test_a_row_has_eras_statuses_and_a_source() -> None:
    for row in rows():
        assert row.eras
        assert row.credential in CREDENTIALS
        assert row.source
        if row.message == EMPTY_LIST:
            assert row.statuses == (200,)
        else:
            assert all(400 <= status <= 504 for status in row.statuses)


def test_a_cause_is_not_told_twice_in_one_row() -> None:
    for row in rows():
        told = (*row.causes, *row.may_be)
        assert len(told) == len(set(told))


def test_no_two_rows_are_the_same() -> None:
    keys = [
        (era, row.where, row.credential, status, row.error, row.message)
        for row in rows()
        for era in row.eras
        for status in row.statuses
    ]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_effects_are_of_known_kinds() -> None:
    assert {row.effect for row in rows()} == {
        "",
        "revokes-secret",
        "deletes-token",
        "deletes-service-token",
        "deletes-api-key",
        "counts-failure",
        "spends-token-use",
    }


# ----------------------------------------------------------------------------------------------------------- patterns


def test_what_a_row_stands_for_is_found() -> None:
    for row in rows():
        for answer in examples(row):
            found = seen(row, answer)
            assert {known for other in found for known in other.causes} >= set(row.causes)
            assert {known for other in found for known in (*other.causes, *other.may_be)} >= set(row.may_be)


def test_what_a_row_stands_for_is_not_won_by_another_error() -> None:
    for row in rows():
        for answer in examples(row):
            same = [other for other in seen(row, answer) if other.eras & row.eras]
            assert {other.error for other in same if not set(_choices(other)) & set(_choices(row))} == set()


def test_a_row_of_another_era_never_hides_a_row() -> None:
    for row in rows():
        # With an envelope of its own letter, and with none at all, as in pasted text.
        for answer in (*examples(row), *examples(row, Envelope.TEXT)):
            found = seen(row, answer)
            for era in row.eras:
                assert [other for other in found if era in other.eras], f"hidden from {era}"
            assert row in found or {known for other in found for known in other.causes} >= set(row.causes)


def _choices(row: Row) -> list[str]:
    return row.error.split("|")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("Invalid credentials", "Invalid credentials", True),
        ("Invalid credentials", "  Invalid\n credentials ", True),
        ("Invalid credentials", "invalid credentials", True),
        ("Invalid credentials", "Invalid Credentials", False),
        ("Invalid credentials", "Invalid credentials.", False),
        ("Invalid credentials", None, False),
        ("", None, True),
        ("Project with ID '<id>' not found", f"Project with ID '{UUID}' not found", True),
        ("Project with ID '<id>' not found", "Project with ID not found", False),
        ("UnauthorizedError|ForbiddenError", "ForbiddenError", True),
        ("UnauthorizedError|ForbiddenError", "UnauthorizedError|ForbiddenError", False),
        ("action: <read|write>", "action: write", True),
        ("Rate limit exceeded (<n>)", "Rate limit exceeded (5)", True),
        ("Rate limit exceeded (<n>)", "Rate limit exceeded 5", False),
        ("jwt <reason>", "jwt one\ntwo", True),
    ],
)
def test_a_pattern_is_literal_but_for_its_placeholders(pattern: str, text: str | None, expected: object) -> None:
    assert fits(pattern, text) is expected


# --------------------------------------------------------------------------------------------- what it must not match

SUCCESSES: Final = [
    Answer(status=200, envelope=Envelope.DATA, data={"secrets": 3}),
    Answer(status=200, envelope=Envelope.DATA, data={"expiresIn": 7200}),
    Answer(status=200, envelope=Envelope.DATA),
    Answer(status=200, envelope=Envelope.C, error="UnauthorizedError", message="Invalid credentials"),
    Answer(status=304, envelope=Envelope.EMPTY),
]
OTHERS: Final = [
    Answer(status=403, envelope=Envelope.HTML),
    Answer(status=502, envelope=Envelope.HTML),
    Answer(status=404, envelope=Envelope.TEXT, message="404 page not found"),
    Answer(status=401, envelope=Envelope.EMPTY),
    Answer(status=401, envelope=Envelope.OTHER_JSON, message="Bad credentials"),
    Answer(status=403, envelope=Envelope.OTHER_JSON, message="Missing Authentication Token"),
    Answer(status=403, envelope=Envelope.OTHER_JSON, message="User is not authorized to access this resource"),
    Answer(status=401, envelope=Envelope.OTHER_JSON, message="No API key found in request"),
    Answer(status=401, envelope=Envelope.OTHER_JSON, error="invalid_client"),
    Answer(status=401, envelope=Envelope.OTHER_JSON, error="unauthorized", message="Full authentication is required"),
    Answer(status=403, envelope=Envelope.OTHER_JSON, error="Forbidden", message="Forbidden"),
    Answer(status=404, envelope=Envelope.OTHER_JSON, error="Not Found", message="Not Found"),
    Answer(status=429, envelope=Envelope.OTHER_JSON, message="API rate limit exceeded"),
    Answer(status=500, envelope=Envelope.OTHER_JSON, error="Internal Server Error", message="Internal Server Error"),
    Answer(status=503, envelope=Envelope.OTHER_JSON, message="no healthy upstream"),
]


@pytest.mark.parametrize("answer", SUCCESSES, ids=str)
def test_a_success_is_no_refusal(answer: Answer) -> None:
    for where in REQUESTS:
        assert lookup(answer, routes.kinds(*REQUESTS[where]), CredentialKind.ACCESS_TOKEN) == ()


@pytest.mark.parametrize("answer", OTHERS, ids=str)
def test_the_words_of_other_products_are_not_known(answer: Answer) -> None:
    for where in REQUESTS:
        assert lookup(answer, routes.kinds(*REQUESTS[where]), CredentialKind.ACCESS_TOKEN) == ()


@pytest.mark.parametrize("kind", [CredentialKind.SERVICE_TOKEN, CredentialKind.API_KEY])
def test_what_is_said_of_a_jwt_is_not_said_of_another_credential(kind: CredentialKind) -> None:
    kinds = routes.kinds(*REQUESTS["raw-list"])
    told = [row for row in rows() if row.credential == "jwt"]
    assert told
    assert not any(applies(row, kinds, kind) for row in told)


def test_an_address_that_cannot_be_decoded_is_no_malformed_body_and_tells_no_era() -> None:
    refused = "'/api/v3/secrets/raw/%' is not a valid url component"
    answer = Answer(status=400, envelope=Envelope.B, error="Bad Request", message=refused)
    found = lookup(answer, routes.kinds("GET", "/api/v3/secrets/raw/%"), CredentialKind.ACCESS_TOKEN)
    assert {cause for row in found for cause in row.causes} == {"malformed-url-encoding"}
    assert eras_of(answer) == set(Era) - {Era.A}


@pytest.mark.parametrize(
    ("envelope", "error", "eras"),
    [
        (Envelope.A, "unauthorized", {Era.A}),
        (Envelope.B, "UnauthorizedError", {Era.B1, Era.B2}),
        (Envelope.C, "UnauthorizedError", {Era.C1, Era.C2}),
        # A route that does not exist is answered by the web framework, which is the same one in both.
        (Envelope.B, "Not Found", {Era.B1, Era.B2, Era.C1, Era.C2}),
        (Envelope.DATA, None, set(Era)),
        (Envelope.HTML, None, set(Era)),
    ],
)
def test_the_envelope_tells_the_eras(envelope: Envelope, error: str | None, eras: set[Era]) -> None:
    assert eras_of(Answer(status=404, envelope=envelope, error=error)) == eras


# ------------------------------------------------------------------------------------------------------ completeness

# Every cause that a server is known to state to a machine identity, a service token or an API key.
STATED: Final = tuple(
    """
    access-token-max-ttl access-token-renew-past-max-ttl access-token-ttl access-token-usage-limit
    alicloud-arn-not-allowed api-key-invalid-or-expired api-key-removed auth-header-format auth-method-not-configured
    auth-mode-not-accepted aws-account-not-allowed aws-principal-not-allowed aws-region-invalid aws-sts-rejected
    azure-service-principal-not-allowed azure-signing-key-unknown azure-tenant-mismatch blind-index-missing
    bot-inactive client-id-unknown client-ip-unparseable client-secret-expired client-secret-revoked
    client-secret-usage-limit client-secret-wrong custom-role-missing e2ee-enabled environment-not-found
    environment-or-path-not-found external-jwt-invalid gcp-audience-mismatch gcp-project-not-allowed
    gcp-service-account-not-allowed gcp-zone-not-allowed identity-crud-org-permission identity-delete-protection
    identity-deleted identity-not-found identity-not-in-org identity-org-membership-inactive identity-plan-limit
    identity-plan-rbac identity-project-managed identity-role-more-privileged identity-role-unknown
    identity-target-more-privileged identity-unknown invalid-object-id invalid-uuid jwt-audience-not-allowed
    jwt-claim-not-allowed jwt-issuer-mismatch jwt-subject-not-allowed k8s-audience-not-allowed k8s-claim-not-allowed
    k8s-config-incomplete k8s-namespace-not-allowed k8s-service-account-not-allowed k8s-token-not-authenticated
    k8s-token-review-request-failed ldap-bad-credentials ldap-lockout lockout-lock-contention login-body-invalid
    maintenance-mode malformed-json-body malformed-url-encoding missing-parameter not-org-member not-project-member
    oci-tenancy-mismatch oci-username-not-allowed oidc-audience-not-allowed oidc-claim-not-allowed
    oidc-discovery-unreachable oidc-subject-not-allowed oidc-token-invalid oidc-token-undecodable org-bot-missing
    parameter-too-long permission-denied permission-denied-read-value permission-silent-filter
    permission-template-metadata plan-ip-allowlist plan-ldap project-not-found project-slug-not-found
    project-type-mismatch project-version-unsupported project-wrong-org rate-limited route-not-found secret-not-found
    secret-reference-denied server-bug-jwt-exp-milliseconds server-bug-renew-unlimited
    server-bug-usage-limit-string-compare server-error service-token-expired service-token-org-level
    service-token-permission service-token-scope service-token-sub-org service-token-unknown
    service-token-wrong-project service-token-wrong-secret spiffe-bundle-unreachable spiffe-id-not-allowed
    spiffe-svid-audience spiffe-svid-expired spiffe-svid-invalid spiffe-svid-signature stale-auth-header-on-login
    sub-org-not-found sub-org-scope sub-org-unauthorized temporary-access-expired tls-cert-cn-not-allowed
    tls-cert-expired tls-cert-missing tls-cert-untrusted-ca token-bad-signature token-claims-invalid
    token-invalid-algorithm token-jwt-expired token-legacy-max-age token-malformed token-missing token-revoked
    token-revoked-identity-wide token-revoked-with-auth-method token-revoked-with-client-secret
    token-unknown-or-revoked token-unknown-type token-wrong-type ua-not-configured universal-auth-lockout
    untrusted-ip-login untrusted-ip-token wrong-region-or-instance
    """.split()  # noqa: SIM905 - a list of so many strings is harder to read
)


def test_every_cause_that_a_server_states_has_a_row() -> None:
    for known in STATED:
        assert known in {named for row in rows() for named in (*row.causes, *row.may_be)}


def test_a_cause_that_only_refines_another_is_at_home_somewhere() -> None:
    assert {named for row in rows() for named in row.may_be} <= set(all_causes())


def test_a_text_that_was_cut_short_is_any_that_goes_on_so() -> None:
    answer = Answer(status=401, envelope=Envelope.CLIENT, message="Access denied due…")
    login = routes.of_url("POST", "/api/v1/auth/universal-auth/login")
    found = {named for row in lookup(answer, login, CredentialKind.UNKNOWN) for named in row.causes}
    assert found >= {"client-secret-expired", "client-secret-usage-limit"}


def test_words_that_a_method_hands_on_are_of_that_method() -> None:
    answer = Answer(status=401, envelope=Envelope.CLIENT, message="the cluster says no")
    found = lookup(answer, routes.of_url("POST", "/api/v1/auth/kubernetes-auth/login"), CredentialKind.UNKNOWN)
    assert found
    assert {row.where for row in found} == {"login-kubernetes"}

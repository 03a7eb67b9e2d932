"""What a login's own proof shows decides what a vague answer means, and what is advised."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from checks.case import Case
from checks.known_names import step
from diagnose.judgement import judge
from diagnose.model import Confidence, CredentialFacts, CredentialKind, Evidence, Sent, Token
from tests.build import BASE, IDENTITY, NOW, PAIR, blamed, evidence, said

HOUR = 3600
ROUTES = {
    "oidc-auth": "oidc",
    "spiffe-auth": "spiffe",
    "gcp-id-token": "gcp",
    "gcp-iam": "gcp",
    "tls-cert-auth": "tls-cert",
    "aws-iam": "aws",
}
FAULT = (500, "InternalServerError", "Something went wrong")


def refused(method: str, answer: tuple[int, str, str], *, era: str = "C", skew: float = 0.0, **claims: Any) -> Evidence:
    """A login by that method with a proof of these claims, and the answer to it."""
    url = f"{BASE}/api/v1/auth/{ROUTES.get(method, method)}-auth/login"
    put = msgspec.structs.replace(said("login", *answer, era=era), url=url, sent=Sent.PROOF)
    proof = CredentialFacts(
        kind=CredentialKind.LOGIN_METHOD, method=method, identity_id=IDENTITY, lengths={"proof": 900}, claims=claims
    )
    return evidence(put, credential=proof, clock_skew_s=skew)


def of(evidence_: Evidence) -> tuple[str | None, Confidence | None]:
    verdict = judge(evidence_).verdict
    return verdict.cause, verdict.confidence


@pytest.mark.parametrize(
    ("starts_in", "expected"),
    [(None, "spiffe-svid-audience"), (-HOUR, "spiffe-svid-audience"), (HOUR, "proof-not-yet-valid")],
)
def test_an_svid_that_is_not_valid_yet_has_no_wrong_audience(starts_in: int | None, expected: str) -> None:
    starts: dict[str, Any] = {} if starts_in is None else {"nbf": int(NOW) + starts_in}
    answer = (401, "UnauthorizedError", "JWT-SVID audience validation failed")
    assert of(refused("spiffe-auth", answer, **starts)) == (expected, Confidence.CERTAIN)


def test_a_certificates_time_is_told_as_a_date() -> None:
    answer = (401, "UnauthorizedError", "Access denied: Certificate has expired.")
    verdict = judge(refused("tls-cert", answer, starts=1_700_000_000, ends=1_750_000_000)).verdict
    assert "starts = 2023-11-14 22:13 UTC, ends = 2025-06-15 15:06 UTC" in verdict.hint


def test_whether_a_proof_is_valid_yet_is_judged_by_the_servers_clock() -> None:
    answer = (401, "UnauthorizedError", "JWT-SVID audience validation failed")
    behind = refused("spiffe-auth", answer, skew=-2.0 * HOUR, nbf=int(NOW) - 60)
    assert blamed(behind) == "proof-not-yet-valid"


@pytest.mark.parametrize("method", ["azure", "gcp-iam"])
@pytest.mark.parametrize(("era", "status"), [("B", 403), ("C", 403)])
def test_words_that_a_header_from_elsewhere_earns_as_well_are_not_certain(method: str, era: str, status: int) -> None:
    verdict = judge(refused(method, (status, "TokenError", "invalid signature"), era=era)).verdict
    assert (verdict.cause, verdict.confidence) == ("external-jwt-invalid", Confidence.LIKELY)
    assert "request-changed" in verdict.alternatives


def test_they_are_where_the_proof_shows_it_by_itself() -> None:
    ended = (403, "TokenError", "Your token has expired. Please re-authenticate.")
    assert of(refused("azure", ended, exp=int(NOW) - HOUR)) == ("external-jwt-invalid", Confidence.CERTAIN)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("jwt audience invalid. expected: https://management.azure.com/", "azure-audience-mismatch"),
        ("jwt issuer invalid. expected: https://sts.windows.net/t/", "azure-issuer-mismatch"),
    ],
)
def test_what_only_azures_token_is_checked_for_is_certain(words: str, expected: str) -> None:
    assert of(refused("azure", (403, "TokenError", words))) == (expected, Confidence.CERTAIN)


@pytest.mark.parametrize(("era", "status"), [("B1", 403), ("B2", 401), ("C", 422)])
def test_a_field_that_is_missed_although_it_was_sent_was_lost_on_the_way(era: str, status: int) -> None:
    lost = refused("oidc-auth", (status, "ValidationFailure", "identityId: Required; jwt: Required"), era=era)
    assert of(lost) == ("request-changed", Confidence.LIKELY)


def test_a_field_of_another_form_is_the_logins_own() -> None:
    verdict = judge(refused("ldap", (422, "ValidationFailure", "identityId: Invalid uuid"))).verdict
    assert verdict.cause == "login-fields-invalid"
    assert "client" not in verdict.headline


def test_a_certificate_may_be_changed_on_its_way_and_a_token_that_was_decoded_here_is_not() -> None:
    assert blamed(refused("tls-cert-auth", FAULT)) == "proof-undecodable"
    assert blamed(refused("azure", FAULT)) == "azure-tenant-mismatch"


def test_a_fault_of_the_server_is_looked_at_last_unless_it_is_likeliest() -> None:
    look = judge(refused("aws-iam", FAULT)).verdict.look
    assert look[0].startswith("AWS did not confirm the caller?")
    assert any(one.startswith("Error inside the server?") for one in look[1:])


@pytest.mark.parametrize(
    ("skew", "cause", "expected"),
    [
        (2.0 * HOUR, "jwt expired", "Set the clock of the server, or of this machine: they differ by 2 h"),
        (0.0, "jwt expired", "Fetch a new OIDC token right before each login."),
        (2.0 * HOUR, "OIDC audience not allowed.", "If "),
    ],
)
def test_a_proof_that_lives_by_this_clock_alone_is_mended_by_setting_one(
    skew: float, cause: str, expected: str
) -> None:
    answer = (401, "UnauthorizedError", f"Access denied: {cause}")
    fix = judge(refused("oidc-auth", answer, skew=skew, exp=int(NOW) + 600, aud="x")).verdict.fix
    assert fix[0].startswith(expected)


def test_its_end_is_told_by_the_clock_by_which_it_is_over() -> None:
    answer = (401, "UnauthorizedError", "Access denied: jwt expired")
    hint = judge(refused("oidc-auth", answer, skew=2.0 * HOUR, exp=int(NOW) + 600)).verdict.hint
    assert hint.startswith("By the server's clock, what the login presents ended 1 h 50 min before this run;")


@pytest.mark.parametrize(
    ("credential", "claims", "expected"),
    [
        (PAIR, {}, "Universal Auth"),
        (CredentialFacts(kind=CredentialKind.LOGIN_METHOD, method="kubernetes"), {}, "Kubernetes Auth"),
        (CredentialFacts(kind=CredentialKind.ACCESS_TOKEN), {"authMethod": "tls-cert-auth"}, "TLS Certificate Auth"),
        (CredentialFacts(kind=CredentialKind.ACCESS_TOKEN), {}, "the login method"),
        (CredentialFacts(kind=CredentialKind.ACCESS_TOKEN), {"authMethod": "made-up"}, "the login method"),
    ],
)
def test_the_console_is_shown_at_the_method_that_issued_the_token(
    credential: CredentialFacts, claims: dict[str, str], expected: str
) -> None:
    case = Case(evidence(credential=credential, token=Token(claims=claims)))
    assert step(case, "{auth}") == expected


def test_a_claim_is_compared_with_the_identitys_setting_or_with_what_it_is_compared_with() -> None:
    subject = refused("oidc-auth", (403, "ForbiddenError", "Access denied: OIDC subject not allowed."), sub="repo:a/b")
    assert "What the identity allows stands under Subject." in judge(subject).verdict.hint
    foreign = refused("gcp-id-token", (401, "UnauthorizedError", "Invalid GCP ID token"), aud="x")
    assert "Compare that with the identity's ID." in judge(foreign).verdict.hint

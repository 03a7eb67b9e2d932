"""Other login methods, from answers that people paste: one example of each family."""

from __future__ import annotations

import pytest

from diagnose.model import Answer, CredentialFacts, CredentialKind, Envelope, Evidence
from tests.build import B_REFUSED, blamed, evidence, pasted

FORBIDDEN = (
    'tokenreviews.authentication.k8s.io is forbidden: User "system:serviceaccount:infisical:reviewer" cannot create'
    ' resource "tokenreviews" in API group "authentication.k8s.io" at the cluster scope'
)
NO_KEY = "Access denied: JWT verification failed with all keys. Errors -"
NOBODY = CredentialFacts(kind=CredentialKind.UNKNOWN)


def refused(method: str, era: str, status: int, error: str, message: str) -> Evidence:
    answer = Answer(status=status, envelope=Envelope(era), error=error, message=message)
    return evidence(pasted("POST", f"/api/v1/auth/{method}-auth/login", answer), credential=NOBODY)


@pytest.mark.parametrize(
    ("said_", "expected"),
    [
        (
            ("kubernetes", "B", 500, "Internal Server Error", "Access denied: K8s namespace not allowed."),
            "k8s-namespace-not-allowed",
        ),
        (
            ("kubernetes", "C", 401, "UnauthorizedError", "Access denied: K8s namespace not allowed."),
            "k8s-claim-not-allowed",
        ),
        (
            ("aws", "B", 401, "UnauthorizedError", "Access denied: AWS account ID not allowed."),
            "aws-account-not-allowed",
        ),
        (
            (
                *("aws", "C", 401, "UnauthorizedError"),
                "Access denied: AWS principal ARN not allowed. [principal-arn=arn:aws:iam::1:role/x]",
            ),
            "aws-principal-not-allowed",
        ),
        (("azure", "B", 401, "TokenError", "invalid signature"), "external-jwt-invalid"),
        (("gcp", "B", 500, "Internal Server Error", "jwt expired"), "external-jwt-invalid"),
        (
            ("oidc", "B", 404, "NotFound", "GCP auth method not found for identity, did you configure GCP auth?"),
            "auth-method-not-configured",
        ),
        (("oidc", "C", 403, "ForbiddenError", "Access denied: OIDC subject not allowed."), "oidc-subject-not-allowed"),
        # Only the key that signed it comes as far as its dates.
        (("jwt", "C", 401, "UnauthorizedError", f"{NO_KEY} invalid signature; jwt expired"), "jwt-token-expired"),
        (("jwt", "C", 401, "UnauthorizedError", f"{NO_KEY} jwt not active; invalid signature"), "proof-not-yet-valid"),
        (("jwt", "C", 401, "UnauthorizedError", f"{NO_KEY} invalid signature"), "jwt-token-invalid"),
        (("spiffe", "C", 401, "UnauthorizedError", "JWT-SVID has expired"), "spiffe-svid-expired"),
        (("tls-cert", "C", 400, "BadRequest", "Missing client certificate"), "tls-cert-missing"),
        (("kubernetes", "C", 401, "KubernetesTokenReviewerForbidden", FORBIDDEN), "k8s-reviewer-forbidden"),
        (
            ("kubernetes", "C", 401, "KubernetesTokenReviewRequestError", FORBIDDEN),
            "k8s-token-review-request-failed",
        ),
        (("aws", "B", 403, "UnauthorizedError", B_REFUSED), "auth-method-not-configured"),
    ],
)
def test_what_the_server_states_is_the_cause(said_: tuple[str, str, int, str, str], expected: str) -> None:
    assert blamed(refused(*said_)) == expected


@pytest.mark.parametrize(
    ("said_", "expected"),
    [
        ("connect ECONNREFUSED 10.0.0.3:5432", "database-down"),
        ("connect ETIMEDOUT 52.94.1.1:443", "proof-service-unreachable"),
        ("getaddrinfo ENOTFOUND keys.example", "proof-service-unreachable"),
        ("unable to get local issuer certificate", "proof-service-unreachable"),
    ],
)
@pytest.mark.parametrize("method", ["aws", "azure", "gcp"])
def test_a_fault_that_is_not_about_a_token_does_not_blame_one(method: str, said_: str, expected: str) -> None:
    assert blamed(refused(method, "B", 500, "Internal Server Error", said_)) == expected


@pytest.mark.parametrize(
    ("method", "unreachable", "untrusted"),
    [
        ("kubernetes", "k8s-api-unreachable", "k8s-api-certificate"),
        ("oidc", "oidc-discovery-unreachable", "oidc-discovery-unreachable"),
    ],
)
def test_what_a_program_says_of_its_network_is_of_the_service_that_the_method_asks(
    method: str, unreachable: str, untrusted: str
) -> None:
    assert blamed(refused(method, "B", 500, "Internal Server Error", "socket hang up")) == unreachable
    assert blamed(refused(method, "B", 500, "Internal Server Error", "certificate has expired")) == untrusted


def test_the_words_of_one_method_are_not_known_for_another() -> None:
    assert blamed(refused("oidc", "C", 400, "BadRequest", "Missing client certificate")) is None

"""The access token: genuine, whole, known, and not revoked."""

from __future__ import annotations

import pytest

from diagnose.model import Oddity, State
from tests.build import A_FAULT, B_REFUSED, TOKEN, evidence, findings, odd, said, trait

MALFORMED = "The provided access token is malformed. Please use a valid token or generate a new one and try again."
UNDECODABLE = odd(TOKEN, trait("token", Oddity.JWT_UNDECODABLE, "token-malformed"))


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("B1", 500, "Internal Server Error", "invalid signature", "token-bad-signature"),
        ("B1", 401, "TokenError", "invalid signature", "token-bad-signature"),
        ("B2", 403, "TokenError", "invalid signature", "token-bad-signature"),
        ("C", 403, "TokenError", "invalid signature", "token-bad-signature"),
        ("B1", 403, "UnauthorizedError", B_REFUSED, "token-unknown-or-revoked"),
        ("B2", 401, "UnauthorizedError", "No identity access token found", "token-unknown-or-revoked"),
        ("C", 401, "UnauthorizedError", "No identity access token found", "token-unknown-or-revoked"),
        ("C", 401, "UnauthorizedError", "Failed to authorize: token has been revoked", "token-revoked"),
        (
            *("C", 401, "UnauthorizedError", "Failed to authorize: identity tokens have been revoked"),
            "token-revoked-identity-wide",
        ),
        (
            *("C", 401, "UnauthorizedError", "Failed to authorize: client secret has been revoked"),
            "token-revoked-with-client-secret",
        ),
        (
            *("C", 401, "UnauthorizedError", "Failed to authorize: auth method has been revoked"),
            "token-revoked-with-auth-method",
        ),
        (
            *("C", 401, "UnauthorizedError", "Invalid identity access token claims, please re-authenticate"),
            "token-claims-invalid",
        ),
        ("B1", 403, "/api/v3/secrets/raw Unauthorized Access", B_REFUSED, "auth-mode-not-accepted"),
    ],
)
def test_what_the_server_states_is_the_cause(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era)))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["permission-denied"].state is State.NOT_REACHED


def test_an_undecodable_token_is_what_a_server_calls_malformed() -> None:
    refused = said("read", 403, "TokenError", MALFORMED, era="B2")
    assert findings(evidence(refused, credential=UNDECODABLE))["token-malformed"].state is State.CAUSE


def test_a_bad_signature_may_come_from_another_instance() -> None:
    finding = findings(evidence(said("read", 403, "TokenError", "invalid signature")))["wrong-region-or-instance"]
    assert (finding.state, finding.refines) == (State.POSSIBLE, "token-bad-signature")


def test_a_fault_of_era_a_may_be_a_bad_signature_or_a_fault() -> None:
    found = findings(evidence(said("read", 500, "internal_server_error", A_FAULT, era="A")))
    assert found["token-bad-signature"].state is State.POSSIBLE
    assert found["server-error"].state is State.POSSIBLE


def test_a_token_that_decodes_is_not_malformed() -> None:
    found = findings(evidence(said("read", 500, "internal_server_error", A_FAULT, era="A")))
    assert found["token-malformed"].state is not State.POSSIBLE


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
def test_an_answered_request_rules_the_token_out(era: str) -> None:
    found = findings(evidence(said("read", 200, era=era, data={"secrets": 0})))
    for known in ("token-bad-signature", "token-unknown-or-revoked", "token-malformed", "token-jwt-expired"):
        assert found[known].state is State.RULED_OUT

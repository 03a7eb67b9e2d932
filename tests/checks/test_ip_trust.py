"""Trusted addresses: the same words at the login and after it speak of two lists."""

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Answer, CredentialFacts, CredentialKind, Envelope, State
from tests.build import FROM_ADDRESS, PAIR, evidence, findings, login_ok, minted, pasted, said

NOBODY = CredentialFacts(kind=CredentialKind.UNKNOWN)

REFUSALS = [
    ("A", 401, "unauthorized", "Failed to authenticate"),
    ("B1", 403, "UnauthorizedError", "Failed to authenticate"),
    ("B2", 403, "ForbiddenError", FROM_ADDRESS),
    ("C", 403, "ForbiddenError", FROM_ADDRESS),
]


@pytest.mark.parametrize(("era", "status", "error", "message"), REFUSALS)
def test_at_the_login_it_is_the_client_secrets_list(era: str, status: int, error: str, message: str) -> None:
    found = findings(evidence(said("login", status, error, message, era=era), credential=PAIR))
    assert found["untrusted-ip-login"].state is State.CAUSE
    # The address is looked at before the secret: nothing is known of that.
    assert found["client-secret-wrong"].state is State.NOT_REACHED
    assert found["client-id-unknown"].state is State.RULED_OUT


@pytest.mark.parametrize(("era", "status", "error", "message"), REFUSALS)
def test_after_the_login_it_is_the_access_tokens_list(era: str, status: int, error: str, message: str) -> None:
    refused = said("read", status, error, message, era=era)
    found = findings(evidence(login_ok(era), refused, credential=PAIR, token=minted("C2" if era == "C" else era)))
    assert found["untrusted-ip-token"].state is State.CAUSE
    assert found["untrusted-ip-login"].state is State.RULED_OUT
    assert found["permission-denied"].state is State.NOT_REACHED


@pytest.mark.parametrize(
    ("era", "status", "error"), [("A", 500, "internal_server_error"), ("B", 500, "Internal Server Error")]
)
def test_an_address_that_cannot_be_read_is_no_untrusted_one(era: str, status: int, error: str) -> None:
    found = findings(evidence(said("read", status, error, "Failed to extract IP details", era=era)))
    assert found["client-ip-unparseable"].state is State.CAUSE
    assert found["untrusted-ip-token"].state is not State.CAUSE


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
def test_an_answered_request_rules_the_address_out(era: str) -> None:
    assert findings(evidence(said("read", 200, era=era, data={"secrets": 1})))["untrusted-ip-token"].state is (
        State.RULED_OUT
    )


def test_the_address_that_a_servers_log_names_is_said() -> None:
    refused = Answer(
        status=403,
        envelope=Envelope.CLIENT,
        error="ForbiddenError",
        message=FROM_ADDRESS,
        data={"client_address": "203.0.113.9"},
    )
    of = evidence(pasted("POST", "/api/v1/auth/universal-auth/login", refused), credential=NOBODY)
    assert judge(of).verdict.hint == "The address that the server saw is 203.0.113.9."

"""Spelling: an oddity counts if the server refuses that very field, or if the credential was not sent at all."""

from __future__ import annotations

import pytest

from diagnose import credential
from diagnose.judgement import judge
from diagnose.model import CredentialFacts, Oddity, Sent, Silence, State, Status
from tests.build import A_REFUSED, PAIR, SESSION, TOKEN, blamed, evidence, findings, login_ok, odd, said, silent, trait

SECRET = "8f0e1342736198ab6ebf75e89a6e3a3968bf74f8002dbff223681b577f18ca0e"
CLIENT_ID = "5a1c9c52-6c4f-4f0e-9a53-2f6a9a0f7d11"
WRONG = said("login", 401, "UnauthorizedError", "Invalid credentials", era="B2")


def pair(client_id: str, client_secret: str) -> CredentialFacts:
    return credential.from_pair(client_id, client_secret, {}).facts


@pytest.mark.parametrize(
    ("client_id", "client_secret", "expected"),
    [
        (CLIENT_ID, f'"{SECRET}"', "credential-mangled"),
        (CLIENT_ID, SECRET[:-3], "credential-mangled"),
        (CLIENT_ID, SECRET.upper(), "credential-mangled"),
        (CLIENT_ID, CLIENT_ID, "credential-kind-mismatch"),
        (CLIENT_ID, SECRET, "client-secret-wrong"),
    ],
)
def test_a_refused_secret_is_explained_by_its_spelling(client_id: str, client_secret: str, expected: str) -> None:
    assert blamed(evidence(WRONG, credential=pair(client_id, client_secret))) == expected


def test_swapped_values_are_told_apart() -> None:
    refused = said("login", 401, "unauthorized", A_REFUSED, era="A")
    assert blamed(evidence(refused, credential=pair(SECRET, CLIENT_ID))) == "credential-swapped"


def test_a_pair_that_is_not_sent_is_judged_by_its_shape() -> None:
    era = said("era", 422, "ValidationFailure", "clientId: Required")
    of = evidence(era, credential=pair(CLIENT_ID, SECRET[:-3]))
    finding = findings(of)["credential-mangled"]
    assert (finding.state, finding.because) == (State.CAUSE, ("E1",))
    assert "cut off" in finding.says


def test_a_token_that_cannot_be_sent_is_judged_by_its_shape() -> None:
    spoilt = odd(TOKEN, trait("token", Oddity.INVISIBLE_CHARACTER, "credential-mangled", "It holds an odd character."))
    finding = findings(evidence(silent("read", Silence.CANNOT_SEND), credential=spoilt))["credential-mangled"]
    assert (finding.state, finding.because) == (State.CAUSE, ("E1",))


def test_a_request_that_cannot_be_sent_for_another_reason_blames_no_credential() -> None:
    verdict = judge(evidence(silent("read", Silence.CANNOT_SEND))).verdict
    assert (verdict.status, verdict.cause) == (Status.INCONCLUSIVE, None)


def test_an_oddity_of_a_field_that_was_accepted_is_no_cause() -> None:
    quoted = odd(PAIR, trait("client-secret", Oddity.QUOTES, "credential-mangled"))
    of = evidence(login_ok("B2"), said("read", 200, data={"secrets": 1}, era="B2"), credential=quoted)
    assert findings(of)["credential-mangled"].state is not State.CAUSE


def test_an_oddity_of_the_secret_does_not_explain_a_refused_address() -> None:
    quoted = odd(PAIR, trait("client-secret", Oddity.QUOTES, "credential-mangled"))
    refused = said("login", 403, "UnauthorizedError", "Failed to authenticate", era="B1")
    assert blamed(evidence(refused, credential=quoted)) == "untrusted-ip-login"


def test_an_oddity_that_servers_accept_is_never_a_cause() -> None:
    padded = pair(CLIENT_ID, f" {SECRET}\n")
    assert all(not known.fatal for known in padded.traits)
    assert blamed(evidence(WRONG, credential=padded)) == "client-secret-wrong"


@pytest.mark.parametrize("cause", ["credential-mangled", "credential-swapped", "credential-kind-mismatch"])
def test_a_clean_shape_rules_the_spelling_out(cause: str) -> None:
    assert findings(evidence(WRONG, credential=pair(CLIENT_ID, SECRET)))[cause].state is State.RULED_OUT


def test_a_persons_session_is_named_even_where_it_works() -> None:
    of = evidence(said("read", 200, data={"secrets": 1}), credential=SESSION)
    finding = findings(of)["credential-kind-mismatch"]
    assert finding.state is State.CAUSE
    assert "person's session" in finding.says
    assert judge(of).verdict.status is Status.CAUSE_FOUND


def test_what_people_are_told_never_holds_the_secret() -> None:
    facts = pair(SECRET, f"'{SECRET}'")
    told = " ".join(finding.says for finding in judge(evidence(WRONG, credential=facts)).findings)
    assert SECRET not in told
    assert Sent.PAIR is WRONG.sent

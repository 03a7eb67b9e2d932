"""Answers to a request that this tool did not send: something on the way changed it."""

from __future__ import annotations

import msgspec
import pytest

from checks.case import Case
from diagnose.judgement import judge
from diagnose.model import Confidence, CredentialFacts, CredentialKind, Exchange, Sent, Status, Token
from tests.build import PAIR, blamed, evidence, login_ok, minted, said

MISSING = said("read", 401, "UnauthorizedError", "Token missing")
NO_KEYS = "API key authentication is not supported anymore. Please switch to identity authentication."
LOST_BODY = said("login", 422, "ValidationFailure", "clientId: Required; clientSecret: Required")
STALE = said("login", 403, "TokenError", "jwt malformed")


@pytest.mark.parametrize(
    "exchanges",
    [
        (LOST_BODY,),
        (STALE,),
        (login_ok("C2"), MISSING),
        (login_ok("C2"), said("read", 400, "BadRequest", NO_KEYS)),
        (login_ok("C2"), said("read", 400, "BadRequest", "You must provide projectSlug or workspaceId")),
    ],
)
def test_what_misses_a_part_of_the_request_or_names_one_that_was_not_sent(exchanges: tuple[Exchange, ...]) -> None:
    token = minted("C2") if len(exchanges) > 1 else None
    verdict = judge(evidence(*exchanges, credential=PAIR, token=token)).verdict
    assert (verdict.status, verdict.cause) == (Status.NOT_REACHED, "request-changed")
    assert verdict.confidence is Confidence.LIKELY


def test_a_token_of_another_type_is_not_blamed_on_the_way() -> None:
    session = Token(claims={"authTokenType": "accessToken"})
    assert blamed(evidence(MISSING, token=session)) == "token-unknown-type"


def test_a_token_of_the_right_type_is_not_what_is_missing() -> None:
    assert blamed(evidence(MISSING, token=Token(claims=minted("C2").claims))) == "request-changed"


@pytest.mark.parametrize("probe", ["era", "token-check"])
def test_a_request_that_is_incomplete_on_purpose_was_not_changed(probe: str) -> None:
    refused = said(probe, 422, "ValidationFailure", "clientId: Required")
    assert not any(reading.changed for reading in Case(evidence(refused)).readings)


def test_a_pasted_refusal_tells_nothing_of_the_way() -> None:
    pasted = msgspec.structs.replace(MISSING, sent=Sent.UNKNOWN)
    assert not any(reading.changed for reading in Case(evidence(pasted)).readings)


FAULT = (500, "internal_server_error", "The server encountered an error while processing the request")


def test_a_fault_that_a_lost_body_ends_in_as_well_is_likely_the_servers() -> None:
    verdict = judge(evidence(said("login", *FAULT, era="A"), credential=PAIR)).verdict
    assert (verdict.cause, verdict.confidence) == ("server-error", Confidence.LIKELY)
    assert "request-changed" in verdict.alternatives


def test_what_has_no_body_loses_none() -> None:
    of = evidence(said("read", *FAULT, era="A"))
    assert not any(reading.perhaps_changed for reading in Case(of).readings)


def test_a_token_whose_type_is_not_known_may_have_been_lost_on_the_way() -> None:
    verdict = judge(evidence(MISSING, token=Token(claims={}))).verdict
    assert verdict.confidence is not Confidence.CERTAIN
    assert "request-changed" in (verdict.cause, *verdict.alternatives)


@pytest.mark.parametrize("kind", [CredentialKind.API_KEY, CredentialKind.SERVICE_TOKEN])
def test_what_is_no_jwt_has_no_type_that_is_refused(kind: CredentialKind) -> None:
    assert blamed(evidence(MISSING, credential=CredentialFacts(kind=kind))) == "request-changed"

"""Clocks: a skew is worth knowing, and never why a server refuses."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.judgement import judge
from diagnose.model import CredentialFacts, CredentialKind, Sent, Silence, State, Status
from tests.build import NOW, blamed, evidence, findings, said, silent

DATED = said("read", 200, data={"secrets": 1}, headers={"date": "Mon, 23 Nov 2026 12:00:00 GMT"})
ENDED = said("read", 403, "TokenError", "Your token has expired. Please re-authenticate.")


@pytest.mark.parametrize(
    ("skew", "expected"),
    [
        (None, State.UNKNOWN),
        (0.4, State.RULED_OUT),
        (-59.9, State.RULED_OUT),
        (60.0, State.RULED_OUT),
        (-7200.0, State.RULED_OUT),
    ],
)
def test_a_skew_is_no_cause_where_the_credential_works(skew: float | None, expected: State) -> None:
    of = evidence(DATED, clock_skew_s=skew)
    assert findings(of)["client-clock-skew"].state is expected
    assert judge(of).verdict.status is Status.NO_CAUSE


def test_a_large_skew_is_said_where_it_explains_nothing() -> None:
    says = findings(evidence(DATED, clock_skew_s=600.0))["client-clock-skew"].says
    assert says.startswith("This machine's clock is 600 s away from the server's")


def test_a_small_skew_is_proven_by_a_dated_answer() -> None:
    assert findings(evidence(DATED, clock_skew_s=0.0))["client-clock-skew"].because == ("E1",)


def test_a_skew_may_explain_a_token_that_is_over_but_is_not_the_verdict() -> None:
    of = evidence(ENDED, clock_skew_s=7200.0)
    finding = findings(of)["client-clock-skew"]
    assert (finding.state, finding.refines) == (State.POSSIBLE, "token-jwt-expired")
    assert blamed(of) == "token-jwt-expired"


@pytest.mark.parametrize(("era", "status", "error"), [("B1", 401, "TokenError"), ("C", 403, "TokenError")])
def test_a_token_that_is_not_valid_yet_is_a_clock(era: str, status: int, error: str) -> None:
    assert blamed(evidence(said("read", status, error, "jwt not active", era=era))) == "client-clock-skew"


def test_a_skew_may_explain_a_certificate_that_is_over() -> None:
    of = evidence(silent("read", Silence.TLS_EXPIRED), clock_skew_s=None)
    assert blamed(of) == "tls-server-cert-expired"


@pytest.mark.parametrize(
    ("ends_in", "skew", "expected"),
    [
        (300, 7200.0, State.POSSIBLE),  # over by the server's clock alone
        (-300, 7200.0, State.RULED_OUT),  # over by both
        (9000, 7200.0, State.RULED_OUT),  # by neither
    ],
)
def test_a_skew_may_explain_a_proof_that_is_over_by_the_servers_clock_only(
    ends_in: int, skew: float, expected: State
) -> None:
    proof = CredentialFacts(kind=CredentialKind.LOGIN_METHOD, method="oidc-auth", claims={"exp": int(NOW) + ends_in})
    refused = said("login", 401, "UnauthorizedError", "Access denied: jwt expired")
    refused = msgspec.structs.replace(refused, url=refused.url.replace("universal-auth", "oidc-auth"), sent=Sent.PROOF)
    assert findings(evidence(refused, credential=proof, clock_skew_s=skew))["client-clock-skew"].state is expected

"""Silence, somebody else's answer, and a server that fails: none of it is the credential's fault."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.judgement import judge
from diagnose.model import Action, Confidence, Envelope, Exchange, Silence, State, Status
from tests.build import FAULT, PAIR, TARGET, blamed, evidence, findings, said, silent, wanting

A_LIMIT = "Too many requests, please try again later."
C_LIMIT = "Rate limit exceeded. Please try again in 42 seconds"


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        (Silence.DNS, "dns-failure"),
        (Silence.REFUSED, "connection-refused"),
        (Silence.TIMEOUT, "connection-timeout"),
        (Silence.RESET, "connection-timeout"),
        (Silence.DEADLINE, "connection-timeout"),
        (Silence.UNREACHABLE, "network-unreachable"),
        (Silence.TLS_CA, "tls-untrusted-ca"),
        (Silence.TLS_HOST, "tls-hostname-mismatch"),
        (Silence.TLS_EXPIRED, "tls-server-cert-expired"),
        (Silence.TLS_CLIENT_CERT, "tls-client-certificate-required"),
        (Silence.TLS_OTHER, "tls-failure"),
        (Silence.PROXY, "proxy-refused"),
        (Silence.PROXY_UNUSABLE, "proxy-variable-unusable"),
        (Silence.TOO_LARGE, "answer-unreadable"),
        (Silence.UNREADABLE, "answer-unreadable"),
    ],
)
def test_silence_is_not_reached_whatever_was_asked(silence: Silence, expected: str) -> None:
    for of in (evidence(silent("login", silence), credential=PAIR), evidence(silent("read", silence))):
        verdict = judge(of).verdict
        assert (verdict.status, verdict.cause) == (Status.NOT_REACHED, expected)
        assert verdict.proof == ("E1",)


def page(status: int, *marks: str, probe: str = "read", envelope: Envelope = Envelope.HTML) -> Exchange:
    return said(probe, status, envelope=envelope, marks=marks)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (page(301), "redirected"),
        (page(302, "login-page"), "redirected"),
        (page(302, "access-gate"), "edge-waf-block"),
        (page(200, "challenge"), "edge-waf-block"),
        (page(200, "captive-portal"), "not-infisical"),
        (page(200, "login-page"), "not-infisical"),
        (page(200, "infisical-web"), "base-url-api-suffix"),
        (page(403, "aws-waf"), "edge-waf-block"),
        (page(403, "cloudflare-block"), "edge-waf-block"),
        (page(503, "cf-challenge"), "edge-waf-block"),
        (page(403), "edge-waf-block"),
        (page(401, envelope=Envelope.EMPTY), "edge-waf-block"),
        (page(404), "base-url-api-suffix"),
        (page(405), "base-url-api-suffix"),
        (page(407), "proxy-refused"),
        (page(413), "edge-waf-block"),
        (page(451), "edge-waf-block"),
        (page(521, envelope=Envelope.TEXT), "gateway-upstream-down"),
        (page(530, envelope=Envelope.TEXT), "gateway-upstream-down"),
        (page(200, "fortinet"), "edge-waf-block"),
        (page(502), "gateway-upstream-down"),
        (page(503), "gateway-upstream-down"),
        (page(504), "gateway-upstream-down"),
        (page(500), "gateway-upstream-down"),
        (page(200), "not-infisical"),
        (page(200, "json-broken", envelope=Envelope.TEXT), "answer-unreadable"),
        (page(200, "json-too-deep", envelope=Envelope.TEXT), "answer-unreadable"),
        (page(200, envelope=Envelope.DATA), "not-infisical"),
    ],
)
def test_somebody_elses_answer_is_no_refusal_of_infisicals(answer: Exchange, expected: str) -> None:
    of = evidence(answer)
    verdict = judge(of).verdict
    assert (verdict.status, verdict.cause) == (Status.NOT_REACHED, expected)
    assert all(
        finding.state is not State.CAUSE for cause, finding in findings(of).items() if cause.startswith("client-secret")
    )


@pytest.mark.parametrize(
    ("era", "status", "error", "message"),
    [
        ("A", 429, None, A_LIMIT),
        ("B", 429, "Too Many Requests", "Rate limit exceeded, retry in 1 minute"),
        ("C", 429, "RateLimitExceeded", C_LIMIT),
    ],
)
def test_a_rate_limit_is_stated(era: str, status: int, error: str | None, message: str) -> None:
    assert blamed(evidence(said("read", status, error, message, era=era))) == "rate-limited"


def test_a_rate_limit_hidden_in_a_fault_shows_in_the_headers() -> None:
    spent = said("read", 500, "InternalServerError", FAULT, era="B2", headers={"x-ratelimit-remaining": "0"})
    verdict = judge(evidence(spent)).verdict
    assert (verdict.cause, verdict.confidence) == ("rate-limited", Confidence.CERTAIN)


def test_a_fault_with_requests_left_is_no_rate_limit() -> None:
    fault = said("read", 500, "InternalServerError", FAULT, era="B2", headers={"x-ratelimit-remaining": "59"})
    of = evidence(fault)
    assert blamed(of) != "rate-limited"
    assert findings(of)["server-error"].state in {State.CAUSE, State.POSSIBLE}


@pytest.mark.parametrize("era", ["B2", "C"])
def test_a_fault_is_never_blamed_on_the_credential(era: str) -> None:
    verdict = judge(evidence(said("read", 500, "InternalServerError", FAULT, era=era))).verdict
    assert verdict.confidence is not Confidence.CERTAIN
    assert verdict.faq != "expired"


@pytest.mark.parametrize(("on", "expected"), [(True, State.CAUSE), (False, State.RULED_OUT)])
def test_maintenance_that_shows_as_a_fault_is_told_by_the_configuration(on: object, expected: State) -> None:
    fault = said("login", 500, "InternalServerError", FAULT)
    config = said("config", 200, data={"isMigrationModeOn": on})
    assert findings(evidence(fault, config, credential=PAIR))["maintenance-mode"].state is expected


@pytest.mark.parametrize(("action", "expected"), [(Action.CREATE, State.CAUSE), (Action.READ, State.UNKNOWN)])
def test_maintenance_stops_changes_not_reads(action: Action, expected: State) -> None:
    config = said("config", 200, data={"isMigrationModeOn": True})
    of = evidence(said("read", 200, data={"secrets": 1}), config, target=wanting(action))
    found = findings(of)["maintenance-mode"].state
    assert found is expected or (expected is State.UNKNOWN and found is State.RULED_OUT)


@pytest.mark.parametrize("status", [418, 451, 400])
def test_a_refusal_in_unknown_words_names_no_cause(status: int) -> None:
    verdict = judge(evidence(said("read", status, "NewError", "in words of a later server"))).verdict
    assert (verdict.status, verdict.cause, verdict.proof) == (Status.INCONCLUSIVE, None, ("E1",))


def test_a_status_nobody_knows_is_a_fault_at_most() -> None:
    verdict = judge(evidence(said("read", 599, "NewError", "in words of a later server"))).verdict
    assert verdict.confidence is not Confidence.CERTAIN
    assert verdict.cause in {None, "server-error"}


SLUG = msgspec.structs.replace(TARGET, project_id="shop-abcd")
BAD_ID = said("read", 500, "Find by id", FAULT)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (said("config", 500, "InternalServerError", FAULT), "server-error"),
        (page(502, probe="config"), "project-slug-as-id"),
        (
            said("config", 500, "InternalServerError", FAULT, era="B2", headers={"x-ratelimit-remaining": "0"}),
            "project-slug-as-id",
        ),
    ],
    ids=["the server fails without a credential too", "a proxy does not reach it", "a limit is spent"],
)
def test_only_the_servers_own_fault_explains_another_one(config: Exchange, expected: str) -> None:
    assert blamed(evidence(BAD_ID, config, target=SLUG)) == expected


OTHER = Envelope.OTHER_JSON
ARRIVES = said("config", 200, data={"isMigrationModeOn": False})


@pytest.mark.parametrize(
    "answer",
    [*(page(status, envelope=OTHER) for status in (403, 404, 409)), page(200, envelope=Envelope.DATA)],
)
def test_json_in_a_form_that_nobody_knows_is_open_where_infisical_answers_others(answer: Exchange) -> None:
    assert judge(evidence(answer)).verdict.confidence is Confidence.LIKELY
    verdict = judge(evidence(answer, ARRIVES)).verdict
    assert (verdict.status, verdict.confidence) == (Status.INCONCLUSIVE, Confidence.POSSIBLE)


NOTED = "it came packed in br, though nobody asked for it"


def test_which_of_several_reasons_it_was_is_said() -> None:
    silence = msgspec.structs.replace(silent("read", Silence.UNREADABLE), note=NOTED)
    assert "It came packed in br, though nobody asked for it." in judge(evidence(silence)).verdict.notes


@pytest.mark.parametrize("answer", [page(302, "access-gate"), page(307), page(200, "login-page"), page(200)])
@pytest.mark.parametrize(
    ("config", "sure", "hides"),
    [
        (said("config", 200, data={"isMigrationModeOn": False}), Confidence.LIKELY, True),
        (page(302, "access-gate", probe="config"), Confidence.CERTAIN, False),
    ],
    ids=["Infisical answers others", "nothing of Infisical's"],
)
def test_a_page_that_not_every_request_gets_may_hide_a_refusal(
    answer: Exchange, config: Exchange, sure: Confidence, *, hides: bool
) -> None:
    verdict = judge(evidence(msgspec.structs.replace(answer, probe="login"), config, credential=PAIR)).verdict
    assert verdict.confidence is sure
    assert ("in place of a refusal" in verdict.hint) is hides

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, Envelope, Status, Token
from tests.build import PAIR, evidence, login_ok, said


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ["edge-waf-block", "not-infisical"]),
        (403, ["edge-waf-block", "not-infisical"]),
        (404, ["not-infisical", "base-url-api-suffix"]),
        (405, ["not-infisical", "base-url-api-suffix"]),
    ],
)
def test_a_refusal_that_any_program_could_write_is_not_blamed_on_one_thing_for_certain(
    status: int, expected: list[str]
) -> None:
    found = judge(evidence(said("read", status, envelope=Envelope.OTHER_JSON))).verdict
    assert (found.status, found.confidence) == (Status.NOT_REACHED, Confidence.LIKELY)
    assert [found.cause, *found.alternatives] == expected


@pytest.mark.parametrize(
    ("error", "message"), [("Not Found", "Cannot POST /api/v1/auth/universal-auth/login"), (None, "Unauthorized")]
)
def test_what_another_programs_framework_writes_by_default_is_not_infisicals(error: str | None, message: str) -> None:
    found = judge(evidence(said("login", 401, error, message, era="B"), credential=PAIR)).verdict
    assert (found.cause, found.confidence) == ("not-infisical", Confidence.LIKELY)


@pytest.mark.parametrize(("status", "sure"), [(502, "certain"), (503, "likely"), (504, "certain")])
def test_a_503_may_also_be_a_limit_of_the_proxy(status: int, sure: str) -> None:
    found = judge(evidence(said("read", status, envelope=Envelope.HTML, marks=("gateway",)))).verdict
    assert (found.cause, found.confidence) == ("gateway-upstream-down", sure)


@pytest.mark.parametrize("envelope", [Envelope.A, Envelope.B, Envelope.C, Envelope.HTML, Envelope.EMPTY])
def test_a_redirect_is_one_whatever_its_body_says(envelope: Envelope) -> None:
    found = judge(evidence(said("read", 302, "UnauthorizedError", "Invalid credentials", envelope=envelope))).verdict
    assert (found.status, found.cause, found.confidence) == (Status.NOT_REACHED, "redirected", Confidence.CERTAIN)


@pytest.mark.parametrize("end", [2**53, -(2**53), 1e300, 1.5, 0])
def test_a_token_that_lives_on_is_told_of_whatever_its_end(end: float) -> None:
    token = Token(minted=True, algorithm="HS256", claims={"exp": end})
    found = judge(evidence(login_ok(), credential=PAIR, token=token)).verdict
    assert any("it lives on until" in note for note in found.notes)


@pytest.mark.parametrize(
    ("status", "marks", "expected"), [(429, (), "rate-limited"), (401, ("api-gateway",), "edge-waf-block")]
)
def test_a_gateway_whose_answers_look_like_era_b_is_known_by_more(
    status: int, marks: tuple[str, ...], expected: str
) -> None:
    found = judge(evidence(said("login", status, None, "Forbidden", era="B", marks=marks), credential=PAIR)).verdict
    assert (found.cause, found.confidence) == (expected, Confidence.LIKELY)


def test_a_product_that_is_known_by_its_answers_is_named() -> None:
    found = judge(evidence(said("login", 403, envelope=Envelope.OTHER_JSON, marks=("vault",)), credential=PAIR)).verdict
    assert (found.cause, found.confidence) == ("not-infisical", Confidence.LIKELY)
    assert "E1 looks like one of HashiCorp Vault's." in found.notes


def test_a_refusal_that_a_gateway_wrapped_is_judged_but_no_proof() -> None:
    refused = said(
        "login", 401, "UnauthorizedError", "Access denied due to expired client secret", era="C2", marks=("wrapped",)
    )
    found = judge(evidence(refused, credential=PAIR)).verdict
    assert (found.cause, found.confidence) == ("client-secret-expired", Confidence.LIKELY)
    assert any("another program's answer around" in note for note in found.notes)


@pytest.mark.parametrize(("status", "sure"), [(302, Confidence.LIKELY), (301, Confidence.CERTAIN)])
def test_a_passing_redirect_after_a_login_may_stand_for_a_refusal(status: int, sure: Confidence) -> None:
    found = judge(evidence(login_ok(), said("read", status, envelope=Envelope.EMPTY), credential=PAIR)).verdict
    assert (found.cause, found.confidence) == ("redirected", sure)


def test_an_error_that_is_known_by_its_name_alone_is_said_to_be() -> None:
    refused = said("read", 400, "ProjectVersionNotSupported", "In words of a later server.", era="C2")
    found = judge(evidence(login_ok(), refused, credential=PAIR)).verdict
    assert (found.cause, found.confidence) == ("project-version-unsupported", Confidence.LIKELY)
    assert any("its error is that of “Project version does not support" in note for note in found.notes)

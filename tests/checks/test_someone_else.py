from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Confidence, Envelope, Status, Token
from tests.build import PAIR, evidence, login_ok, said


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_refusal_that_any_web_server_could_write_is_not_blamed_on_one_thing_for_certain(status: int) -> None:
    found = judge(evidence(said("read", status, envelope=Envelope.OTHER_JSON))).verdict
    assert (found.status, found.confidence) == (Status.NOT_REACHED, Confidence.LIKELY)
    assert found.alternatives == ("not-infisical",)


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

"""Login: what each era's refusal of a pair leaves open."""

from __future__ import annotations

import pytest

from diagnose.model import State
from tests.build import A_FAULT, A_REFUSED, B_REFUSED, PAIR, blamed, evidence, findings, login_ok, minted, said

ANY = "client-secret-wrong client-secret-revoked client-secret-expired client-secret-usage-limit"
LOCKED = "This identity auth method is temporarily locked, please try again later"


@pytest.mark.parametrize(
    ("said_", "state", "causes"),
    [
        (("A", 401, "unauthorized", A_REFUSED), State.POSSIBLE, ANY + " client-id-unknown"),
        (("B1", 403, "UnauthorizedError", B_REFUSED), State.POSSIBLE, ANY + " client-id-unknown"),
        (("B1", 403, "UnauthorizedError", "Invalid credentials"), State.POSSIBLE, ANY + " client-id-unknown"),
        (("B2", 401, "UnauthorizedError", "Invalid credentials"), State.POSSIBLE, ANY),
        (("B2", 401, "UnauthorizedError", "Invalid credentials"), State.POSSIBLE, "client-id-unknown"),
        (("B2", 404, "NotFound", "No identity with specified client ID was found"), State.CAUSE, "client-id-unknown"),
        (("C", 404, "NotFound", "No identity with specified client ID was found"), State.CAUSE, "client-id-unknown"),
        (("C", 404, "NotFound", "No identity with specified client ID was found"), State.NOT_REACHED, ANY),
        (("C", 401, "UnauthorizedError", "Invalid credentials"), State.POSSIBLE, ANY + " client-id-unknown"),
        (("C", 401, "UnauthorizedError", LOCKED), State.CAUSE, "universal-auth-lockout"),
        (("C", 401, "UnauthorizedError", LOCKED), State.RULED_OUT, "client-id-unknown untrusted-ip-login"),
        (("C", 401, "UnauthorizedError", LOCKED), State.POSSIBLE, "client-secret-wrong client-secret-expired"),
        (
            ("C", 429, "RateLimitExceeded", "Failed to acquire lock: rate limit exceeded"),
            State.CAUSE,
            "lockout-lock-contention",
        ),
        (("C", 404, "NotFound", "Sub organization with slug subsidiary not found"), State.CAUSE, "sub-org-not-found"),
    ],
)
def test_a_refused_login(said_: tuple[str, int, str, str], state: State, causes: str) -> None:
    era, status, error, message = said_
    found = findings(evidence(said("login", status, error, message, era=era), credential=PAIR))
    assert {known: found[known].state for known in causes.split()} == dict.fromkeys(causes.split(), state)


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
def test_an_accepted_login_rules_out_what_refuses_one(era: str) -> None:
    found = findings(evidence(login_ok(era), credential=PAIR, token=minted(era)))
    for known in (*ANY.split(), "client-id-unknown", "untrusted-ip-login"):
        assert found[known].state is State.RULED_OUT
        assert found[known].because == ("E1",)


@pytest.mark.parametrize(
    ("era", "status", "error", "message"),
    [
        ("A", 500, "internal_server_error", A_FAULT),
        ("B1", 403, "ValidationFailure", "clientId: Required"),
        ("C", 422, "ValidationFailure", "clientId: Required"),
    ],
)
def test_the_tools_own_login_is_complete_so_its_body_is_never_blamed(
    era: str, status: int, error: str, message: str
) -> None:
    of = evidence(said("login", status, error, message, era=era), credential=PAIR)
    assert findings(of)["login-body-invalid"].state in {State.UNKNOWN, State.RULED_OUT}
    assert blamed(of) != "login-body-invalid"

"""Lifetimes and uses: of the client secret, of the access token, and of the token's own JWT."""

from __future__ import annotations

import pytest

from diagnose.model import Confidence, Evidence, State, Token
from tests.build import NOW, PAIR, blamed, evidence, findings, login_ok, minted, said

# What shows that a server is of B2 and no later one whose request ID got lost.
OF = {
    **dict.fromkeys(("A", "B1", "C"), ()),
    "B2": (said("era", 401, "ValidationFailure", "clientId: Required", era="B2"),),
}
ENDED = "Your token has expired. Please re-authenticate."


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        (
            *("A", 401, "unauthorized", "Failed to authenticate identity credentials due to expired client secret"),
            "client-secret-expired",
        ),
        (
            *("B1", 403, "UnauthorizedError"),
            "Failed to authenticate identity credentials due to expired client secret",
            "client-secret-expired",
        ),
        ("B2", 401, "UnauthorizedError", "Access denied due to expired client secret", "client-secret-expired"),
        ("C", 401, "UnauthorizedError", "Access denied due to expired client secret", "client-secret-expired"),
        (
            *("B2", 401, "UnauthorizedError", "Access denied due to client secret usage limit reached"),
            "client-secret-usage-limit",
        ),
    ],
)
def test_the_client_secrets_end_is_stated(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("login", status, error, message, era=era), *OF[era], credential=PAIR))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["client-secret-wrong"].state is State.RULED_OUT


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("A", 401, "unauthorized", "Token expired", "token-jwt-expired"),
        (
            *("A", 401, "unauthorized", "Failed to authenticate identity access token due to TTL expiration"),
            "access-token-ttl",
        ),
        (
            *("A", 401, "unauthorized", "Failed to authenticate identity access token due to Max TTL expiration"),
            "access-token-max-ttl",
        ),
        ("B1", 500, "Internal Server Error", "jwt expired", "token-jwt-expired"),
        ("B1", 401, "TokenError", ENDED, "token-jwt-expired"),
        ("B2", 403, "TokenError", ENDED, "token-jwt-expired"),
        ("C", 403, "TokenError", ENDED, "token-jwt-expired"),
        # The word "renew" stands in the answer to an ordinary request (catalogue b.3).
        (
            *("B1", 403, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration"),
            "access-token-ttl",
        ),
        (
            *("B2", 401, "UnauthorizedError", "Failed to renew MI access token due to TTL expiration"),
            "access-token-ttl",
        ),
        (
            *("B2", 401, "UnauthorizedError", "Unable to renew because access token number of uses limit reached"),
            "access-token-usage-limit",
        ),
        (
            *("C", 401, "UnauthorizedError", "Failed to authorize: token usage limit reached"),
            "access-token-usage-limit",
        ),
        (
            *("C", 401, "UnauthorizedError", "Identity access token exceeded max age, please re-authenticate"),
            "token-legacy-max-age",
        ),
    ],
)
def test_the_tokens_end_is_stated(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era), *OF[era]))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]


def fresh_and_ended(lives_s: int) -> Evidence:
    """A server of B1 that refuses the token of its own login, which it gave a day to live, as expired."""
    ended = said("read", 500, "Internal Server Error", "jwt expired", era="B1")
    token = Token(minted=True, algorithm="HS256", claims={**minted("B1").claims, "exp": int(NOW) + lives_s})
    return evidence(login_ok("B1", longest=86400), ended, credential=PAIR, token=token)


def test_a_fresh_token_with_a_thousandth_of_its_time_is_early_b1s_own_defect() -> None:
    of = fresh_and_ended(86)
    assert blamed(of) == "server-bug-jwt-exp-milliseconds"
    finding = findings(of)["server-bug-jwt-exp-milliseconds"]
    assert (finding.state, finding.refines) == (State.CAUSE, "token-jwt-expired")


def test_a_fresh_token_that_ends_when_its_login_said_has_simply_expired() -> None:
    of = fresh_and_ended(86400)
    assert blamed(of) == "token-jwt-expired"
    assert findings(of)["server-bug-jwt-exp-milliseconds"].state is not State.CAUSE


def test_a_token_that_was_handed_over_has_simply_expired() -> None:
    ended = said("read", 500, "Internal Server Error", "jwt expired", era="B1")
    of = evidence(ended, token=Token(claims=minted("B1").claims))
    assert blamed(of) == "token-jwt-expired"
    assert findings(of)["server-bug-jwt-exp-milliseconds"].state is not State.CAUSE


@pytest.mark.parametrize(("age", "expected"), [(86_401, Confidence.LIKELY), (86_399, Confidence.POSSIBLE)])
def test_a_token_past_its_longest_life_says_so_itself(age: int, expected: Confidence) -> None:
    claims = {"creationEpoch": int(NOW) - age, "accessTokenMaxTTL": 86_400}
    of = evidence(said("read", 403, "TokenError", ENDED), token=Token(claims=claims))
    finding = findings(of)["access-token-max-ttl"]
    assert (finding.state, finding.refines) == (State.POSSIBLE, "token-jwt-expired")
    assert (finding.confidence or Confidence.POSSIBLE) is expected


@pytest.mark.parametrize("claims", [{}, {"creationEpoch": "soon"}, {"creationEpoch": 1, "accessTokenMaxTTL": 0}])
def test_a_token_without_an_end_tells_nothing_of_it(claims: dict[str, object]) -> None:
    of = evidence(said("read", 200, data={"secrets": 1}), token=Token(claims=claims))
    assert findings(of)["access-token-max-ttl"].state is State.RULED_OUT

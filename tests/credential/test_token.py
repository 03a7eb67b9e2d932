"""What is kept of a token, and what is not."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.credential.token import MAX_CHARACTERS, read_token
from tests.jwts import SIGNATURE, UUID, jwt, segment

NEWEST = {
    "identityId": UUID,
    "clientSecretId": UUID,
    "identityAccessTokenId": UUID,
    "authTokenType": "identityAccessToken",
    "iat": 1_700_000_000,
    "exp": 1_700_007_200,
    "nbf": 1_700_000_000,
    "jti": UUID,
    "identityName": "billing job",
    "authMethod": "universal-auth",
    "orgId": UUID,
    "rootOrgId": UUID,
    "parentOrgId": UUID,
    "ipRestrictionEnabled": True,
    "accessTokenTTL": 7200,
    "accessTokenMaxTTL": 2_592_000,
    "accessTokenPeriod": 0,
    "creationEpoch": 1_700_000_000.5,
    "numUsesLimit": 3,
}


def claims_of(payload: Any) -> dict[str, Any]:
    token = read_token(jwt(payload))
    assert token is not None
    return dict(token.claims)


def test_every_claim_that_tells_something_is_kept_as_it_is() -> None:
    assert claims_of(NEWEST) == NEWEST


def test_the_algorithm_and_who_minted_it_are_kept() -> None:
    token = read_token(jwt(NEWEST), minted=True)
    assert token is not None
    assert (token.algorithm, token.minted) == ("HS256", True)


def test_the_signature_is_not_kept() -> None:
    assert SIGNATURE.encode() not in msgspec.json.encode(read_token(jwt(NEWEST)))


def test_other_claims_are_dropped() -> None:
    assert claims_of({"email": "a@example.com", "iat": 1, "secretValue": "x"}) == {"iat": 1}


def test_of_the_auth_details_only_the_names_are_kept_and_of_the_user_only_that_there_is_one() -> None:
    assert claims_of({"identityAuth": {"oidc": {"claims": {"sub": "me"}}, "aws": 1}, "userId": UUID}) == {
        "identityAuth": ["aws", "oidc"],
        "userId": True,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iat", "1700000000"),
        ("iat", True),
        ("exp", 2**60),
        ("exp", None),
        ("exp", [1]),
        ("identityId", {"_id": UUID}),
        ("identityId", json.dumps({"_id": UUID, "name": "a document of an old server, as text"})),
        ("identityId", "x" * 65),
        ("orgId", "a b"),
        ("authTokenType", ""),
        ("authTokenType", "\x1b[31m"),
        ("identityName", "x" * 257),
        ("ipRestrictionEnabled", "true"),
        ("identityAuth", ["oidc"]),
        ("userId", ""),
    ],
)
def test_a_claim_of_the_wrong_form_is_dropped(name: str, value: object) -> None:
    assert claims_of({name: value, "jti": UUID}) == {"jti": UUID}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "eyJ",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        jwt([1]),
        jwt("text"),
        f"{segment([])}.{segment({})}.x",
        f"{segment({})}.{segment({})}=.x",
        f"{segment({})}.{segment({})[:-1]}.x",
        f" {jwt()}",
        jwt(signature="not base64!"),
        jwt({"identityName": "x" * MAX_CHARACTERS}),
        f"{segment({})}.{segment(json.loads('[' * 900 + ']' * 900))}.x",
    ],
)
def test_what_is_no_jwt_gives_nothing(text: str) -> None:
    assert read_token(text) is None


def test_endless_nesting_gives_nothing() -> None:
    import base64

    deep = base64.urlsafe_b64encode(b'{"a":' + b"[" * 20_000).decode().rstrip("=")
    assert read_token(f"{segment({})}.{deep}.x") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*NEWEST, "identityAuth", "userId", "email", "sub"]), json_values, max_size=8))
def test_whatever_the_claims_are_only_known_names_with_plain_values_come_out(payload: dict[str, Any]) -> None:
    token = read_token(jwt(payload))
    kept = {} if token is None else dict(token.claims)
    assert kept.keys() <= {*NEWEST, "identityAuth", "userId"}
    assert all(isinstance(value, str | int | float | bool) for name, value in kept.items() if name != "identityAuth")


@given(st.text())
def test_any_text_is_read_or_refused_without_an_error(text: str) -> None:
    token = read_token(text)
    assert token is None or token.claims is not None

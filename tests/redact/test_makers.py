"""Credentials of other makers than Infisical, which stand in the same logs."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor

_BODY = "aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY2zA4bC6"
BARE = (
    f"ghp_{_BODY}",
    f"github_pat_{_BODY}",
    f"glpat-{_BODY[:20]}",
    f"xoxb-123456789012-{_BODY[:24]}",
    "AKIAIOSFODNN7QX4ZW2P",
    f"hvs.{_BODY}",
    f"npm_{_BODY}",
    f"AIza{_BODY[:35]}",
    f"sk_live_{_BODY[:24]}",
    f"SG.{_BODY[:22]}.{_BODY}",
    f"dop_v1_{'0a1b2c3d' * 8}",
    "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KH",
)
VALUE = "q7Xw2Lm9Rt4Kd8Vz"
NAMED = (
    "secret_id={}",
    "VAULT_SECRET_ID={}",
    "vault write auth/approle/login role_id=1 secret_id={}",
    "Authorization: Splunk {}",
    "> authorization: PRIVATE-TOKEN {}",
    "Authorization: SharedKey acct:{}",
    "GET /api/v1/sso/oidc/callback?code={}{}&state=x",
    "https://x.example/cb?state=a&code={}{}",
)


@pytest.mark.parametrize("value", BARE)
@pytest.mark.parametrize("text", ["the log says {} was refused", "STRIPE={}", '["{}"]'])
def test_a_key_goes_by_the_letters_that_its_maker_put_before_it(text: str, value: str) -> None:
    assert value not in Redactor().line(text.format(value))


@pytest.mark.parametrize("text", NAMED)
def test_a_login_of_another_maker_goes(text: str) -> None:
    assert VALUE not in Redactor().line(text.format(VALUE, VALUE))


@pytest.mark.parametrize(
    "text",
    [
        "clientSecretId: 0114be73-2803-4582-8c87-368782085ef7",
        "client_secret_id=65f0c1d2e3a4b5c6d7e8f9a0",
        "secretId=65f0c1d2e3a4b5c6d7e8f9a0",
        "GET /x?code=401&state=open",
        "GET /x?code=access-token-has-expired-long-ago",
        "Authorization: Bearer",
        "the prefix ghp_ and the word AKIA",
    ],
)
def test_what_only_reminds_of_one_stays(text: str) -> None:
    assert Redactor().line(text) == text

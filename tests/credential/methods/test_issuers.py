"""The issuer of a proof, asked only on request: an OIDC provider of its keys, AWS of the caller."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from checks.case.proof import narrowed
from diagnose.credential.methods import Fetch, FetchError, Proof, aws, oidc
from diagnose.model import CredentialFacts, CredentialKind
from tests.build import evidence
from tests.credential.methods.handed import NOW, place
from tests.jwts import UUID, segment

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "word" * 10, "AWS_REGION": "eu-west-1"}
ARN = "arn:aws:sts::111122223333:assumed-role/deploy/x"
CONFIRMED = f"<GetCallerIdentityResult><Arn>{ARN}</Arn><Account>111122223333</Account></GetCallerIdentityResult>"
LEFT = ["aws-sts-rejected", "aws-root-principal", "server-error"]


class Issuer:
    """Answers by URL and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[Fetch] = []

    def __call__(self, wanted: Fetch) -> bytes:
        self.asked.append(wanted)
        found = self.answers.get(wanted.url)
        if found is None:
            message = f"{wanted.what} answered 404"
            raise FetchError(message)
        return found if isinstance(found, bytes) else json.dumps(found).encode()


def job(kid: str = "k1") -> str:
    body = {"iss": "https://issuer.example/", "sub": "a", "exp": NOW + 60}
    return f"{segment({'alg': 'RS256', 'kid': kid})}.{segment(body)}.c2ln"


def looked(kid: str, *keys: str) -> Proof:
    issuer = Issuer(
        {
            "https://issuer.example/.well-known/openid-configuration": {"jwks_uri": "https://issuer.example/keys"},
            "https://issuer.example/keys": {"keys": [{"kid": key} for key in keys]},
        }
    )
    return oidc.METHOD.read(place(environ={"INFISICAL_JWT": job(kid)}, fetch=issuer, look_at_issuer="yes"))


@pytest.mark.parametrize(
    ("keys", "cause"),
    [(("k1", "k2"), None), (("k2",), "oidc-signing-key-unknown"), ((), "oidc-discovery-unreachable")],
)
def test_the_providers_keys_are_looked_through_for_the_tokens_own(keys: tuple[str, ...], cause: str | None) -> None:
    assert [odd.cause for odd in looked("k1", *keys).traits] == ([cause] if cause else [])


def test_a_provider_that_does_not_answer_is_told() -> None:
    proof = oidc.METHOD.read(place(environ={"INFISICAL_JWT": job()}, look_at_issuer="yes"))

    assert [odd.cause for odd in proof.traits] == ["oidc-discovery-unreachable"]


def test_nobody_is_asked_without_the_request() -> None:
    issuer = Issuer({})
    oidc.METHOD.read(place(environ={"INFISICAL_JWT": job()}, fetch=issuer))
    aws.METHOD.read(place(environ=KEYS, fetch=issuer))

    assert issuer.asked == []


def asked_sts(answer: str) -> tuple[Proof, Fetch]:
    issuer = Issuer({"https://sts.eu-west-1.amazonaws.com/": answer.encode()})
    return aws.METHOD.read(place(environ=KEYS, fetch=issuer, look_at_issuer="yes")), issuer.asked[0]


def suspects(proof: Proof) -> list[str]:
    facts = CredentialFacts(
        kind=CredentialKind.LOGIN_METHOD, method="aws-iam", identity_id=UUID, claims=proof.claims, traits=proof.traits
    )
    return narrowed(LEFT, (), evidence(credential=facts))


def test_sts_says_who_the_caller_is_and_that_it_is_not_the_cause() -> None:
    proof, wanted = asked_sts(CONFIRMED)

    assert (proof.claims["arn"], proof.claims["account"]) == (ARN, "111122223333")
    assert (wanted.method, wanted.content) == ("POST", b"Action=GetCallerIdentity&Version=2011-06-15")
    assert suspects(proof) == ["server-error"]


def test_a_refusal_of_sts_is_the_cause_of_a_bare_fault() -> None:
    proof, _ = asked_sts("<ErrorResponse><Error><Code>ExpiredToken</Code></Error></ErrorResponse>")

    assert "ExpiredToken" in proof.traits[0].detail
    assert suspects(proof) == ["aws-sts-rejected"]


def test_the_root_user_is_named() -> None:
    proof, _ = asked_sts("<Arn>arn:aws:iam::111122223333:root</Arn>")

    assert suspects(proof) == ["aws-root-principal"]

"""AWS: the signature, where credentials and the region come from, and what they show unsent."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest

from diagnose.credential.methods import Fetch, FetchError, aws, sigv4
from diagnose.credential.methods.aws import METHOD, account_of
from diagnose.credential.methods.sigv4 import Keys
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from tests.credential.methods.handed import NOW, place

KEY_ID, SECRET, SESSION = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "session/token+with=signs"
KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "eu-central-1"}
DOCUMENT = {"AccessKeyId": KEY_ID, "SecretAccessKey": SECRET, "Token": SESSION}


def services(answers: dict[str, Any], asked: list[Fetch]) -> Callable[[Fetch], bytes]:
    """Answers by the end of the URL."""

    def fetch(wanted: Fetch) -> bytes:
        asked.append(wanted)
        found = next((answer for end, answer in answers.items() if wanted.url.endswith(end)), None)
        if found is None:
            message = f"{wanted.what} answered 404"
            raise FetchError(message)
        return found if isinstance(found, bytes) else json.dumps(found).encode()

    return fetch


def headers_of(proof: Any) -> dict[str, str]:
    return dict(json.loads(b64decode(proof.fields["iamRequestHeaders"].reveal())))


@pytest.mark.parametrize(
    ("session", "signature"),
    [
        # made with botocore 1.x for the same key, time and region
        (None, "e7bd2769576b35d30569ad4d20263a580c683e531a10df3b5647fdfe93f8cf37"),
        (SESSION, "931d0fb78508e90d566c6b85b870f3b71a73326010904edcdce9fac66b45a112"),
    ],
)
def test_the_signature_is_that_of_amazons_own_library(session: str | None, signature: str) -> None:
    keys = Keys(key_id=KEY_ID, secret=Secret(SECRET), session=Secret(session) if session else None)

    assert sigv4.signed_headers(keys, "eu-central-1", NOW)["Authorization"].endswith(f"Signature={signature}")


def test_the_login_carries_method_body_and_headers_as_the_official_clients_do() -> None:
    proof = METHOD.read(place(environ={**KEYS, "AWS_SESSION_TOKEN": SESSION}))

    assert proof.fields["iamHttpRequestMethod"] == "POST"
    assert b64decode(str(proof.fields["iamRequestBody"])) == b"Action=GetCallerIdentity&Version=2011-06-15"
    headers = headers_of(proof)
    assert headers["Host"] == "sts.eu-central-1.amazonaws.com"
    assert headers["X-Amz-Date"] == "20261123T120000Z"
    assert headers["X-Amz-Security-Token"] == SESSION
    assert headers["Authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={KEY_ID}/20261123/eu-central-1/sts/aws4_")


def test_every_part_that_proves_something_is_held_as_a_secret() -> None:
    proof = METHOD.read(place(environ={**KEYS, "AWS_SESSION_TOKEN": SESSION}))
    held = {secret.reveal() for secret in proof.secrets()}

    signature = headers_of(proof)["Authorization"].rpartition("=")[2]
    assert {SECRET, SESSION, signature, proof.fields["iamRequestHeaders"].reveal()} <= held  # type: ignore[union-attr]
    assert not {SECRET, SESSION, KEY_ID} & {str(value) for value in proof.claims.values()}


def test_the_region_falls_back_to_the_older_variable_and_then_to_the_instances_own() -> None:
    bare = {name: value for name, value in KEYS.items() if name != "AWS_REGION"}
    fetch = services({"/token": b"t", "/document": {"region": "us-west-2"}}, [])

    assert METHOD.read(place(environ={**bare, "AWS_DEFAULT_REGION": "eu-west-1"})).claims["region"] == "eu-west-1"
    assert METHOD.read(place(environ=bare, fetch=fetch)).claims["region"] == "us-west-2"


def test_without_any_region_the_variable_is_named() -> None:
    bare = {name: value for name, value in KEYS.items() if name != "AWS_REGION"}

    with pytest.raises(UsageProblem, match="there is no AWS region: set AWS_REGION"):
        METHOD.read(place(environ=bare))


@pytest.mark.parametrize("region", ["eu central 1", "eu-central-1/x", "eu-central-1.evil.example", "x" * 41])
def test_what_can_be_no_region_is_not_sent(region: str) -> None:
    with pytest.raises(UsageProblem, match="AWS_REGION is no AWS region"):
        METHOD.read(place(environ={**KEYS, "AWS_REGION": region}))


def test_the_containers_credentials_are_taken_with_its_own_token() -> None:
    asked: list[Fetch] = []
    environ = {
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "word",
        "AWS_REGION": "eu-west-1",
    }

    proof = METHOD.read(place(environ=environ, fetch=services({"/v2/credentials/x": DOCUMENT}, asked)))

    assert proof.source == "the container's credentials"
    assert [(f.url, f.headers) for f in asked] == [
        ("http://169.254.170.2/v2/credentials/x", {"Authorization": Secret("word")})
    ]


def test_the_instances_role_is_asked_for_with_a_token_of_the_second_version() -> None:
    asked: list[Fetch] = []
    answers = {"/api/token": b"t", "/security-credentials/": b"deploy", "/security-credentials/deploy": DOCUMENT}
    environ = {"AWS_REGION": "eu-west-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9/"}

    proof = METHOD.read(place(environ=environ, fetch=services(answers, asked)))

    assert proof.source == "the instance's role"
    assert {f.url.partition("/latest")[0] for f in asked} == {"http://127.0.0.1:9"}
    assert [f.method for f in asked] == ["PUT", "GET", "PUT", "GET"]
    assert asked[1].headers == {"X-aws-ec2-metadata-token": Secret("t")}


def test_nobody_is_asked_where_that_is_forbidden() -> None:
    asked: list[Fetch] = []

    with pytest.raises(UsageProblem, match="there are no AWS credentials"):
        METHOD.read(place(environ={"AWS_EC2_METADATA_DISABLED": "true"}, fetch=services({}, asked)))

    assert asked == []


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"AWS_ACCESS_KEY_ID": KEY_ID}, "AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not"),
        ({"AWS_SECRET_ACCESS_KEY": SECRET}, "AWS_SECRET_ACCESS_KEY is set, and AWS_ACCESS_KEY_ID is not"),
        ({**KEYS, "AWS_ACCESS_KEY_ID": '"AKIA"'}, "other characters than letters and digits"),
        ({**KEYS, "AWS_SESSION_TOKEN": "a\nb"}, "characters that no such token has"),
        ({}, "there are no AWS credentials: set AWS_ACCESS_KEY_ID"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(environ: dict[str, str], says: str) -> None:
    with pytest.raises(UsageProblem, match=says) as raised:
        METHOD.read(place(environ=environ))

    assert SECRET not in str(raised.value)


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"AWS_ACCESS_KEY_ID": "ASIAQNZGKIQY56JQ7WML"}, "aws-sts-rejected"),
        ({"AWS_REGION": "frankfurt"}, "aws-region-invalid"),
        ({"AWS_REGION": "cn-north-1"}, "aws-sts-rejected"),
        ({}, None),
        ({"AWS_REGION": "us-gov-west-1"}, None),
    ],
)
def test_what_is_odd_is_told_before_anything_is_sent(changed: dict[str, str], cause: str | None) -> None:
    proof = METHOD.read(place(environ={**KEYS, **changed}))

    assert [trait.cause for trait in proof.traits] == ([cause] if cause else [])


def test_a_key_id_tells_its_account() -> None:
    # an example that is public
    assert account_of("ASIAQNZGKIQY56JQ7WML") == "029608264753"
    assert account_of("AKIA") is None


def test_a_request_that_was_signed_elsewhere_is_sent_as_it_is() -> None:
    request = {"iamHttpRequestMethod": "POST", "iamRequestBody": "Qm9keQ==", "iamRequestHeaders": "SGVhZGVycw=="}

    proof = METHOD.read(place(stdin=json.dumps(request).encode(), aws_request="-"))

    assert proof.fields == {**request, "iamRequestHeaders": Secret("SGVhZGVycw==")}


@pytest.mark.parametrize("text", [b"no json", b"[1", b'{"iamRequestBody": 3}'])
def test_a_request_of_another_form_is_refused(text: bytes) -> None:
    with pytest.raises(UsageProblem, match="this is no JSON object with iamRequestBody and iamRequestHeaders"):
        METHOD.read(place(stdin=text, aws_request="-"))


def test_the_dummy_has_nothing_that_a_server_could_send_on() -> None:
    assert b64decode((METHOD.dummy or {})[aws.FIELDS[2]]) == b"{}"

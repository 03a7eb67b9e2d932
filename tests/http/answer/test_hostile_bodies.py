"""Whatever a server sends is read, within bounds, and no value of a secret stays."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.http.answer import BROKEN, TOO_DEEP, read_answer
from diagnose.model import Answer, Envelope
from diagnose.secret import Secret
from diagnose.secret.guard import Guard
from diagnose.secret.mask import Mask
from tests.http.answer.reading import JSON, KINDS, read


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        (b"[" * 1_000_000, TOO_DEEP),
        (b'{"a":' * 1_000_000, TOO_DEEP),
        (b"[" * 65 + b"]" * 65, TOO_DEEP),
        (b'{"a":' + b"9" * 1_000_000 + b"}", BROKEN),
        (b'{"statusCode":401,', BROKEN),
        (b'{"a":"\xff"', BROKEN),
        (b"{" + b'"' * 100_001, BROKEN),
    ],
)
def test_json_that_cannot_be_read_is_marked_with_the_reason(body: bytes, mark: str) -> None:
    answer = read(body, 401)
    assert (answer.marks, answer.message, answer.status) == ((mark,), None, 401)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 64 + b"]" * 64,
        b"[" + b'"[[[[{{{{",' * 100 + b"0]",
        b"[" + b"[]," * 1000 + b"0]",
        b'{"a":NaN,"b":Infinity,"c":1e999,"d":' + b"9" * 400 + b"}",
        b'{"a":1,"a":2}',
    ],
)
def test_odd_but_bounded_json_is_read(body: bytes) -> None:
    assert read(body, keep="status").envelope is Envelope.DATA


def test_half_a_character_is_replaced_so_that_files_can_hold_it() -> None:
    answer = read(b'{"statusCode":401,"message":"a\\ud800b","error":"\xff"}', 401)
    assert (answer.message, answer.error) == ("a?b", "\ufffd")


CANARY = "c4n4ry-0f-a-s3cr3t-value"
HIDING_PLACES = [
    "secretValue",
    "secretComment",
    "secretReminderNote",
    "value",
    "secretHash",
    "encryptedKey",
    "clientSecret",
]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
names = st.sampled_from(
    [
        *(
            "secrets",
            "secret",
            "secretKey",
            "imports",
            "workspace",
            "workspaces",
            "project",
            "projects",
            "environments",
        ),
        *(
            "folders",
            "secretImports",
            "config",
            "identityDetails",
            "organization",
            "identityMembership",
            "roles",
            "role",
        ),
        *(
            "identityMemberships",
            "identity",
            "permissions",
            "scopes",
            "conditions",
            "action",
            "subject",
            "details",
            "id",
        ),
        *("name", "slug", "statusCode", "message", "error", "reqId", "type", "status_code", "data", "accessToken"),
    ]
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names | st.text(max_size=6), inner, max_size=6),
    max_leaves=20,
)


@given(
    keep=st.sampled_from(KINDS),
    status=st.integers(100, 599),
    headers=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=6),
    body=st.binary(max_size=300) | documents.map(lambda value: json.dumps(value).encode()),
)
def test_whatever_comes_is_read_and_can_be_saved(
    keep: str, status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    answer, _ = read_answer(keep, status, headers, body)
    assert msgspec.json.decode(msgspec.json.encode(answer), type=Answer).status == status


def planted(value: Any) -> Any:
    """The same document with a secret value under each name that holds one, in every object."""
    if isinstance(value, dict):
        return {key: planted(part) for key, part in value.items()} | dict.fromkeys(HIDING_PLACES, CANARY)
    return [planted(part) for part in value] if isinstance(value, list) else value


def without_rules(value: Any) -> Any:
    """Conditions are kept whole by contract; no server puts a value there."""
    if isinstance(value, dict):
        return {key: without_rules(part) for key, part in value.items() if key != "conditions"}
    return [without_rules(part) for part in value] if isinstance(value, list) else value


@given(keep=st.sampled_from(KINDS), status=st.sampled_from([200, 401, 403, 500]), document=documents)
def test_values_of_secrets_are_never_kept(keep: str, status: int, document: Any) -> None:
    body = json.dumps(planted(without_rules(document))).encode()
    answer, _ = read_answer(keep, status, JSON, body)
    assert CANARY.encode() not in msgspec.json.encode(answer)


@pytest.mark.parametrize("cut", [1, 4, 16])
def test_a_secret_in_parts_over_a_list_of_messages_is_not_kept(cut: int) -> None:
    secret = "9f3c1b7ae2d54088" * 4
    said = [secret[at : at + cut] for at in range(0, len(secret), cut)]
    body = json.dumps({"reqId": "req-1", "statusCode": 422, "message": said, "error": "ValidationFailure"}).encode()
    answer, _ = read_answer("", 422, JSON, body, Mask([Secret(secret)]))
    Guard([Secret(secret)]).check(msgspec.json.encode(answer).decode())

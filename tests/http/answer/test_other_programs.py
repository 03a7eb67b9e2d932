"""JSON of other programs: whose it looks like, and an error of Infisical's inside it."""

from __future__ import annotations

import json

import pytest

from diagnose.http.answer import read_answer
from diagnose.model import WRAPPED, Answer, Envelope
from diagnose.secret import Secret
from diagnose.secret.mask import Mask

ERROR = {
    "reqId": "req-abcdefghij1234",
    "statusCode": 401,
    "message": "Invalid credentials",
    "error": "UnauthorizedError",
}
ERA_A = {"type": "unauthorized", "message": "Failed to authenticate", "status_code": 401, "level_name": "INFO"}


def read(body: object, status: int = 401, mask: Mask | None = None, **headers: str) -> Answer:
    raw = body if isinstance(body, str) else json.dumps(body)
    return read_answer("login", status, [*headers.items()], raw.encode(), mask or Mask())[0]


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ({"errors": ["permission denied"]}, "vault"),
        ({"errors": []}, "vault"),
        ({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 401}, "kubernetes"),
        ({"error": "RESTEASY003210: Could not find resource"}, "keycloak"),
        ({"message": "401 Unauthorized"}, "gitlab"),
        ({"timestamp": "t", "status": 401, "error": "Unauthorized", "path": "/api"}, "spring"),
        ({"type": "about:blank", "title": "Unauthorized", "status": 401}, "problem-json"),
        ({"errors": [{"code": "UNAUTHORIZED", "message": "x"}]}, "registry"),
        ({"error": "invalid_client", "error_description": "x"}, "oauth"),
        ({"message": "no Route matched with those values"}, "kong"),
        ({"message": "Missing Authentication Token"}, "api-gateway"),
        ({"statusCode": 401, "message": "Access denied due to missing subscription key. Go"}, "api-gateway"),
    ],
)
def test_json_hints_at_the_program_that_wrote_it(body: object, mark: str) -> None:
    assert read(body).marks == (mark,)


def test_a_gateway_names_itself_in_a_header() -> None:
    assert read({"message": "Unauthorized"}, server="kong/3.6").marks == ("kong",)


@pytest.mark.parametrize("body", [ERROR, {"errors": [{"message": "x"}]}, {"message": "x"}], ids=str)
def test_infisicals_own_and_anybodys_json_hint_at_nobody(body: object) -> None:
    assert read(body).marks == ()


@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "error": ERROR},
        {"status": "error", "errors": [ERROR]},
        {"code": "UPSTREAM", "upstream": json.dumps(ERROR)},
        f"<html><pre>{json.dumps(ERROR)}</pre></html>",
        f"<html><pre>{json.dumps(ERROR).replace(chr(34), '&quot;')}</pre></html>",
        f")]}}',\n{json.dumps(ERROR)}",
        f"{json.dumps(ERROR)}\n<script src='/x.js'></script>",
        json.dumps(json.dumps(ERROR)),
    ],
    ids=["a field", "a list", "a text", "a page", "an escaped page", "a prefix", "something behind", "JSON in JSON"],
)
def test_an_error_inside_another_answer_is_read(body: object) -> None:
    answer = read(body)
    assert (answer.envelope, answer.error, answer.message) == (Envelope.C, "UnauthorizedError", "Invalid credentials")
    assert answer.marks == (WRAPPED,)


def test_one_of_era_a_is_read_as_well() -> None:
    answer = read({"data": ERA_A})
    assert (answer.envelope, answer.message, answer.marks) == (Envelope.A, "Failed to authenticate", (WRAPPED,))


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"statusCode": 404, "message": "Not Found"}},
        {"a": {"b": {"c": {"d": ERROR}}}},
        {"error": "[" * 5000},
        "<html>statusCode {{{{{</html>",
    ],
    ids=["half of one", "too deep", "no JSON", "a page about it"],
)
def test_less_than_an_error_body_is_none(body: object) -> None:
    assert WRAPPED not in read(body).marks


def test_a_success_is_not_searched() -> None:
    assert read({"data": ERROR}, 200).marks == ()


def test_a_secret_that_the_inner_text_escapes_is_masked() -> None:
    secret = "s3cret-Value-0123456789"
    said = json.dumps({**ERROR, "message": f"Invalid {secret}"}).replace("s3cret", "\\u0073\\u0033cret")
    answer = read({"upstream": said}, mask=Mask((Secret(secret),)))
    assert answer.message is not None
    assert secret not in answer.message

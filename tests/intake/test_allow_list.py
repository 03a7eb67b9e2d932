"""A server's log tells the address that was refused, and an admin's look at the identity the list that refused it."""

from __future__ import annotations

import json

import pytest

from diagnose.model import Diagnosis
from reports import Options, render
from tests.intake.texts import explained

REFUSED = "You are not allowed to access this resource from the current IP address"
LOGIN = "/api/v1/auth/universal-auth/login"
IDENTITY = "https://infisical.example/api/v1/auth/universal-auth/identities/0c6b3e55-4c54-4b35-9f11-0d6a4f5a2b11"
NETWORKS = [{"type": "ipv4", "ipAddress": "10.0.0.0", "prefix": 8}, {"type": "ipv4", "ipAddress": "192.0.2.7"}]
UNIVERSAL_AUTH = {"clientId": "x", "clientSecretTrustedIps": [*NETWORKS, {"ipAddress": "anywhere"}, "x"]}


def log(address: object) -> str:
    asked = {"method": "POST", "url": LOGIN, "remoteAddress": address}
    lines = (
        {"level": 30, "time": 1764000000000, "reqId": "req-1", "req": asked},
        {"level": 50, "time": 1764000000010, "reqId": "req-1", "err": {"name": "ForbiddenError", "message": REFUSED}},
        {"level": 30, "time": 1764000000011, "reqId": "req-1", "res": {"statusCode": 403}},
    )
    return "".join(json.dumps(line) + "\n" for line in lines)


def curl(body: object) -> str:
    return f"$ curl -i {IDENTITY}\nHTTP/2 200\ncontent-type: application/json\n\n{json.dumps(body)}\n"


def har(body: object) -> str:
    response = {"status": 200, "headers": [], "content": {"text": json.dumps(body)}}
    words = json.dumps({"reqId": "req-1", "statusCode": 403, "error": "ForbiddenError", "message": REFUSED})
    refused = {"status": 403, "headers": [], "content": {"text": words}}
    asked = {"method": "POST", "url": f"https://infisical.example{LOGIN}"}
    entries = [
        {"request": asked, "response": refused},
        {"request": {"method": "GET", "url": IDENTITY}, "response": response},
    ]
    return json.dumps({"log": {"creator": {}, "entries": entries}})


def facts(diagnosis: Diagnosis) -> dict[str, object]:
    return {name: value for _, answer in diagnosis.evidence.answered() for name, value in answer.data.items()}


@pytest.mark.parametrize(
    ("logged", "kept"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8::1", "2001:db8::1"),
        ("somewhere", None),
        (7, None),
    ],
)
def test_the_address_in_a_servers_log_is_kept_if_it_is_one(logged: object, kept: str | None) -> None:
    diagnosis = explained(log(logged).encode())
    assert diagnosis.verdict.cause == "untrusted-ip-login"
    assert facts(diagnosis).get("client_address") == kept


@pytest.mark.parametrize("text", [log("203.0.113.9") + curl({"identityUniversalAuth": UNIVERSAL_AUTH}),
                                  har({"identityUniversalAuth": UNIVERSAL_AUTH})], ids=["curl", "har"])  # fmt: skip
def test_the_allow_list_in_an_answer_is_kept_as_networks(text: str) -> None:
    diagnosis = explained(text.encode())
    assert diagnosis.verdict.cause == "untrusted-ip-login"
    assert facts(diagnosis)["clientSecretTrustedIps"] == ["10.0.0.0/8", "192.0.2.7/32"]


def test_the_page_draws_the_address_against_the_list() -> None:
    diagnosis = explained((log("203.0.113.9") + curl({"identityUniversalAuth": UNIVERSAL_AUTH})).encode())
    page = render(diagnosis, "html", Options())
    assert "the server saw 203.0.113.9, which is in none of them" in page

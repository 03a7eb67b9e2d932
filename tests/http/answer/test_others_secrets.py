"""What a server tells of its own secrets is neither shown nor kept; what it says besides stays."""

from __future__ import annotations

import pytest

from diagnose.http.answer.others_secrets import without_others_secrets
from diagnose.model import Answer, Envelope
from tests import loopback
from tests.http.asking import ask, get
from tests.loopback import serving

TELLS = [
    ("connect ECONNREFUSED postgres://infisical:Zk9qLw7RtXv2pQ@db:5432/x", "Zk9qLw7RtXv2pQ", "db:5432"),
    ("redis://:Zk9qLw7RtXv2pQ@redis:6379 is down", "Zk9qLw7RtXv2pQ", "is down"),
    ("no such identity, clientSecret=" + "9f3c1b7ae2d54088" * 4, "9f3c1b7a", "no such identity"),
    ("ENCRYPTION_KEY=6c1fe4e407b8911c104518103505b218 has another length", "6c1fe4e4", "another length"),
    ("password: 'correct-horse-battery' was refused by the mail server", "horse", "by the mail server"),
]
SAYS = [
    "Access denied due to expired client secret",
    "Project with ID 7d5b1a52-1c0f-4c57-9d3c-0a8f4f0b2e11 not found",
    "Folder with path '/api/v2' in environment with slug 'prod' not found",
    "clientId: Required; clientSecret: Required",
]


def answer(text: str) -> Answer:
    return Answer(
        status=500,
        envelope=Envelope.C,
        message=text,
        error=text,
        data={"title": text, "more": 1},
        headers={"via": text},
    )


@pytest.mark.parametrize(("text", "secret", "stays"), TELLS, ids=lambda value: value[:20])
def test_secrets_of_others_are_taken_out_of_words(text: str, secret: str, stays: str) -> None:
    left = without_others_secrets(answer(text))
    for said in (left.message, left.error, left.data["title"], left.headers["via"]):
        assert secret not in str(said)
        assert stays in str(said)
    assert left.data["more"] == 1


@pytest.mark.parametrize("text", SAYS)
def test_what_holds_none_is_left_as_it_is(text: str) -> None:
    assert without_others_secrets(answer(text)) == answer(text)


def test_a_header_of_a_known_form_is_left_as_it_is() -> None:
    ray = Answer(
        status=403, envelope=Envelope.HTML, headers={"cf-ray": "8f3a1b2c3d4e5f60-FRA", "server": "nginx/1.27.3"}
    )
    assert without_others_secrets(ray) == ray


def test_no_answer_is_kept_with_them() -> None:
    body = {"reqId": "req-1", "statusCode": 500, "message": TELLS[0][0], "error": "InternalServerError"}
    with serving(loopback.answer(500, body)) as server:
        exchange = ask(server.url, get())
    assert exchange.answer is not None
    assert TELLS[0][1] not in str(exchange.answer.message)

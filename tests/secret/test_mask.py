from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from diagnose.http.answer import read_answer
from diagnose.http.client import Client, Request, Settings
from diagnose.model import Answer, Envelope
from diagnose.secret import Secret
from diagnose.secret.mask import NOTHING_TO_HIDE, REMOVED, Mask
from tests.loopback import answer, serving

SECRET = "c0ffee125eab1e00decade99facade770bad5eed42b0bb1e5c0ded1e8f00d3a7"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eUlkIjoiaSJ9.Ab3_-x9QzAb4_-x9QzAb5_-x9QzAb6_-x9Qz1234567"
JSON = [("Content-Type", "application/json")]
LOGIN = "/api/v1/auth/universal-auth/login"
MASK = Mask([Secret(SECRET)])


def refusal(**more: Any) -> dict[str, Any]:
    return {"reqId": "req-1", "statusCode": 401, "error": "UnauthorizedError", "message": "Invalid credentials", **more}


def read(body: Any, headers: list[tuple[str, str]] = JSON, keep: str = "") -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(keep, 401, headers, content, MASK)[0]


def test_a_secret_is_taken_out_and_the_words_around_it_stay() -> None:
    assert MASK.text(f"no secret {SECRET} here") == "no secret ******** here"


@pytest.mark.parametrize(
    "spelt",
    [
        pytest.param(lambda s: base64.b64encode(s.encode()).decode(), id="base64"),
        pytest.param(lambda s: s.encode().hex(), id="hex"),
        pytest.param(lambda s: "".join(f"%{ord(ch):02x}" for ch in s), id="URL-encoded"),
        pytest.param(str.upper, id="capitals"),
        pytest.param(" ".join, id="spaced"),
        pytest.param(lambda s: s[::-1], id="reversed"),
        pytest.param(lambda s: s[5:40], id="a part"),
    ],
)
def test_a_text_with_the_secret_in_another_spelling_goes_as_a_whole(spelt: Callable[[str], str]) -> None:
    assert MASK.text(f"refused: {spelt(SECRET)}") == REMOVED


def test_no_part_of_a_text_without_a_secret_needs_a_look() -> None:
    assert MASK.needed(f"no secret {SECRET} here") is MASK
    assert MASK.needed("no secret here") is NOTHING_TO_HIDE


def test_a_text_with_a_short_secret_goes_as_a_whole() -> None:
    assert Mask([Secret("hunter2")]).text("the proxy had hunter2 in it") == REMOVED


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_secrets_that_begin_alike_the_longer_one_goes_whole(order: int) -> None:
    secrets = [Secret(SECRET[:32]), Secret(SECRET)]
    assert Mask(secrets[::order]).text(f"saw {SECRET} and {SECRET[:32]}") == "saw ******** and ********"


@pytest.mark.parametrize("text", ["Invalid credentials", "", "3f0a1e6e-1111-4222-8333-944455566677", SECRET[:9]])
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    assert MASK.text(text) == text


def test_json_without_a_secret_is_the_same_object() -> None:
    body = refusal(details=[{"action": "read"}])
    assert MASK.json(body) is body


def test_a_value_under_twelve_characters_is_no_secret_to_look_for() -> None:
    assert Mask([Secret("credentials"[:11])]).text("Invalid credentials") == "Invalid credentials"


def test_an_example_of_one_letter_does_not_empty_the_text() -> None:
    assert Mask([Secret("x" * 64)]).text("x" * 30) == "x" * 30


def test_of_a_token_its_signature_is_what_is_secret() -> None:
    mask = Mask([Secret(TOKEN)])
    assert mask.text(f"bad {TOKEN}") == "bad ********"
    assert mask.text(f"bad {TOKEN.rpartition('.')[2]}") == "bad ********"


@pytest.mark.parametrize("rest", ["0123456789abcdef0123456789abcdef", "k7QzWm4xRt9L", "0123456789abcdef.k7QzWm4xRt9L"])
def test_of_a_service_token_what_follows_its_id_is_what_is_secret(rest: str) -> None:
    id_ = "3f0a1e6e-1111-4222-8333-944455566677"
    mask = Mask([Secret(f"st.{id_}.{rest}")])
    assert mask.text(f"st.{id_}") == f"st.{id_}"
    for part in rest.split("."):
        assert mask.text(f"bad {part}") == "bad ********"


def test_knowing_no_more_secrets_gives_the_same_mask() -> None:
    assert MASK.also(Secret(SECRET)) is MASK


def test_a_mask_shows_how_many_it_knows_and_none_of_them() -> None:
    assert repr(MASK) == "Mask(1 secrets)"


@pytest.mark.parametrize(
    "body",
    [
        refusal(message=f"bad {SECRET}"),
        refusal(message="x" * 960 + SECRET),
        refusal(error=SECRET),
        refusal(reqId=SECRET),
        refusal(details=[{"action": SECRET, "conditions": {SECRET: {"$eq": SECRET}}}]),
        refusal(message=[{"path": [SECRET], "message": SECRET}]),
        f"<html><title>{'t' * 60}{SECRET}</title>".encode(),
        f"{'t ' * 90}{SECRET}".encode(),
    ],
)
def test_nothing_that_is_kept_of_an_answer_holds_a_long_part_of_the_secret(body: Any) -> None:
    kept = repr(read(body))
    assert not [at for at in range(len(SECRET) - 11) if SECRET[at : at + 12] in kept]


@pytest.mark.parametrize("name", ["Server", "X-Request-Id", "WWW-Authenticate", f"X-RateLimit-{SECRET[:40]}"])
def test_headers_are_masked_before_they_are_cut(name: str) -> None:
    kept = repr(read(refusal(), headers=[*JSON, (name, SECRET)]))
    assert SECRET[:12] not in kept


def test_the_refusal_is_still_told_when_another_field_repeats_the_secret() -> None:
    told = read(refusal(reqId=SECRET))
    assert (told.envelope, told.error, told.message) == (Envelope.C, "UnauthorizedError", "Invalid credentials")


def test_who_answered_is_still_told_when_its_page_repeats_the_secret() -> None:
    page = f"<html><title>Blocked {SECRET.upper()}</title>Access denied: {SECRET}".encode()
    told = read(page, headers=[("Content-Type", "text/html")])
    assert (told.envelope, told.data, "access-denied" in told.marks) == (Envelope.HTML, {"title": REMOVED}, True)


def test_the_client_masks_what_it_sent_in_this_and_in_every_later_answer() -> None:
    echo = answer(401, refusal(message=f"bad {SECRET}"), "Connection: close")
    with serving(echo, echo) as server, Client(Settings(base_url=server.url)) as client:
        login = Request(
            probe="login",
            method="POST",
            path=LOGIN,
            body={"clientSecret": Secret(SECRET)},
        )
        told = [client.send(login), client.send(Request(probe="era", method="GET", path="/api"))]
    assert [reply.exchange.answer.message if reply.exchange.answer else None for reply in told] == ["bad ********"] * 2


def test_a_login_that_repeats_its_token_hands_it_over_and_keeps_none_of_it() -> None:
    issues = answer(200, {"accessToken": TOKEN, "expiresIn": 60, "reqId": "r"}, f"Server: {TOKEN}")
    with serving(issues) as server, Client(Settings(base_url=server.url)) as client:
        reply = client.send(Request(probe="login", method="POST", path=LOGIN, body={}, keep="login"))
    assert reply.minted == Secret(TOKEN)
    assert reply.exchange.answer is not None
    assert (reply.exchange.answer.headers["server"], reply.exchange.answer.data) == ("********", {"expiresIn": 60})


def test_a_secret_within_a_longer_one_leaves_nothing_of_the_longer_one() -> None:
    mask = Mask([Secret("correct horse"), Secret("correct horse battery")])
    assert mask.text("it was correct horse battery!") == "it was ********!"


def test_lists_within_lists_are_cleaned_and_the_rest_stays() -> None:
    body = {"a": [1, None, {"b": [SECRET, "c"]}], SECRET: True}
    assert MASK.json(body) == {"a": [1, None, {"b": ["********", "c"]}], "********": True}


def test_a_secret_that_is_not_ascii_is_found_in_json() -> None:
    mask = Mask([Secret("pässwörd-ñandú")])
    assert mask.json({"m": "bad pässwörd-ñandú"}) == {"m": "bad ********"}


def test_a_mask_that_learns_more_secrets_takes_out_the_earlier_ones_too() -> None:
    first, second, short = "0a1b2c3d4e5f6a7b8c9d", "9z8y7x6w5v4u3t2s1r0q", "x7Kq#9"
    mask = Mask([Secret(first)]).also(Secret(second), Secret(short))
    assert mask.text(f"{first} and {second}") == "******** and ********"
    assert mask.text(f"a {second[::-1]}") == mask.text(f"a {first[::-1]}") == "[removed: it repeated the credential]"

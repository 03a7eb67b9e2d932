"""What cannot be sent is a reason and never an error."""

from __future__ import annotations

import httpx
import msgspec
import pytest
import respx

from diagnose.http.client import Client, Request, Settings
from diagnose.model import Silence
from diagnose.secret import Secret
from tests import loopback
from tests.http.asking import LOGIN, ask, get, login
from tests.loopback import serving


@pytest.mark.parametrize(
    "url",
    [
        "",
        "infisical.example",
        "ftp://infisical.example",
        "https://",
        "https://[::1",
        "https://infisical.example:port",
        "https://infisical.example:99999",
        "https://infisi cal.example",
        "https://infisical.example\n",
        "https://" + "a" * 70 + ".example",
        "https://" + "ü" * 70 + ".example",
        "https://a..b",
        "https://xn--\ud800",
        "http://\x00",
    ],
)
def test_an_address_that_cannot_be_asked_is_a_reason_and_not_an_error(url: str) -> None:
    with Client(Settings(base_url=url, timeout_s=0.3)) as client:
        exchange = client.send(login()).exchange
        assert client.sent == 0
    assert exchange.silence is Silence.CANNOT_SEND
    assert exchange.note
    assert exchange.note.isprintable()


@pytest.mark.parametrize(
    "url", ["https://user:hunter2@infisical.example", "user:hunter2@host", "https://a:hunter2@b\\c"]
)
def test_a_password_in_the_address_is_neither_used_nor_shown(url: str) -> None:
    exchange = ask(url)
    assert exchange.silence is Silence.CANNOT_SEND
    assert b"hunter2" not in msgspec.json.encode(exchange)


@pytest.mark.parametrize("token", ["tok\nX-Evil: 1", "tok\r", "tök\u20ac", "\ud800", "a\x7f", "\x00"])
def test_a_token_that_no_header_can_carry_is_a_reason_and_not_an_error(token: str) -> None:
    with serving(loopback.answer()) as server, Client(Settings(base_url=server.url)) as client:
        exchange = client.send(get(bearer=Secret(token))).exchange
        assert client.sent == 0
    assert exchange.silence is Silence.CANNOT_SEND
    assert exchange.note.startswith("the token holds a ")
    assert server.requests == []


def test_half_a_character_in_the_body_is_a_reason_and_not_an_error() -> None:
    with serving(loopback.answer()) as server:
        request = Request(probe="login", method="POST", path=LOGIN, body={"clientSecret": Secret("\ud800")})
        assert ask(server.url, request).silence is Silence.CANNOT_SEND
    assert server.requests == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-A", "a\r\nX-B: c"), ("X-A", "gr\u00fc\u00df"), ("X A", "b"), ("", "b"), ("Authorization", "x"), ("Host", "x")],
)
def test_a_custom_header_that_cannot_be_sent_is_a_reason_and_not_an_error(name: str, value: str) -> None:
    with serving(loopback.answer()) as server:
        exchange = ask(server.url, custom_headers={name: Secret(value)})
    assert exchange.silence is Silence.CANNOT_SEND
    assert value == "x" or value not in exchange.note
    assert server.requests == []


@respx.mock
@pytest.mark.parametrize(
    "error",
    [RuntimeError("tok"), httpx.InvalidURL("tok"), UnicodeError("tok"), KeyError("tok"), httpx.ReadError("tok")],
)
def test_an_error_of_any_kind_becomes_an_exchange_without_its_text(error: Exception) -> None:
    respx.get("https://infisical.example/api/status").mock(side_effect=error)
    exchange = ask("https://infisical.example")
    assert exchange.silence is not None
    assert "tok" not in exchange.note


def test_a_closed_client_gives_a_reason_and_not_an_error() -> None:
    with serving(loopback.answer()) as server:
        with Client(Settings(base_url=server.url)) as client:
            client.send(get())
        assert client.send(get()).exchange.silence is Silence.CANNOT_SEND
    assert len(server.requests) == 1

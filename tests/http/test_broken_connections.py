"""What ends a request without an answer, and what is put again."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest

from diagnose.http.client import MAX_BODY, Client, Request, Settings
from diagnose.model import Silence
from tests import loopback
from tests.http.asking import ISSUED, ask, get, login
from tests.loopback import Behaviour, serving

REFUSED = b'{"statusCode": 401, "message": "Invalid credentials"}'
HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
FAULTS: dict[str, tuple[Behaviour, Silence]] = {
    "closed without a word": (loopback.close, Silence.RESET),
    "reset without a word": (loopback.reset, Silence.RESET),
    "closed in the body": (loopback.close_after(HALF), Silence.RESET),
    "not HTTP": (loopback.close_after(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Silence.UNREADABLE),
    "no status line": (loopback.close_after(REFUSED), Silence.UNREADABLE),
    "closed in the status line": (loopback.close_after(b"HTTP/1.1 2"), Silence.RESET),
    "silent": (loopback.hold, Silence.TIMEOUT),
    "drips its head": (loopback.drip(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 500), Silence.TIMEOUT),
    "drips its body": (loopback.drip(HALF + b" " * 99), Silence.TIMEOUT),
    "endless body": (loopback.endless, Silence.TOO_LARGE),
    "announces too much": (
        loopback.close_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n"),
        Silence.TOO_LARGE,
    ),
    "too many headers": (loopback.answer(200, {}, *["X-A: b"] * 200), Silence.TOO_LARGE),
    "a head too large": (loopback.answer(200, {}, *[f"X-A: {'b' * 8000}"] * 9), Silence.TOO_LARGE),
    "a head without end": (loopback.raw(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 200_000), Silence.TOO_LARGE),
    "packed in an unknown way": (loopback.answer(200, b"\x8b\x02", "Content-Encoding: br"), Silence.UNREADABLE),
    "JSON too deep": (loopback.answer(401, b"[" * 100_000), Silence.UNREADABLE),
    "JSON cut short": (loopback.answer(401, b'{"statusCode":'), Silence.UNREADABLE),
    "asks for a proxy login": (loopback.answer(407, b""), Silence.PROXY),
}


@pytest.mark.parametrize(("behaviour", "silence"), FAULTS.values(), ids=FAULTS)
def test_each_fault_has_its_name_and_a_login_is_put_once(behaviour: Behaviour, silence: Silence) -> None:
    with serving(behaviour) as server, Client(Settings(base_url=server.url, timeout_s=0.3)) as client:
        exchange = client.send(login()).exchange
        assert client.sent == 1
    assert (exchange.silence, exchange.answer) == (silence, None)
    assert exchange.note
    assert server.puts("POST") == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_login_is_not_put_again_for_any_status(status: int) -> None:
    with serving(loopback.answer(status, b"", "Retry-After: 0")) as server:
        ask(server.url, login())
    assert server.puts("POST") == 1


@pytest.mark.parametrize("broken", [loopback.close, loopback.reset])
def test_a_get_on_a_broken_connection_is_put_a_second_time(broken: Behaviour) -> None:
    with serving(broken, loopback.answer()) as server, Client(Settings(base_url=server.url)) as client:
        assert client.send(get()).exchange.answer is not None
        assert client.sent == 2
    assert server.puts("GET") == 2


def test_a_get_is_put_twice_at_most() -> None:
    with serving(loopback.reset) as server, Client(Settings(base_url=server.url)) as client:
        exchange = client.send(get()).exchange
        assert client.sent == 2
    assert exchange.silence is Silence.RESET
    assert exchange.note.endswith("(asked twice)")
    assert server.puts("GET") == 2


@pytest.mark.parametrize("request_", [get(retry=False), login()], ids=["GET", "login"])
def test_what_must_not_be_put_again_is_not(request_: Request) -> None:
    with serving(loopback.reset) as server:
        assert ask(server.url, request_).silence is Silence.RESET
    assert len(server.requests) == 1


def test_a_connection_reset_before_the_request_is_a_reset() -> None:
    with serving(loopback.reset, on_accept=True) as server:
        assert ask(server.url, login()).silence is Silence.RESET
    assert server.connections == 1


def test_nothing_listening_is_refused_and_counts_as_not_sent() -> None:
    with serving(loopback.answer()) as server:
        url = server.url
    with Client(Settings(base_url=url)) as client:
        exchange = client.send(login()).exchange
        assert client.sent == 0
    assert (exchange.silence, exchange.note) == (Silence.REFUSED, "127.0.0.1 refused the connection")


def test_a_bomb_takes_little_memory() -> None:
    bomb = gzip.compress(b"\0" * 32 * MAX_BODY)
    with serving(loopback.answer(401, bomb, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        exchange = ask(server.url, login())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (exchange.silence, exchange.note) == (
        Silence.TOO_LARGE,
        "the answer has status 401, but it is larger than 1024 KiB",
    )
    assert peak < 4 * MAX_BODY


@pytest.mark.parametrize("behaviour", [loopback.hold, loopback.drip(HALF + b" " * 99), loopback.drip(b"HTTP/1.1 2")])
def test_the_deadline_of_the_run_ends_a_request_however_it_drags_on(behaviour: Behaviour) -> None:
    begun = time.monotonic()
    with serving(behaviour) as server, Client(Settings(base_url=server.url, deadline_s=0.2)) as client:
        replies = client.send_all([get(), get()])
        later = client.send(get()).exchange
        ended = time.monotonic()
    assert [reply.exchange.silence for reply in replies] == [Silence.DEADLINE] * 2
    assert (later.silence, later.note) == (
        Silence.DEADLINE,
        "the 0.2 s for the whole run were over before this was asked",
    )
    assert len(server.requests) <= 2
    assert ended - begun < 1.2


@pytest.fixture
def hanging_look_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Name look-ups that wait for the event, then find 127.0.0.1."""
    go_on = threading.Event()
    real = socket.getaddrinfo

    def look_up(_: Any, *more: Any, **named: Any) -> Any:
        go_on.wait(5)
        return real("127.0.0.1", *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield go_on
    go_on.set()


def test_a_name_look_up_that_hangs_ends_with_its_time(hanging_look_up: threading.Event) -> None:
    with Client(Settings(base_url="http://infisical.example", timeout_s=0.1)) as client:
        exchange = client.send(login()).exchange
        assert client.sent == 0
    assert not hanging_look_up.is_set()
    assert exchange.silence is Silence.TIMEOUT
    assert exchange.note == "no answer within 0.1 s; it was still looking up the name or connecting"


def test_a_login_that_nobody_waits_for_any_more_is_not_sent_later(hanging_look_up: threading.Event) -> None:
    with serving(loopback.answer(200, ISSUED)) as server:
        with Client(Settings(base_url=f"http://infisical.example:{server.port}", timeout_s=0.1)) as client:
            assert client.send(login()).exchange.silence is Silence.TIMEOUT
            hanging_look_up.set()
            assert client.late_token(5) is None  # the thread has come to its end
            assert client.sent == 0
        assert server.requests == []


def test_an_unknown_name_is_a_dns_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    exchange = ask("https://nonexistent.invalid")
    assert exchange.silence is Silence.DNS
    assert exchange.note == "the name nonexistent.invalid cannot be resolved"

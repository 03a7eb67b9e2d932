"""What the client sends, and what it makes of an answer."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest
import respx

from diagnose.http.client import Client, Request, Settings, segment
from diagnose.model import Envelope, Silence
from diagnose.secret import Secret
from tests import loopback
from tests.http.asking import CLIENT_SECRET, ISSUED, LOGIN, REFUSED, ask, get, login
from tests.loopback import Authority, serving


@respx.mock
def test_a_refusal_is_an_answer_with_the_servers_own_words() -> None:
    respx.post(f"https://infisical.example{LOGIN}").respond(401, json=REFUSED)
    exchange = ask("https://infisical.example", login())
    assert exchange.answer is not None
    assert (exchange.answer.status, exchange.answer.envelope) == (401, Envelope.B)
    assert (exchange.answer.error, exchange.answer.message) == ("UnauthorizedError", "Invalid credentials")
    assert (exchange.silence, exchange.url) == (None, f"https://infisical.example{LOGIN}")


@respx.mock
def test_a_login_hands_over_its_token_beside_the_exchange_and_not_in_it() -> None:
    respx.post(f"https://infisical.example{LOGIN}").respond(200, json=ISSUED)
    with Client(Settings(base_url="https://infisical.example")) as client:
        reply = client.send(login())
    assert reply.minted == Secret("aaaa.bbbb.cccc")
    assert b"aaaa" not in msgspec.json.encode(reply.exchange)
    assert reply.exchange.answer is not None
    assert reply.exchange.answer.data == {"expiresIn": 600, "accessTokenMaxTTL": 86400}


def test_times_come_from_the_injected_clocks() -> None:
    ticks = iter([0.0, 1.0, 1.0, 1.25, 9.0, 9.0])
    with serving(loopback.answer()) as server:
        client = Client(Settings(base_url=server.url), monotonic=lambda: next(ticks), now=lambda: 1_700_000_000.5)
        with client:
            exchange = client.send(get()).exchange
    assert (exchange.at, exchange.took_ms) == (1_700_000_000.5, 250.0)


def test_the_request_says_who_asks_and_that_nothing_may_be_compressed() -> None:
    with serving(loopback.answer()) as server:
        ask(server.url, get(bearer=Secret("tok")), custom_headers={"CF-Access-Client-Id": Secret("abc")})
    head = server.requests[0].decode().lower()
    assert "user-agent: infisical-diagnose/" in head
    assert "accept-encoding: identity" in head
    assert "authorization: bearer tok\r\n" in head
    assert "cf-access-client-id: abc" in head


def test_a_secret_in_the_body_is_sent_and_appears_nowhere_in_the_exchange() -> None:
    with serving(loopback.answer(401, REFUSED)) as server:
        exchange = ask(server.url, login())
    assert server.requests[0].endswith(b'{"clientId":"an-id","clientSecret":"' + CLIENT_SECRET.encode() + b'"}')
    assert CLIENT_SECRET.encode() not in msgspec.json.encode(exchange)


def test_the_wait_for_the_first_answer_is_used_once_and_in_the_callers_thread() -> None:
    used = threading.Event()
    threads: list[threading.Thread] = []

    def once_used(server: loopback.Server, connection: socket.socket) -> None:
        used.wait(5)
        loopback.answer()(server, connection)

    def meanwhile() -> None:
        threads.append(threading.current_thread())
        used.set()

    with (
        serving(once_used) as server,
        Client(Settings(base_url=server.url, timeout_s=4), meanwhile=meanwhile) as client,
    ):
        assert client.send(get()).exchange.answer is not None
        assert client.send(get()).exchange.answer is not None
    assert threads == [threading.current_thread()]


def test_a_request_that_cannot_be_sent_holds_nothing_up() -> None:
    done: list[str] = []
    settings = Settings(base_url="http://127.0.0.1:9", deadline_s=0)
    with Client(settings, meanwhile=lambda: done.append("done")) as client:
        assert client.send(get()).exchange.silence is Silence.DEADLINE
    assert done == ["done"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("a/b", "a%2Fb"), ("..", "%2E%2E"), ("ü ?#%", "%C3%BC%20%3F%23%25"), ("\ud800", "%3F"), ("v1.2", "v1.2")],
)
def test_what_people_wrote_stays_one_part_of_the_path(text: str, quoted: str) -> None:
    with serving(loopback.answer()) as server:
        exchange = ask(server.url, get(f"/api/{segment(text)}/end"))
    assert server.requests[0].startswith(f"GET /api/{quoted}/end HTTP/1.1\r\n".encode())
    assert exchange.url == f"{server.url}/api/{quoted}/end"


def test_the_shown_url_is_the_one_that_was_sent() -> None:
    with serving(loopback.answer()) as server:
        exchange = ask(server.url + "/", get("/api/v3/secrets", query={"secretPath": "/a b", "environment": "d&v"}))
    sent = server.requests[0].split(b" ")[1].decode()
    assert sent == "/api/v3/secrets?secretPath=/a%20b&environment=d%26v"
    assert exchange.url == server.url + sent


def test_no_netrc_and_no_cookie_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login user password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    cookie = "Set-Cookie: jid=1; Path=/"
    with serving(loopback.answer(200, {}, cookie)) as server, Client(Settings(base_url=server.url)) as client:
        client.send(get())
        client.send(get())
    assert len(server.requests) == 2
    assert not any(word in request.lower() for request in server.requests for word in (b"cookie", b"authorization"))


def test_nothing_is_logged_even_when_everything_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[logging.LogRecord] = []
    kept = logging.Handler()
    monkeypatch.setattr(kept, "emit", logged.append)
    monkeypatch.setattr(logging.root, "handlers", [kept])
    monkeypatch.setattr(logging.root, "level", logging.DEBUG)
    logging.getLogger("tests").debug("heard")
    with serving(loopback.answer(200, ISSUED)) as server:
        ask(server.url, login())
    assert [record.getMessage() for record in logged] == ["heard"]


def test_requests_at_once_keep_their_order_and_do_not_wait_for_each_other() -> None:
    arrived = threading.Barrier(3, timeout=5)

    def together(server: loopback.Server, connection: socket.socket) -> None:
        arrived.wait()
        loopback.answer()(server, connection)

    paths = ["/api/1", "/api/2", "/api/3"]
    with serving(together) as server, Client(Settings(base_url=server.url)) as client:
        replies = client.send_all([get(path) for path in paths])
        assert client.sent == 3
    assert [reply.exchange.url.removeprefix(server.url) for reply in replies] == paths
    assert all(reply.exchange.answer for reply in replies)


def test_one_connection_serves_requests_in_turn() -> None:
    with serving(loopback.answer()) as server, Client(Settings(base_url=server.url)) as client:
        for _ in range(3):
            client.send(get())
    assert (len(server.requests), server.connections) == (3, 1)


def test_one_context_is_built_for_all_requests_and_none_without_https(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    load = ssl.SSLContext.load_verify_locations

    def counting(self: ssl.SSLContext, *args: Any, **kwargs: Any) -> None:
        loaded.append(self)
        load(self, *args, **kwargs)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counting)
    with serving(loopback.answer()) as plain:
        ask(plain.url, ca_bundle=authority.bundle)
    assert loaded == []
    with (
        serving(loopback.answer(), tls=authority.context()) as server,
        Client(Settings(base_url=server.url, ca_bundle=authority.bundle)) as client,
    ):
        client.send_all([get()] * 3)
        client.send(get())
    assert len(loaded) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("request_", [get(bearer=Secret("tok")), login()], ids=["GET", "login"])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int, request_: Request) -> None:
    with serving(loopback.answer()) as goal:
        location = f"Location: http://u:p@127.0.0.1:{goal.port}/elsewhere?state=s"
        with serving(loopback.answer(status, b"", location)) as server:
            exchange = ask(server.url, request_)
    assert exchange.answer is not None
    assert exchange.answer.headers["location"] == f"http://127.0.0.1:{goal.port}"
    assert exchange.note == f"it redirects to http://127.0.0.1:{goal.port}, which was not followed"
    assert (goal.requests, goal.connections, len(server.requests)) == ([], 0, 1)


# ------------------------------------------------------------------------------------------------------- asking again


def never(seconds: float) -> None:
    raise AssertionError(seconds)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_server_that_asks_for_a_short_wait_is_asked_once_more(status: int) -> None:
    waited: list[float] = []
    with (
        serving(loopback.answer(status, REFUSED, "Retry-After: 2"), loopback.answer(200, {"ok": 1})) as server,
        Client(Settings(base_url=server.url), sleep=waited.append) as client,
    ):
        exchange = client.send(get()).exchange
        assert client.sent == 2
    assert exchange.answer is not None
    assert (exchange.answer.status, waited) == (200, [2.0])


@pytest.mark.parametrize(
    ("request_", "status", "header"),
    [
        (get(), 503, "Retry-After: 60"),
        (get(), 503, "Retry-After: 9"),
        (get(), 503, "Retry-After: Sat, 28 Nov 2026 00:00:00 GMT"),
        (get(), 503, "X-Other: 1"),
        (get(), 500, "Retry-After: 1"),
        (get(retry=False), 503, "Retry-After: 1"),
        (login(), 503, "Retry-After: 1"),
    ],
)
def test_otherwise_it_is_not_asked_again(request_: Request, status: int, header: str) -> None:
    with (
        serving(loopback.answer(status, REFUSED, header), loopback.answer(200)) as server,
        Client(Settings(base_url=server.url), sleep=never) as client,
    ):
        exchange = client.send(request_).exchange
        assert client.sent == 1
    assert exchange.answer is not None
    assert exchange.answer.status == status


def test_no_wait_is_begun_that_the_budget_does_not_hold() -> None:
    busy = loopback.answer(503, REFUSED, "Retry-After: 5")
    with serving(busy) as server, Client(Settings(base_url=server.url, timeout_s=8), sleep=never) as client:
        assert client.send(get()).exchange.answer is not None


def test_of_a_list_longer_than_is_read_the_beginning_tells_that_it_was_given() -> None:
    long = {"secrets": [{"secretKey": f"KEY_{n}", "secretValue": "v" * 9000} for n in range(300)], "imports": []}
    with serving(loopback.answer(200, long)) as server:
        answer = ask(server.url, get("/api/v3/secrets/raw", keep="secrets")).answer
    assert answer is not None
    assert (answer.status, answer.data["truncated"]) == (200, True)
    assert 100 < answer.data["secrets"] < 200


def test_a_token_that_no_server_takes_in_a_header_is_not_kept() -> None:
    with serving(loopback.answer(200, {**ISSUED, "accessToken": "a" * 20_000})) as server:
        exchange = ask(server.url, login())
    assert (exchange.silence, exchange.note) == (
        Silence.TOO_LARGE,
        "the access token in the answer is longer than 16 KiB",
    )


def test_whatever_ends_the_thread_of_a_request_ends_its_wait_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr("diagnose.http.client.refuse", ended)
    exchange = ask("http://127.0.0.1:9", timeout_s=60)
    assert exchange.silence is Silence.CANNOT_SEND
    assert exchange.took_ms < 10_000

from __future__ import annotations

import gzip
import logging
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import respx

from diagnose.http.client import MAX_BODY, Client, Request, Settings, segment
from diagnose.model import Envelope, Exchange, Silence
from diagnose.secret import Secret
from tests import loopback
from tests.loopback import Authority, Behaviour, serving

LOGIN = "/api/v1/auth/universal-auth/login"
CLIENT_SECRET = "8f0e1342736198ab6ebf75e89a6e3a3968bf74f8002dbff223681b577f18ca0e"
REFUSED = {"statusCode": 401, "message": "Invalid credentials", "error": "UnauthorizedError"}
ISSUED = {"accessToken": "aaaa.bbbb.cccc", "expiresIn": 600, "accessTokenMaxTTL": 86400, "tokenType": "Bearer"}


def get(path: str = "/api/status", **more: Any) -> Request:
    return Request(probe="status", method="GET", path=path, **more)


def login() -> Request:
    body: dict[str, str | Secret] = {"clientId": "an-id", "clientSecret": Secret(CLIENT_SECRET)}
    return Request(probe="login", method="POST", path=LOGIN, body=body, keep="login")


def ask(url: str, request: Request | None = None, **settings: Any) -> Exchange:
    """One request with a client of its own."""
    with Client(Settings(base_url=url, **settings)) as client:
        return client.send(request or get()).exchange


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


# ------------------------------------------------------------------------------------------------------ plain answers


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


def test_nothing_is_logged_even_when_everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), serving(loopback.answer(200, ISSUED)) as server:
        ask(server.url, login())
    assert caplog.text == ""


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


# --------------------------------------------------------------------------------------------------------- redirects


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


# --------------------------------------------------------------------------------------------------- broken connections

HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
FAULTS: dict[str, tuple[Behaviour, Silence]] = {
    "closed without a word": (loopback.close, Silence.RESET),
    "reset without a word": (loopback.reset, Silence.RESET),
    "closed in the body": (loopback.close_after(HALF), Silence.RESET),
    "not HTTP": (loopback.close_after(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Silence.UNREADABLE),
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
    "compressed": (loopback.answer(200, gzip.compress(b"{}"), "Content-Encoding: gzip"), Silence.UNREADABLE),
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


def test_a_bomb_that_ignores_the_wish_for_plain_text_takes_little_memory() -> None:
    bomb = gzip.compress(b"\0" * 32 * MAX_BODY)
    with serving(loopback.answer(401, bomb, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        exchange = ask(server.url, login())
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert exchange.note == "the answer is compressed, although it was asked for plainly"
    assert peak < 2 * MAX_BODY


# ------------------------------------------------------------------------------------------------------------ deadline


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
            before = set(threading.enumerate())
            assert client.send(login()).exchange.silence is Silence.TIMEOUT
            late = set(threading.enumerate()) - before
            hanging_look_up.set()
            for thread in late:
                thread.join(5)
            assert client.sent == 0
        assert server.requests == []


def test_an_unknown_name_is_a_dns_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    exchange = ask("https://nonexistent.invalid")
    assert exchange.silence is Silence.DNS
    assert exchange.note == "the name nonexistent.invalid cannot be resolved"


# ----------------------------------------------------------------------------------------------------------------- TLS


def test_a_certificate_of_a_trusted_issuer_is_accepted(authority: Authority) -> None:
    with serving(loopback.answer(), tls=authority.context()) as server:
        assert ask(server.url, ca_bundle=authority.bundle).answer is not None


@pytest.mark.parametrize(
    ("kind", "silence", "words"),
    [
        ("self-signed", Silence.TLS_CA, "is self-signed and not in --ca-bundle"),
        ("other issuer", Silence.TLS_CA, "is from an issuer that is not in --ca-bundle"),
        ("other host", Silence.TLS_HOST, "is not for 127.0.0.1"),
        ("expired", Silence.TLS_EXPIRED, "has expired, by this machine's clock"),
        ("client certificate", Silence.TLS_CLIENT_CERT, "it wants a client certificate"),
    ],
)
def test_each_kind_of_certificate_trouble_has_its_name_and_no_secret_goes_out(
    kind: str, silence: Silence, words: str, authority: Authority, tmp_path: Path
) -> None:
    other = Authority(tmp_path)
    contexts: dict[str, Callable[[], ssl.SSLContext]] = {
        "self-signed": lambda: other.self_signed(tmp_path),
        "other issuer": other.context,
        "other host": lambda: authority.context("other.example"),
        "expired": lambda: authority.context(expired=True),
        "client certificate": lambda: authority.context(wants_client_certificate=True),
    }
    with serving(loopback.answer(), tls=contexts[kind]()) as server:
        exchange = ask(server.url, login(), ca_bundle=authority.bundle)
    assert exchange.silence is silence
    assert words in exchange.note
    assert server.requests == []


def test_a_port_without_encryption_is_told_from_a_bad_certificate() -> None:
    with serving(loopback.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), on_accept=True) as server:
        exchange = ask(server.url.replace("http:", "https:"), login())
    assert exchange.silence is Silence.TLS_OTHER
    assert "the port answers, but without encryption" in exchange.note


def test_a_connection_closed_in_the_handshake_is_a_reset() -> None:
    with serving(loopback.close, on_accept=True) as server:
        assert ask(server.url.replace("http:", "https:"), login()).silence is Silence.RESET


def test_issuers_can_be_named_by_the_environment(authority: Authority) -> None:
    with serving(loopback.answer(), tls=authority.context()) as server:
        assert ask(server.url, environ={"SSL_CERT_FILE": authority.bundle}).answer is not None


def test_a_folder_of_issuers_replaces_the_systems_list(authority: Authority, tmp_path: Path) -> None:
    with serving(loopback.answer(), tls=authority.context()) as server:
        exchange = ask(server.url, environ={"SSL_CERT_DIR": str(tmp_path)})
    assert exchange.silence is Silence.TLS_CA
    assert exchange.note.endswith(f"is from an issuer that is not in SSL_CERT_DIR ({tmp_path})")


def test_the_flag_wins_over_the_environment(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path)
    with serving(loopback.answer(), tls=authority.context()) as server:
        exchange = ask(server.url, ca_bundle=authority.bundle, environ={"SSL_CERT_FILE": other.bundle})
    assert exchange.answer is not None


@pytest.mark.parametrize(
    "environ",
    [{"PYTHONHTTPSVERIFY": "0"}, {"CURL_INSECURE": "1"}, {"NODE_TLS_REJECT_UNAUTHORIZED": "0"}, {"SSL_CERT_FILE": ""}],
)
def test_nothing_in_the_environment_turns_checking_off(
    environ: dict[str, str], authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with serving(loopback.answer(), tls=authority.context()) as server:
        assert ask(server.url, login(), environ=environ).silence is Silence.TLS_CA
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "does not exist"), ("no certificate", "holds no certificates that can be read")],
)
def test_issuers_that_cannot_be_read_are_named(content: str | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content)
    exchange = ask("https://infisical.example", ca_bundle=str(path))
    assert exchange.silence is Silence.TLS_CA
    assert exchange.note == f"{path}, named by --ca-bundle, {words}"


# --------------------------------------------------------------------------------------------------------------- proxy


def test_https_goes_through_the_proxy_unread(authority: Authority) -> None:
    with (
        serving(loopback.answer(401, REFUSED), tls=authority.context("infisical.example")) as server,
        serving(loopback.tunnel(server.port)) as proxy,
    ):
        environ = {"https_proxy": f"http://127.0.0.1:{proxy.port}"}
        exchange = ask("https://infisical.example", login(), ca_bundle=authority.bundle, environ=environ)
    assert exchange.answer is not None
    assert exchange.answer.message == "Invalid credentials"
    assert len(proxy.requests) == 1
    assert proxy.requests[0].startswith(b"CONNECT infisical.example:443 ")
    assert server.puts("POST") == 1


def test_an_intercepting_proxys_certificate_is_an_untrusted_issuer(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path)
    with (
        serving(loopback.answer(), tls=other.context("infisical.example")) as server,
        serving(loopback.tunnel(server.port)) as proxy,
    ):
        environ = {"HTTPS_PROXY": f"127.0.0.1:{proxy.port}"}
        exchange = ask("https://infisical.example", ca_bundle=authority.bundle, environ=environ)
    assert exchange.silence is Silence.TLS_CA


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (loopback.answer(407, b"", "Proxy-Authenticate: Basic"), "answered 407: it wants a user name and password"),
        (loopback.answer(403, b"<h1>no</h1>"), "answered 403 when asked for a connection to infisical.example"),
        (loopback.close, "closed the connection"),
        (loopback.reset, "was reset"),
    ],
)
def test_a_proxy_that_refuses_is_named_without_its_password(behaviour: Behaviour, said: str) -> None:
    with (
        serving(behaviour) as proxy,
        Client(
            Settings(
                base_url="https://infisical.example",
                environ={"HTTPS_PROXY": f"http://user:hunter2@127.0.0.1:{proxy.port}"},
            )
        ) as client,
    ):
        exchange = client.send(login()).exchange
        assert client.sent == 0
    assert exchange.silence is Silence.PROXY
    assert f"the proxy http://127.0.0.1:{proxy.port}" in exchange.note
    assert said in exchange.note
    assert "hunter2" not in exchange.note
    assert b"Proxy-Authorization: Basic dXNlcjpodW50ZXIy" in proxy.requests[0]


def test_a_proxy_that_is_not_there_is_the_proxys_fault() -> None:
    with serving(loopback.answer()) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
    exchange = ask("http://infisical.example", login(), environ={"http_proxy": url})
    assert (exchange.silence, exchange.note) == (Silence.PROXY, f"the proxy {url} refused the connection")


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [
        ("127.0.0.1", True),
        ("*", True),
        ("10.0.0.0/8, 127.0.0.0/8", True),
        ("example.com 127.0.0.1", True),
        ("10.0.0.0/8", False),
        ("0.0.1", False),
        ("", False),
        ("[::1]:80", False),
    ],
)
def test_no_proxy_takes_addresses_networks_and_a_star(no_proxy: str, direct: bool) -> None:  # noqa: FBT001 - a table
    with serving(loopback.answer()) as server, serving(loopback.answer()) as proxy:
        ask(server.url, environ={"HTTP_PROXY": f"http://127.0.0.1:{proxy.port}", "NO_PROXY": no_proxy})
    assert (len(server.requests), len(proxy.requests)) == ((1, 0) if direct else (0, 1))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("socks5://user:hunter2@proxy:1080", "names a SOCKS proxy, which needs the Python package socksio"),
        ("gopher://user:hunter2@proxy", "names a kind of proxy that is not supported"),
        ("http://user:hunter2@[::1", "names is not an address"),
        ("http://user:hunter2@proxy:port", "names is not an address"),
        ("http://user:hunter2@" + "ü" * 80, "names cannot be used"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_reason_and_not_an_error(value: str, said: str) -> None:
    exchange = ask("https://infisical.example", environ={"ALL_PROXY": value})
    assert exchange.silence is Silence.CANNOT_SEND
    assert said in exchange.note
    assert "ALL_PROXY" in exchange.note
    assert "hunter2" not in exchange.note


# -------------------------------------------------------------------------------------------------- what cannot be sent


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

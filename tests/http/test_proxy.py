"""Proxies that the environment asks for."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from urllib.parse import unquote

import pytest

from diagnose.http.client import Client, Settings
from diagnose.http.proxies import logins
from diagnose.model import Silence
from tests import loopback
from tests.http.asking import REFUSED, ask, login
from tests.loopback import Authority, Behaviour, serving


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
    assert exchange.silence is Silence.PROXY_UNUSABLE
    assert said in exchange.note
    assert "ALL_PROXY" in exchange.note
    assert "hunter2" not in exchange.note


@pytest.mark.parametrize("password", ["hunter2!", "a-long-passphrase-of-words", "p%40ss-w0rd%21"])
def test_what_a_proxy_repeats_of_its_login_is_not_kept(password: str) -> None:
    said = f"bad login someone:{unquote(password)} or {b64encode(f'someone:{unquote(password)}'.encode()).decode()}"
    with serving(loopback.answer(502, {"message": said, "error": "x", "statusCode": 502})) as proxy:
        environ = {"http_proxy": f"http://someone:{password}@127.0.0.1:{proxy.port}"}
        exchange = ask("http://infisical.example", environ=environ)
    assert exchange.answer is not None
    assert unquote(password) not in repr(exchange)
    assert b64encode(f"someone:{unquote(password)}".encode()).decode() not in repr(exchange)


def test_the_logins_of_all_proxies_that_are_named_are_known() -> None:
    environ = {
        "HTTPS_PROXY": "http://a:one%21@p.example:8080",
        "all_proxy": "b:two@q.example",
        "http_proxy": "http://r",
    }
    known = {secret.reveal() for secret in logins(environ)}
    assert known == {"one%21", "one!", "a:one!", "two", "b:two"}

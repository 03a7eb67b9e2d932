"""The client's own certificate in the handshake, and a login at another port of the same host."""

from __future__ import annotations

from pathlib import Path

import trustme

from diagnose.http.client import Client, Request, Settings
from diagnose.http.messages import url_of
from diagnose.model import Silence
from tests.loopback import Authority, answer, serving


def _asked(tmp_path: Path, *, shows: bool) -> tuple[int | None, Silence | None]:
    authority = Authority(tmp_path)
    issued = authority._ca.issue_cert("client.example")
    (tmp_path / "client.key").write_bytes(issued.private_key_pem.bytes())
    (tmp_path / "client.crt").write_bytes(issued.cert_chain_pems[0].bytes())
    files = (str(tmp_path / "client.crt"), str(tmp_path / "client.key"))
    with serving(answer(200, {}), tls=authority.context(wants_client_certificate=True)) as server:
        settings = Settings(base_url=server.url, ca_bundle=authority.bundle, certificate=files if shows else None)
        with Client(settings) as client:
            exchange = client.send(Request(probe="read", method="GET", path="/api/status")).exchange
    return (exchange.answer.status if exchange.answer else None), exchange.silence


def test_the_certificate_is_shown_to_a_server_that_asks_for_one(tmp_path: Path) -> None:
    assert _asked(tmp_path, shows=True) == (200, None)


def test_without_a_certificate_that_server_refuses(tmp_path: Path) -> None:
    assert _asked(tmp_path, shows=False)[0] is None


def test_a_certificate_that_went_away_meanwhile_is_said_and_nothing_sent(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(tmp_path / "ca.pem")
    settings = Settings(
        base_url="https://127.0.0.1:1", ca_bundle=str(tmp_path / "ca.pem"), certificate=("missing", "missing")
    )
    with Client(settings) as client:
        exchange = client.send(Request(probe="read", method="GET", path="/api/status")).exchange

    assert exchange.silence is Silence.CANNOT_SEND
    assert client.sent == 0


def test_a_request_may_go_to_another_port_of_the_host() -> None:
    request = Request(probe="login", method="POST", path="/api/v1/auth/tls-cert-auth/login", port=8443)

    assert url_of("https://app.infisical.com", request) == (
        "https://app.infisical.com:8443/api/v1/auth/tls-cert-auth/login"
    )
    assert url_of("https://[::1]:9/base", request).startswith("https://[::1]:8443/base/api/")

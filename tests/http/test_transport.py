"""What the library's transport is opened with: over which proxy, trusting whom, and why it could not be."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from diagnose.http.client import Settings
from diagnose.http.faults import SendError
from diagnose.http.transport import open_transport
from diagnose.http.trust import Trust
from diagnose.model import Silence

PLAIN, TLS = "http://infisical.example", "https://infisical.example"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """With what the library's transport was opened last."""
    given: dict[str, Any] = {}
    monkeypatch.setattr(httpx, "HTTPTransport", given.update)
    return given


@pytest.fixture
def trusted() -> Trust:
    return Trust(context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), source="the test")


@pytest.mark.parametrize(
    ("url", "environ", "asked"),
    [
        (PLAIN, {}, False),
        (PLAIN, {"http_proxy": "http://proxy.example"}, False),
        (PLAIN, {"http_proxy": "https://proxy.example"}, True),
        (TLS, {}, True),
        (TLS, {"https_proxy": "http://proxy.example"}, True),
    ],
)
def test_somebody_is_trusted_only_where_tls_is_spoken(
    url: str, environ: Mapping[str, str], *, asked: bool, opened: dict[str, Any], trusted: Trust
) -> None:
    assert open_transport(Settings(base_url=url, environ=environ), trusted).trust == (trusted if asked else None)
    assert (opened["verify"] is trusted.context) == asked
    assert opened["verify"].verify_mode is ssl.CERT_REQUIRED
    assert not opened["trust_env"]


@pytest.mark.parametrize(("scheme", "shown"), [("http", False), ("https", True)])
def test_the_trust_is_for_a_proxy_only_over_tls(
    scheme: str, *, shown: bool, opened: dict[str, Any], trusted: Trust
) -> None:
    settings = Settings(base_url=TLS, environ={"https_proxy": f"{scheme}://bob:pw@proxy.example"})
    opening, proxy = open_transport(settings, trusted), opened["proxy"]
    assert opening.proxy is not None
    assert opening.proxy.variable == "https_proxy"
    assert (proxy.url.scheme, proxy.url.host, proxy.auth) == (scheme, "proxy.example", ("bob", "pw"))
    assert proxy.ssl_context is (trusted.context if shown else None)


def test_without_a_proxy_none_is_given(opened: dict[str, Any], trusted: Trust) -> None:
    opening = open_transport(Settings(base_url=f"{TLS}:8443", environ={}), trusted)
    assert opened["proxy"] is None
    assert (opening.host, opening.proxy) == ("infisical.example", None)


def test_a_proxy_that_the_library_has_no_package_for_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> None:
        raise ImportError

    monkeypatch.setattr(httpx, "HTTPTransport", missing)
    with pytest.raises(SendError) as error:
        open_transport(Settings(base_url=PLAIN, environ={"ALL_PROXY": "socks5://proxy.example"}))
    assert error.value.fault.silence is Silence.PROXY_UNUSABLE
    assert str(error.value).startswith("ALL_PROXY names a SOCKS proxy, which needs the Python package socksio")


def test_a_package_that_is_missing_without_a_proxy_is_laid_to_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**_: object) -> None:
        raise ImportError

    monkeypatch.setattr(httpx, "HTTPTransport", missing)
    with pytest.raises(ImportError):
        open_transport(Settings(base_url=PLAIN, environ={}))


def test_a_certificate_of_ones_own_is_not_read_where_no_tls_is_spoken(opened: dict[str, Any]) -> None:
    missing = ("/nowhere/cert.pem", "/nowhere/key.pem")
    assert open_transport(Settings(base_url=PLAIN, environ={}, certificate=missing)).trust is None
    assert opened["proxy"] is None


def test_a_certificate_of_ones_own_is_read_without_ever_asking_for_a_password(opened: dict[str, Any]) -> None:
    read = []

    class Context(ssl.SSLContext):
        def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
            read.append((certfile, keyfile, password()))

    trusted = Trust(context=Context(ssl.PROTOCOL_TLS_CLIENT), source="the test")
    open_transport(Settings(base_url=TLS, environ={}, certificate=("cert.pem", "key.pem")), trusted)
    assert read == [("cert.pem", "key.pem", "")]
    assert opened["verify"] is trusted.context


def test_a_certificate_of_ones_own_that_cannot_be_read_is_said(trusted: Trust) -> None:
    missing = ("/nowhere/cert.pem", "/nowhere/key.pem")
    with pytest.raises(SendError, match=r"^the client certificate or its key cannot be used$") as error:
        open_transport(Settings(base_url=TLS, environ={}, certificate=missing), trusted)
    assert error.value.fault.silence is Silence.CANNOT_SEND


@pytest.mark.parametrize("name", ["httpx", "httpcore"])
def test_the_library_logs_no_headers(name: str, opened: dict[str, Any], trusted: Trust) -> None:
    logging.getLogger(name).setLevel(logging.DEBUG)
    open_transport(Settings(base_url=TLS, environ={}), trusted)
    assert opened
    assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)

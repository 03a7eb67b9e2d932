"""Certificates: whose are trusted, and what each trouble is called."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from diagnose.model import Silence
from tests import loopback
from tests.http.asking import ask, login
from tests.loopback import Authority, serving


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

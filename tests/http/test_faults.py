"""From the errors of the system and of OpenSSL to one plain line, by the kind of the first that says something."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from diagnose.http.faults import Fault, of_chain
from diagnose.model import Silence

TLS = "no encrypted connection to h.example"


def certificate_error(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "refused")
    error.verify_code = code
    return error


def tls_error(reason: str | None, kind: type[ssl.SSLError] = ssl.SSLError) -> ssl.SSLError:
    error = kind(1, "refused")
    error.reason = reason  # type: ignore[assignment]
    return error


def fault(error: BaseException) -> Fault | None:
    return of_chain(error, "h.example", "the store")


@pytest.mark.parametrize(
    ("code", "silence", "note"),
    [
        (9, Silence.TLS_EXPIRED, "the certificate of h.example is not valid yet, by this machine's clock"),
        (10, Silence.TLS_EXPIRED, "the certificate of h.example has expired, by this machine's clock"),
        (62, Silence.TLS_HOST, "the certificate that answered is not for h.example"),
        (64, Silence.TLS_HOST, "the certificate that answered is not for h.example"),
        (18, Silence.TLS_CA, "the certificate of h.example is self-signed and not in the store"),
        (20, Silence.TLS_CA, "the certificate of h.example is from an issuer that is not in the store"),
        (7, Silence.TLS_OTHER, "the certificate of h.example was not accepted (OpenSSL verify code 7)"),
    ],
)
def test_a_refused_certificate_is_told_by_its_verify_code(code: int, silence: Silence, note: str) -> None:
    assert fault(certificate_error(code)) == Fault(silence, note)


@pytest.mark.parametrize(
    ("reason", "silence", "note"),
    [
        ("UNEXPECTED_EOF_WHILE_READING", Silence.RESET, "h.example closed the connection without a word"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", Silence.TLS_CLIENT_CERT, f"{TLS}: it wants a client certificate"),
        ("TLSV1_UNRECOGNIZED_NAME", Silence.TLS_OTHER, f"{TLS}: it does not serve this host name"),
        ("ODD_CASE<b>9", Silence.TLS_OTHER, f"{TLS} (OpenSSL: ODD_CASEb9)"),
        ("A" * 80, Silence.TLS_OTHER, f"{TLS} (OpenSSL: {'A' * 60})"),
        ("", Silence.TLS_OTHER, TLS),
        (None, Silence.TLS_OTHER, TLS),
    ],
)
def test_another_error_of_tls_is_told_by_its_reason(reason: str | None, silence: Silence, note: str) -> None:
    assert fault(tls_error(reason)) == Fault(silence, note)


@pytest.mark.parametrize("kind", [ssl.SSLEOFError, ssl.SSLZeroReturnError])
def test_a_connection_that_ends_within_tls_was_closed(kind: type[ssl.SSLError]) -> None:
    assert fault(tls_error(None, kind)) == Fault(Silence.RESET, "h.example closed the connection without a word")


@pytest.mark.parametrize(
    ("error", "silence", "note"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), Silence.DNS, "the name h.example cannot be resolved"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), Silence.DNS, "the name h.example cannot be resolved at the moment"),
        (TimeoutError(), Silence.TIMEOUT, "h.example did not respond to the connection"),
        (OSError(errno.ETIMEDOUT, "x"), Silence.TIMEOUT, "h.example did not respond to the connection"),
        (OSError(errno.ECONNREFUSED, "x"), Silence.REFUSED, "h.example refused the connection"),
        (OSError(errno.EPIPE, "x"), Silence.RESET, "the connection to h.example was reset"),
        (OSError(errno.ENETDOWN, "x"), Silence.UNREACHABLE, "h.example cannot be reached: the network is down"),
        (OSError(errno.EMFILE, "x"), Silence.UNREACHABLE, "h.example cannot be reached: the system says EMFILE"),
        (OSError("x"), Silence.UNREACHABLE, "h.example cannot be reached: the system says nothing more"),
    ],
)
def test_an_error_of_the_system_is_told_by_its_number(error: OSError, silence: Silence, note: str) -> None:
    assert fault(error) == Fault(silence, note)


def test_the_first_error_of_the_chain_that_says_something_counts() -> None:
    outer, middle, inner = RuntimeError("library"), OSError(errno.ECONNREFUSED, "x"), OSError(errno.EPIPE, "x")
    outer.__cause__, middle.__context__ = middle, inner
    assert fault(outer) == Fault(Silence.REFUSED, "h.example refused the connection")
    assert fault(RuntimeError("library")) is None


@pytest.mark.parametrize(("behind", "reached"), [(11, True), (12, False)])
def test_a_chain_is_followed_for_twelve_links(behind: int, reached: object) -> None:
    error: BaseException = OSError(errno.ECONNREFUSED, "x")
    for _ in range(behind):
        outer = RuntimeError("library")
        outer.__cause__ = error
        error = outer
    assert (fault(error) is not None) is reached

"""Why a connection failed: from the operating system's and OpenSSL's errors to one plain line."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from diagnose.model import Silence


class Stage(StrEnum):
    """How far a request got; the value completes "it was still …"."""

    CONNECT = "looking up the name or connecting"
    PROXY = "waiting for the proxy"
    TLS = "agreeing on encryption"
    SEND = "sending the request"
    WAIT = "waiting for the answer"
    BODY = "receiving the answer"


class Fault(msgspec.Struct, frozen=True):
    """Why there is no answer, and one line for people: no secret, no library's own words."""

    silence: Silence
    note: str


class SendError(Exception):
    """A request that came to nothing for a reason that is already known."""

    def __init__(self, silence: Silence, note: str) -> None:
        super().__init__(note)
        self.fault = Fault(silence, note)


_UNKNOWN_ISSUER: Final = frozenset({2, 18, 19, 20, 21, 24, 27})
_DATES: Final[Mapping[int, str]] = {9: "is not valid yet", 10: "has expired"}
_NAME: Final = frozenset({62, 64})
_SELF_SIGNED: Final = 18

_UNREACHABLE: Final[Mapping[int, str]] = {
    errno.ENETUNREACH: "there is no network route to it",
    errno.EHOSTUNREACH: "there is no network route to it",
    errno.ENETDOWN: "the network is down",
    errno.EADDRNOTAVAIL: "its address cannot be used from this machine",
    errno.EAFNOSUPPORT: "its kind of address cannot be used from this machine",
    errno.EACCES: "this machine does not permit the connection",
    errno.EPERM: "this machine does not permit the connection",
}
_RESET: Final = frozenset({errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED, errno.ENOTCONN})

_TLS_WORDS: Final[tuple[tuple[tuple[str, ...], Silence, str], ...]] = (
    (
        ("ALERT_CERTIFICATE_REQUIRED", "ALERT_BAD_CERTIFICATE", "ALERT_UNKNOWN_CA", "ALERT_CERTIFICATE_UNKNOWN"),
        Silence.TLS_CLIENT_CERT,
        "it wants a client certificate",
    ),
    (
        ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"),
        Silence.TLS_OTHER,
        "the port answers, but without encryption; it may be meant for http://",
    ),
    (
        ("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL", "VERSION_TOO_LOW"),
        Silence.TLS_OTHER,
        "it speaks no version of TLS that this machine accepts",
    ),
    (("UNRECOGNIZED_NAME",), Silence.TLS_OTHER, "it does not serve this host name"),
    (
        ("HANDSHAKE_FAILURE",),
        Silence.TLS_OTHER,
        "it refused the handshake: no cipher in common, or it wants a client certificate",
    ),
)


def of_chain(error: BaseException, host: str, trust: str) -> Fault | None:
    """Tell the reason from the first error of the chain that the system or OpenSSL raised; None if there is none.

    `host`: whom the connection was meant for. `trust`: where the trusted issuers came from, in words.
    """
    for link in _chain(error):
        if isinstance(link, ssl.SSLCertVerificationError):
            return _certificate(link.verify_code, host, trust)
        if isinstance(link, ssl.SSLError):
            return _tls(link, host)
        if isinstance(link, OSError):
            return _system(link, host)
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Walk from an error to what caused it, within bounds."""
    for _ in range(12):
        if error is None:
            return
        yield error
        error = error.__cause__ or error.__context__


def is_too_long(error: BaseException) -> bool:
    """Whether the answer's head was larger than the HTTP parser takes (its hint is status 431)."""
    return any(getattr(link, "error_status_hint", None) == 431 for link in _chain(error))  # noqa: PLR2004 - a status


def is_malformed(error: BaseException) -> bool:
    """Whether the HTTP parser refused what came, other than for its end being missing."""
    return any(hasattr(link, "error_status_hint") and "peer closed" not in str(link) for link in _chain(error))


def _certificate(code: int, host: str, trust: str) -> Fault:
    """Tell why OpenSSL refused a certificate, by its verify code (x509_vfy.h)."""
    if code in _DATES:
        said = f"the certificate of {host} {_DATES[code]}, by this machine's clock"
        return Fault(Silence.TLS_EXPIRED, said)
    if code in _NAME:
        return Fault(Silence.TLS_HOST, f"the certificate that answered is not for {host}")
    if code == _SELF_SIGNED:
        return Fault(Silence.TLS_CA, f"the certificate of {host} is self-signed and not in {trust}")
    if code in _UNKNOWN_ISSUER:
        return Fault(Silence.TLS_CA, f"the certificate of {host} is from an issuer that is not in {trust}")
    return Fault(Silence.TLS_OTHER, f"the certificate of {host} was not accepted (OpenSSL verify code {int(code)})")


def _tls(error: ssl.SSLError, host: str) -> Fault:
    """Tell why TLS failed other than by a certificate that we refused."""
    reason = error.reason or ""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or "UNEXPECTED_EOF" in reason:
        return Fault(Silence.RESET, f"{host} closed the connection without a word")
    for words, silence, said in _TLS_WORDS:
        if any(word in reason for word in words):
            return Fault(silence, f"no encrypted connection to {host}: {said}")
    code = "".join(char for char in reason if char.isalnum() or char == "_")[:60]
    return Fault(Silence.TLS_OTHER, f"no encrypted connection to {host}" + (f" (OpenSSL: {code})" if code else ""))


def _system(error: OSError, host: str) -> Fault:
    """Tell what the operating system said."""
    if isinstance(error, socket.gaierror):
        later = " at the moment" if error.errno == socket.EAI_AGAIN else ""
        return Fault(Silence.DNS, f"the name {host} cannot be resolved{later}")
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return Fault(Silence.TIMEOUT, f"{host} did not respond to the connection")
    if error.errno == errno.ECONNREFUSED:
        return Fault(Silence.REFUSED, f"{host} refused the connection")
    if error.errno in _RESET:
        return Fault(Silence.RESET, f"the connection to {host} was reset")
    number = error.errno or 0
    why = _UNREACHABLE.get(number) or f"the system says {errno.errorcode.get(number, 'nothing more')}"
    return Fault(Silence.UNREACHABLE, f"{host} cannot be reached: {why}")

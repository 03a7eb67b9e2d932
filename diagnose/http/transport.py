"""The library's connections, opened once for a run: over which proxy, trusting whom, with which headers.

They are httpcore's, on which httpx stands: what httpx adds, such as redirects, cookies and logins, is not wanted here,
and takes half of the time for a request and for the start.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import unquote, urlsplit

import msgspec

from diagnose.http import messages
from diagnose.http.faults import SendError
from diagnose.http.messages import Address, Settings
from diagnose.model import Silence

if TYPE_CHECKING:
    import httpcore

    from diagnose.http.proxies import Proxy
    from diagnose.http.trust import Trust


_MOST: Final = 100
_IDLE: Final[dict[str, Any]] = {"max_connections": _MOST, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}
"""How many connections there may be, and how many of them are kept open for how many seconds; httpx's own numbers."""


class Transport(Protocol):
    """What puts a request."""

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The head of the answer; its body is read from it, and then it is closed."""

    def close(self) -> None:
        """Close the connections."""


class Opened(msgspec.Struct, frozen=True):
    """A transport that is ready, and what it was opened with. `host`: as it may be shown."""

    transport: Transport
    host: str
    proxy: Proxy | None
    trust: Trust | None
    headers: tuple[tuple[bytes, bytes], ...]
    address: Address

    def request(self, request: messages.Request, extensions: dict[str, Any]) -> httpcore.Request:
        """The request as it is sent. Raises `SendError` for one that cannot be, and UnicodeError."""
        import httpcore

        at, content = self.address, messages.content(request)
        headers = [(b"Host", at.authority(request.port).encode("ascii")), *self.headers]
        headers += messages.request_headers(request)
        if request.method == "POST":
            headers.append((b"Content-Length", str(len(content or b"")).encode()))
        url = httpcore.URL(
            scheme=at.scheme,
            host=at.host,
            port=request.port or at.port,
            target=at.path + messages.target_of(request),
        )
        return httpcore.Request(request.method, url, headers=headers, content=content, extensions=extensions)


def open_transport(settings: Settings, trusted: Trust | None = None) -> Opened:
    """Check the settings and build the transport. `trusted`: whom to trust, if that is known. Raises `SendError`."""
    from diagnose.http.proxies import proxy_for
    from diagnose.http.trust import trust

    target = messages.checked_target(settings.base_url)
    try:
        address = messages.address_of(target)
    except UnicodeError:
        raise SendError(Silence.CANNOT_SEND, "the address cannot be asked for; check the host name") from None
    headers = messages.common_headers(settings.custom_headers)
    proxy = proxy_for(target, settings.environ)
    is_tls = target.scheme == "https" or (proxy is not None and proxy.scheme == "https")
    trusted = (trusted or trust(settings.ca_bundle, settings.environ)) if is_tls else None
    if trusted is not None and settings.certificate is not None:
        _show(trusted, *settings.certificate)
    transport = _transport(proxy, trusted)
    return Opened(transport, messages.plain(target.hostname or ""), proxy, trusted, headers, address)


def _show(trusted: Trust, certificate: str, key: str) -> None:
    """Let the handshake show the client's own certificate."""
    try:
        trusted.context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError):
        raise SendError(Silence.CANNOT_SEND, "the client certificate or its key cannot be used") from None


def _transport(proxy: Proxy | None, trusted: Trust | None) -> Transport:
    import httpcore

    for logger in ("httpx", "httpcore"):  # their debug lines show headers
        logging.getLogger(logger).setLevel(logging.WARNING)
    context = trusted.context if trusted else _no_tls()
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=context, **_IDLE)
    try:
        url, login = _proxy_url(proxy)
        if proxy.scheme.startswith("socks"):
            return httpcore.SOCKSProxy(url, proxy_auth=login, ssl_context=context, **_IDLE)
        own = trusted.context if trusted and proxy.scheme == "https" else None
        return httpcore.HTTPProxy(url, proxy_auth=login, ssl_context=context, proxy_ssl_context=own, **_IDLE)
    except RuntimeError:
        said = f"{proxy.variable} names a SOCKS proxy, which needs the Python package socksio"
        raise SendError(Silence.CANNOT_SEND, said) from None
    except ValueError:
        raise SendError(Silence.CANNOT_SEND, f"the proxy that {proxy.variable} names cannot be used") from None


def _proxy_url(proxy: Proxy) -> tuple[httpcore.URL, tuple[bytes, bytes] | None]:
    """Where the proxy is, and the login for it. Raises ValueError."""
    import httpcore

    parts = urlsplit(proxy.url.reveal())
    at = messages.address_of(parts)
    login = None
    if parts.username or parts.password:
        login = (unquote(parts.username or "").encode(), unquote(parts.password or "").encode())
    return httpcore.URL(scheme=at.scheme, host=at.host, port=at.port, target=at.path or "/"), login


def _no_tls() -> Any:
    """Give an empty context, which trusts nobody, where no TLS is spoken: the library would load one that does."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

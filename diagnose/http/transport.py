"""The library's transport, opened once for a run: over which proxy, trusting whom, with which headers."""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from diagnose.http import messages
from diagnose.http.faults import SendError
from diagnose.http.messages import Settings
from diagnose.model import Silence

if TYPE_CHECKING:
    import httpx

    from diagnose.http.proxies import Proxy
    from diagnose.http.trust import Trust


class Opened(msgspec.Struct, frozen=True):
    """A transport that is ready, and what it was opened with."""

    transport: httpx.HTTPTransport
    host: str
    proxy: Proxy | None
    trust: Trust | None
    headers: tuple[tuple[bytes, bytes], ...]


def open_transport(settings: Settings, trusted: Trust | None = None) -> Opened:
    """Check the settings and build the transport. `trusted`: whom to trust, if that is known. Raises `SendError`."""
    httpx = _httpx()
    from diagnose.http.proxies import proxy_for
    from diagnose.http.trust import trust

    target = messages.checked_target(settings.base_url)
    headers = messages.common_headers(settings.custom_headers)
    proxy = proxy_for(target, settings.environ)
    is_tls = target.scheme == "https" or (proxy is not None and proxy.scheme == "https")
    trusted = (trusted or trust(settings.ca_bundle, settings.environ)) if is_tls else None
    if trusted is not None and settings.certificate is not None:
        _show(trusted, *settings.certificate)
    try:
        transport = httpx.HTTPTransport(
            verify=trusted.context if trusted else _no_tls(),
            trust_env=False,
            proxy=_library_proxy(httpx, proxy, trusted),
        )
    except ImportError:
        if proxy is None:
            raise
        said = f"{proxy.variable} names a SOCKS proxy, which needs the Python package socksio"
        raise SendError(Silence.PROXY_UNUSABLE, said) from None
    return Opened(transport, messages.plain(target.hostname or ""), proxy, trusted, headers)


@lru_cache(maxsize=64)
def parsed(url: str) -> httpx.URL:
    """The library's URL: logins and revocations of a batch go to the same ones again and again."""
    import httpx

    return httpx.URL(url)


def _show(trusted: Trust, certificate: str, key: str) -> None:
    """Let the handshake show the client's own certificate."""
    try:
        trusted.context.load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError):
        raise SendError(Silence.CANNOT_SEND, "the client certificate or its key cannot be used") from None


def _httpx() -> Any:
    """Import httpx without its command-line program, which alone pulls in rich; httpx provides for its absence."""
    name = "httpx._main"
    blocked = "httpx" not in sys.modules
    if blocked:
        sys.modules[name] = None  # type: ignore[assignment] # the documented way to make an import fail
    try:
        import httpx
    finally:
        if blocked:
            del sys.modules[name]
    for logger in ("httpx", "httpcore"):  # their debug lines show headers
        logging.getLogger(logger).setLevel(logging.WARNING)
    return httpx


def _no_tls() -> Any:
    """Give an empty context, which trusts nobody, where no TLS is spoken: the library would load one that does."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _library_proxy(httpx: Any, proxy: Proxy | None, trusted: Trust | None) -> Any:
    if proxy is None:
        return None
    context = trusted.context if trusted and proxy.scheme == "https" else None
    try:
        return httpx.Proxy(proxy.url.reveal(), ssl_context=context)
    except (ValueError, httpx.InvalidURL):
        raise SendError(Silence.PROXY_UNUSABLE, f"the proxy that {proxy.variable} names cannot be used") from None

"""The library's transport over connections that show the first bytes of what they bring.

What breaks off before it is an answer the library drops, and with it who answered. `httpcore` takes the network
backend that it is given (its "Network Backends"), and hands its streams to whoever traces a request.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any, Final

import httpcore
import httpx

_MOST: Final = {"max_connections": 100, "max_keepalive_connections": 20, "keepalive_expiry": 5.0}
"""What httpx itself keeps open: connections in all and idle, and seconds for which an idle one is kept."""


class Stream(httpcore.NetworkStream):
    """A connection. `heard`: called with all that is read from it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self.heard: Callable[[bytes], None] = _nobody

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what comes, at most so many bytes, and tell whoever watches."""
        data = self._inner.read(max_bytes, timeout)
        self.heard(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        self._inner.write(buffer, timeout)

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection under TLS, a stream of its own."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        """What the connection beneath tells of itself."""
        return self._inner.get_extra_info(info)


def _nobody(_: bytes) -> None:
    """For a stream that nobody watches."""


class _Backend(httpcore.SyncBackend):
    """Opens connections as the library does."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class Transport(httpx.HTTPTransport):
    """httpx's transport with a pool of such connections; `proxy` is the way there, if there is one.

    Raises ImportError for a SOCKS proxy if the package for it is not there.
    """

    def __init__(self, *, verify: ssl.SSLContext, proxy: httpx.Proxy | None) -> None:  # its own makes another pool
        self._pool = _pool(verify, proxy)


def _pool(context: ssl.SSLContext, proxy: httpx.Proxy | None) -> httpcore.ConnectionPool:
    common: dict[str, Any] = {"ssl_context": context, "network_backend": _Backend(), **_MOST}
    if proxy is None:
        return httpcore.ConnectionPool(**common)
    url = proxy.url
    common["proxy_url"] = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    common["proxy_auth"] = proxy.raw_auth
    if url.scheme in {"socks5", "socks5h"}:
        import_module("socksio")  # without it the library raises what does not name it
        return httpcore.SOCKSProxy(**common)
    return httpcore.HTTPProxy(proxy_headers=proxy.headers.raw, proxy_ssl_context=proxy.ssl_context, **common)

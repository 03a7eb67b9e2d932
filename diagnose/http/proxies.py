"""Which proxy the environment asks for, and the logins of proxies that stand there."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from diagnose.credential.spelling import holds_secret
from diagnose.http.faults import SendError
from diagnose.model import Silence
from diagnose.secret import Secret

_PORTS: Final = {"http": 80, "https": 443}
_PROXY_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_VARIABLES: Final = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class Proxy(msgspec.Struct, frozen=True):
    """A proxy: its URL, which may hold a password, and how it is shown. `variable`: who asked for it."""

    url: Secret
    shown: str
    variable: str
    scheme: str


def proxy_for(target: SplitResult, environ: Mapping[str, str]) -> Proxy | None:
    """Tell the proxy for `target` as curl and Go do: lower case wins, NO_PROXY takes names, addresses and networks.

    Raises `SendError` for a proxy that cannot be used.
    """
    variable, value = _proxy_variable(target.scheme, environ)
    if not value or _is_exempt(target, environ.get("no_proxy") or environ.get("NO_PROXY") or ""):
        return None
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not value.isprintable() or " " in value or holds_secret(host):
        raise SendError(Silence.PROXY_UNUSABLE, f"the proxy that {variable} names is not an address")
    scheme = parts.scheme.lower()
    if scheme not in _PROXY_PORTS:
        raise SendError(Silence.PROXY_UNUSABLE, f"{variable} names a kind of proxy that is not supported")
    at = f"[{host}]" if ":" in host else host
    shown = f"{scheme}://{at}:{port or _PROXY_PORTS[scheme]}"
    return Proxy(url=Secret(parts.geturl()), shown=shown, variable=variable, scheme=scheme)


def _proxy_variable(scheme: str, environ: Mapping[str, str]) -> tuple[str, str]:
    """Find the variable that sets the proxy. HTTP_PROXY is not read in a CGI program, where a client can set it."""
    names = [f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY"]
    if "REQUEST_METHOD" in environ:
        names = [name for name in names if name != "HTTP_PROXY"]
    return next(((name, environ[name].strip()) for name in names if environ.get(name, "").strip()), ("", ""))


def _is_exempt(target: SplitResult, no_proxy: str) -> bool:
    """Whether NO_PROXY exempts the target."""
    host = (target.hostname or "").rstrip(".").lower()
    port = str(target.port or _PORTS[target.scheme])
    address = _address(host)
    for raw in no_proxy.lower().replace(" ", ",").split(","):
        entry = raw.strip()
        if entry == "*":
            return True
        name, colon, wanted = entry.rpartition(":")
        if colon and wanted.isdigit() and (":" not in name or name.startswith("[")):
            if wanted != port:
                continue
            entry = name
        entry = entry.strip("[]").rstrip(".")
        if _in_network(address, entry) if address else _in_domain(host, entry):
            return True
    return False


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _in_network(address: ipaddress.IPv4Address | ipaddress.IPv6Address, entry: str) -> bool:
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def _in_domain(host: str, entry: str) -> bool:
    """`example.com` and `.example.com` both exempt the name and all below it, as in curl."""
    domain = entry.removeprefix("*").lstrip(".")
    return host == domain or host.endswith(f".{domain}")


def logins(environ: Mapping[str, str]) -> Iterator[Secret]:
    """Give the passwords of all proxies that the environment names, alone and with their user names.

    A user name without a password is taken for a token: some proxies want one there.
    """
    for name in _VARIABLES:
        for value in {environ.get(name, "").strip(), environ.get(name.upper(), "").strip()}:
            login, _, _ = value.rpartition("://")[2].rpartition("@")
            user, _, password = login.partition(":")
            if user and not password:
                yield from (Secret(user), Secret(unquote(user)))
            if password:
                yield from (Secret(password), Secret(unquote(password)), Secret(f"{unquote(user)}:{unquote(password)}"))

"""The way to the server: which proxy the environment asks for, and which certificate issuers are trusted."""

from __future__ import annotations

import ipaddress
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from diagnose.http.faults import SendError
from diagnose.model import Silence
from diagnose.secret import Secret

_PORTS: Final = {"http": 80, "https": 443}
_PROXY_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


class Proxy(msgspec.Struct, frozen=True):
    """A proxy: its URL, which may hold a password, and how it is shown. `variable`: who asked for it."""

    url: Secret
    shown: str
    variable: str
    scheme: str


class Trust(msgspec.Struct, frozen=True):
    """Whose certificates are trusted: a context, and where its issuers came from, in words."""

    context: ssl.SSLContext
    source: str


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
    if not host or not value.isprintable():
        raise SendError(Silence.CANNOT_SEND, f"the proxy that {variable} names is not an address")
    scheme = parts.scheme.lower()
    if scheme not in _PROXY_PORTS:
        raise SendError(Silence.CANNOT_SEND, f"{variable} names a kind of proxy that is not supported")
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
        if entry and (_in_network(address, entry) if address else _in_domain(host, entry)):
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
    return bool(domain) and (host == domain or host.endswith(f".{domain}"))


def trust(ca_bundle: str | None, environ: Mapping[str, str]) -> Trust:
    """Build the one TLS context: --ca-bundle, else SSL_CERT_FILE and SSL_CERT_DIR, else the system's issuers.

    Checking is always on; nothing in the environment turns it off. Raises `SendError` for issuers that cannot be read.
    """
    files: dict[str, str] = {"--ca-bundle": ca_bundle} if ca_bundle else {}
    if not files:
        files = {name: environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if environ.get(name)}
    if not files:
        return _system_trust()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for name, path in files.items():
        _load(context, name, path)
    return Trust(context, " and ".join(f"{name} ({_printable(path)})" for name, path in files.items()))


def _load(context: ssl.SSLContext, name: str, path: str) -> None:
    """Load issuers from a file or a folder."""
    try:
        if Path(path).is_dir():
            context.load_verify_locations(capath=path)
            return
        context.load_verify_locations(cafile=path)
    except ssl.SSLError:
        reason = "holds no certificates that can be read"
    except FileNotFoundError:
        reason = "does not exist"
    except (OSError, ValueError):
        reason = "cannot be read"
    else:
        return
    raise SendError(Silence.TLS_CA, f"{_printable(path)}, named by {name}, {reason}")


def _system_trust() -> Trust:
    """Trust what the operating system trusts; where Python finds no such store, the list that comes with httpx."""
    if sys.platform in {"darwin", "win32"}:
        try:
            import truststore
        except ImportError:
            pass
        else:
            return Trust(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT), "the system's trusted issuers")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    if sys.platform == "win32" or paths.cafile or paths.capath:
        context.load_default_certs()
        return Trust(context, "the system's trusted issuers")
    import certifi

    context.load_verify_locations(cafile=certifi.where())
    return Trust(context, "the trusted issuers that Mozilla publishes")


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())[:200]

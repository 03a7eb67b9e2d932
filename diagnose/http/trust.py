"""Which issuers of certificates are trusted."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from diagnose.http.faults import SendError
from diagnose.model import Silence

VARIABLES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Trust(msgspec.Struct, frozen=True):
    """Whose certificates are trusted: a context, and where its issuers came from, in words."""

    context: ssl.SSLContext
    source: str


def trust(ca_bundle: str | None, environ: Mapping[str, str]) -> Trust:
    """Build the one TLS context: --ca-bundle, else SSL_CERT_FILE and SSL_CERT_DIR, else the system's issuers.

    Checking is always on; nothing in the environment turns it off. Raises `SendError` for issuers that cannot be read.
    """
    files: dict[str, str] = {"--ca-bundle": ca_bundle} if ca_bundle else {}
    if not files:
        files = {name: environ[name] for name in VARIABLES if environ.get(name)}
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

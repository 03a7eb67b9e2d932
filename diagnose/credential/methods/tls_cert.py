"""TLS certificate: the client's own certificate in the handshake; no header ever carries it from here."""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from diagnose.credential.methods import texts
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.credential.methods.tokens import ago, trait
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

CERTIFICATE: Final = "INFISICAL_TLS_CLIENT_CERT_PATH"
KEY: Final = "INFISICAL_TLS_CLIENT_KEY_PATH"
CLOUD_PORT: Final = 8443
_BEGINS: Final = b"-----BEGIN "
_NAMES: Final = {"DNS": "DNS", "URI": "URI", "IP Address": "IP", "email": "EMAIL"}


def read(place: Place) -> Proof:
    """The files of the certificate and of its key, which have to belong together."""
    certificate, named = _path(place, "client_cert", CERTIFICATE)
    key, key_named = _path(place, "client_key", KEY)
    _checked(texts.content(certificate, named), named)
    secret = _checked(texts.content(key, key_named), key_named)
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, OSError, ValueError):
        msg = (
            f"the certificate and the key that {named} and {key_named} name cannot be used together: one of them is "
            "damaged, the key has a password, or they are not of one pair. Nothing was sent."
        )
        raise UsageProblem(msg) from None
    claims = _claims(_facts(certificate))
    return Proof(
        fields={},
        source=named,
        claims=claims,
        traits=tuple(_traits(claims, place.now)),
        held=(Secret(secret.decode("ascii", "replace").strip()),),
        certificate=(str(certificate), str(key)),
    )


def _path(place: Place, option: str, variable: str) -> tuple[Path, str]:
    given, flag = place.flags.get(option), "--" + option.replace("_", "-")
    if given is not None:
        return place.cwd / given, flag
    if place.environ.get(variable):
        return place.cwd / place.environ[variable], variable
    msg = f"there is no client certificate: set {variable}, or give {flag}. Nothing was sent."
    raise UsageProblem(msg)


def _checked(raw: bytes, name: str) -> bytes:
    if len(raw) > texts.MAX_BYTES or _BEGINS not in raw:
        msg = f"{name}: this is no PEM file. Nothing was sent."
        raise UsageProblem(msg)
    return raw


def _facts(path: Path) -> Mapping[str, Any]:
    """The certificate's fields, as far as this Python can read them without a further library."""
    decode = getattr(getattr(ssl, "_ssl", None), "_test_decode_cert", None)
    try:
        found = decode(str(path)) if decode is not None else {}
    except (ssl.SSLError, OSError, ValueError):
        found = {}
    return found if isinstance(found, dict) else {}


def _claims(facts: Mapping[str, Any]) -> dict[str, Any]:
    kinds = ((kind, value) for kind, value in facts.get("subjectAltName", ()) if kind in _NAMES)
    claims: dict[str, Any] = {
        "subject": _common_name(facts.get("subject", ())),
        "issuer": _common_name(facts.get("issuer", ())),
        "names": [f"{_NAMES[kind]}:{value}"[:256] for kind, value in kinds][:10],
        "starts": _time(facts.get("notBefore")),
        "ends": _time(facts.get("notAfter")),
    }
    return {name: value for name, value in claims.items() if value}


def _common_name(parts: Iterable[Iterable[tuple[str, str]]]) -> str | None:
    return next((value[:256] for part in parts for name, value in part if name == "commonName"), None)


def _time(written: str | None) -> int | None:
    """A certificate's time in seconds since the epoch."""
    return ssl.cert_time_to_seconds(written) if written else None


def _traits(claims: Mapping[str, Any], now: float) -> Iterator[Trait]:
    ends, starts = claims.get("ends", now), claims.get("starts", now)
    if ends < now:
        says = f"The certificate ended {ago(now - ends)} ago by this machine's clock."
        yield trait(Oddity.EXPIRED, "tls-cert-expired", says)
    if starts > now:
        says = f"The certificate becomes valid only in {ago(starts - now)} by this machine's clock."
        yield trait(Oddity.NOT_YET_VALID, "tls-cert-expired", says)


METHOD: Final = Method(id="tls-cert-auth", route="tls-cert", title="TLS Certificate", read=read, cloud_port=CLOUD_PORT)

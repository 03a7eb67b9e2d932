"""TLS certificate: what the edge hands on is compared with an authority, dates and names."""

from __future__ import annotations

from urllib.parse import unquote

from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Call
from diagnose.lab.edge import HEADER
from diagnose.lab.methods import proofs
from diagnose.lab.methods.certificates import Certificate
from diagnose.lab.state import Identity, LoginMethod


def gate(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings: issued (the client's certificate), authority, chain, names, alternatives."""
    shown, settings = unquote(call.request.headers[HEADER]), method.settings
    if "-----BEGIN CERTIFICATE-----" not in shown:
        raise RefusalError(step="tls-cert.none")
    issued: Certificate = settings["issued"]
    if shown.strip() != issued.pem.strip() or issued.issuer != settings["authority"]:
        raise RefusalError(step="tls-cert.chain" if settings["chain"] else "tls-cert.authority")
    if issued.is_authority and "tls-cert.is-authority" in call.dialect.texts:
        raise RefusalError(step="tls-cert.is-authority")
    if issued.ends < call.now:
        raise RefusalError(step="tls-cert.expired")
    if issued.starts > call.now:
        raise RefusalError(step="tls-cert.early")
    if settings["names"] and issued.name not in settings["names"]:
        raise RefusalError(step="tls-cert.name")
    if settings["alternatives"] and not any(proofs.matches(name, settings["alternatives"]) for name in issued.names):
        raise RefusalError(step="tls-cert.alternative")

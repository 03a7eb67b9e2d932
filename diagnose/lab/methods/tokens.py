"""OIDC and JWT: a token of another issuer, whose signature, issuer, subject, audience and claims are compared."""

from __future__ import annotations

from typing import Any

from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Call
from diagnose.lab.methods import proofs
from diagnose.lab.signing import JwtError
from diagnose.lab.state import Identity, LoginMethod

DISCOVERY = "https://token.actions.githubusercontent.com"


def oidc(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings: key, issuer, subject, audiences, claims (lists as they were typed); `fault` of the provider."""
    (token,) = call.fields("jwt")
    fault = method.settings.get("fault")
    if fault in {"discovery", "private"}:
        raise RefusalError(step=f"oidc.{fault}", url=f"{DISCOVERY}/.well-known/openid-configuration")
    if proofs.peek(token) is None:
        raise RefusalError(step="oidc.undecodable")
    if fault == "key":
        raise RefusalError(step="oidc.key", kid="38826b17-6a30-5f9b-b169-8beb8202f723")
    claims = _verified(call, token, method, "oidc.invalid")
    if claims.get("iss") != method.settings["issuer"]:
        raise RefusalError(step="oidc.invalid", reason=f"jwt issuer invalid. expected: {method.settings['issuer']}")
    _bounds(claims, method, "oidc")


def jwt(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings as for OIDC; with `static`, keys instead of an address with keys."""
    (token,) = call.fields("jwt")
    if proofs.peek(token) is None:
        raise RefusalError(step="jwt.undecodable")
    if method.settings.get("fault") == "key":
        raise RefusalError(step="jwt.key")
    claims = _verified(call, token, method, "jwt.invalid-static" if method.settings.get("static") else "jwt.invalid")
    if claims.get("iss") != method.settings["issuer"]:
        raise RefusalError(step="jwt.issuer")
    if method.settings["subject"] and not claims.get("sub"):
        raise RefusalError(step="jwt.no-subject")
    _bounds(claims, method, "jwt")


def _verified(call: Call, token: str, method: LoginMethod, step: str) -> dict[str, Any]:
    try:
        return proofs.verify(token, method.settings["key"], call.now)
    except JwtError as refused:
        raise RefusalError(step=step, reason=refused.reason) from refused


def _bounds(claims: dict[str, Any], method: LoginMethod, route: str) -> None:
    """Subject, audience and claims; a list is split at a comma with a blank behind it."""
    settings, audience = method.settings, claims.get("aud", [])
    if settings["subject"] and not proofs.matches(str(claims.get("sub")), (settings["subject"],)):
        raise RefusalError(step=f"{route}.subject")
    made_for = [audience] if isinstance(audience, str) else audience
    allowed = tuple(settings["audiences"].split(", "))
    if settings["audiences"] and not any(proofs.matches(one, allowed) for one in made_for):
        raise RefusalError(step=f"{route}.audience")
    for name, wanted in settings["claims"].items():
        if not claims.get(name):
            raise RefusalError(step=f"{route}.no-claim", claim=name)
        if not proofs.matches(str(claims[name]), tuple(wanted.split(", "))):
            raise RefusalError(step=f"{route}.claim", claim=name)

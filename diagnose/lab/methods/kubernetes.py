"""Kubernetes: a cluster confirms the token of a service account to the server, which then compares its names."""

from __future__ import annotations

from typing import Any

from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Call
from diagnose.lab.methods import proofs
from diagnose.lab.signing import JwtError
from diagnose.lab.state import Identity, LoginMethod

DEFAULT_AUDIENCE = "https://kubernetes.default.svc.cluster.local"
_WORDS = {
    "jwt expired": "[invalid bearer token, token has expired]",
    "invalid signature": "[invalid bearer token, unable to validate signature]",
}
_PREFIX = "system:serviceaccount:"


def gate(call: Call, _: Identity, method: LoginMethod) -> None:
    """Let the token's review pass, and then the names that the method allows. Settings: see `states/kubernetes.py`."""
    (token,) = call.fields("jwt")
    fault = method.settings.get("fault")
    if fault:
        raise RefusalError(step=f"kubernetes.{fault}", host="kubernetes.example:6443", reason=fault)
    claims = _review(call, token, method)
    subject = str(claims.get("sub", ""))
    if not subject.startswith(_PREFIX):
        raise RefusalError(step="kubernetes.username", username=subject)
    namespace, name = [*subject.removeprefix(_PREFIX).split(":", 1), ""][:2]
    if not proofs.matches(namespace, method.settings.get("namespaces", ())):
        raise RefusalError(step="kubernetes.namespace")
    if not proofs.matches(name, method.settings.get("names", ())):
        raise RefusalError(step="kubernetes.name")
    wanted = method.settings.get("audience")
    if wanted and wanted not in _audiences(claims):
        raise RefusalError(step="kubernetes.audience")


def _review(call: Call, token: str, method: LoginMethod) -> dict[str, Any]:
    """What the cluster says of the token. Since the end of 2024 it is also asked whether the audience fits."""
    try:
        claims = proofs.verify(token, method.settings["key"], call.now)
    except JwtError as refused:
        if method.settings.get("own_reviewer"):
            raise RefusalError(step="kubernetes.reviewer") from refused
        text = _WORDS.get(refused.reason, "[invalid bearer token, invalid JWT]")
        raise RefusalError(step="kubernetes.review", text=text) from refused
    wanted, made_for = method.settings.get("audience"), _audiences(claims)
    if call.dialect.family == "C" and wanted and wanted not in made_for:
        text = f'token audiences ["{made_for[0]}"] is invalid for the target audiences ["{wanted}"]'
        raise RefusalError(step="kubernetes.review", text=f"[invalid bearer token, {text}]")
    return claims


def _audiences(claims: dict[str, Any]) -> list[str]:
    audience = claims.get("aud", [])
    return [audience] if isinstance(audience, str) else list(audience)

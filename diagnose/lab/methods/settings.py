"""What an organisation's administrator reads of a login method's settings, secrets included, as the servers show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.routes_identities import read


def settings(call: Call) -> Reply:
    """GET /api/v1/auth/<method>-auth/identities/:id"""
    route = call.params["method"]
    if route not in _SHOWN:
        raise RefusalError(step="route", method=call.request.method, url=call.request.url)
    identity = read(call)
    held = call.world.login_methods.get((identity.id, route))
    if held is None:
        raise RefusalError(step="method.unattached", title=route.title())
    name, shown = _SHOWN[route]
    return Reply(body={f"identity{name}Auth": {"identityId": identity.id, **shown(held.settings)}})


def _joined(values: Any) -> str:
    return values if isinstance(values, str) else ", ".join(values or ())


def _issued(of: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "boundIssuer": of["issuer"],
        "boundSubject": of["subject"],
        "boundAudiences": of["audiences"],
        "boundClaims": dict(of["claims"]),
        "caCert": "-----BEGIN CERTIFICATE-----",
    }


_SHOWN: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "kubernetes": (
        "Kubernetes",
        lambda of: {
            "allowedNamespaces": _joined(of["namespaces"]),
            "allowedNames": _joined(of["names"]),
            "allowedAudience": of["audience"],
            "tokenReviewerJwt": of["key"],
        },
    ),
    "oidc": ("Oidc", _issued),
    "jwt": ("Jwt", _issued),
    "azure": (
        "Azure",
        lambda of: {
            "tenantId": of["tenant"],
            "resource": of["resource"],
            "allowedServicePrincipalIds": _joined(of["principals"]),
        },
    ),
    "gcp": (
        "Gcp",
        lambda of: {
            "type": of["type"],
            "allowedServiceAccounts": _joined(of["accounts"]),
            "allowedProjects": _joined(of["projects"]),
            "allowedZones": _joined(of["zones"]),
        },
    ),
    "aws": (
        "Aws",
        lambda of: {"allowedAccountIds": _joined(of["accounts"]), "allowedPrincipalArns": _joined(of["arns"])},
    ),
    "tls-cert": (
        "TlsCert",
        lambda of: {
            "allowedCommonNames": _joined(of["names"]),
            "allowedSubjectAltNames": _joined(of["alternatives"]),
            "caCertificate": "-----BEGIN CERTIFICATE-----",
        },
    ),
    "spiffe": (
        "Spiffe",
        lambda of: {"allowedAudiences": _joined(of["audiences"]), "allowedSpiffeIds": _joined(of["ids"])},
    ),
}

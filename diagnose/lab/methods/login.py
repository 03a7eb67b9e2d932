"""The login of any method: the identity and its method, the method's own gates, the sub-organisation, and a token."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.edge import HEADER
from diagnose.lab.gates_login import mint
from diagnose.lab.methods import clouds, kubernetes, tls_cert, tokens
from diagnose.lab.state import ClientSecret, Identity, LoginMethod

_DUMMIES = frozenset({"x.y.z", "e30="})
_GATES: Mapping[str, Callable[[Call, Identity, LoginMethod], None]] = {
    "kubernetes": kubernetes.gate,
    "oidc": tokens.oidc,
    "jwt": tokens.jwt,
    "aws": clouds.aws,
    "azure": clouds.azure,
    "gcp": clouds.gcp,
    "ldap": clouds.ldap,
    "spiffe": clouds.spiffe,
    "tls-cert": tls_cert.gate,
}


def login(call: Call) -> Reply:
    """POST /api/v1/auth/<method>-auth/login"""
    route = call.params["method"]
    if route not in _GATES or f"{route}.missing" not in call.dialect.texts:
        raise RefusalError(step="route", method=call.request.method, url=call.request.url)
    if route == "tls-cert" and not call.request.headers.get(HEADER):
        raise RefusalError(step="tls-cert.header")
    (identity_id,) = call.fields("identityId")
    call.touch_database("Find one")
    method = call.world.login_methods.get((identity_id, route))
    if route == "ldap" and identity_id not in call.world.identities:
        raise RefusalError(step="ldap.identity", identity=identity_id)
    if method is None:
        raise RefusalError(step=f"{route}.missing", identity=identity_id)
    identity = call.world.identities.get(identity_id)
    if identity is None or not identity.in_org:
        raise RefusalError(step="method.identity", identity=identity_id)
    _GATES[route](call, identity, method)
    _sub_organization(call, identity)
    made = ClientSecret(id="", value="", created=call.now)
    return Reply(body=mint(call, identity, made, route))


def _sub_organization(call: Call, identity: Identity) -> None:
    slug = call.optional("organizationSlug")
    if not slug or call.dialect.family != "C" or slug == call.world.org_slug:
        return
    members = call.world.sub_organizations.get(slug)
    if members is None:
        raise RefusalError(step="method.sub-organization", slug=slug)
    if identity.id not in members:
        raise RefusalError(step="method.sub-organization-closed", slug=slug)


def is_login(path: str) -> bool:
    """Whether the path is that of a login by one of these methods."""
    return any(path == f"/api/v1/auth/{route}-auth/login" for route in _GATES)


def is_dummy(call: Call) -> bool:
    """Whether nobody would take what is sent for a proof: such a login asks only whether the method is there."""
    return bool(_DUMMIES & {call.optional("jwt"), call.optional("iamRequestHeaders")})

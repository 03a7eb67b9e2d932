"""Identities as the organisation sees them: reading and changing them, with the rules and the ranks that this takes."""

from __future__ import annotations

import json
from typing import Any

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.clock import iso
from diagnose.lab.gates_login import new_id
from diagnose.lab.state import ClientSecret, Identity

_RANK = {"no-access": 0, "member": 1, "admin": 2}
_SUFFIX = ". Actor privilege level is not high enough to perform this action"


def _actor_role(call: Call) -> str:
    identity = call.who.identity
    return identity.org_role if identity is not None else "admin"


def _need(call: Call, action: str) -> None:
    """Members and admins of the organisation may do anything to identities, others nothing."""
    actor = call.who
    if actor.kind == "user" and call.dialect.sessions_have_org and actor.org_id != call.world.org_id:
        raise RefusalError(step="organization.session")
    if not _RANK.get(_actor_role(call), 0):
        details: list[Any] | None = [] if call.dialect.family == "C" else None
        raise RefusalError(step="rule.denied", details=details, action=action, subject="identity")


def _target(call: Call) -> Identity:
    identity_id = call.params["id"]
    found = call.world.identities.get(identity_id)
    if found is None:
        call.check_id(identity_id, "Find one")
        raise RefusalError(step="identity.missing", identity=identity_id)
    return found


def _outranked(call: Call, role: str, step: str) -> None:
    """Refuse at `step` if the role is above the asker's own."""
    if _RANK.get(role, 0) > _RANK.get(_actor_role(call), 0):
        details: Any = {"missingPermissions": []} if call.dialect.family == "C" else None
        raise RefusalError(step=step, details=details, suffix=_SUFFIX)


def one(call: Call) -> Reply:
    """GET /api/v1/identities/:id"""
    identity = read(call)
    return Reply(body={"identity": _shown(call, identity)})


def read(call: Call) -> Identity:
    """The identity that the path names, if the asker may read identities."""
    if call.params["id"] not in call.world.identities:
        return _target(call)
    _need(call, "read")
    return _target(call)


def every(call: Call) -> Reply:
    """GET /api/v1/identities?orgId="""
    call.required("orgId")
    _need(call, "read")
    found = [_shown(call, identity) for identity in call.world.identities.values()]
    return Reply(body={"identities": found, "totalCount": len(found)})


def memberships(call: Call) -> Reply:
    """GET /api/v1/identities/:id/identity-memberships: the projects that it is in."""
    identity = read(call)
    found = [
        {"identityId": identity.id, "roles": [{"role": g.role} for g in member.grants], "project": {"id": p.id}}
        for p in call.world.projects.values()
        if (member := p.members.get(identity.id)) is not None
    ]
    return Reply(body={"identityMemberships": found})


def universal_auth(call: Call) -> Reply:
    """GET /api/v1/auth/universal-auth/identities/:id"""
    identity = read(call)
    body: dict[str, Any] = {
        "clientId": identity.client_id,
        "accessTokenTTL": int(identity.ttl),
        "accessTokenMaxTTL": int(identity.max_ttl),
        "accessTokenNumUsesLimit": identity.uses_limit,
        "clientSecretTrustedIps": _ranges(identity.login_from),
        "accessTokenTrustedIps": _ranges(identity.use_from),
        "identityId": identity.id,
    }
    if call.dialect.lockout:
        lock = identity.lockout
        body |= {"lockoutEnabled": lock.enabled, "lockoutThreshold": lock.threshold}
        body |= {"lockoutDurationSeconds": lock.duration, "lockoutCounterResetSeconds": lock.reset}
    return Reply(body={"identityUniversalAuth": body})


def _ranges(trusted: tuple[str, ...]) -> list[dict[str, Any]]:
    shown = []
    for cidr in trusted:
        address, _, prefix = cidr.partition("/")
        shown.append({"type": "ipv6" if ":" in address else "ipv4", "prefix": int(prefix), "ipAddress": address})
    return shown


def client_secrets(call: Call) -> Reply:
    """GET …/client-secrets: those that are not revoked."""
    identity = read(call)
    _outranked(call, identity.org_role, "identity.list-secrets")
    found = [_secret(call, secret) for secret in identity.secrets if not secret.revoked]
    return Reply(body={"clientSecretData": found})


def client_secret(call: Call) -> Reply:
    """GET …/client-secrets/:secret: revoked ones too."""
    identity = read(call)
    _outranked(call, identity.org_role, "identity.read-secret")
    found = next((s for s in identity.secrets if s.id == call.params["secret"]), None)
    if found is None:
        raise RefusalError(step="identity.no-secret", secret=call.params["secret"])
    return Reply(body={"clientSecretData": _secret(call, found)})


def create(call: Call) -> Reply:
    """POST /api/v1/identities"""
    name, _ = call.fields("name", "organizationId")
    _need(call, "create")
    role = _role_asked(call) or "no-access"
    _outranked(call, role, "identity.create")
    made = Identity(id=new_id(call), name=name, client_id=new_id(call), org_id=str(call.who.org_id), org_role=role)
    call.world.identities[made.id] = made
    return Reply(body={"identity": _shown(call, made)["identity"]})


def update(call: Call) -> Reply:
    """PATCH /api/v1/identities/:id"""
    identity = _changed(call, "edit", "identity.update")
    role = _role_asked(call)
    if role is not None:
        _outranked(call, role, "identity.update-role")
        identity.org_role = role
    return Reply(body={"identity": _shown(call, identity)["identity"]})


def delete(call: Call) -> Reply:
    """DELETE /api/v1/identities/:id"""
    identity = _changed(call, "delete", "identity.delete")
    del call.world.identities[identity.id]
    return Reply(body={"identity": _shown(call, identity)["identity"]})


def _changed(call: Call, action: str, outranked: str) -> Identity:
    if call.params["id"] not in call.world.identities:
        return _target(call)
    _need(call, action)
    identity = _target(call)
    _outranked(call, identity.org_role, outranked)
    return identity


def _role_asked(call: Call) -> str | None:
    try:
        body = json.loads(call.request.body or b"{}")
    except ValueError:
        return None
    role = body.get("role") if isinstance(body, dict) else None
    return role if isinstance(role, str) else None


def _shown(call: Call, identity: Identity) -> dict[str, Any]:
    methods: dict[str, Any] = {"authMethod": "universal-auth"}
    if call.dialect.family == "C":
        locked = call.dialect.lockout and identity.lockout.locked_until > call.now
        methods = {"authMethods": ["universal-auth"], "activeLockoutAuthMethods": ["universal-auth"] if locked else []}
    return {
        "role": identity.org_role,
        "orgId": identity.org_id,
        "identityId": identity.id,
        "identity": {"name": identity.name, "id": identity.id} | methods,
    }


def _secret(call: Call, secret: ClientSecret) -> dict[str, Any]:
    return {
        "_id" if call.dialect.family == "A" else "id": secret.id,
        "description": "",
        "clientSecretPrefix": secret.value[:4],
        "clientSecretNumUses": secret.uses,
        "clientSecretNumUsesLimit": secret.uses_limit,
        "clientSecretTTL": int(secret.ttl),
        "createdAt": iso(secret.created),
        "updatedAt": iso(secret.created),
        "isClientSecretRevoked": secret.revoked,
    }

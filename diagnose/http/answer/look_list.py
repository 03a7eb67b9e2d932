"""Which facts are kept of what a privileged credential reads: by allow-list, never key material, names of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_network
from typing import Any, Final

from diagnose.http.answer.allow_list import KEEPERS as _PLAIN
from diagnose.http.answer.method_settings import settings
from diagnose.http.answer.rule_list import MAX_ENTRIES, Facts, text, whole_number, whole_rules

IN_PART: Final = "partial"
"""Marks a list of which not all is kept."""
MAX_IDENTITIES: Final = 1000


def kept(keep: str, body: Any) -> Facts:
    """Keep what `keep`, one of `KEEPERS`, names of a success body. `partial` marks what was not kept whole."""
    found = KEEPERS[keep](body) if isinstance(body, dict) else {}
    return {key: value for key, value in found.items() if value is not None}


def _objects(value: Any, most: int = MAX_ENTRIES) -> list[Mapping[str, Any]]:
    return [entry for entry in value[:most] if isinstance(entry, dict)] if isinstance(value, list) else []


def _texts(body: Mapping[str, Any], *names: str) -> Facts:
    return {name: text(body[name]) for name in names if isinstance(body.get(name), str)}


def _numbers(body: Mapping[str, Any], *names: str) -> Facts:
    found = {name: whole_number(body.get(name)) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _flags(body: Mapping[str, Any], *names: str) -> Facts:
    return {name: body[name] for name in names if isinstance(body.get(name), bool)}


def _methods(who: Mapping[str, Any]) -> list[str] | None:
    """The identity's login methods: one name in older servers, a list in newer ones; None where that is not known."""
    listed = who.get("authMethods", [who["authMethod"]] if who.get("authMethod") is not None else [])
    if not {"authMethods", "authMethod"} & who.keys() or not isinstance(listed, list):
        return None
    found = [text(name) for name in listed[:MAX_ENTRIES] if isinstance(name, str)]
    return found if len(found) == len(listed) else None


def _one_identity(entry: Mapping[str, Any]) -> Facts:
    """An identity of a list, from its membership or bare."""
    who = entry["identity"] if isinstance(entry.get("identity"), dict) else entry
    known = {**_texts(entry, "identityId"), **_texts(who, "id", "_id", "name")}
    id_ = known.get("identityId") or known.get("id") or known.get("_id")
    if not id_:
        return {}
    found = {"id": id_, "name": known.get("name"), "methods": _methods(who), "role": _texts(entry, "role").get("role")}
    return {key: value for key, value in found.items() if value is not None}


def _identities(body: Mapping[str, Any]) -> Facts:
    """All identities of an organisation or project. An entry that names none makes the list a partial one."""
    names = ("identityMemberships", "identities")
    listed = next((body[name] for name in names if isinstance(body.get(name), list)), None)
    if listed is None:
        return {}
    found = [one for one in map(_one_identity, _objects(listed, MAX_IDENTITIES)) if one]
    total = _numbers(body, "totalCount").get("totalCount", 0)
    return {
        "identities": found,
        IN_PART: len(found) < max(len(listed), total) or None,
        "total": total or None,
    }


def _identity(body: Mapping[str, Any]) -> Facts:
    """One identity with its role in the organisation."""
    found = body.get("identity")
    if not isinstance(found, dict):
        return {}
    who = found["identity"] if isinstance(found.get("identity"), dict) else found
    locked = who.get("activeLockoutAuthMethods")
    return {
        **_one_identity(found),
        **_texts(found, "orgId"),
        **_flags(who, "hasDeleteProtection"),
        "metadata": _metadata_keys(found if "metadata" in found else who),
        "locked": [text(name) for name in locked[:MAX_ENTRIES] if isinstance(name, str)]
        if isinstance(locked, list)
        else None,
    }


def _metadata_keys(body: Mapping[str, Any]) -> list[str] | None:
    """The keys alone; None where there is no such list, or not all of it can be kept."""
    listed = body.get("metadata")
    if not isinstance(listed, list) or len(listed) > MAX_ENTRIES:
        return None
    keys = [entry["key"] for entry in _objects(listed) if isinstance(entry.get("key"), str)]
    return keys if len(keys) == len(listed) else None


def _config(body: Mapping[str, Any]) -> Facts:
    """The settings of universal auth: the client ID, lifetimes in seconds, trusted addresses, the lockout."""
    found = body.get("identityUniversalAuth")
    if not isinstance(found, dict):
        return {}
    lists = ("clientSecretTrustedIps", "accessTokenTrustedIps")
    return {
        **_texts(found, "clientId", "identityId"),
        **_numbers(found, "accessTokenTTL", "accessTokenMaxTTL", "accessTokenNumUsesLimit", "accessTokenPeriod"),
        **_numbers(found, "lockoutThreshold", "lockoutDurationSeconds", "lockoutCounterResetSeconds"),
        **_flags(found, "lockoutEnabled"),
        **{name: _networks(found[name]) for name in lists if isinstance(found.get(name), list)},
    }


def _networks(listed: Sequence[Any]) -> list[str] | None:
    """All of them as they are written, or None where one of them is none, or there are too many."""
    written = [_network(entry) for entry in listed[:MAX_ENTRIES]]
    found = [one for one in written if one is not None]
    return found if len(found) == len(listed) else None


def _network(entry: Any) -> str | None:
    if not isinstance(entry, dict):
        return None
    prefix = entry.get("prefix")
    written = f"{entry.get('ipAddress')}{'' if prefix is None else f'/{prefix}'}"
    try:
        ip_network(written, strict=False)
    except ValueError:
        return None
    return written


def _one_secret(entry: Mapping[str, Any]) -> Facts:
    names = ("clientSecretNumUses", "clientSecretNumUsesLimit", "clientSecretTTL")
    known = _texts(entry, "id", "_id", "clientSecretPrefix", "createdAt", "updatedAt")
    found = {"id": known.pop("id", None) or known.pop("_id", None), **known, **_numbers(entry, *names)}
    found |= _flags(entry, "isClientSecretRevoked")
    return {key: value for key, value in found.items() if value is not None}


def _secrets(body: Mapping[str, Any]) -> Facts:
    listed = body.get("clientSecretData")
    if not isinstance(listed, list):
        return {}
    return {"secrets": [_one_secret(entry) for entry in _objects(listed)], IN_PART: len(listed) > MAX_ENTRIES or None}


def _secret(body: Mapping[str, Any]) -> Facts:
    found = body.get("clientSecretData")
    return {"secrets": [_one_secret(found)]} if isinstance(found, dict) else {}


def _privileges(body: Mapping[str, Any]) -> Facts:
    listed = body.get("privileges")
    if not isinstance(listed, list):
        return {}
    found = [_one_privilege(entry) for entry in _objects(listed)]
    return {"privileges": found, IN_PART: len(found) < len(listed) or None}


def _privilege(body: Mapping[str, Any]) -> Facts:
    found = body.get("privilege")
    return {"privileges": [_one_privilege(found)]} if isinstance(found, dict) else {}


def _one_privilege(entry: Mapping[str, Any]) -> Facts:
    """A privilege; newer lists hold them without their rules."""
    return {
        **_texts(entry, "id", "slug", "temporaryAccessStartTime", "temporaryAccessEndTime"),
        **_flags(entry, "isTemporary"),
        "permissions": whole_rules(entry["permissions"]) if isinstance(entry.get("permissions"), list) else None,
    }


def _identity_rules(body: Mapping[str, Any]) -> Facts:
    """The roles and privileges in force with their rules; what is none of these stays as one of an unknown type."""
    inner = next((part for part in (body, *body.values()) if isinstance(part, dict) and "sources" in part), {})
    listed = inner.get("sources")
    if not isinstance(listed, list):
        return {}
    found = [_source(entry) if isinstance(entry, dict) else {} for entry in listed[:MAX_ENTRIES]]
    return {"sources": [*found, *([{}] if len(listed) > MAX_ENTRIES else [])]}


def _source(entry: Mapping[str, Any]) -> Facts:
    permissions = entry.get("permissions")
    return {
        **_texts(entry, "type", "name", "slug", "groupName", "temporaryAccessEndTime"),
        **_flags(entry, "isTemporary"),
        "permissions": whole_rules(permissions) if isinstance(permissions, list) else None,
    }


def _groups(body: Mapping[str, Any]) -> Facts:
    """The groups of a project and their roles there."""
    listed = body.get("groupMemberships")
    if not isinstance(listed, list):
        return {}
    found = [one for one in map(_group, _objects(listed)) if one]
    return {"groups": found, IN_PART: len(found) < len(listed) or None}


def _group(entry: Mapping[str, Any]) -> Facts:
    group = entry["group"] if isinstance(entry.get("group"), dict) else {}
    known = {**_texts(group, "id", "name"), **_texts(entry, "groupId")}
    id_ = known.get("id") or known.get("groupId")
    held = _PLAIN["membership"]({"identityMembership": entry})
    return {"id": id_, "name": known.get("name", "?"), "roles": held["roles"]} if id_ and "roles" in entry else {}


def _group_members(body: Mapping[str, Any]) -> Facts:
    """Which identities are in a group: newer lists hold those of the organisation that are not, too."""
    listed = body.get("machineIdentities")
    if not isinstance(listed, list):
        return {}
    found = [
        {**_texts(entry, "id"), "in": entry.get("isPartOfGroup")}
        for entry in _objects(listed, MAX_IDENTITIES)
        if isinstance(entry.get("id"), str) and isinstance(entry.get("isPartOfGroup"), bool)
    ]
    return {"members": found, "total": _numbers(body, "totalCount").get("totalCount")}


def _audit(body: Mapping[str, Any]) -> Facts:
    """Who logged in, from where, and how it ended; of all other events only that there were some."""
    listed = body.get("auditLogs")
    if not isinstance(listed, list):
        return {}
    rows = []
    for entry in _objects(listed, MAX_IDENTITIES):
        event = entry["event"] if isinstance(entry.get("event"), dict) else {}
        said = event["metadata"] if isinstance(event.get("metadata"), dict) else {}
        known = _texts(event, "type")
        if "identity" in known.get("type", ""):
            known |= _texts(entry, "createdAt", "ipAddress") | _texts(
                said, "identityId", "clientSecretId", "reasonCode"
            )
            rows.append(known)
    return {"events": rows, "listed": len(listed)}


KEEPERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Facts]]] = {
    "identities": _identities,
    "org-identity": _identity,
    "universal-auth": _config,
    "client-secrets": _secrets,
    "client-secret": _secret,
    "privileges": _privileges,
    "privilege": _privilege,
    "identity-rules": _identity_rules,
    "groups": _groups,
    "group-members": _group_members,
    "method-settings": settings,
    "login-events": _audit,
}

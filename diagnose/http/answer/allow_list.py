"""Which facts of a success body are kept: by allow-list, never the value of a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from diagnose.http.answer.rule_list import MAX_ENTRIES, Facts, names, rules, text, whole_number, whole_rules
from diagnose.secret import Secret

__all__ = ["MAX_ENTRIES", "Facts", "kept", "rules", "text"]

_MAX_MEMBERS: Final = 1000
IN_PART: Final = "truncated"
"""Marks a list of which not all is kept."""
_TOKEN: Final = "accessToken"


def kept(keep: str, body: Any) -> Facts:
    """Keep what `keep` names of a success body.

    Kinds: login, secrets, secret, project, projects, folders, imports, status, config, identity, membership, role,
    service-token, allow-lists; any other keeps nothing. A list over `MAX_ENTRIES` entries is cut and `truncated` set.
    """
    if not isinstance(body, dict):
        body = {"projects": body} if keep == "projects" and isinstance(body, list) else {}
    return {key: value for key, value in KEEPERS[keep](body).items() if value is not None} if keep in KEEPERS else {}


def token(keep: str, body: Any) -> Secret | None:
    """The access token that the success body of a login holds."""
    found = body.get(_TOKEN) if keep == "login" and isinstance(body, dict) else None
    return Secret(found) if isinstance(found, str) and found else None


def without_token(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The success body of a login without the access token that it issued."""
    return {key: value for key, value in body.items() if key != _TOKEN}


def _string(value: Any) -> str | None:
    return text(value) if isinstance(value, str) else None


def _bool(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _strings(body: Mapping[str, Any], *keys: str) -> Facts:
    """Keep those of the keys that hold strings."""
    return {key: text(body[key]) for key in keys if isinstance(body.get(key), str)}


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    """Give the objects of a list, bounded; nothing if it is no list."""
    return [entry for entry in value[:MAX_ENTRIES] if isinstance(entry, dict)] if isinstance(value, list) else []


def _cut(value: Any) -> Facts:
    """Say that a list of objects was longer than what is kept of it, or held something else."""
    return {IN_PART: True} if isinstance(value, list) and len(_dicts(value)) < len(value) else {}


def _inner(body: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Give the object inside the first wrapper found, or the body itself where a server sends it bare."""
    return next((body[name] for name in names if isinstance(body.get(name), dict)), body)


def _first_list(body: Mapping[str, Any], *names: str) -> list[Any] | None:
    return next((body[name] for name in names if isinstance(body.get(name), list)), None)


def _login(body: Mapping[str, Any]) -> Facts:
    return {
        "expiresIn": whole_number(body.get("expiresIn")),
        "accessTokenMaxTTL": whole_number(body.get("accessTokenMaxTTL")),
    }


def _secrets(body: Mapping[str, Any]) -> Facts:
    """Count what is listed: a list may be empty without an error, or show names without values."""
    listed = body.get("secrets")
    if not isinstance(listed, list):
        return {}
    names = [text(entry["secretKey"]) for entry in _dicts(listed) if isinstance(entry.get("secretKey"), str)]
    hidden = sum(isinstance(entry, dict) and entry.get("secretValueHidden") is True for entry in listed)
    shown = sum(_shows_value(entry) for entry in listed)
    imports = body.get("imports")
    counts = {"secrets": len(listed), "imports": len(imports) if isinstance(imports, list) else 0}
    return {**counts, "values": shown, "hidden_values": hidden, "names": names, **_cut(listed)}


def _shows_value(entry: Any) -> bool:
    """Whether a listed secret came with its value; servers that were asked for none send a mark or nothing."""
    value = entry.get("secretValue") if isinstance(entry, dict) else None
    return isinstance(value, str) and value not in {"", "<hidden-by-infisical>"}


def _secret(body: Mapping[str, Any]) -> Facts:
    found = body.get("secret")
    return {"secret": True, "hidden_value": _bool(found.get("secretValueHidden"))} if isinstance(found, dict) else {}


def _project(body: Mapping[str, Any]) -> Facts:
    found = _inner(body, "workspace", "project")
    environments = found.get("environments")
    return {
        **_strings(found, "id", "name", "slug", "upgradeStatus", "type", "orgId"),
        "version": whole_number(found.get("version")),
        "environments": [_strings(entry, "name", "slug") for entry in _dicts(environments)]
        if isinstance(environments, list)
        else None,
        **_cut(environments),
    }


def _projects(body: Mapping[str, Any]) -> Facts:
    listed = _first_list(body, "workspaces", "projects")
    if listed is None:
        return {}
    projects = []
    for entry in _dicts(listed):
        slugs = [_string(environment.get("slug")) for environment in _dicts(entry.get("environments"))]
        projects.append({**_strings(entry, "id", "name", "slug"), "environments": [slug for slug in slugs if slug]})
    return {"projects": projects, **_cut(listed)}


def _folders(body: Mapping[str, Any]) -> Facts:
    listed = body.get("folders")
    if not isinstance(listed, list):
        return {}
    found = [entry["name"] for entry in _dicts(listed) if isinstance(entry.get("name"), str)]
    whole = {IN_PART: True} if len(found) < len(listed) else {}
    return {"folders": [text(name) for name in found], **whole}


def _imports(body: Mapping[str, Any]) -> Facts:
    listed = _first_list(body, "secretImports", "imports")
    return {} if listed is None else {"imports": len(listed)}


def _status(body: Mapping[str, Any]) -> Facts:
    """Keep which keys there are: they tell the server's generation (catalogue section k)."""
    keys = sorted(text(key, 60) for key in list(body)[:MAX_ENTRIES])
    longest = whole_number(body.get("maxIdentityAccessTokenTTL"))
    cut = {IN_PART: True} if len(body) > MAX_ENTRIES else {}
    return {"keys": keys, **_strings(body, "date"), "maxIdentityAccessTokenTTL": longest, **cut}


def _config(body: Mapping[str, Any]) -> Facts:
    found = _inner(body, "config")
    return {"isMigrationModeOn": _bool(found.get("isMigrationModeOn")), **_strings(found, "instanceId")}


def _identity(body: Mapping[str, Any]) -> Facts:
    found = _inner(body, "identityDetails").get("organization")
    return {"organization": _strings(found, "id", "name", "slug")} if isinstance(found, dict) else {}


def _membership(body: Mapping[str, Any]) -> Facts:
    """Keep one membership's identity and roles, or those of a list of them."""
    listed = body.get("identityMemberships")
    if isinstance(listed, list):
        members = [_one_membership(entry) for entry in listed[:_MAX_MEMBERS] if isinstance(entry, dict)]
        return {"memberships": members, **({IN_PART: True} if len(members) < len(listed) else {})}
    found = body.get("identityMembership")
    return _one_membership(found) if isinstance(found, dict) else {}


def _one_membership(found: Mapping[str, Any]) -> Facts:
    who = found.get("identity")
    identity: Facts = {}
    if isinstance(who, dict):
        identity = _strings(who, "id", "name", "authMethod")
        if isinstance(who.get("authMethods"), list):
            identity["authMethods"] = names(who["authMethods"])
    if "id" not in identity:
        known = found.get("identityId") or (who.get("_id") if isinstance(who, dict) else None)
        identity |= {"id": text(known)} if isinstance(known, str) else {}
    # Servers before mid-2024 give one role beside the identity instead of a list of roles.
    roles = found["roles"] if isinstance(found.get("roles"), list) else [_only_role(found)]
    held = [role for role in map(_role_held, _dicts(roles)) if role]
    return {"identity": identity, "roles": held, **({IN_PART: True} if len(held) < len(roles) else {})}


def _only_role(found: Mapping[str, Any]) -> Facts:
    """The one role of an older membership; a custom one comes with its rules."""
    custom = found.get("customRole")
    if not isinstance(custom, dict):
        return {"role": found.get("role")}
    named = {"customRoleSlug": custom.get("slug"), "customRoleName": custom.get("name")}
    return {"role": found.get("role"), **named, "permissions": custom.get("permissions")}


def _role_held(role: Mapping[str, Any]) -> Facts:
    times = ("temporaryMode", "temporaryAccessStartTime", "temporaryAccessEndTime")
    held: Facts = _strings(role, "role", "customRoleSlug", "customRoleName", *times)
    if isinstance(role.get("isTemporary"), bool):
        held["isTemporary"] = role["isTemporary"]
    if isinstance(role.get("permissions"), list):
        held["permissions"] = whole_rules(role["permissions"])
    return held


def _role(body: Mapping[str, Any]) -> Facts:
    found = _inner(_inner(body, "data"), "role")
    listed = found.get("permissions")
    permissions = whole_rules(listed) if isinstance(listed, list) else None
    return {**_strings(found, "slug", "name"), "permissions": permissions}


def _service_token(body: Mapping[str, Any]) -> Facts:
    scopes = body.get("scopes")
    project = body.get("workspace") if isinstance(body.get("workspace"), str) else body.get("projectId")
    return {
        **_strings(body, "id", "name", "expiresAt"),
        "workspace": _string(project),
        "scopes": [_strings(scope, "environment", "secretPath") for scope in _dicts(scopes)] if scopes else None,
        "permissions": names(body.get("permissions")),
        **_cut(scopes),
    }


def _allow_lists(body: Mapping[str, Any]) -> Facts:
    """Keep from where a universal-auth login and its tokens may be used, as networks (catalogue section k)."""
    found = _inner(body, "identityUniversalAuth")
    names = ("clientSecretTrustedIps", "accessTokenTrustedIps")
    return {name: [*_networks(found[name])] for name in names if isinstance(found.get(name), list)}


def _networks(listed: Sequence[Any]) -> Iterator[str]:
    from ipaddress import ip_network

    for entry in _dicts(listed):
        prefix = entry.get("prefix")
        try:
            yield str(ip_network(f"{entry.get('ipAddress')}{'' if prefix is None else f'/{prefix}'}", strict=False))
        except ValueError:
            continue


KEEPERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Facts]]] = {
    "login": _login,
    "secrets": _secrets,
    "secret": _secret,
    "project": _project,
    "projects": _projects,
    "folders": _folders,
    "imports": _imports,
    "status": _status,
    "config": _config,
    "identity": _identity,
    "membership": _membership,
    "role": _role,
    "service-token": _service_token,
    "allow-lists": _allow_lists,
}

"""What era A says."""

from __future__ import annotations

from diagnose.lab.texts import Text, Texts

_TTL = "Failed to renew MI access token due to TTL expiration"
_PAST_MAX = "Failed to renew MI access token past its Max TTL expiration"
_A_NO = "You are not authorized to access this resource"
_A_FAULT = Text(500, "internal_server_error", "The server encountered an error while processing the request")
_A_BARE = Text(401, "unauthorized", _A_NO)

A: Texts = {
    "login.client": _A_BARE,
    "login.address": Text(401, "unauthorized", "Failed to authenticate"),
    "login.secret": _A_BARE,
    "login.expired": Text(
        401, "unauthorized", "Failed to authenticate identity credentials due to expired client secret"
    ),
    "login.used-up": Text(
        401,
        "unauthorized",
        "Failed to authenticate identity credentials due to client secret number of uses limit reached",
    ),
    "address.unreadable": Text(500, "internal_server_error", "Failed to extract IP details"),
    "token.missing": Text(401, "unauthorized", "Failed to authenticate unknown authentication method"),
    "token.mode": Text(401, "unauthorized", "Failed to authenticate unaccepted authentication mode"),
    "token.expired": Text(401, "unauthorized", "Token expired"),
    "token.jwt": _A_FAULT,
    "token.unknown": _A_BARE,
    "token.address": Text(401, "unauthorized", "Failed to authenticate"),
    "token.ttl": Text(401, "unauthorized", "Failed to authenticate identity access token due to TTL expiration"),
    "token.max-ttl": Text(
        401, "unauthorized", "Failed to authenticate identity access token due to Max TTL expiration"
    ),
    "token.uses": Text(
        401, "unauthorized", "Failed to authenticate MI access token due to access token number of uses limit reached"
    ),
    "renew.ttl": Text(401, "unauthorized", _TTL),
    "renew.max-ttl": Text(401, "unauthorized", "Failed to renew MI access token due to Max TTL expiration"),
    "renew.past-max-ttl": Text(401, "unauthorized", _PAST_MAX),
    "renew.type": _A_BARE,
    "key.unknown": _A_BARE,
    "service.unknown": _A_BARE,
    "service.secret": _A_BARE,
    "service.expired": Text(401, "unauthorized", "Failed to authenticate expired service token"),
    "service.project": Text(401, "unauthorized", "Failed service token authorization for the given workspace"),
    "service.environment": Text(
        401, "unauthorized", "Failed service token authorization for the given workspace environment"
    ),
    "service.action": Text(
        401, "unauthorized", "Failed service token authorization for the given workspace environment action: read"
    ),
    "service.path": Text(401, "unauthorized", "Folder Permission Denied"),
    "service.organization": Text(
        401, "unauthorized", "Failed to access organization-level resources with service token"
    ),
    "project.index": Text(401, "unauthorized", "Failed workspace authorization due to blind indices not being enabled"),
    "project.member": _A_BARE,
    "project.org": _A_BARE,
    "project.unknown": _A_BARE,
    "organization.member": _A_BARE,
    "role.missing": _A_BARE,
    "rule.denied": _A_BARE,
    "bot.by-name": Text(
        400, "bad_request", "Failed workspace authorization due to end-to-end encryption not being disabled"
    ),
    "bot.missing": Text(404, "bot_not_found_error", "getKey: Failed to find bot key for [workspaceId={project}]"),
    "bot.inactive": _A_FAULT,
    "identity.missing": Text(404, "resource_not_found", "Failed to find identity with id {identity}"),
    "identity.create": Text(403, "forbidden", "Failed to create a more privileged identity"),
    "identity.update": Text(403, "forbidden", "Failed to update more privileged identity"),
    "identity.update-role": Text(403, "forbidden", "Failed to update identity to a more privileged role"),
    "identity.delete": Text(403, "forbidden", "Failed to delete more privileged identity"),
    "identity.list-secrets": Text(403, "forbidden", "Failed to get client secrets for more privileged MI"),
    "folder.imports": Text(400, "bad_request", "Folder not found"),
    "secret.missing": Text(404, "secret_not_found_error", "The requested secret was not found"),
    "params.list": Text(400, "bad_request", "Missing environment or workspace id"),
    "malformed.id": _A_FAULT,
    "malformed.json": _A_FAULT,
    "media.empty": _A_FAULT,
    "media.type": _A_FAULT,
    "schema": _A_FAULT,
    "database": _A_FAULT,
    "redis": _A_FAULT,
    "fault": _A_FAULT,
    "limit": Text(429, "", "Too many requests, please try again later."),
    "route": Text(404, "route_not_found", "The requested source '({method}){url}' was not found"),
}

"""What each generation of the server says at which step: status, `error`, `message`; from its source and recordings.

A table is the one before it with the lines that changed, so that a difference between two generations is one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """One refusal: HTTP status, the body's `error` (era A: `type`) and `message`, both templates."""

    status: int
    error: str
    message: str


Texts = Mapping[str, Text]

_NO = "You are not allowed to access this resource"
_WRONG = "Something went wrong"
_ADDRESS = "You are not allowed to access this resource from the current IP address"
_RULE = "You are not allowed to {action} on {subject}"
_FOLDER = "Folder not found for the given environment slug & secret path"
_USES = "Unable to renew because access token number of uses limit reached"
_TTL = "Failed to renew MI access token due to TTL expiration"
_PAST_MAX = "Failed to renew MI access token past its Max TTL expiration"
_MORE = "Failed to add identity to project with more privileged role"
_MAINTENANCE = "Infisical is in maintenance mode. Please try again later."
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

B1_EARLY: Texts = {
    "login.client": Text(403, "UnauthorizedError", _NO),
    "login.address": Text(403, "UnauthorizedError", "Failed to authenticate"),
    "login.secret": Text(403, "UnauthorizedError", _NO),
    "login.expired": Text(
        403, "UnauthorizedError", "Failed to authenticate identity credentials due to expired client secret"
    ),
    "login.used-up": Text(
        403,
        "UnauthorizedError",
        "Failed to authenticate identity credentials due to client secret number of uses limit reached",
    ),
    "login.no-max-ttl": Text(
        500, "Internal Server Error", '"expiresIn" should be a number of seconds or string representing a timespan'
    ),
    "address.unreadable": Text(500, "Internal Server Error", "Failed to extract IP details"),
    "token.missing": Text(403, "Unauthorized access", "Token missing"),
    "token.mode": Text(403, "{url} Unauthorized Access", _NO),
    "token.jwt": Text(500, "Internal Server Error", "{reason}"),
    "token.expired": Text(500, "Internal Server Error", "jwt expired"),
    "token.unknown": Text(403, "UnauthorizedError", _NO),
    "token.address": Text(403, "UnauthorizedError", "Failed to authenticate"),
    "token.org": Text(403, "UnauthorizedError", "Identity does not belong to any organization"),
    "token.uses": Text(400, "BadRequest", _USES),
    "token.ttl": Text(403, "UnauthorizedError", _TTL),
    "renew.ttl": Text(403, "UnauthorizedError", _TTL),
    "renew.max-ttl": Text(403, "UnauthorizedError", "Failed to renew MI access token due to Max TTL expiration"),
    "renew.past-max-ttl": Text(403, "UnauthorizedError", _PAST_MAX),
    "renew.type": Text(403, "UnauthorizedError", _NO),
    "revoke.type": Text(403, "UnauthorizedError", _NO),
    "key.unknown": Text(403, "UnauthorizedError", _NO),
    "service.unknown": Text(403, "UnauthorizedError", _NO),
    "service.secret": Text(403, "UnauthorizedError", _NO),
    "service.expired": Text(403, "UnauthorizedError", "failed to authenticate expired service token"),
    "service.project": Text(403, "Service token not a part of the specified project", _NO),
    "service.no-project": Text(400, "BadRequest", "Must either project id or org id"),
    "project.raw": Text(400, "BadRequest", "failed to find bot key"),
    "project.unknown": Text(403, "Identity not in project", _NO),
    "project.by-id": Text(403, "Identity not in project", _NO),
    "project.by-slug": Text(500, "Failed to find project by slug", _WRONG),
    "project.roles-slug": Text(500, "Find project by slug", _WRONG),
    "project.member": Text(403, "Identity not in project", _NO),
    "project.org": Text(403, "You are not a member of this organization", _NO),
    "project.session": Text(403, "You are not logged into this organization", _NO),
    "organization.member": Text(403, "Identity not in org", _NO),
    "membership.missing": Text(400, "BadRequest", "Membership not found for identity {identity}"),
    "role.missing": Text(400, "Custom permission not found", "The request is invalid"),
    "role.unknown": Text(400, "Get role by id", "Role not found"),
    "rule.denied": Text(401, "PermissionDenied", _RULE),
    "bot.missing": Text(400, "BadRequest", "failed to find bot key"),
    "bot.inactive": Text(400, "BadRequest", "Bot is not active"),
    "bot.keyless": Text(400, "BadRequest", "Encryption key missing"),
    "identity.missing": Text(400, "BadRequest", "Failed to find identity with id {identity}"),
    "identity.no-secret": Text(400, "BadRequest", "Client secret not found"),
    "identity.create": Text(400, "BadRequest", "Failed to create a more privileged identity"),
    "identity.update": Text(500, "Internal Server Error", "Failed to delete more privileged identity"),
    "identity.update-role": Text(400, "BadRequest", "Failed to create a more privileged identity"),
    "identity.delete": Text(500, "Internal Server Error", "Failed to delete more privileged identity"),
    "identity.list-secrets": Text(500, "Internal Server Error", _MORE),
    "identity.read-secret": Text(
        500, "Internal Server Error", "Failed to read identity client secret of project with more privileged role"
    ),
    "folder.environment": Text(400, "get folders", "Environment not found"),
    "folder.by-name": Text(400, "Create secret", "Folder not  found"),
    "folder.imports": Text(400, "Get imports", "Folder not found"),
    "secret.missing": Text(400, "BadRequest", "Secret not found"),
    "params.list": Text(400, "BadRequest", "Missing workspace id or environment"),
    "params.environment": Text(400, "BadRequest", "Missing environment"),
    "params.project": Text(400, "BadRequest", "You must provide workspaceSlug or workspaceId"),
    "malformed.id": Text(500, "Find one", _WRONG),
    "malformed.json": Text(400, "Bad Request", "{reason}"),
    "media.empty": Text(400, "Bad Request", "Body cannot be empty when content-type is set to 'application/json'"),
    "media.type": Text(415, "Unsupported Media Type", "Unsupported Media Type: {type}"),
    "schema": Text(403, "ValidationFailure", ""),
    "database": Text(500, "{operation}", _WRONG),
    "redis": Text(
        500,
        "Internal Server Error",
        "Reached the max retries per request limit (which is {retries})."
        ' Refer to "maxRetriesPerRequest" option for details.',
    ),
    "fault": Text(500, "Internal Server Error", _WRONG),
    "limit": Text(429, "Too Many Requests", "Rate limit exceeded, retry in 1 minute"),
    "maintenance": Text(500, "Internal Server Error", _MAINTENANCE),
    "route": Text(404, "Not Found", "Route {method}:{url} not found"),
}

B1: Texts = {
    **B1_EARLY,
    "login.client": Text(403, "UnauthorizedError", "Invalid credentials"),
    "login.secret": Text(403, "UnauthorizedError", "Invalid credentials"),
    "token.no-org": Text(403, "Stale session", _NO),
    "organization.session": Text(400, "BadRequest", "Invalid user token. Scoped to different organization."),
    "project.raw": Text(400, "BadRequest", "Project not found during bot lookup."),
    "project.by-id": Text(500, "Failed to find project by id", _WRONG),
    "bot.missing": Text(400, "bot_not_found_error", "Failed to find bot key"),
    "bot.inactive": Text(400, "bot_not_found_error", "Bot is not active"),
    "bot.keyless": Text(400, "bot_not_found_error", "Encryption key missing"),
    "folder.by-name": Text(400, "Create secret", _FOLDER),
}

B2: Texts = {
    **B1,
    "login.client": Text(404, "NotFound", "No identity with specified client ID was found"),
    "login.address": Text(403, "ForbiddenError", _ADDRESS),
    "login.secret": Text(401, "UnauthorizedError", "Invalid credentials"),
    "login.expired": Text(401, "UnauthorizedError", "Access denied due to expired client secret"),
    "login.used-up": Text(401, "UnauthorizedError", "Access denied due to client secret usage limit reached"),
    "login.no-max-ttl": Text(500, "InternalServerError", _WRONG),
    "address.unreadable": Text(500, "InternalServerError", _WRONG),
    "token.missing": Text(401, "UnauthorizedError", "Token missing"),
    "token.mode": Text(403, "Forbidden access to {url}", _NO),
    "organization.session": Text(403, "ForbiddenError", "Invalid user token. Scoped to different organization."),
    "token.no-org": Text(401, "{url} Unauthorized Access, no organization found in request", _NO),
    "token.jwt": Text(403, "TokenError", "{reason}"),
    "token.expired": Text(403, "TokenError", "Your token has expired. Please re-authenticate."),
    "token.unknown": Text(401, "UnauthorizedError", "No identity access token found"),
    "token.address": Text(403, "ForbiddenError", _ADDRESS),
    "token.org": Text(400, "BadRequest", "Identity does not belong to any organization"),
    "token.uses": Text(401, "UnauthorizedError", _USES),
    "token.ttl": Text(401, "UnauthorizedError", _TTL),
    "renew.ttl": Text(401, "UnauthorizedError", _TTL),
    "renew.max-ttl": Text(401, "UnauthorizedError", "Failed to renew MI access token due to Max TTL expiration"),
    "renew.past-max-ttl": Text(401, "UnauthorizedError", _PAST_MAX),
    "renew.type": Text(400, "BadRequest", "Only identity access tokens can be renewed"),
    "revoke.type": Text(401, "UnauthorizedError", "Only identity access tokens can be revoked"),
    "key.unknown": Text(401, "UnauthorizedError", _NO),
    "service.unknown": Text(404, "NotFound", "Service token not found"),
    "service.secret": Text(401, "UnauthorizedError", "Invalid service token"),
    "service.expired": Text(403, "ForbiddenError", "Service token has expired"),
    "project.raw": Text(
        404,
        "NotFound",
        "Project not found during bot lookup. Are you sure you are using the correct project ID?",
    ),
    "project.unknown": Text(403, "Identity is not a member of the specified project", _NO),
    "project.member": Text(403, "Identity is not a member of the specified project", _NO),
    "project.org": Text(403, "Identity is not a member of the specified organization", _NO),
    "organization.member": Text(403, "Identity is not apart of this organization", _NO),
    "membership.missing": Text(404, "NotFound", "Membership not found for identity {identity}"),
    "role.missing": Text(404, "Custom permission not found", "The requested entity is not found"),
    "role.unknown": Text(404, "Get role by id", "Role not found"),
    "rule.denied": Text(403, "PermissionDenied", _RULE),
    "bot.missing": Text(404, "NotFound", "Bot not found. Please ask admin user to login"),
    "bot.inactive": Text(404, "NotFound", "Bot not found. Please ask admin user to login"),
    "bot.keyless": Text(404, "NotFound", "Bot not found. Please ask admin user to login"),
    "identity.missing": Text(404, "NotFound", "Failed to find identity with id {identity}"),
    "identity.no-secret": Text(404, "NotFound", "Client secret with ID '{secret}' not found"),
    "identity.create": Text(403, "ForbiddenError", "Failed to create a more privileged identity"),
    "identity.update": Text(403, "ForbiddenError", "Failed to delete more privileged identity"),
    "identity.update-role": Text(403, "ForbiddenError", "Failed to create a more privileged identity"),
    "identity.delete": Text(403, "ForbiddenError", "Failed to delete more privileged identity"),
    "identity.list-secrets": Text(403, "ForbiddenError", _MORE),
    "identity.read-secret": Text(
        403, "ForbiddenError", "Failed to read identity client secret of project with more privileged role"
    ),
    "folder.environment": Text(404, "get folders", "Environment not found"),
    "folder.by-name": Text(404, "Create secret", _FOLDER),
    "folder.imports": Text(404, "NotFound", "Folder not found"),
    "secret.missing": Text(404, "NotFound", "Secret not found"),
    "secret.no-index": Text(404, "Create secret", "Blind index not found"),
    "malformed.json": Text(500, "InternalServerError", _WRONG),
    "media.empty": Text(500, "InternalServerError", _WRONG),
    "media.type": Text(500, "InternalServerError", _WRONG),
    "schema": Text(401, "ValidationFailure", ""),
    "redis": Text(500, "InternalServerError", _WRONG),
    "fault": Text(500, "InternalServerError", _WRONG),
    "limit": Text(500, "InternalServerError", _WRONG),
    "maintenance": Text(500, "InternalServerError", _WRONG),
}

C1_EARLY: Texts = {
    **B2,
    "token.org": Text(400, "BadRequest", "Identity does not belong to this organization"),
    "key.unknown": Text(
        400, "BadRequest", "API key authentication is not supported anymore. Please switch to identity authentication."
    ),
    "service.unknown": Text(404, "NotFound", "Service token with ID '{token}' not found"),
    "project.raw": Text(
        404,
        "NotFound",
        "Project with ID '{project}' not found during bot lookup. Are you sure you are using the correct project ID?",
    ),
    "project.unknown": Text(404, "NotFound", "Project with {project} not found"),
    "project.by-id": Text(404, "NotFound", "Project with ID '{project}' not found"),
    "project.by-slug": Text(404, "NotFound", "Project with slug '{project}' not found"),
    "project.secrets-slug": Text(404, "NotFound", "No project found with slug {project}"),
    "project.roles-slug": Text(404, "NotFound", "Project with slug '{project}' not found"),
    "project.member": Text(403, "You are not member of this project", _NO),
    "project.org": Text(403, "This project does not belong to your selected organization.", _NO),
    "project.type": Text(
        400, "BadRequest", "The project is of type {type}. Operations of type secret-manager are not allowed."
    ),
    "organization.member": Text(403, "You are not allowed to access organization resource", _NO),
    "organization.other": Text(403, "You are not allowed to access organization resource", _NO),
    "role.missing": Text(404, "ProjectRoleInvalid", "Project role is not valid"),
    "bot.missing": Text(
        404,
        "NotFound",
        "Project bot not found for project with ID '{project}'."
        " Please ask an administrator to log-in to the Infisical Console.",
    ),
    "bot.inactive": Text(
        404,
        "bot_not_found_error",
        "Project bot for project with ID '{project}' not found. Please upgrade your project.",
    ),
    "bot.keyless": Text(
        404,
        "bot_not_found_error",
        "Project bot for project with ID '{project}' not found. Please upgrade your project.",
    ),
    "bot.version": Text(400, "ProjectVersionNotSupported", "Project version does not support this endpoint."),
    "identity.missing": Text(404, "NotFound", "Failed to find identity with ID {identity}"),
    "identity.create": Text(403, "PermissionBoundaryError", "Failed to create identity{suffix}"),
    "identity.update": Text(403, "PermissionBoundaryError", "Failed to update identity{suffix}"),
    "identity.update-role": Text(403, "PermissionBoundaryError", "Failed to update identity{suffix}"),
    "identity.delete": Text(403, "PermissionBoundaryError", "Failed to delete identity{suffix}"),
    "identity.list-secrets": Text(
        403, "PermissionBoundaryError", "Failed to get identity client secret with more privileged role{suffix}"
    ),
    "identity.read-secret": Text(
        403,
        "PermissionBoundaryError",
        "Failed to read identity client secret of identity with more privileged role{suffix}",
    ),
    "folder.environment": Text(404, "NotFound", "Environment with slug '{environment}' not found"),
    "folder.list": Text(
        404,
        "SecretPathNotFound",
        "Folder with path '{path}' in environment '{environment}' was not found."
        " Please ensure the environment slug and secret path is correct.",
    ),
    "folder.by-name": Text(
        404, "GetSecretByName", "Folder with path '{path}' in environment with slug '{environment}' not found"
    ),
    "folder.imports": Text(
        404, "NotFound", "Folder with path '{path}' not found in environment with slug '{environment}'"
    ),
    "secret.missing": Text(404, "NotFound", "Secret with name '{name}' not found"),
    "secret.value": Text(
        403,
        "ForbiddenReadSecretError",
        "You do not have permission to view secret value on secret with name '{name}'",
    ),
    "params.list": Text(400, "BadRequest", "Missing project id or environment"),
    "params.project": Text(400, "BadRequest", "You must provide projectSlug or workspaceId"),
    "schema": Text(422, "ValidationFailure", ""),
    "limit": Text(429, "RateLimitExceeded", "Rate limit exceeded. Please try again in {seconds} seconds"),
}

C1: Texts = {
    **C1_EARLY,
    "login.client": Text(401, "UnauthorizedError", "Invalid credentials"),
    "login.locked": Text(
        401, "UnauthorizedError", "This identity auth method is temporarily locked, please try again later"
    ),
}

_AUTHORIZE = "Failed to authorize: "

C2: Texts = {
    **C1,
    "token.claims": Text(401, "UnauthorizedError", "Invalid identity access token claims, please re-authenticate"),
    "token.unknown": Text(401, "UnauthorizedError", "Cannot renew revoked or unknown access token"),
    "token.legacy-age": Text(
        401, "UnauthorizedError", "Identity access token exceeded max age, please re-authenticate"
    ),
    "token.revoked.token": Text(401, "UnauthorizedError", f"{_AUTHORIZE}token has been revoked"),
    "token.revoked.identity": Text(401, "UnauthorizedError", f"{_AUTHORIZE}identity tokens have been revoked"),
    "token.revoked.client-secret": Text(401, "UnauthorizedError", f"{_AUTHORIZE}client secret has been revoked"),
    "token.revoked.auth-method": Text(401, "UnauthorizedError", f"{_AUTHORIZE}auth method has been revoked"),
    "token.org": Text(401, "UnauthorizedError", f"{_AUTHORIZE}Identity is not a member of the organization"),
    "token.org-inactive": Text(401, "UnauthorizedError", f"{_AUTHORIZE}Identity organization membership is inactive"),
    "token.uses": Text(401, "UnauthorizedError", f"{_AUTHORIZE}token usage limit reached"),
    "service.project": Text(
        403, "ForbiddenError", "Service token not a part of the specified project with ID {project}"
    ),
    "project.member": Text(
        403,
        "ProjectMembershipNotFound",
        "You are not a member of this project with ID {project}. Please assign this identity to the project with the"
        " appropriate permissions, then try again.",
    ),
    "project.org": Text(403, "ForbiddenError", "This project does not belong to your selected organization."),
    "organization.member": Text(
        403, "ForbiddenError", "You are not a member of this organization with ID {organization}."
    ),
    "organization.other": Text(
        403,
        "ForbiddenError",
        "Your token is scoped to organization with ID {organization},"
        " but this resource belongs to a different organization.",
    ),
}

# what era B2 and later put in the place of three of the library's texts
JWT_REWORDED = {
    "jwt expired": "Your token has expired. Please re-authenticate.",
    "jwt malformed": "The provided access token is malformed. Please use a valid token or generate a new one and try"
    " again.",
    "invalid algorithm": "The access token is signed with an invalid algorithm. Please provide a valid token and try"
    " again.",
}

"""What era B says: an early and a later build of B1, and B2."""

from __future__ import annotations

from diagnose.lab.texts import Text, Texts

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

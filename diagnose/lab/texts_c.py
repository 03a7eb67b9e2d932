"""What era C says: C1 before and after lockouts, and C2."""

from __future__ import annotations

from diagnose.lab.texts import Text, Texts
from diagnose.lab.texts_b import B2

_NO = "You are not allowed to access this resource"
_NO_BOT = (
    "Project bot not found for project with ID '{project}'."
    " Please ask an administrator to log-in to the Infisical Console."
)

C1_EARLY: Texts = {
    **B2,
    "token.org": Text(400, "BadRequest", "Identity does not belong to this organization"),
    "key.unknown": Text(
        400, "BadRequest", "API key authentication is not supported anymore. Please switch to identity authentication."
    ),
    "service.project": Text(403, "Service token not a part of the specified project with ID {project}", _NO),
    "service.unknown": Text(404, "NotFound", "Service token with ID '{token}' not found"),
    "project.raw": Text(
        404,
        "NotFound",
        "Project with ID '{project}' not found during bot lookup. Are you sure you are using the correct project ID?",
    ),
    "project.unknown": Text(404, "NotFound", "Project with {project} not found"),
    "project.by-id": Text(404, "NotFound", "Project with ID '{project}' not found"),
    "project.by-slug": Text(404, "NotFound", "Project with slug '{project}' not found"),
    "project.roles-slug": Text(404, "NotFound", "Project with slug '{project}' not found"),
    "project.member": Text(403, "You are not member of this project", _NO),
    "project.org": Text(403, "This project does not belong to your selected organization.", _NO),
    "project.type": Text(
        400, "BadRequest", "The project is of type {type}. Operations of type secret-manager are not allowed."
    ),
    "organization.member": Text(403, "You are not allowed to access organization resource", _NO),
    "organization.other": Text(403, "You are not allowed to access organization resource", _NO),
    "role.missing": Text(404, "ProjectRoleInvalid", "Project role '{role}' not found"),
    "bot.missing": Text(404, "NotFound", _NO_BOT),
    "bot.inactive": Text(404, "NotFound", _NO_BOT),
    "bot.keyless": Text(404, "NotFound", f"{_NO_BOT[:-1]} and upgrade the project."),
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
    "params.list-by-slug": Text(400, "BadRequest", "You must provide projectSlug or workspaceId"),
    "params.project": Text(400, "BadRequest", "You must provide projectSlug or workspaceId"),
    "schema": Text(422, "ValidationFailure", ""),
    "limit": Text(429, "RateLimitExceeded", "Rate limit exceeded. Please try again in {seconds} seconds"),
}

C1: Texts = {
    **C1_EARLY,
    "login.client": Text(401, "UnauthorizedError", "Invalid credentials"),
    "login.contended": Text(429, "RateLimitExceeded", "Failed to acquire lock: rate limit exceeded"),
    "login.locked": Text(
        401, "UnauthorizedError", "This identity auth method is temporarily locked, please try again later"
    ),
}

_AUTHORIZE = "Failed to authorize: "

C2: Texts = {
    **C1,
    "membership.permissions": Text(
        404, "NotFound", "Target identity with ID '{identity}' is not a member of project with ID '{project}'"
    ),
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

"""What a privileged credential can look at, one row each. All of them are GET: nothing of it changes anything.

Never among them: the settings of LDAP logins, whose answers hold a password and nothing that could be compared; and on
older servers one client secret by its id, which they record as if it had been revoked. `leaves` is the event that a
look leaves in the customer's audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from checks.case.looks import OTHER_ROUTE
from diagnose.gather.probe import Path, Probe, new, old
from diagnose.model import Cost, Sent

_USE: Final = Cost(token_uses=1)
_PRIVILEGES: Final = "/api/v2/identity-project-additional-privilege"
_SETTINGS: Final = "/api/v1/auth/universal-auth/identities"


def _look(name: str, shows: str, *paths: Path, keep: str, **more: Any) -> Probe:
    return Probe(name=name, shows=shows, paths=paths, keep=keep, sent=Sent.ADMIN, cost=_USE, **more)


_ROWS: Final = (
    Probe(
        name="look-era",
        shows="the server's generation, from how it refuses a request without a credential",
        paths=(Path("/api/v2/organizations/x/workspaces"),),
        sent=Sent.NONE,
        cost=Cost(),
    ),
    _look(
        "look-project",
        "the project, its organization and its environments",
        new("/api/v1/projects/{project_id}"),
        old("/api/v1/workspace/{project_id}"),
        keep="project",
    ),
    _look(
        "look-self",
        "the organization and the role of the privileged identity itself",
        Path("/api/v1/identities/{own_id}"),
        keep="org-identity",
    ),
    _look(
        "look-details",
        "the organization of the privileged identity itself",
        new("/api/v1/identities/details"),
        keep="identity",
    ),
    _look(
        "look-audit",
        "which identity's login was just refused, by the organization's audit log",
        new("/api/v1/organization/audit-logs"),
        query={"startDate": "{login_since}", "limit": "100"},
        keep="login-events",
        leaves="the reading of the audit log",
    ),
    _look(
        "look-identities",
        "the identities of the organization",
        old("/api/v2/organizations/{organisation_of_look}/identity-memberships"),
        keep="identities",
    ),
    _look(
        "look-all-identities",
        "the identities of the organization",
        Path("/api/v1/identities"),
        query={"orgId": "{organisation_of_look}"},
        keep="identities",
    ),
    _look(
        "look-members",
        "the identities of the project",
        old("/api/v2/workspace/{project_id}/identity-memberships"),
        keep="identities",
    ),
    _look(
        "look-managed",
        "the identities that belong to the project itself",
        new("/api/v1/projects/{project_id}/identities"),
        query={"limit": "1000"},
        keep="identities",
    ),
    _look(
        "look-project-members",
        "who is in the project, on servers that show only all of them",
        old("/api/v2/workspace/{project_id}/identity-memberships"),
        keep="membership",
    ),
    _look(
        "look-config",
        "the client ID, the trusted addresses and the lifetimes of an identity's universal auth",
        Path(f"{_SETTINGS}/{{candidate_id}}"),
        keep="universal-auth",
        leaves="get-identity-universal-auth",
    ),
    _look(
        "look-secrets",
        "the client secrets of the identity: their first characters, ends and uses",
        Path(f"{_SETTINGS}/{{subject_id}}/client-secrets"),
        keep="client-secrets",
        leaves="get-identity-universal-auth-client-secret",
    ),
    _look(
        "look-secret",
        "one client secret, also where it is revoked",
        new(f"{_SETTINGS}/{{subject_id}}/client-secrets/{{client_secret_id}}"),
        keep="client-secret",
        leaves="get-identity-universal-auth-client-secret-by-id",
    ),
    _look(
        "look-created",
        "which client secrets of the identity were created or revoked, by the audit log",
        new("/api/v1/organization/audit-logs"),
        query={
            "eventType": "create-identity-universal-auth-client-secret,revoke-identity-universal-auth-client-secret",
            "eventMetadata": "identityId={subject_id}",
            "startDate": "{secrets_since}",
            "limit": "1000",
        },
        keep="login-events",
        leaves="the reading of the audit log",
    ),
    _look(
        "look-identity",
        "the identity's role in the organization, and whether it is locked",
        Path("/api/v1/identities/{subject_id}"),
        keep="org-identity",
    ),
    _look(
        "look-method",
        "what the identity's login method allows; keys, passwords and tokens in the answer are dropped unread",
        Path("/api/v1/auth/{method_route}-auth/identities/{subject_id}"),
        keep="method-settings",
        leaves="get-identity-<method>-auth",
    ),
    _look(
        "look-membership",
        "the identity's roles in the project",
        new("/api/v1/projects/{project_id}/identity-memberships/{subject_id}"),
        old("/api/v2/workspace/{project_id}/identity-memberships/{subject_id}"),
        keep="membership",
    ),
    _look(
        "look-rules",
        "all that the identity holds in the project, with its rules",
        new("/api/v1/projects/{project_id}/memberships/identities/{subject_id}/permissions"),
        query={"includeFolderPermissions": "true"},
        keep="identity-rules",
        leaves="the reading of its permissions",
    ),
    _look(
        "look-groups",
        "the groups in the project",
        new("/api/v1/projects/{project_id}/memberships/groups"),
        keep="groups",
    ),
    _look(
        "look-group",
        "which identities are in one of these groups",
        new("/api/v1/groups/{group_id}/machine-identities"),
        query={"offset": "{group_offset}", "limit": "100"},
        keep="group-members",
    ),
    _look(
        "look-role",
        "the rules of one of its roles",
        new("/api/v1/projects/{project_id}/roles/slug/{look_role}"),
        old("/api/v1/workspace/{project_slug}/roles/slug/{look_role}"),
        keep="role",
    ),
    _look(
        "look-privileges",
        "the additional privileges of the identity in the project",
        Path("/api/v1/additional-privilege/identity"),
        query={"identityId": "{subject_id}", "projectSlug": "{project_slug}"},
        keep="privileges",
    ),
    _look(
        "look-privilege",
        "the rules of one of its additional privileges, on servers that list them without",
        new(f"{_PRIVILEGES}/{{privilege_id}}"),
        keep="privilege",
    ),
    _look(
        "look-folders",
        "the folders beside the one that was asked for",
        Path("/api/v1/folders"),
        query={"workspaceId": "{project_id}", "environment": "{environment}", "path": "{folder_above}"},
        keep="folders",
    ),
)

# Where a server of the newest generations that lacks a look's route may have it instead.
_OLDER: Final[Mapping[str, str]] = {
    "look-project": "/api/v1/workspace/{project_id}",
    "look-membership": "/api/v1/projects/{project_id}/memberships/identities/{subject_id}",
    "look-rules": "/api/v1/projects/{project_id}/identity-memberships/{subject_id}/permissions/audit",
    "look-groups": "/api/v1/projects/{project_id}/groups",
    "look-role": "/api/v2/workspace/{project_id}/roles/slug/{look_role}",
    "look-privileges": _PRIVILEGES,
}
_OTHER_QUERY: Final[Mapping[str, Mapping[str, str]]] = {
    "look-privileges": {"identityId": "{subject_id}", "projectId": "{project_id}"},
}


def elsewhere(name: str) -> str:
    """The name of the look that asks the same by the other route."""
    return f"{name}{OTHER_ROUTE}"


_OTHERS: Final = (
    replace(
        probe,
        name=elsewhere(probe.name),
        paths=(new(_OLDER[probe.name]),),
        query=_OTHER_QUERY.get(probe.name, probe.query),
    )
    for probe in _ROWS
    if probe.name in _OLDER
)
LOOKS: Final[Mapping[str, Probe]] = {probe.name: probe for probe in (*_ROWS, *_OTHERS)}

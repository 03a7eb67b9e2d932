"""What a privileged credential can look at, one row each. All of them are GET: nothing of it changes anything.

Never among them: the settings of LDAP and Kubernetes logins, whose answers hold passwords and tokens; and on older
servers one client secret by its id, which they record as if it had been revoked. `leaves` is the event that a look
leaves in the customer's audit log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diagnose.gather.probe import Path, Probe, new, old
from diagnose.model import Cost, Sent

_USE: Final = Cost(token_uses=1)
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
        "the project, its organisation and its environments",
        new("/api/v1/projects/{project_id}"),
        old("/api/v1/workspace/{project_id}"),
        keep="project",
    ),
    _look(
        "look-self",
        "the organisation and the role of the privileged identity itself",
        Path("/api/v1/identities/{own_id}"),
        keep="org-identity",
    ),
    _look(
        "look-audit",
        "which identity's login was just refused, by the organisation's audit log",
        new("/api/v1/organization/audit-logs"),
        query={"startDate": "{login_since}", "limit": "100"},
        keep="login-events",
        leaves="the reading of the audit log",
    ),
    _look(
        "look-identities",
        "the identities of the organisation",
        old("/api/v2/organizations/{organisation_of_look}/identity-memberships"),
        keep="identities",
    ),
    _look(
        "look-all-identities",
        "the identities of the organisation",
        Path("/api/v1/identities"),
        query={"orgId": "{organisation_of_look}"},
        keep="identities",
    ),
    _look(
        "look-members",
        "the identities of the project",
        old("/api/v2/workspace/{project_id}/identity-memberships"),
        new("/api/v1/projects/{project_id}/identities"),
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
        "which client secrets of the identity were ever created, by the audit log",
        new("/api/v1/organization/audit-logs"),
        query={
            "eventType": "create-identity-universal-auth-client-secret",
            "eventMetadata": "identityId={subject_id}",
            "limit": "100",
        },
        keep="login-events",
        leaves="the reading of the audit log",
    ),
    _look(
        "look-identity",
        "the identity's role in the organisation, and whether it is locked",
        Path("/api/v1/identities/{subject_id}"),
        keep="org-identity",
    ),
    _look(
        "look-membership",
        "the identity's roles in the project",
        new("/api/v1/projects/{project_id}/identity-memberships/{subject_id}"),
        old("/api/v2/workspace/{project_id}/identity-memberships/{subject_id}"),
        keep="membership",
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
        "look-folders",
        "the folders beside the one that was asked for",
        Path("/api/v1/folders"),
        query={"workspaceId": "{project_id}", "environment": "{environment}", "path": "{parent_path}"},
        keep="folders",
    ),
)

LOOKS: Final[Mapping[str, Probe]] = {probe.name: probe for probe in _ROWS}

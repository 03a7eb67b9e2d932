"""The questions the tool can put, one row each: what is sent and needed, what it costs, shows, and what is kept.

Never among them: renewing a token (it destroys healthy ones), reading `/api/v1/bot` (it creates a row), any write on
secrets. The paths and their meaning per era are in the server's source, catalogue sections b to e and k.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from diagnose.gather.probe import Aim, Ask, Path, Probe, new, old
from diagnose.model import Cost, Sent

__all__ = ["PROBES", "Aim", "Ask", "Path", "Probe"]

LOGIN: Final = "/api/v1/auth/universal-auth/login"
# A name that no project is likely to hold: asking for it shows what stands in the way, and no secret.
IMPROBABLE_NAME: Final = "INFISICAL_DIAGNOSE_NO_SUCH_SECRET"

_PLACE: Final = {"workspaceId": "{project_id}", "environment": "{environment}", "secretPath": "{secret_path}"}
_V4_PLACE: Final = {"projectId": "{project_id}", "environment": "{environment}", "secretPath": "{secret_path}"}
_FOLDER: Final = {"workspaceId": "{project_id}", "environment": "{environment}"}
_NO_VALUES: Final = {"viewSecretValue": "false", "expandSecretReferences": "false"}
_FREE: Final = Cost()


# `--plan` lists them in this order.
_ROWS: Final = (
    Probe(
        name="login",
        shows="whether the client ID and client secret are accepted",
        method="POST",
        paths=(Path(LOGIN),),
        body={"clientId": "client_id", "clientSecret": "client_secret", "*": "organization"},
        sent=Sent.PAIR,
        keep="login",
        cost=Cost(logins=1),
        when="first",
    ),
    Probe(
        name="read",
        shows="whether the secrets can be listed",
        paths=(Path("/api/v3/secrets/raw"),),
        query={**_PLACE, **_NO_VALUES},
        keep="secrets",
        when="first",
    ),
    Probe(
        name="read-name",
        shows="whether the named secret can be read",
        paths=(Path("/api/v3/secrets/raw/{wanted_name}"),),
        query=_PLACE,
        keep="secret",
        when="first",
    ),
    Probe(
        name="era",
        shows="the server's generation, from how it refuses an empty login",
        method="POST",
        paths=(Path(LOGIN),),
        body={},
        sent=Sent.NONE,
        cost=_FREE,
    ),
    Probe(
        name="absent-name",
        shows="environment, folder and permission, from how a secret that does not exist is refused",
        paths=(Path(f"/api/v3/secrets/raw/{IMPROBABLE_NAME}"),),
        query={**_PLACE, "viewSecretValue": "false"},
        keep="secret",
    ),
    Probe(
        name="read-value",
        shows="whether a value may be seen; the value itself is dropped unread",
        paths=(Path("/api/v3/secrets/raw/{listed_name}"),),
        query=_PLACE,
        keep="secret",
    ),
    Probe(
        name="folders",
        shows="membership and the environment",
        paths=(Path("/api/v1/folders"),),
        query={**_FOLDER, "path": "/"},
        keep="folders",
    ),
    Probe(
        name="folders-parent",
        shows="the folders beside the one that was asked for",
        paths=(Path("/api/v1/folders"),),
        query={**_FOLDER, "path": "{parent_path}"},
        keep="folders",
    ),
    Probe(
        name="project",
        shows="the project and its environments",
        paths=(new("/api/v1/projects/{project_id}"), old("/api/v1/workspace/{project_id}")),
        keep="project",
    ),
    Probe(
        name="project-by-slug",
        shows="whether the project was named by its slug",
        paths=(new("/api/v1/projects/slug/{possible_slug}"), old("/api/v2/workspace/{possible_slug}")),
        keep="project",
    ),
    Probe(
        name="membership",
        shows="the identity's roles in the project",
        paths=(
            new("/api/v1/projects/{project_id}/identity-memberships/{identity_id}"),
            old("/api/v2/workspace/{project_id}/identity-memberships/{identity_id}"),
        ),
        keep="membership",
    ),
    Probe(
        name="role",
        shows="the rules of the identity's custom role",
        paths=(
            new("/api/v1/projects/{project_id}/roles/slug/{role_slug}"),
            old("/api/v1/workspace/{project_slug}/roles/slug/{role_slug}"),
        ),
        keep="role",
    ),
    Probe(
        name="own-projects",
        shows="the projects this identity can see",
        paths=(old("/api/v2/organizations/{organisation_id}/workspaces"), Path("/api/v1/projects")),
        keep="projects",
    ),
    Probe(
        name="read-v4",
        shows="the same on the newer route",
        paths=(Path("/api/v4/secrets"),),
        query={**_V4_PLACE, **_NO_VALUES, "includeImports": "false"},
        keep="secrets",
    ),
    Probe(
        name="read-name-v4",
        shows="the named secret on the newer route",
        paths=(Path("/api/v4/secrets/{wanted_name}"),),
        query=_V4_PLACE,
        keep="secret",
    ),
    Probe(
        name="read-imports",
        shows="whether the folder exists, on servers that list an unknown one as empty",
        paths=(Path("/api/v3/secrets/raw"),),
        query={**_PLACE, **_NO_VALUES, "include_imports": "true"},
        keep="secrets",
    ),
    Probe(
        name="token-check",
        shows="whether the token itself is accepted, from how a request that names no project is refused",
        paths=(Path("/api/v3/secrets/raw"),),
    ),
    Probe(
        name="config",
        shows="whether the server is in maintenance mode",
        paths=(Path("/api/v1/admin/config"),),
        sent=Sent.NONE,
        keep="config",
        cost=_FREE,
    ),
    Probe(
        name="service-token",
        shows="the service token's own scope and end",
        paths=(Path("/api/v2/service-token"),),
        keep="service-token",
    ),
    Probe(
        name="revoke",
        shows="that the token of this run's own login is gone again",
        method="POST",
        paths=(Path("/api/v1/auth/token/revoke"),),
        body={"accessToken": "minted"},
        cost=_FREE,
        when="last",
    ),
)

PROBES: Final[Mapping[str, Probe]] = {probe.name: probe for probe in _ROWS}

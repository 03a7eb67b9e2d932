"""The questions the tool can put: each one's request, what it costs, and which causes it can tell apart.

Never among them: renewing a token (it destroys healthy ones), reading `/api/v1/bot` (it creates a row), any write on
secrets. The paths and their meaning per era are in the server's source, catalogue sections b to e and k.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from diagnose.http.messages import segment
from diagnose.model import Cost, Sent, Target

LOGIN: Final = "/api/v1/auth/universal-auth/login"
REVOKE: Final = "/api/v1/auth/token/revoke"
# A name that no project is likely to hold: asking for it shows what stands in the way, and no secret.
IMPROBABLE_NAME: Final = "INFISICAL_DIAGNOSE_NO_SUCH_SECRET"


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe needs besides the target: ids and names that earlier answers gave."""

    target: Target
    identity_id: str | None = None
    role_slug: str | None = None
    project_slug: str | None = None
    secret_name: str | None = None
    organisation_id: str | None = None
    modern: bool = False


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A probe's request without its credential."""

    method: str = "GET"
    path: str
    query: Mapping[str, str] = {}


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One question. `keep` names the facts kept of its answer; `shows` says in a phrase what it tells."""

    name: str
    shows: str
    ask: Callable[[Aim], Ask]
    sent: Sent = Sent.TOKEN
    keep: str = ""
    cost: Cost = Cost(token_uses=1)


def _place(aim: Aim) -> dict[str, str]:
    target = aim.target
    return {"workspaceId": target.project_id or "", "environment": target.environment, "secretPath": target.secret_path}


def _v4_place(aim: Aim) -> dict[str, str]:
    target = aim.target
    place = {"projectId": target.project_id or "", "environment": target.environment}
    return {**place, "secretPath": target.secret_path}


_NO_VALUES: Final = {"viewSecretValue": "false", "expandSecretReferences": "false"}


def _read(aim: Aim) -> Ask:
    return Ask(path="/api/v3/secrets/raw", query={**_place(aim), **_NO_VALUES})


def _read_imports(aim: Aim) -> Ask:
    return Ask(path="/api/v3/secrets/raw", query={**_place(aim), **_NO_VALUES, "include_imports": "true"})


def _read_v4(aim: Aim) -> Ask:
    return Ask(path="/api/v4/secrets", query={**_v4_place(aim), **_NO_VALUES, "includeImports": "false"})


def _named(name: str | None, aim: Aim, *, value: bool) -> Ask:
    query = _place(aim) if value else {**_place(aim), "viewSecretValue": "false"}
    return Ask(path=f"/api/v3/secrets/raw/{segment(name or IMPROBABLE_NAME)}", query=query)


def _folders(aim: Aim) -> Ask:
    query = {"workspaceId": aim.target.project_id or "", "environment": aim.target.environment, "path": "/"}
    return Ask(path="/api/v1/folders", query=query)


def _folders_of_parent(aim: Aim) -> Ask:
    ask = _folders(aim)
    parent = aim.target.secret_path.rstrip("/").rpartition("/")[0] or "/"
    return Ask(path=ask.path, query={**ask.query, "path": parent})


def _project_path(aim: Aim) -> str:
    return f"/api/v1/{'projects' if aim.modern else 'workspace'}/{segment(aim.target.project_id or '')}"


def _project_by_slug(aim: Aim) -> Ask:
    given = segment(aim.target.project_id or "")
    return Ask(path=f"/api/v1/projects/slug/{given}" if aim.modern else f"/api/v2/workspace/{given}")


def _membership(aim: Aim) -> Ask:
    project, identity = segment(aim.target.project_id or ""), segment(aim.identity_id or "")
    base = f"/api/v1/projects/{project}" if aim.modern else f"/api/v2/workspace/{project}"
    return Ask(path=f"{base}/identity-memberships/{identity}")


def _role(aim: Aim) -> Ask:
    holder = aim.target.project_id if aim.modern else aim.project_slug
    base = f"/api/v1/{'projects' if aim.modern else 'workspace'}/{segment(holder or '')}"
    return Ask(path=f"{base}/roles/slug/{segment(aim.role_slug or '')}")


def _own_projects(aim: Aim) -> Ask:
    if aim.modern or not aim.organisation_id:
        return Ask(path="/api/v1/projects")
    return Ask(path=f"/api/v2/organizations/{segment(aim.organisation_id)}/workspaces")


_FREE: Final = Cost()

PROBES: Final[Mapping[str, Probe]] = {
    probe.name: probe
    for probe in (
        Probe(
            name="login",
            shows="whether the client ID and client secret are accepted",
            ask=lambda _: Ask(method="POST", path=LOGIN),
            sent=Sent.PAIR,
            keep="login",
            cost=Cost(logins=1),
        ),
        Probe(
            name="era",
            shows="the server's generation, from how it refuses an empty login",
            ask=lambda _: Ask(method="POST", path=LOGIN),
            sent=Sent.NONE,
            cost=_FREE,
        ),
        Probe(name="read", shows="whether the secrets can be listed", ask=_read, keep="secrets"),
        Probe(name="read-v4", shows="the same on the newer route", ask=_read_v4, keep="secrets"),
        Probe(
            name="read-imports",
            shows="whether the folder exists, on servers that list an unknown one as empty",
            ask=_read_imports,
            keep="secrets",
        ),
        Probe(
            name="read-name",
            shows="whether the named secret can be read",
            ask=lambda aim: _named(aim.target.secret_name, aim, value=True),
            keep="secret",
        ),
        Probe(
            name="absent-name",
            shows="environment, folder and permission, from how a secret that does not exist is refused",
            ask=lambda aim: _named(None, aim, value=False),
            keep="secret",
        ),
        Probe(
            name="read-value",
            shows="whether a value may be seen; the value itself is dropped unread",
            ask=lambda aim: _named(aim.secret_name, aim, value=True),
            keep="secret",
        ),
        Probe(
            name="token-check",
            shows="whether the token itself is accepted, from how a request that names no project is refused",
            ask=lambda _: Ask(path="/api/v3/secrets/raw"),
        ),
        Probe(name="folders", shows="membership and the environment", ask=_folders, keep="folders"),
        Probe(
            name="folders-parent",
            shows="the folders beside the one that was asked for",
            ask=_folders_of_parent,
            keep="folders",
        ),
        Probe(
            name="project",
            shows="the project and its environments",
            ask=lambda aim: Ask(path=_project_path(aim)),
            keep="project",
        ),
        Probe(
            name="project-by-slug",
            shows="whether the project was named by its slug",
            ask=_project_by_slug,
            keep="project",
        ),
        Probe(name="own-projects", shows="the projects this identity can see", ask=_own_projects, keep="projects"),
        Probe(name="membership", shows="the identity's roles in the project", ask=_membership, keep="membership"),
        Probe(name="role", shows="the rules of the identity's custom role", ask=_role, keep="role"),
        Probe(
            name="service-token",
            shows="the service token's own scope and end",
            ask=lambda _: Ask(path="/api/v2/service-token"),
            keep="service-token",
        ),
        Probe(
            name="config",
            shows="whether the server is in maintenance mode",
            ask=lambda _: Ask(path="/api/v1/admin/config"),
            sent=Sent.NONE,
            keep="config",
            cost=_FREE,
        ),
        Probe(
            name="revoke",
            shows="that the token of this run's own login is gone again",
            ask=lambda _: Ask(method="POST", path=REVOKE),
            cost=_FREE,
        ),
    )
}

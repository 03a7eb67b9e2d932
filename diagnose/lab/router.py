"""Which routes each generation has, and whom they let in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from diagnose.lab import (
    routes_auth,
    routes_encrypted,
    routes_folders,
    routes_identities,
    routes_members,
    routes_projects,
    routes_secrets,
    routes_server,
)
from diagnose.lab.answers import Reply
from diagnose.lab.call import Call
from diagnose.lab.dialect import DIALECTS, Dialect
from diagnose.lab.methods import login, settings

_ALL = tuple(DIALECTS)
_BC = tuple(b for b in DIALECTS if b != "A")
_B = ("B1-early", "B1", "B2")
_MID = tuple(b for b in _BC if b != "B1-early")
_C = ("C1-early", "C1", "C2")
_EVERYONE = ("identity", "user", "service", "api-key")
_PEOPLE = ("identity", "user")


@dataclass(frozen=True, kw_only=True)
class Route:
    """One route. `modes`: the kinds of actor it lets in, empty for anyone; `builds`: where it exists."""

    method: str
    pattern: re.Pattern[str]
    answer: Callable[[Call], Reply]
    modes: tuple[str, ...] = _EVERYONE
    builds: tuple[str, ...] = _ALL
    limited: bool = True


def _route(
    line: str,
    answer: Callable[[Call], Reply],
    *,
    modes: tuple[str, ...] = _EVERYONE,
    builds: tuple[str, ...] = _ALL,
    limited: bool = True,
) -> Route:
    method, _, path = line.partition(" ")
    pattern = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", path)
    return Route(method=method, pattern=re.compile(pattern), answer=answer, modes=modes, builds=builds, limited=limited)


_ROUTES = (
    _route("GET /api/status", routes_server.status, modes=(), limited=False),
    _route("GET /api/v1/admin/config", routes_server.config, modes=()),
    _route("POST /api/v1/auth/universal-auth/login", routes_auth.login, modes=()),
    _route("POST /api/v1/auth/:method-auth/login", login.login, modes=(), builds=_BC),
    _route("POST /api/v1/auth/token/renew", routes_auth.renew, modes=()),
    _route("POST /api/v1/auth/token/revoke", routes_auth.revoke, modes=(), builds=_MID),
    _route("GET /api/v3/secrets/raw", routes_secrets.raw_list),
    _route("GET /api/v3/secrets/raw/:name", routes_secrets.raw_one),
    _route("GET /api/v3/secrets", routes_encrypted.encrypted_list, modes=("user", "service", "api-key"), builds=("A",)),
    _route("GET /api/v3/secrets", routes_encrypted.encrypted_list, builds=_BC),
    _route(
        "GET /api/v3/secrets/:name", routes_encrypted.encrypted_one, modes=("user", "service", "api-key"), builds=("A",)
    ),
    _route("GET /api/v3/secrets/:name", routes_encrypted.encrypted_one, builds=_BC),
    _route("GET /api/v4/secrets", routes_secrets.raw_list, builds=_C),
    _route("GET /api/v4/secrets/:name", routes_secrets.raw_one, builds=_C),
    _route("GET /api/v1/folders", routes_folders.list_folders),
    _route("GET /api/v2/folders", routes_folders.list_folders, builds=_C),
    _route("GET /api/v1/secret-imports", routes_folders.list_imports),
    _route("GET /api/v1/workspace", routes_projects.own, modes=("user", "api-key"), builds=(*_B, "A")),
    _route("GET /api/v1/workspace", routes_projects.own, modes=_PEOPLE, builds=_C),
    _route("GET /api/v1/projects", routes_projects.own, modes=_PEOPLE, builds=_C),
    _route("GET /api/v1/workspace/:id", routes_projects.by_id, modes=("user", "api-key"), builds=("A",)),
    _route("GET /api/v1/workspace/:id", routes_projects.by_id, modes=("identity", "user", "service"), builds=_BC),
    _route("GET /api/v1/projects/slug/:slug", routes_projects.by_slug, modes=_PEOPLE, builds=_C),
    _route("GET /api/v1/projects/:id", routes_projects.by_id, modes=("identity", "user", "service"), builds=_C),
    _route("GET /api/v2/workspace/:slug", routes_projects.by_slug, modes=_PEOPLE, builds=_MID),
    _route("GET /api/v2/organizations/:id/workspaces", routes_projects.of_organization, modes=_PEOPLE, builds=_C),
    _route(
        "GET /api/v2/organizations/:id/workspaces",
        routes_projects.of_organization,
        modes=(*_PEOPLE, "api-key"),
        builds=_B,
    ),
    _route("GET /api/v2/organizations/:id/workspaces", routes_projects.of_organization, builds=("A",)),
    _route("GET /api/v1/identities/details", routes_projects.identity_details, modes=("identity",), builds=_C),
    _route("GET /api/v1/identities", routes_identities.every, modes=_PEOPLE, builds=_MID),
    _route("GET /api/v1/identities/:id", routes_identities.one, modes=_PEOPLE, builds=_MID),
    _route(
        "GET /api/v1/identities/:id/identity-memberships", routes_identities.memberships, modes=_PEOPLE, builds=_MID
    ),
    _route("POST /api/v1/identities", routes_identities.create, modes=_PEOPLE),
    _route("PATCH /api/v1/identities/:id", routes_identities.update, modes=("user",), builds=("A",)),
    _route("PATCH /api/v1/identities/:id", routes_identities.update, modes=_PEOPLE, builds=_BC),
    _route("DELETE /api/v1/identities/:id", routes_identities.delete, modes=("user",), builds=("A",)),
    _route("DELETE /api/v1/identities/:id", routes_identities.delete, modes=_PEOPLE, builds=_BC),
    _route("GET /api/v1/auth/universal-auth/identities/:id", routes_identities.universal_auth, modes=_PEOPLE),
    _route(
        "GET /api/v1/auth/universal-auth/identities/:id/client-secrets",
        routes_identities.client_secrets,
        modes=_PEOPLE,
    ),
    _route(
        "GET /api/v1/auth/universal-auth/identities/:id/client-secrets/:secret",
        routes_identities.client_secret,
        modes=_PEOPLE,
        builds=_MID,
    ),
    _route("GET /api/v1/auth/:method-auth/identities/:id", settings.settings, modes=_PEOPLE, builds=_BC),
    _route("GET /api/v2/service-token", routes_members.service_token, modes=("service",)),
    _route("GET /api/v2/workspace/:id/identity-memberships", routes_members.memberships, modes=_PEOPLE),
    _route(
        "GET /api/v2/workspace/:id/identity-memberships/:identity",
        routes_members.membership,
        modes=_PEOPLE,
        builds=_MID,
    ),
    _route("GET /api/v1/projects/:id/identity-memberships", routes_members.memberships, modes=_PEOPLE, builds=_C),
    _route(
        "GET /api/v1/projects/:id/identity-memberships/:identity",
        routes_members.membership,
        modes=_PEOPLE,
        builds=_C,
    ),
    _route(
        "GET /api/v1/projects/:id/memberships/identities/:identity/permissions",
        routes_members.permissions,
        modes=_PEOPLE,
        builds=("C2",),
    ),
    _route("GET /api/v1/projects/:id/memberships/groups", routes_members.groups, modes=_PEOPLE, builds=("C2",)),
    _route("GET /api/v1/projects/:id/groups", routes_members.groups, modes=_PEOPLE, builds=_C),
    _route("GET /api/v1/projects/:id/identities", routes_members.managed, modes=_PEOPLE, builds=("C2",)),
    _route("GET /api/v1/additional-privilege/identity", routes_members.privileges, modes=_PEOPLE, builds=_MID),
    _route(
        "GET /api/v2/identity-project-additional-privilege",
        routes_members.privileges_by_project,
        modes=_PEOPLE,
        builds=_C,
    ),
    _route(
        "GET /api/v2/identity-project-additional-privilege/:privilege",
        routes_members.privilege,
        modes=_PEOPLE,
        builds=_C,
    ),
    _route("GET /api/v1/workspace/:project/roles", routes_members.roles, modes=("user",), builds=("A", "B1-early")),
    _route("GET /api/v1/workspace/:project/roles", routes_members.roles, modes=_PEOPLE, builds=_MID),
    _route("GET /api/v1/workspace/:project/roles/slug/:role", routes_members.role, modes=_PEOPLE, builds=_MID),
    _route("GET /api/v1/projects/:project/roles", routes_members.roles, modes=_PEOPLE, builds=_C),
    _route("GET /api/v1/projects/:project/roles/slug/:role", routes_members.role, modes=_PEOPLE, builds=_C),
)


def find(dialect: Dialect, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request and its path's parts; None where the generation has none. HEAD is asked as GET."""
    wanted = "GET" if method == "HEAD" else method
    trimmed = path.rstrip("/") if path.count("/") > 1 else path
    for route in _ROUTES:
        if route.method != wanted or dialect.build not in route.builds:
            continue
        match = route.pattern.fullmatch(trimmed)
        if match:
            return route, match.groupdict()
    return None

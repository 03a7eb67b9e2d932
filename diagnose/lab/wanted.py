"""What a secrets request asks for, and how a secret looks in an answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnose.lab.call import Call
from diagnose.lab.clock import iso
from diagnose.lab.state import Project, Scope

_HIDDEN = "<hidden-by-infisical>"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a secrets request asks for, after a service token's own scope has overridden it."""

    project_id: str | None
    slug: str | None
    environment: str | None
    path: str
    overridden: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """What permission rules are asked with."""
        return {"environment": self.environment or "", "secretPath": self.path}


def wanted_of(call: Call) -> Wanted:
    """What the request asks for; a service token with one plain scope overrides it of a list, by name before era C."""
    query = call.request.query
    project = query.get("workspaceId") or query.get("projectId") if is_v4(call) else query.get("workspaceId")
    slug = (query.get("workspaceSlug") or query.get("projectSlug")) if _knows_slugs(call) else None
    wanted = Wanted(
        project_id=project or None,
        slug=slug or None,
        environment=query.get("environment") or None,
        path=plain_path(query.get("secretPath", "/")),
    )
    token = call.who.service
    if token is None or len(token.scopes) != 1 or "*" in token.scopes[0].path:
        return wanted
    scope: Scope = token.scopes[0]
    return Wanted(
        project_id=token.project_id,
        slug=None,
        environment=scope.environment,
        path=plain_path(scope.path),
        overridden=True,
    )


def _knows_slugs(call: Call) -> bool:
    """By name anyone may give a slug, for a list only identities; the oldest servers know none."""
    if call.dialect.build in {"A", "B1-early"}:
        return False
    return "name" in call.params or call.who.kind == "identity"


def is_v4(call: Call) -> bool:
    """Whether the request is for the successor of `/raw`."""
    return call.request.path.startswith("/api/v4/")


def plain_path(path: str) -> str:
    """A folder without a slash at its end."""
    return path.rstrip("/") or "/"


def folders_of(project: Project, wanted: Wanted) -> Mapping[str, Mapping[str, str]]:
    """The folders of the environment asked for, empty where there is no such environment."""
    environment = project.environments.get(wanted.environment or "")
    return environment.folders if environment else {}


def below(path: str, top: str) -> bool:
    """Whether a folder is another one or inside it."""
    return top in {"/", path} or path.startswith(f"{top}/")


def asks(call: Call, name: str) -> bool:
    """Whether a parameter of the request says `true`."""
    return call.request.query.get(name) == "true"


def _id(project: Project, wanted: Wanted, path: str, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{project.id}/{wanted.environment}{path}/{name}"))


def shown(call: Call, where: tuple[Project, Wanted, str | None], name: str, value: str | None) -> dict[str, Any]:
    """One secret of an answer; `value` None hides it, a path of None is left out as by-name answers do."""
    project, wanted, path = where
    number = _id(project, wanted, path or wanted.path, name)
    body: dict[str, Any] = {
        "id": number,
        "_id": number,
        "workspace": project.id,
        "environment": wanted.environment,
        "version": 1,
        "type": "shared",
        "secretKey": name,
        "secretValue": _HIDDEN if value is None else value,
    }
    if call.dialect.family == "C":
        body["secretValueHidden"] = value is None
    body |= {"secretComment": "", "createdAt": iso(call.now), "updatedAt": iso(call.now)}
    return body | ({} if path is None else {"secretPath": path}) | {"tags": []}

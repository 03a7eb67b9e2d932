"""Secrets: `/raw`, the older encrypted routes, and their successor in era C."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call, is_hex_id
from diagnose.lab.clock import iso
from diagnose.lab.gates_project import check_bot, member_rules, require, rule_details
from diagnose.lab.rules import Rule, allows
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


def _wanted(call: Call) -> Wanted:
    query = call.request.query
    project = query.get("workspaceId") or query.get("projectId") if _is_v4(call) else query.get("workspaceId")
    slug = (query.get("workspaceSlug") or query.get("projectSlug")) if _knows_slugs(call) else None
    wanted = Wanted(
        project_id=project or None,
        slug=slug or None,
        environment=query.get("environment") or None,
        path=_path(query.get("secretPath", "/")),
    )
    token = call.who.service
    if token is None or len(token.scopes) != 1 or "*" in token.scopes[0].path or call.dialect.family == "C":
        return wanted
    scope: Scope = token.scopes[0]
    return Wanted(
        project_id=token.project_id, slug=None, environment=scope.environment, path=_path(scope.path), overridden=True
    )


def _knows_slugs(call: Call) -> bool:
    """By name anyone may give a slug, for a list only identities; the oldest servers know none."""
    if call.dialect.build in {"A", "B1-early"}:
        return False
    return "name" in call.params or call.who.kind == "identity"


def _is_v4(call: Call) -> bool:
    return call.request.path.startswith("/api/v4/")


def _path(path: str) -> str:
    return path.rstrip("/") or "/"


def _project(call: Call, wanted: Wanted) -> Project:
    """The project asked for, its bot checked: both come before membership."""
    if wanted.slug and not wanted.project_id:
        found = call.world.by_slug(wanted.slug)
        if found is None or found.org_id != call.who.org_id:
            step = "project.secrets-slug" if call.dialect.family == "C" else "project.by-slug"
            raise RefusalError(step=step, project=wanted.slug)
        member_rules(call, found.id)  # the look-up of a slug asks for membership, that of an id does not
    else:
        found = call.world.projects.get(wanted.project_id or "")
        if found is None:
            raise RefusalError(step="project.raw", project=wanted.project_id)
    if _is_v4(call) and found.version < 3:  # noqa: PLR2004 - the project version
        raise RefusalError(step="bot.version")
    check_bot(call, found)
    return found


def raw_list(call: Call) -> Reply:
    """GET /api/v3/secrets/raw and GET /api/v4/secrets"""
    wanted = _wanted(call)
    if not wanted.environment or not (wanted.project_id or wanted.slug):
        raise RefusalError(step="params.list")
    if call.dialect.family == "A":
        return _list_a(call, wanted)
    project = _project(call, wanted)
    rules = member_rules(call, project.id)
    if call.dialect.family == "C":
        return Reply(body=_list_c(call, project, wanted, rules))
    recursive = _asks(call, "recursive") and call.dialect.build != "B1-early"
    if not recursive:
        require(call, rules, "read", "secrets", wanted.fields)
    if wanted.overridden and call.dialect.build == "B1-early" and not call.request.query.get("workspaceId"):
        raise RefusalError(step="service.no-project")
    folders = _folders(project, wanted)
    if wanted.path not in folders:
        return Reply(body={"secrets": [], "imports": []})
    paths = [p for p in folders if _below(p, wanted.path)] if recursive else [wanted.path]
    seen = [p for p in paths if allows(rules, "read", "secrets", {**wanted.fields, "secretPath": p})]
    return Reply(
        body={"secrets": [_shown(call, (project, wanted, p), n, v) for p in seen for n, v in folders[p].items()]}
    )


def _list_a(call: Call, wanted: Wanted) -> Reply:
    _malformed_gate(call, wanted)
    project_id = wanted.project_id or ""
    rules = member_rules(call, project_id)
    _service_scope_a(call, wanted)
    require(call, rules, "read", "secrets", wanted.fields)
    project = call.world.projects[project_id]
    folders = _folders(project, wanted)
    if wanted.path not in folders and _asks(call, "include_imports"):
        raise RefusalError(step="folder.imports")
    _bot_a(project)
    found = folders.get(wanted.path, {})
    return Reply(body={"secrets": [_shown(call, (project, wanted, wanted.path), n, v) for n, v in found.items()]})


def _bot_a(project: Project) -> None:
    if project.bot != "active":
        step = "bot.missing" if project.bot == "missing" else "bot.inactive"
        raise RefusalError(step=step, project=project.id)


def _malformed_gate(call: Call, wanted: Wanted) -> None:
    if call.dialect.family == "A" and not is_hex_id(wanted.project_id or ""):
        raise RefusalError(step="malformed.id")


def _service_scope_a(call: Call, wanted: Wanted) -> None:
    token = call.who.service
    if token is None:
        return
    if not any(scope.environment == wanted.environment for scope in token.scopes):
        raise RefusalError(step="service.environment")
    if "read" not in token.permissions:
        raise RefusalError(step="service.action")


def _list_c(call: Call, project: Project, wanted: Wanted, rules: list[Rule]) -> dict[str, Any]:
    require(call, rules, "describeSecret", "secrets")
    folders = _folders(project, wanted)
    if wanted.path not in folders:
        raise RefusalError(step="folder.list", path=wanted.path, environment=wanted.environment)
    paths = [p for p in folders if _below(p, wanted.path)] if _asks(call, "recursive") else [wanted.path]
    with_values = call.request.query.get("viewSecretValue", "true") != "false"
    shown = []
    for path in paths:
        for name, value in folders[path].items():
            fields = {**wanted.fields, "secretPath": path, "secretName": name}
            if not allows(rules, "describeSecret", "secrets", fields):
                continue
            if with_values:
                require(call, rules, "readValue", "secrets", fields)
            shown.append(_shown(call, (project, wanted, path), name, value if with_values else None))
    return {"secrets": shown, "imports": []}


def raw_one(call: Call) -> Reply:
    """GET /api/v3/secrets/raw/:name and GET /api/v4/secrets/:name"""
    wanted = _wanted(call)
    if call.dialect.family == "A":
        return _one_a(call, wanted)
    if not wanted.environment:
        raise RefusalError(step="params.environment")
    if not (wanted.project_id or wanted.slug):
        raise RefusalError(step="params.project")
    project = _project(call, wanted)
    rules = member_rules(call, project.id)
    if call.dialect.family == "C":
        return _one_c(call, project, wanted, rules)
    require(call, rules, "read", "secrets", wanted.fields)
    return _found(call, project, wanted)


def _one_a(call: Call, wanted: Wanted) -> Reply:
    """Era A asks for the project's index and its end-to-end encryption before it looks at parameters or membership."""
    project = call.world.projects.get(wanted.project_id or "")
    if project is None or not project.has_index:
        raise RefusalError(step="project.index")
    if project.bot == "missing":
        raise RefusalError(step="bot.by-name")
    if not wanted.environment:
        raise RefusalError(step="fault")
    rules = member_rules(call, project.id)
    _service_scope_a(call, wanted)
    require(call, rules, "read", "secrets", wanted.fields)
    _bot_a(project)
    return _found(call, project, wanted)


def _found(call: Call, project: Project, wanted: Wanted) -> Reply:
    folders, name = _folders(project, wanted), call.params["name"]
    if wanted.path not in folders and call.dialect.family != "A":
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    value = folders.get(wanted.path, {}).get(name)
    if value is None:
        raise RefusalError(step="secret.missing", name=name)
    return Reply(body={"secret": _shown(call, (project, wanted, None), name, value)})


def _one_c(call: Call, project: Project, wanted: Wanted, rules: list[Rule]) -> Reply:
    folders, name = _folders(project, wanted), call.params["name"]
    if wanted.path not in folders:
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    fields = {**wanted.fields, "secretName": name}
    require(call, rules, "describeSecret", "secrets", fields)
    value = folders[wanted.path].get(name)
    if value is None:
        raise RefusalError(step="secret.missing", name=name)
    with_value = call.request.query.get("viewSecretValue", "true") != "false"
    if with_value and not allows(rules, "readValue", "secrets", fields):
        raise RefusalError(step="secret.value", name=name, details=rule_details(rules, "readValue", "secrets"))
    return Reply(body={"secret": _shown(call, (project, wanted, None), name, value if with_value else None)})


def encrypted_list(call: Call) -> Reply:
    """GET /api/v3/secrets: no bot, so membership and rules come first; the lab never sends ciphertext."""
    project, wanted = _encrypted(call)
    if wanted.path not in _folders(project, wanted):
        return Reply(body={"secrets": [], "imports": []})
    return Reply(body={"secrets": []})


def encrypted_one(call: Call) -> Reply:
    """GET /api/v3/secrets/:name"""
    project, wanted = _encrypted(call)
    folders, name = _folders(project, wanted), call.params["name"]
    if wanted.path not in folders:
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    if project.version >= 3 and "secret.no-index" in call.dialect.texts:  # noqa: PLR2004 - the project version
        raise RefusalError(step="secret.no-index")
    if name not in folders[wanted.path]:
        raise RefusalError(step="secret.missing", name=name)
    return Reply(body={"secret": {"id": _id(project, wanted, wanted.path, name), "type": "shared", "version": 1}})


def _encrypted(call: Call) -> tuple[Project, Wanted]:
    project_id, environment = call.required("workspaceId", "environment")
    path = _path(call.request.query.get("secretPath", "/"))
    wanted = Wanted(project_id=project_id, slug=None, environment=environment, path=path)
    rules = member_rules(call, project_id)
    require(call, rules, "describeSecret" if call.dialect.family == "C" else "read", "secrets", wanted.fields)
    return call.world.projects[project_id], wanted


def _folders(project: Project, wanted: Wanted) -> Mapping[str, Mapping[str, str]]:
    environment = project.environments.get(wanted.environment or "")
    return environment.folders if environment else {}


def _below(path: str, top: str) -> bool:
    return top in {"/", path} or path.startswith(f"{top}/")


def _asks(call: Call, name: str) -> bool:
    return call.request.query.get(name) == "true"


def _id(project: Project, wanted: Wanted, path: str, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{project.id}/{wanted.environment}{path}/{name}"))


def _shown(call: Call, where: tuple[Project, Wanted, str | None], name: str, value: str | None) -> dict[str, Any]:
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

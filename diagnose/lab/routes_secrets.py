"""Secrets: `/raw`, and its successor in era C."""

from __future__ import annotations

from typing import Any

from diagnose.lab import routes_secrets_a
from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.gates_project import check_bot, check_known_shape, member_rules, require
from diagnose.lab.rules import Rule, allows
from diagnose.lab.state import Project
from diagnose.lab.wanted import Wanted, asks, below, folders_of, is_v4, shown, wanted_of


def _project(call: Call, wanted: Wanted) -> Project:
    """The project asked for, its bot checked: both come before membership."""
    if wanted.slug and not wanted.project_id:
        found = call.world.by_slug(wanted.slug)
        if found is None or found.org_id != call.who.org_id:
            raise RefusalError(step="project.by-slug", project=wanted.slug)
        member_rules(call, found.id)  # the look-up of a slug asks for membership, that of an id does not
    else:
        found = call.world.projects.get(wanted.project_id or "")
        if found is None:
            check_known_shape(call, wanted.project_id or "")
            raise RefusalError(step="project.raw", project=wanted.project_id)
    check_bot(call, found)
    return found


def raw_list(call: Call) -> Reply:
    """GET /api/v3/secrets/raw and GET /api/v4/secrets"""
    wanted = wanted_of(call)
    if not wanted.environment or not (wanted.project_id or wanted.slug):
        by_slug = call.dialect.family == "C" and call.who.kind == "identity" and not is_v4(call)
        raise RefusalError(step="params.list-by-slug" if by_slug else "params.list")
    if call.dialect.family == "A":
        return routes_secrets_a.list_secrets(call, wanted)
    project = _project(call, wanted)
    rules = member_rules(call, project.id)
    if call.dialect.family == "C":
        return Reply(body=_list_c(call, project, wanted, rules))
    recursive = asks(call, "recursive") and call.dialect.build != "B1-early"
    if not recursive:
        require(call, rules, "read", "secrets", wanted.fields)
    if wanted.overridden and call.dialect.build == "B1-early" and not call.request.query.get("workspaceId"):
        raise RefusalError(step="service.no-project")
    folders = folders_of(project, wanted)
    if wanted.path not in folders:
        return Reply(body={"secrets": [], "imports": []})
    paths = [p for p in folders if below(p, wanted.path)] if recursive else [wanted.path]
    seen = [p for p in paths if allows(rules, "read", "secrets", {**wanted.fields, "secretPath": p})]
    return Reply(
        body={"secrets": [shown(call, (project, wanted, p), n, v) for p in seen for n, v in folders[p].items()]}
    )


def _list_c(call: Call, project: Project, wanted: Wanted, rules: list[Rule]) -> dict[str, Any]:
    require(call, rules, "describeSecret", "secrets")
    folders = folders_of(project, wanted)
    if wanted.path not in folders:
        raise RefusalError(step="folder.list", path=wanted.path, environment=wanted.environment)
    paths = [p for p in folders if below(p, wanted.path)] if asks(call, "recursive") else [wanted.path]
    with_values = call.request.query.get("viewSecretValue", "true") != "false"
    found: list[dict[str, Any]] = []
    for path in paths:
        for name, value in folders[path].items():
            fields = {**wanted.fields, "secretPath": path, "secretName": name}
            if not allows(rules, "describeSecret", "secrets", fields):
                continue
            if with_values:
                require(call, rules, "readValue", "secrets", fields)
            found.append(shown(call, (project, wanted, path), name, value if with_values else None))
    return {"secrets": found, "imports": []}


def raw_one(call: Call) -> Reply:
    """GET /api/v3/secrets/raw/:name and GET /api/v4/secrets/:name"""
    wanted = wanted_of(call)
    if call.dialect.family == "A":
        return routes_secrets_a.one_secret(call, wanted)
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


def _one_c(call: Call, project: Project, wanted: Wanted, rules: list[Rule]) -> Reply:
    folders, name = folders_of(project, wanted), call.params["name"]
    if wanted.path not in folders:
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    fields = {**wanted.fields, "secretName": name}
    require(call, rules, "describeSecret", "secrets", fields)
    value = folders[wanted.path].get(name)
    if value is None:
        raise RefusalError(step="secret.missing", name=name)
    with_value = call.request.query.get("viewSecretValue", "true") != "false"
    if with_value and not allows(rules, "readValue", "secrets", fields):
        raise RefusalError(step="secret.value", name=name)
    return Reply(body={"secret": shown(call, (project, wanted, None), name, value if with_value else None)})


def _found(call: Call, project: Project, wanted: Wanted) -> Reply:
    folders, name = folders_of(project, wanted), call.params["name"]
    if wanted.path not in folders:
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    value = folders.get(wanted.path, {}).get(name)
    if value is None:
        raise RefusalError(step="secret.missing", name=name)
    return Reply(body={"secret": shown(call, (project, wanted, None), name, value)})

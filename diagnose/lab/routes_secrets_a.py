"""Secrets in era A: the list looks at end-to-end encryption last, a request by name looks at it first."""

from __future__ import annotations

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call, is_hex_id
from diagnose.lab.gates_project import member_rules, require
from diagnose.lab.state import Project
from diagnose.lab.wanted import Wanted, asks, folders_of, shown


def list_secrets(call: Call, wanted: Wanted) -> Reply:
    """Membership, rule, folder, and only then the key of an encrypted project."""
    _malformed_gate(wanted)
    project_id = wanted.project_id or ""
    rules = member_rules(call, project_id)
    _service_scope(call, wanted)
    require(call, rules, "read", "secrets", wanted.fields)
    project = call.world.projects[project_id]
    folders = folders_of(project, wanted)
    if wanted.path not in folders and asks(call, "include_imports"):
        raise RefusalError(step="folder.imports")
    _bot_gate(project)
    found = folders.get(wanted.path, {})
    return Reply(body={"secrets": [shown(call, (project, wanted, wanted.path), n, v) for n, v in found.items()]})


def one_secret(call: Call, wanted: Wanted) -> Reply:
    """Era A asks for the project's index and its end-to-end encryption before it looks at parameters or membership."""
    if wanted.project_id:
        _malformed_gate(wanted)
    project = call.world.projects.get(wanted.project_id or "")
    if project is None or not project.has_index:
        raise RefusalError(step="project.index")
    if project.bot == "missing":
        raise RefusalError(step="bot.by-name")
    if not wanted.environment:
        raise RefusalError(step="fault")
    rules = member_rules(call, project.id)
    _service_scope(call, wanted)
    require(call, rules, "read", "secrets", wanted.fields)
    _bot_gate(project)
    value = folders_of(project, wanted).get(wanted.path, {}).get(call.params["name"])
    if value is None:
        raise RefusalError(step="secret.missing")
    return Reply(body={"secret": shown(call, (project, wanted, None), call.params["name"], value)})


def _bot_gate(project: Project) -> None:
    if project.bot != "active":
        step = "bot.missing" if project.bot == "missing" else "bot.inactive"
        raise RefusalError(step=step, project=project.id)


def _malformed_gate(wanted: Wanted) -> None:
    if not is_hex_id(wanted.project_id or ""):
        raise RefusalError(step="malformed.id")


def _service_scope(call: Call, wanted: Wanted) -> None:
    token = call.who.service
    if token is None:
        return
    if not any(scope.environment == wanted.environment for scope in token.scopes):
        raise RefusalError(step="service.environment")
    if "read" not in token.permissions:
        raise RefusalError(step="service.action")

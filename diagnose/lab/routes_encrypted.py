"""The older routes of encrypted secrets: no bot is needed, so membership and rules come first."""

from __future__ import annotations

import uuid

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.gates_project import member_rules, require
from diagnose.lab.state import Project
from diagnose.lab.wanted import Wanted, folders_of, plain_path


def encrypted_list(call: Call) -> Reply:
    """GET /api/v3/secrets: no bot, so membership and rules come first; the lab never sends ciphertext."""
    project, wanted = _encrypted(call)
    if wanted.path not in folders_of(project, wanted):
        return Reply(body={"secrets": [], "imports": []})
    return Reply(body={"secrets": []})


def encrypted_one(call: Call) -> Reply:
    """GET /api/v3/secrets/:name"""
    project, wanted = _encrypted(call)
    folders, name = folders_of(project, wanted), call.params["name"]
    if wanted.path not in folders:
        raise RefusalError(step="folder.by-name", path=wanted.path, environment=wanted.environment)
    if project.version >= 3 and "secret.no-index" in call.dialect.texts:  # noqa: PLR2004 - the project version
        raise RefusalError(step="secret.no-index")
    if name not in folders[wanted.path]:
        raise RefusalError(step="secret.missing", name=name)
    return Reply(body={"secret": {"id": str(uuid.uuid4()), "type": "shared", "version": 1}})


def _encrypted(call: Call) -> tuple[Project, Wanted]:
    project_id, environment = call.required("workspaceId", "environment")
    path = plain_path(call.request.query.get("secretPath", "/"))
    wanted = Wanted(project_id=project_id, slug=None, environment=environment, path=path)
    rules = member_rules(call, project_id)
    require(call, rules, "describeSecret" if call.dialect.family == "C" else "read", "secrets", wanted.fields)
    return call.world.projects[project_id], wanted

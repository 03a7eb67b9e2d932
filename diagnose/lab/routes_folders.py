"""Folders and secret imports."""

from __future__ import annotations

import uuid

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.clock import iso
from diagnose.lab.gates_project import member_rules, require


def _asked(call: Call, name: str) -> tuple[str, str, str]:
    project_id, environment = call.required(name, "environment")
    query = call.request.query
    path = query.get("path") or query.get("secretPath") or query.get("directory") or "/"
    return project_id, environment, path.rstrip("/") or "/"


def list_folders(call: Call) -> Reply:
    """GET /api/v1/folders, and GET /api/v2/folders of era C: membership only, except in era A."""
    name = "projectId" if call.request.path.startswith("/api/v2/") else "workspaceId"
    project_id, slug, path = _asked(call, name)
    rules = member_rules(call, project_id)
    if call.dialect.family == "A":
        require(call, rules, "read", "secrets", {"environment": slug, "secretPath": path})
    environment = call.world.projects[project_id].environments.get(slug)
    if environment is None:
        if call.dialect.family == "A":
            return Reply(body={"folders": []})
        raise RefusalError(step="folder.environment", environment=slug)
    top = "" if path == "/" else path
    children = [p for p in environment.folders if p != "/" and p.rpartition("/")[0] == top]
    shown = [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, environment.id + child)),
            "name": child.rpartition("/")[2],
            "version": 1,
            "createdAt": iso(call.now),
            "updatedAt": iso(call.now),
            "envId": environment.id,
        }
        for child in children
    ]
    return Reply(body={"folders": shown})


def list_imports(call: Call) -> Reply:
    """GET /api/v1/secret-imports"""
    project_id, slug, path = _asked(call, "workspaceId")
    rules = member_rules(call, project_id)
    subject = "secret-imports" if call.dialect.family == "C" else "secrets"
    require(call, rules, "read", subject, {"environment": slug, "secretPath": path})
    environment = call.world.projects[project_id].environments.get(slug)
    if environment is None or path not in environment.folders:
        raise RefusalError(step="folder.imports", environment=slug, path=path)
    return Reply(body={"message": "Successfully fetched secret imports", "secretImports": []})

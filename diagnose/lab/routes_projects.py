"""Projects, organisations, and what they say of themselves."""

from __future__ import annotations

import re
from typing import Any

from diagnose.lab.answers import RefusalError, Reply, SchemaError
from diagnose.lab.call import Call, is_uuid
from diagnose.lab.clock import iso
from diagnose.lab.gates_project import member_rules
from diagnose.lab.rules import allows
from diagnose.lab.state import Project

_SLUG = re.compile(r"[a-z0-9-]{5,36}")
_ORG_ROLES_THAT_READ = ("admin", "member")


def by_id(call: Call) -> Reply:
    """GET /api/v1/workspace/:id and GET /api/v1/projects/:id"""
    project_id = call.params["id"]
    if project_id not in call.world.projects:
        if call.dialect.family == "C" and not is_uuid(project_id):
            raise RefusalError(step="database", operation="Failed to find project by id")
        raise RefusalError(step="project.by-id", project=project_id)
    member_rules(call, project_id, of_any_kind=True)
    name = "project" if call.request.path.startswith("/api/v1/projects/") else "workspace"
    return Reply(body={name: _full(call, call.world.projects[project_id])})


def by_slug(call: Call) -> Reply:
    """GET /api/v2/workspace/:slug and GET /api/v1/projects/slug/:slug: the project itself, unwrapped."""
    slug = call.params["slug"]
    if not _SLUG.fullmatch(slug):
        said = "Slug must be at least 5 character but no more than 36"
        raise SchemaError([{"code": "custom", "message": said, "path": ["slug"]}])
    return Reply(body=_full(call, in_own_org(call, slug, "project.by-slug")))


def in_own_org(call: Call, slug: str, step: str) -> Project:
    """The project of that slug in the asker's organisation, membership checked; `step` if there is none."""
    found = call.world.by_slug(slug)
    if found is None or found.org_id != call.who.org_id:
        raise RefusalError(step=step, project=slug)
    member_rules(call, found.id)
    return found


def of_organization(call: Call) -> Reply:
    """GET /api/v2/organizations/:id/workspaces: the asker's own projects there."""
    org_id, actor = call.params["id"], call.who
    if actor.kind == "service":
        raise RefusalError(step="service.organization")
    if org_id != actor.org_id and call.dialect.family == "C":
        call.check_id(org_id, "Find one")
        raise RefusalError(step="organization.other", organization=actor.org_id)
    if call.dialect.family == "A" and org_id != actor.org_id:
        raise RefusalError(step="organization.member")
    if call.dialect.org_list_needs_rule and actor.identity is not None:
        if org_id != actor.org_id:
            raise RefusalError(step="organization.member")
        if actor.identity.org_role not in _ORG_ROLES_THAT_READ:
            raise RefusalError(step="rule.denied", action="read", subject="workspace")
    return Reply(body={"workspaces": _own(call, org_id)})


def own(call: Call) -> Reply:
    """GET /api/v1/projects and GET /api/v1/workspace"""
    name = "projects" if call.request.path == "/api/v1/projects" else "workspaces"
    return Reply(body={name: _own(call, call.who.org_id)})


def _own(call: Call, org_id: str | None) -> list[dict[str, Any]]:
    return [
        {
            "id": project.id,
            "name": project.name,
            "slug": project.slug,
            "organization": project.org_id,
            "environments": [{"name": e.name, "slug": e.slug} for e in project.environments.values()],
        }
        for project in call.world.projects.values()
        if project.org_id == org_id and call.who.id in project.members
    ]


def _full(call: Call, project: Project) -> dict[str, Any]:
    body: dict[str, Any] = {
        "id": project.id,
        "name": project.name,
        "slug": project.slug,
        "autoCapitalization": True,
        "orgId": project.org_id,
        "createdAt": iso(call.now - 86_400),
        "updatedAt": iso(call.now - 86_400),
        "version": project.version,
        "upgradeStatus": None,
    }
    body |= {"type": project.kind} if call.dialect.family == "C" else {}
    environments = [{"name": e.name, "slug": e.slug, "id": e.id} for e in project.environments.values()]
    return body | {"_id": project.id, "environments": environments}


def identity_details(call: Call) -> Reply:
    """GET /api/v1/identities/details: which organisation the identity's token is for."""
    world = call.world
    organization = {"id": world.org_id, "name": world.org_name, "slug": world.org_slug}
    return Reply(body={"identityDetails": {"organization": organization}})


def may(call: Call, project_id: str, action: str, subject: str) -> None:
    """Refuse unless the asker's rules in the project allow it."""
    if not allows(member_rules(call, project_id, of_any_kind=True), action, subject):
        details: list[dict[str, Any]] | None = [] if call.dialect.family == "C" else None
        raise RefusalError(step="rule.denied", details=details, action=action, subject=subject)

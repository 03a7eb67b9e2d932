"""Who is in a project, with which roles, and what those roles allow; a service token's view of itself."""

from __future__ import annotations

from typing import Any, Final

from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.clock import iso
from diagnose.lab.routes_projects import in_own_org, may
from diagnose.lab.rules import Role, Rule
from diagnose.lab.state import Grant, Member, Project

_FINE: Final = frozenset({"describeSecret", "readValue"})


def memberships(call: Call) -> Reply:
    """GET …/identity-memberships"""
    project_id = call.params["id"]
    may(call, project_id, "read", "identity")
    project = call.world.projects[project_id]
    shown = [_membership(call, project, i, m) for i, m in project.members.items() if i in call.world.identities]
    count = {} if call.dialect.era in {"A", "B1"} else {"totalCount": len(shown)}
    return Reply(body={"identityMemberships": shown} | count)


def membership(call: Call) -> Reply:
    """GET …/identity-memberships/:identityId"""
    project_id, identity_id = call.params["id"], call.params["identity"]
    may(call, project_id, "read", "identity")
    project = call.world.projects[project_id]
    member = project.members.get(identity_id)
    if member is None or identity_id not in call.world.identities:
        raise RefusalError(step="membership.missing", identity=identity_id)
    return Reply(body={"identityMembership": _membership(call, project, identity_id, member)})


def _membership(call: Call, project: Project, identity_id: str, member: Member) -> dict[str, Any]:
    identity = call.world.identities[identity_id]
    if call.dialect.family == "A":
        who = {"_id": identity_id, "name": identity.name, "authMethod": "universal-auth"}
        return {"_id": member.id, "identity": who, **_only_role(call, project, member)}
    methods: dict[str, Any] = {"authMethod": "universal-auth"}
    if call.dialect.family == "C":
        methods = {"authMethods": ["universal-auth"]}
    return {
        "id": member.id,
        "identityId": identity_id,
        "createdAt": iso(call.now - 3600),
        "updatedAt": iso(call.now - 3600),
        "roles": [_grant(project, grant) for grant in member.grants],
        "identity": {"name": identity.name, "id": identity_id} | methods,
        "project": {"name": project.name, "id": project.id},
    }


def _only_role(call: Call, project: Project, member: Member) -> dict[str, Any]:
    """Era A: one role, and a custom one with all its rules."""
    slug = member.grants[0].role if member.grants else "no-access"
    role = project.roles.get(slug)
    if role is not None and role.built_in:
        return {"role": slug}
    rules = [_rule(call, rule) for rule in role.rules] if role is not None else []
    return {"role": "custom", "customRole": {"name": role.name, "slug": slug, "permissions": rules} if role else None}


def _grant(project: Project, grant: Grant) -> dict[str, Any]:
    role = project.roles.get(grant.role)
    custom = role is None or not role.built_in
    temporary = grant.until is not None
    return {
        "id": grant.role,
        "role": "custom" if custom else grant.role,
        "customRoleId": grant.role if custom else None,
        "customRoleName": role.name if custom and role else None,
        "customRoleSlug": grant.role if custom else None,
        "isTemporary": temporary,
        "temporaryMode": "relative" if temporary else None,
        "temporaryRange": "1h" if temporary else None,
        "temporaryAccessStartTime": iso(grant.until - 3600) if grant.until is not None else None,
        "temporaryAccessEndTime": iso(grant.until) if grant.until is not None else None,
    }


def roles(call: Call) -> Reply:
    """GET …/roles: without their rules."""
    project = _roles_project(call)
    return Reply(body={"roles": [_role(call, project, role) for role in project.roles.values()]})


def role(call: Call) -> Reply:
    """GET …/roles/slug/:slug"""
    project = _roles_project(call)
    found = project.roles.get(call.params["role"])
    if found is None:
        raise RefusalError(step="role.unknown")
    rules = [_rule(call, rule) for rule in found.rules]
    return Reply(body={"role": _role(call, project, found) | {"permissions": rules}})


def _roles_project(call: Call) -> Project:
    value = call.params["project"]
    by_id = call.request.path.startswith("/api/v1/projects/") or call.dialect.build in {"A", "B1-early"}
    if by_id:
        may(call, value, "read", "role")
        return call.world.projects[value]
    project = in_own_org(call, value, "project.roles-slug")
    may(call, project.id, "read", "role")
    return project


def _role(call: Call, project: Project, found: Role) -> dict[str, Any]:
    return {
        "id": found.slug,
        "name": found.name,
        "description": "",
        "slug": found.slug,
        "createdAt": iso(call.now - 86_400),
        "updatedAt": iso(call.now - 86_400),
        "projectId": project.id,
    }


def _rule(call: Call, rule: Rule) -> dict[str, Any]:
    """A rule as the role's definition shows it. The recorded servers of era B leave `inverted` out.

    Before era C there were no actions that tell reading a name from reading a value.
    """
    legacy = [action for action in rule.actions if action not in _FINE]
    actions = list(rule.actions) if call.dialect.family == "C" else legacy or ["read"]
    body: dict[str, Any] = {"subject": rule.subject, "action": actions}
    body |= {"conditions": rule.conditions} if rule.conditions else {}
    return body | ({"inverted": True} if rule.inverted and call.dialect.family != "B" else {})


def privileges(call: Call) -> Reply:
    """GET /api/v1/additional-privilege/identity?identityId&projectSlug: with their rules."""
    identity_id, slug = call.required("identityId", "projectSlug")
    project = call.world.by_slug(slug)
    if project is None or project.org_id != call.who.org_id:
        raise RefusalError(step="project.roles-slug", project=slug)
    member = project.members.get(identity_id)
    if member is None:  # the recorded servers look for it before they look at who asks
        raise RefusalError(step="identity.missing", identity=identity_id)
    may(call, project.id, "edit" if call.dialect.family == "B" else "read", "identity")
    return Reply(body={"privileges": _privileges(call, member)})


def privileges_by_project(call: Call) -> Reply:
    """GET /api/v2/identity-project-additional-privilege?identityId&projectId: without their rules."""
    identity_id, project_id = call.required("identityId", "projectId")
    may(call, project_id, "read", "identity")
    member = call.world.projects[project_id].members.get(identity_id)
    if member is None:
        raise RefusalError(step="identity.missing", identity=identity_id)
    bare = [{k: v for k, v in one.items() if k != "permissions"} for one in _privileges(call, member)]
    return Reply(body={"privileges": bare})


def privilege(call: Call) -> Reply:
    """GET /api/v2/identity-project-additional-privilege/:id: one with its rules."""
    wanted = call.params["privilege"]
    for project in call.world.projects.values():
        for member in project.members.values():
            for one in _privileges(call, member):
                if one["id"] == wanted:
                    may(call, project.id, "read", "identity")
                    return Reply(body={"privilege": one})
    raise RefusalError(step="identity.missing", identity=wanted)


def _privileges(call: Call, member: Member) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{member.id}-{number}",
            "slug": f"privilege-{number}",
            "isTemporary": until is not None,
            "temporaryAccessEndTime": iso(until) if until is not None else None,
            "permissions": [_rule(call, rule)],
        }
        for number, (rule, until) in enumerate(member.privileges, 1)
    ]


def permissions(call: Call) -> Reply:
    """GET …/memberships/identities/:identityId/permissions: what is in force, packed; built-in roles come empty."""
    project_id, identity_id = call.params["id"], call.params["identity"]
    may(call, project_id, "read", "identity")
    project = call.world.projects[project_id]
    member = project.members.get(identity_id)
    if member is None or identity_id not in call.world.identities:
        raise RefusalError(step="membership.permissions", identity=identity_id, project=project_id)
    gone = next((grant.role for grant in member.grants if grant.role not in project.roles), None)
    if gone is not None:
        raise RefusalError(step="role.missing", role=gone)
    roles = [_role_source(project, grant) for grant in member.grants if _in_force(call, grant.until)]
    held = [
        {"type": "additional_privilege", "name": f"privilege-{number}", "permissions": [_packed(rule)]}
        for number, (rule, until) in enumerate(member.privileges, 1)
        if _in_force(call, until)
    ]
    return Reply(body={"sources": [*roles, *held]})


def _in_force(call: Call, until: float | None) -> bool:
    return until is None or call.now < until


def _role_source(project: Project, grant: Grant) -> dict[str, Any]:
    role = project.roles.get(grant.role)
    custom = role is None or not role.built_in
    rules = role.rules if custom and role is not None else ()
    return {
        "type": "role",
        "name": role.name if role is not None else grant.role,
        "slug": "custom" if custom else grant.role,
        "isTemporary": grant.until is not None,
        "temporaryAccessEndTime": iso(grant.until) if grant.until is not None else None,
        "permissions": [_packed(rule) for rule in rules],
    }


def _packed(rule: Rule) -> list[Any]:
    """A rule as the server stores it: trailing parts that say nothing are left out."""
    parts: list[Any] = [",".join(rule.actions), rule.subject]
    if rule.conditions or rule.inverted:
        parts.append(rule.conditions or 0)
    return [*parts, 1] if rule.inverted else parts


def groups(call: Call) -> Reply:
    """GET …/memberships/groups: there are none."""
    may(call, call.params["id"], "read", "identity")
    return Reply(body={"groupMemberships": []})


def managed(call: Call) -> Reply:
    """GET …/projects/:id/identities: those that belong to the project itself; there are none."""
    may(call, call.params["id"], "read", "identity")
    return Reply(body={"identities": [], "totalCount": 0})


def service_token(call: Call) -> Reply:
    """GET /api/v2/service-token: only for a service token."""
    token = call.who.service
    if token is None:
        raise RefusalError(step="token.mode", url=call.request.url)
    scopes = [{"secretPath": scope.path, "environment": scope.environment} for scope in token.scopes]
    body = {
        "id": token.id,
        "name": token.name,
        "scopes": scopes,
        "permissions": list(token.permissions),
        "expiresAt": iso(token.expires) if token.expires is not None else None,
        "projectId": token.project_id,
        "workspace": token.project_id,
    }
    return Reply(body=body)

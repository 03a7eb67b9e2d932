"""The gates of a project: does it exist, is the asker in it, and do its rules allow the action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Actor, Call
from diagnose.lab.rules import Rule, allows
from diagnose.lab.state import Member, Project


def member_rules(call: Call, project_id: str, *, of_any_kind: bool = False) -> list[Rule]:
    """The rules that the asker holds in the project. Refuses an unknown project, a non-member, a missing role.

    `of_any_kind`: the route does not ask whether the project is one for secrets.
    """
    actor = call.who
    project = call.world.projects.get(project_id)
    if project is None:
        check_known_shape(call, project_id)
        raise RefusalError(step="project.unknown", project=project_id)
    if actor.service is not None:
        return _service_rules(actor, project)
    member = _member(call, actor, project, of_any_kind=of_any_kind)
    held = [rule for grant in member.grants for rule in _of_role(call, project, grant.role, grant.until)]
    held += [rule for rule, until in member.privileges if until is None or call.now <= until]
    return sorted(held, key=lambda rule: rule.inverted) if call.world.server.forbids_last else held


def check_known_shape(call: Call, project_id: str) -> None:
    """Era C's database refuses to look for a project by what is no id."""
    if call.dialect.family == "C":
        call.check_id(project_id, "Find by id")


def _member(call: Call, actor: Actor, project: Project, *, of_any_kind: bool) -> Member:
    wrong_org = project.org_id != actor.org_id
    if call.dialect.family == "C":
        if wrong_org:
            raise RefusalError(step="project.org")
        if project.kind != "secret-manager" and not of_any_kind:
            raise RefusalError(step="project.type", type=project.kind)
    if actor.kind == "user" and actor.org_id is not None and wrong_org:
        raise RefusalError(step="project.session")
    member = project.members.get(actor.id)
    if member is None:
        raise RefusalError(step="project.member", project=project.id)
    if wrong_org and actor.kind == "identity":
        raise RefusalError(step="project.org")
    return member


def _of_role(call: Call, project: Project, slug: str, until: float | None) -> tuple[Rule, ...]:
    if until is not None and call.now > until:
        return ()
    role = project.roles.get(slug)
    if role is None:
        raise RefusalError(step="role.missing", role=slug)
    return role.rules


def _service_rules(actor: Actor, project: Project) -> list[Rule]:
    token = actor.service
    if token is None or token.project_id != project.id:
        raise RefusalError(step="service.project", project=project.id)
    actions = tuple(a for p in token.permissions for a in _SERVICE_ACTIONS.get(p, ()))
    return [
        Rule(
            subject="secrets",
            actions=actions,
            conditions={"environment": scope.environment, "secretPath": {"$glob": scope.path}},
        )
        for scope in token.scopes
    ] + [Rule(subject="secret-imports", actions=actions), Rule(subject="secret-folders", actions=actions)]


_SERVICE_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "read": ("read", "describeSecret", "readValue"),
    "write": ("create", "edit", "delete"),
}


def require(call: Call, rules: list[Rule], action: str, subject: str, fields: Mapping[str, str] | None = None) -> None:
    """Refuse unless the rules allow it; era C says which rules it looked at."""
    if not allows(rules, action, subject, fields):
        details = rule_details(rules, action, subject) if call.dialect.family == "C" else None
        raise RefusalError(step="rule.denied", details=details, action=action, subject=subject)


def rule_details(rules: list[Rule], action: str, subject: str) -> list[dict[str, Any]]:
    """The rules held for an action and subject, as era C shows them on a refusal."""
    return [
        {"action": list(r.actions), "subject": r.subject, "inverted": r.inverted, "conditions": r.conditions}
        for r in rules
        if r.covers(action, subject)
    ]


def check_bot(call: Call, project: Project) -> None:
    """Versions 1 and 2 need a bot that holds the project's key: without it the server cannot read the secrets."""
    if project.version >= 3 or project.bot == "active":  # noqa: PLR2004 - the project version
        return
    if call.dialect.creates_bot and project.holds_key:
        project.bot = "active"
        return
    raise RefusalError(step=f"bot.{project.bot}", project=project.id)

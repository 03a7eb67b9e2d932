"""The least rule that allows what is asked, in the form of each era, and where it is added."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from checks.access.glob import is_literal
from checks.access.question import Question
from checks.access.rules import Rule, rule_of
from diagnose.model import Era
from diagnose.model.access import Addition


class _Place(NamedTuple):
    """Where a rule is added: the way through the web page, the request, and what the one who adds it needs."""

    page: str
    method: str
    path: str
    body: str
    needs: str


_OWN_ROLE: Final = _Place(
    page="Project → Members → Roles, then the custom role of the identity",
    method="",
    path="",
    body="",
    needs="a user with the right to edit roles of the project; identities cannot",
)
_PRIVILEGE: Final = _Place(
    page="Project → Access Control → Machine Identities → the identity → Additional Privileges",
    method="POST",
    path="/api/v1/additional-privilege/identity/permanent",
    body="privilegePermission",
    needs="someone with the right to edit identities in the project",
)
_NEW_PRIVILEGE: Final = _Place(
    page="Project → Access Management → Machine Identities → the identity → Additional Privileges,"
    " or Project Roles → its role → Add Policies → Secrets",
    method="POST",
    path="/api/v2/identity-project-additional-privilege",
    body="permissions",
    needs="someone with the right to edit identities in the project, and to grant privileges",
)
_PLACES: Final[Mapping[Era, _Place]] = {
    Era.A: _OWN_ROLE,
    Era.B1: _PRIVILEGE,
    Era.B2: _PRIVILEGE,
    Era.C1: _NEW_PRIVILEGE,
    Era.C2: _NEW_PRIVILEGE,
}
_OLD_FORM: Final = frozenset({Era.A, Era.B1, Era.B2})


def least_rule(question: Question, era: Era) -> Rule | None:
    """The rule that allows just this, or None where no rule of the era can name the place."""
    sent = _sent(question, era)
    return None if sent is None else rule_of(sent, "the added rule")


def addition(question: Question, era: Era, *, identity_id: str = "", project_id: str = "") -> Addition | None:
    """The least rule and where it is added, or None where there is no such rule."""
    sent, place = _sent(question, era), _PLACES[era]
    if sent is None:
        return None
    who = identity_id or "<identity ID>"
    body: dict[str, Any] = {"identityId": who}
    if place.body == "permissions":
        body |= {"projectId": project_id or "<project ID>", "permissions": [sent], "type": {"isTemporary": False}}
    else:
        fine = {"actions": [sent["action"]], "subject": sent["subject"], "conditions": sent["conditions"]}
        body |= {"projectSlug": "<project slug>", "privilegePermission": fine}
    request = f"{place.method} {place.path} {json.dumps(body)}" if place.method else ""
    return Addition(rule=sent, page=place.page, request=request, needs=place.needs)


def _sent(question: Question, era: Era) -> dict[str, Any] | None:
    place = question.fields(era)
    environment, path = place["environment"], place["secretPath"]
    if era in _OLD_FORM:
        if not is_literal(path):
            return None
        conditions = {"environment": environment, "secretPath": {"$glob": path}}
        return {"action": question.action.value, "subject": "secrets", "conditions": conditions}
    wanted: dict[str, Any] = {"environment": {"$eq": environment}, "secretPath": {"$eq": path}}
    if question.name:
        wanted["secretName"] = {"$eq": question.name}
    return {"subject": "secrets", "action": list(question.actions(era)), "conditions": wanted}

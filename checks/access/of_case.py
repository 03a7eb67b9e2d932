"""From a case to the answer of its identity's rules: which roles it holds now, their rules, and the question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from checks.access.answer import answer
from checks.access.question import Question
from checks.access.rules import Source, SourceKind, rules_of
from checks.case import Case
from diagnose.model import Access, AccessRule, Action, Era

_MODERN: Final = frozenset({Era.C1, Era.C2})
_RIGHTS: Final = frozenset({"permission", "secret-value"})
_ALL: Final = ("read", "create", "edit", "delete")
# What the built-in roles allow on secrets, for servers that were not asked; newer ones know reading a name and a value
# apart.
_BUILT_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "admin": _ALL,
    "member": _ALL,
    "developer": _ALL,
    "viewer": ("read",),
    "no-access": (),
}
_FINE: Final = ("describeSecret", "readValue")


def access_of(case: Case) -> Access | None:
    """What the rules say of the user's question, where the roles could be read and it is one of rights; else None."""
    if not case.membership.get("roles") or not _is_asked(case):
        return None
    target = case.evidence.target
    question = Question(
        action=target.action, environment=target.environment, path=target.secret_path, name=target.secret_name
    )
    who = case.looks.subject_id or str(case.membership.get("identity", {}).get("id", ""))
    found = answer(question, tuple(_sources(case)), case.eras, identity_id=who, project_id=target.project_id or "")
    found = msgspec.structs.replace(found, rules=(*found.rules, *_ended_rows(case)))
    return _agreeing(case, found)


def _is_asked(case: Case) -> bool:
    """Whether the question is one of rights: it was refused for them, or for something that it was not tried for."""
    gates = {case.gate(suspect.cause) for suspect in case.suspects}
    return bool(gates & _RIGHTS) or case.evidence.target.action is not Action.READ or case.evidence.inspected


def ended_would_allow(case: Case) -> bool:
    """Whether a role or privilege whose time is over would allow what the user's question was refused for."""
    held = (*case.membership.get("roles", ()), *case.looks.facts("look-privileges").get("privileges", ()))
    if not any(ended(one, case.now) for one in held):
        return False
    target = case.evidence.target
    question = Question(
        action=target.action, environment=target.environment, path=target.secret_path, name=target.secret_name
    )
    before = answer(question, tuple(_sources(case)), case.eras)
    then = answer(question, tuple(_sources(case, at=0.0)), case.eras)
    return before.allowed is False and then.allowed is True


def _sources(case: Case, at: float | None = None) -> Iterator[Source]:
    """The roles and privileges in force at that time, in seconds since the epoch; now, if none is given."""
    now = case.now if at is None else at
    for role in active(case.membership.get("roles", ()), now):
        slug = str(role.get("customRoleSlug") or role.get("role") or "?")
        name = f"role {role.get('customRoleName') or slug}"
        rules = _rules_of_role(case, slug)
        yield Source(name=name, rules=None if rules is None else rules_of(rules, name))
    for privilege in active(case.looks.facts("look-privileges").get("privileges", ()), now):
        name = f"privilege {privilege.get('slug', '?')}"
        listed = privilege.get("permissions")
        yield Source(name=name, kind=SourceKind.PRIVILEGE, rules=None if listed is None else rules_of(listed, name))


def _rules_of_role(case: Case, slug: str) -> Iterable[Any] | None:
    """The rules of a role as the server gave them, or those that a built-in one is known to have."""
    own = case.facts("role")
    read = case.looks.roles_read.get(slug) or (own if own.get("slug") == slug else {})
    if "permissions" in read:
        listed: Iterable[Any] = read["permissions"]
        return listed
    if slug not in _BUILT_IN:
        return None
    actions = _BUILT_IN[slug]
    if "read" in actions and case.eras <= _MODERN:
        actions = (*_FINE, *actions) if slug != "viewer" else _FINE
    return [{"subject": "secrets", "action": list(actions)}] if actions else []


def active(held: Iterable[Mapping[str, Any]], now: float) -> Iterator[Mapping[str, Any]]:
    """Those of the roles or privileges that are in force: servers look at the end alone, not at the start."""
    return (one for one in held if not ended(one, now))


def ended(one: Mapping[str, Any], now: float) -> bool:
    """Whether a role or privilege is a temporary one whose time is over at `now` (seconds since the epoch)."""
    until = one.get("temporaryAccessEndTime")
    if not one.get("isTemporary") or not isinstance(until, str):
        return False
    try:
        return datetime.fromisoformat(until).timestamp() < now
    except ValueError:
        return False


def _ended_rows(case: Case) -> Iterator[AccessRule]:
    """Roles and privileges whose time is over: a new end would bring their rules back."""
    roles = (("role", one) for one in case.membership.get("roles", ()))
    privileges = (("privilege", one) for one in case.looks.facts("look-privileges").get("privileges", ()))
    for kind, one in (*roles, *privileges):
        if ended(one, case.now):
            name = one.get("customRoleName") or one.get("customRoleSlug") or one.get("role") or one.get("slug") or "?"
            why = f"its time ended on {one['temporaryAccessEndTime']}"
            yield AccessRule(
                source=f"{kind} {name}", effect="allow", subject="secrets", actions=(), matches=False, why=why
            )


def _agreeing(case: Case, found: Access) -> Access:
    """The answer, held against the server's own: what it decided itself wins over rules that it may show in part."""
    question = case.question
    if question is None or case.evidence.target.action is not Action.READ or case.evidence.inspected:
        return _with_doubt(case, found)
    refused = {case.gate(suspect.cause) for suspect in case.suspects}
    if not refused or not refused <= _RIGHTS:
        return found
    if found.allowed is not True:
        return msgspec.structs.replace(found, allowed=False)
    hidden = "rules that the server does not show: it refused what the ones it shows allow"
    return msgspec.structs.replace(found, allowed=False, depends_on=(hidden,))


def _with_doubt(case: Case, found: Access) -> Access:
    """What is not shown: older servers leave out that a rule forbids, newer ones which groups the identity is in."""
    if found.allowed is None or (found.allowed is False and not case.eras & _MODERN):
        return found
    if case.eras <= _MODERN:
        doubt = "its groups, if it is in any: their roles are not among these"
    else:
        doubt = "that none of these rules forbids: servers of this generation do not show that of a rule"
    return msgspec.structs.replace(found, depends_on=(*found.depends_on, doubt))


def in_a_sentence(found: Access) -> str:
    """Which rule decides, or comes nearest, in one sentence; empty where it is allowed."""
    if found.allowed:
        return ""
    if found.forbidden_by:
        return f"{found.forbidden_by[0].capitalize()} has a rule that forbids it."
    actions = {found.action, *_FINE}
    near = [row for row in found.rules if row.matches is not True and (actions & set(row.actions) or not row.actions)]
    if near:
        return f"{near[0].source.capitalize()} does not allow it: {near[0].why}."
    return "" if found.depends_on else "No rule of its roles speaks of it."

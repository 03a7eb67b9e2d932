"""What an identity holds in a project: roles, those of its groups, and additional privileges, in force or ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from checks.access.conditions import OPAQUE
from checks.access.outcome import ServerFailsError
from checks.access.rules import Rule, Source, SourceKind, rules_of
from checks.access.templates import rendered
from checks.case import Case
from checks.case.looks import OTHER_ROUTE, ids
from checks.case.privileges import privileges_of
from checks.knowledge.times import is_over
from diagnose.model import Era, Text

_MODERN: Final = frozenset({Era.C1, Era.C2})
_UNTEMPLATED: Final = frozenset({Era.A, Era.B1})
_ALL: Final = ("read", "create", "edit", "delete")
# What the built-in roles allow on secrets (catalogue section d), for servers that were not asked; newer ones tell
# reading a name from reading a value.
BUILT_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "admin": _ALL,
    "member": _ALL,
    "developer": _ALL,
    "viewer": ("read",),
    "no-access": (),
}
FINE: Final = ("describeSecret", "readValue")


_NO_MEMBERSHIP: Final = re.compile("membership.*not found", re.IGNORECASE)


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A role or privilege. `until`: its end as the server writes it, if it is a temporary one.

    `rules` is None where they could not be read.
    """

    name: str
    kind: SourceKind = SourceKind.ROLE
    until: str | None = None
    rules: Sequence[Any] | None = ()

    def ended(self, now: float) -> bool:
        """Whether its time is over at `now` (seconds since the epoch); servers look at the end alone."""
        return is_over(self.until, now)


def held_by(case: Case) -> tuple[Held, ...]:
    """All that it holds, as far as it was seen. What the server itself lists as in force comes first, and alone."""
    listed = tuple(_listed(case))
    audit = case.looks.facts("look-rules").get("sources")
    if audit is None:
        return (*listed, *_unread(case))
    ended = (one for one in listed if one.ended(case.now))
    return (*(_audited(case, source) for source in audit), *ended)


def sources_of(case: Case, held: Sequence[Held]) -> tuple[Source, ...]:
    """The rules of these, ready to be evaluated: what they say of the identity itself is filled in."""
    return tuple(
        Source(name=one.name, kind=one.kind, rules=None if one.rules is None else _filled(case, one)) for one in held
    )


def is_known(case: Case) -> bool:
    """Whether anything was seen that it holds."""
    seen = "sources" in case.looks.facts("look-rules") or bool(case.looks.group_roles)
    return seen or bool(case.membership.get("roles"))


def absent(case: Case) -> tuple[tuple[str, ...], bool]:
    """The looks that show that it is not in the project, none if none did; and whether no group can let it in yet."""
    looks = case.looks
    shown = looks.not_by_any_way or (
        ids((looks.exchange("look-project-members"),)) if looks.in_project is False else ()
    )
    if shown or looks.group_roles:
        return shown, bool(shown)
    asked = ((x, answer) for x, answer in looks.refused() if x.probe.removesuffix(OTHER_ROUTE) == "look-membership")
    missing = tuple(x.id for x, answer in asked if _NO_MEMBERSHIP.search(answer.message or ""))
    return missing, bool(missing) and (looks.groups_known or not _MODERN & case.eras)


def _listed(case: Case) -> Iterator[Held]:
    for role in case.membership.get("roles", ()):
        yield _role(case, role)
    for group, role in case.looks.group_roles:
        yield _role(case, role, group)
    for privilege in privileges_of(case.looks):
        yield Held(
            name=Text("privilege {name}", name=str(privilege.get("slug", "?"))),
            kind=SourceKind.PRIVILEGE,
            until=_until(privilege),
            rules=privilege.get("permissions"),
        )


def _unread(case: Case) -> Iterator[Held]:
    """What may be held besides, where a privileged credential tried to see all of it."""
    if case.membership.get("truncated"):
        yield Held(name=Text("further roles"), rules=None)
    privileges = case.looks.facts("look-privileges")
    # Whether they were refused, or could not even be asked for: the oldest servers have none.
    unseen = bool(case.looks.put) and not case.only(Era.A) and "privileges" not in privileges
    if unseen or privileges.get("partial"):
        yield Held(name=Text("additional privileges"), kind=SourceKind.PRIVILEGE, rules=None)


def _role(case: Case, role: Mapping[str, Any], group: str = "") -> Held:
    slug = str(role.get("customRoleSlug") or role.get("role") or "?")
    rules = role["permissions"] if "permissions" in role else _rules_of_role(case, slug)
    return Held(name=_named(str(role.get("customRoleName") or slug), group), until=_until(role), rules=rules)


def _audited(case: Case, source: Mapping[str, Any]) -> Held:
    """One that the server lists with its rules. Those of built-in roles come without them."""
    kind, name = source.get("type"), str(source.get("name") or source.get("slug") or "?")
    rules = source.get("permissions")
    until = _until(source)
    if kind == "additional_privilege":
        return Held(name=Text("privilege {name}", name=name), kind=SourceKind.PRIVILEGE, until=until, rules=rules)
    if kind not in {"role", "group_role"}:
        return Held(name=name, rules=None)
    slug = str(source.get("slug") or "").lower()
    if not rules and slug != "custom":
        rules = _rules_of_role(case, slug or name.lower())
    group = str(source.get("groupName") or "?") if kind == "group_role" else ""
    return Held(name=_named(name, group), until=until, rules=rules)


def _named(role: str, group: str) -> str:
    return Text("role {name} of the group {group}", name=role, group=group) if group else Text("role {name}", name=role)


def _rules_of_role(case: Case, slug: str) -> Sequence[Any] | None:
    """The rules of a role as the server gave them, or those that a built-in one is known to have."""
    own = case.facts("role")
    read = case.looks.roles_read.get(slug) or (own if own.get("slug") == slug else {})
    if "permissions" in read:
        listed: Sequence[Any] = read["permissions"]
        return listed
    if slug not in BUILT_IN:
        return None
    actions = BUILT_IN[slug]
    if "read" in actions and case.eras <= _MODERN:
        actions = (*FINE, *actions) if slug != "viewer" else FINE
    return [{"subject": "secrets", "action": list(actions)}] if actions else []


def _until(one: Mapping[str, Any]) -> str | None:
    until = one.get("temporaryAccessEndTime")
    return until if one.get("isTemporary") and isinstance(until, str) else None


def _filled(case: Case, held: Held) -> tuple[Rule, ...]:
    rules = rules_of(held.rules or (), held.name)
    if case.eras <= _UNTEMPLATED:
        return rules
    looks = case.looks
    names = {"identity.id": looks.subject_id, "identity.username": looks.own_name}
    known = {name: value for name, value in names.items() if value}
    return tuple(_rendered(rule, known, looks.metadata_keys) for rule in rules)


def _rendered(rule: Rule, names: Mapping[str, str], keys: Sequence[str] | None) -> Rule:
    try:
        return rendered(rule, names, metadata_keys=keys)
    except ServerFailsError as error:
        return msgspec.structs.replace(rule, conditions={f"{OPAQUE}{error}": True})

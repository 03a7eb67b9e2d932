"""How the rules of all sources become one list: the server has done it in six ways over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from checks.access.rules import Rule, SourceKind


class Merge(StrEnum):
    """The ways to merge, in the order of their age. The last rule that matches decides in all of them.

    M0: one role, as stored. M1: later sources in front. M2: sources as they come. M3: forbidding rules last, so that
    order is of no matter. M4: as M3, and to forbid a fine action forbids the older one that it replaced. M5: as M4,
    and a folder's own grant replaces all else at that folder.
    """

    M0 = "M0"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"

    @property
    def forbids_win(self) -> bool:
        """Whether a forbidding rule that matches decides, so that the order of sources is of no matter."""
        return self >= Merge.M3

    @property
    def first_to_decide(self) -> SourceKind | None:
        """Which kind of source decides before the other, where the order of kinds is known and matters."""
        return {Merge.M1: SourceKind.ROLE, Merge.M2: SourceKind.PRIVILEGE}.get(self)


class Grant(msgspec.Struct, frozen=True, kw_only=True):
    """What is granted at one folder of one environment: there it decides alone."""

    environment: str
    path: str
    rules: tuple[Rule, ...]


_LEGACY: Final = {
    "secrets": ("read", frozenset({"readValue", "describeSecret"})),
    "member": ("grant-privileges", frozenset({"assign-role", "assign-additional-privileges"})),
    "identity": ("grant-privileges", frozenset({"assign-role", "assign-additional-privileges"})),
    "groups": ("grant-privileges", frozenset({"assign-role"})),
}
# What a folder's grant takes away at its folder before it gives its own; only what concerns secrets and folders.
_FOLDER_SCOPED: Final = (
    ("secrets", ("read", "describeSecret", "readValue", "create", "edit", "delete")),
    ("secret-folders", ("create", "edit", "delete", "manage-access")),
    ("secret-imports", ("read", "create", "edit", "delete")),
)


def merged(way: Merge, sources: Sequence[Sequence[Rule]], grants: Iterable[Grant] = ()) -> tuple[Rule, ...]:
    """Give the one list of rules that the server evaluates, from the last to the first."""
    ordered = tuple(reversed(sources)) if way is Merge.M1 else tuple(sources)
    rules = tuple(rule for source in ordered for rule in source)
    if way >= Merge.M4:
        rules = tuple(map(_with_legacy_action, rules))
    if way.forbids_win:
        rules = tuple(sorted(rules, key=lambda rule: rule.inverted))
    if way >= Merge.M5:
        rules = (*rules, *(rule for grant in grants for rule in _of_grant(grant)))
    return rules


def _with_legacy_action(rule: Rule) -> Rule:
    legacy, fine = _LEGACY.get(rule.subjects[0], ("", frozenset())) if len(rule.subjects) == 1 else ("", frozenset())
    if not rule.inverted or fine.isdisjoint(rule.actions) or legacy in rule.actions:
        return rule
    return msgspec.structs.replace(rule, actions=(*rule.actions, legacy))


def _of_grant(grant: Grant) -> Iterable[Rule]:
    place = {"environment": grant.environment, "secretPath": grant.path}
    for subject, actions in _FOLDER_SCOPED:
        yield Rule(actions=actions, subjects=(subject,), conditions=place, inverted=True, source="folder grant")
    for rule in grant.rules:
        yield msgspec.structs.replace(rule, conditions=place)

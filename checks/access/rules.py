"""Permission rules as servers store and send them, in their two notations, and the sources that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import msgspec

from checks.access.conditions import OPAQUE


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. Without `conditions` it holds for every object; empty ones still count as conditions."""

    actions: tuple[str, ...]
    subjects: tuple[str, ...]
    conditions: Mapping[str, Any] | None = None
    inverted: bool = False
    source: str = ""

    def speaks_of(self, action: str, subject: str) -> bool:
        """Whether the rule names that action and subject, or all of them."""
        return not {action, "manage"}.isdisjoint(self.actions) and not {subject, "all"}.isdisjoint(self.subjects)


class SourceKind(StrEnum):
    """What holds rules: in the server's order, roles come before privileges, and folder grants after both."""

    ROLE = "role"
    PRIVILEGE = "privilege"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one role or additional privilege, in their own order. `rules` is None where they are not known."""

    name: str
    kind: SourceKind = SourceKind.ROLE
    rules: tuple[Rule, ...] | None = ()


_CUT: Final = "cut"
"""Marks a rule of which the evidence holds a part (see `diagnose.http.answer.allow_list`)."""


def rule_of(raw: Mapping[str, Any], source: str = "") -> Rule:
    """Read one rule of the form `{action, subject, conditions?, inverted?}`."""
    conditions = raw.get("conditions")
    if raw.get(_CUT):
        conditions = {f"{OPAQUE}the whole of a rule of {source or 'its roles'}": True}
    return Rule(
        actions=_names(raw.get("action")),
        subjects=_names(raw.get("subject")) or ("all",),
        conditions=conditions if isinstance(conditions, Mapping) else None,
        inverted=raw.get("inverted") is True,
        source=source,
    )


def rules_of(raw: Iterable[Any], source: str = "") -> tuple[Rule, ...]:
    """Read rules of either notation; what is neither is left out. One that is not known may allow or forbid all."""
    listed = [unpacked(one) if isinstance(one, Sequence) and not isinstance(one, str) else one for one in raw]
    found = (_possible(one, source) for one in listed if isinstance(one, Mapping))
    return tuple(rule for rules in found for rule in rules)


def _possible(raw: Mapping[str, Any], source: str) -> tuple[Rule, ...]:
    rule = rule_of(raw, source)
    if not raw.get(_CUT):
        return (rule,)
    either = msgspec.structs.replace(rule, actions=rule.actions or ("manage",))
    return either, msgspec.structs.replace(either, inverted=not rule.inverted)


def unpacked(packed: Sequence[Any]) -> Mapping[str, Any]:
    """Give the rule of a packed one: actions, subjects, conditions or 0, and 1 where it is inverted."""
    actions, subjects, conditions, inverted = (*packed, None, None, None, None)[:4]
    rule: dict[str, Any] = {
        "inverted": bool(inverted),
        "action": _split(actions),
        "subject": _split(subjects),
    }
    if conditions:
        rule["conditions"] = conditions
    return rule


def as_sent(rule: Rule) -> dict[str, Any]:
    """Give the rule in the form in which servers take it."""
    sent: dict[str, Any] = {"subject": rule.subjects[0], "action": list(rule.actions)}
    if rule.conditions is not None:
        sent["conditions"] = dict(rule.conditions)
    if rule.inverted:
        sent["inverted"] = True
    return sent


def _split(names: Any) -> list[str]:
    return names.split(",") if isinstance(names, str) else list(_names(names))


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list | tuple) else ()

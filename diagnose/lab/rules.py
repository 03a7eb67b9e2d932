"""Permission rules: roles, their rules, and whether they allow an action on a subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Conditions = Mapping[str, Any]
_GLOB = {"/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Allows (or, inverted, forbids) actions on a subject where the conditions hold."""

    subject: str
    actions: tuple[str, ...]
    conditions: Conditions | None = None
    inverted: bool = False

    def covers(self, action: str, subject: str) -> bool:
        """Whether it speaks about that action on that subject, conditions aside."""
        return self.subject == subject and action in self.actions

    def holds(self, fields: Mapping[str, str] | None) -> bool:
        """Whether its conditions hold for these fields; None: the question names none, so they are not looked at."""
        if fields is None or not self.conditions:
            return True
        return all(name in fields and _meets(fields[name], wanted) for name, wanted in self.conditions.items())


@dataclass(frozen=True, kw_only=True)
class Role:
    """A project or organisation role. `slug` is what a membership names."""

    slug: str
    name: str
    rules: tuple[Rule, ...] = ()
    built_in: bool = False


def allows(rules: Iterable[Rule], action: str, subject: str, fields: Mapping[str, str] | None = None) -> bool:
    """Whether the rules allow it: the last one that speaks of it and holds decides.

    A question without fields passes by conditional forbids, as the servers' own library does.
    """
    spoken = (rule for rule in reversed(tuple(rules)) if rule.covers(action, subject) and rule.holds(fields))
    deciding = (rule for rule in spoken if not (fields is None and rule.inverted and rule.conditions))
    return next((not rule.inverted for rule in deciding), False)


def glob(pattern: str) -> re.Pattern[str]:
    """A path pattern: `*` stays inside a segment, `**` does not, and `/app/**` holds `/app` too."""
    pieces = re.split(r"(/\*\*$|\*\*|\*|\?)", pattern)
    return re.compile("".join(_GLOB.get(piece, re.escape(piece)) for piece in pieces))


def _meets(value: str, wanted: Any) -> bool:
    if isinstance(wanted, str):
        return value == wanted
    return all(_OPERATORS[name](value, arg) for name, arg in wanted.items())


_OPERATORS: Mapping[str, Callable[[str, Any], bool]] = {
    "$eq": lambda value, arg: bool(value == arg),
    "$ne": lambda value, arg: bool(value != arg),
    "$in": lambda value, arg: value in arg,
    "$glob": lambda value, arg: bool(glob(arg).fullmatch(value)),
}

"""What the rules of an identity's roles say: as JSON values, and as rows and sentences for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from diagnose.model import Access, AccessRule

_MATCHES: Final = {True: "matches", False: "does not match", None: "not known"}
_CONSOLE: Final = {
    "describeSecret": "Describe Secret",
    "readValue": "Read Value",
    "read": "Read",
    "create": "Create",
    "edit": "Modify",
    "delete": "Remove",
    "environment": "Environment Slug",
    "secretPath": "Secret Path",
    "secretName": "Secret Name",
}
_OPERATORS: Final = {"$eq": "equals", "$glob": "matches"}
_ANSWERS: Final = {True: "allowed", False: "not allowed", None: "not certain"}


class RuleRow(NamedTuple):
    """One rule as a table shows it."""

    source: str
    rule: str
    matches: str
    why: str


def access_values(access: Access | None) -> dict[str, Any] | None:
    """The answer as JSON values; None where no roles were read."""
    if access is None:
        return None
    added = access.add
    return {
        "allowed": access.allowed,
        "action": access.action,
        "rules": [
            {
                "from": rule.source,
                "effect": rule.effect,
                "subject": rule.subject,
                "actions": list(rule.actions),
                "conditions": rule.conditions,
                "matches": rule.matches,
                "why": rule.why,
            }
            for rule in access.rules
        ],
        "add": added.rule if added is not None else None,
        "add_page": added.page if added is not None else "",
        "add_request": added.request if added is not None else "",
        "add_needs": added.needs if added is not None else "",
        "depends_on": list(access.depends_on),
        "forbidden_by": list(access.forbidden_by),
    }


def shown(access: Access | None) -> dict[str, Any] | None:
    """What a page shows: sentences and rows; None where no roles were read."""
    return None if access is None else {"sentences": tuple(sentences(access)), "rows": tuple(rule_rows(access))}


def rule_rows(access: Access) -> Iterator[RuleRow]:
    """The rules, those first that decide or may."""
    for rule in sorted(access.rules, key=lambda rule: rule.matches is False):
        yield RuleRow(rule.source, _rule(rule), _MATCHES[rule.matches], rule.why)


def _rule(rule: AccessRule) -> str:
    if not rule.actions:
        return ""
    where = f" where {_compact(rule.conditions)}" if rule.conditions else ""
    return f"{rule.effect} {', '.join(rule.actions)} on {rule.subject}{where}"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=str)


def sentences(access: Access) -> Iterator[tuple[str, str]]:
    """A label and a sentence each: the answer, what it depends on, and what to add or to take away."""
    yield "Rules say", f"{access.action} on secrets here is {_ANSWERS[access.allowed]}."
    for one in access.depends_on:
        yield "Depends on", f"{one}."
    if access.forbidden_by:
        yield "In the way", f"{', '.join(access.forbidden_by)}: a rule that forbids wins over any that is added."
    yield from addition(access)
    if access.add is not None and access.allowed is not True and access.add.request:
        yield "Or send", access.add.request


def addition(access: Access | None) -> Iterator[tuple[str, str]]:
    """The least rule to add, and where and by whom; nothing where none is missing."""
    if access is not None and access.add is not None and access.allowed is not True:
        yield "In the form", "".join(in_words(access))
        yield "Add", _compact(access.add.rule)
        yield "Where", f"{access.add.page}, by {access.add.needs}"


def in_words(access: Access | None) -> tuple[str, ...]:
    """The rule to add as the console's form asks for it; () where none is missing."""
    if access is None or access.add is None or access.allowed is True:
        return ()
    rule = access.add.rule
    actions = rule.get("action")
    named = [_CONSOLE.get(one, one) for one in ([actions] if isinstance(actions, str) else actions or ())]
    limits = [_limit(field, test) for field, test in (rule.get("conditions") or {}).items()]
    return (
        f"{str(rule.get('subject')).capitalize()}: {', '.join(named)}",
        *([f"; {', '.join(limits)}"] if limits else []),
    )


def _limit(field: str, test: Any) -> str:
    (operator, value), *_ = test.items() if isinstance(test, Mapping) and test else (("$eq", test),)
    return f"{_CONSOLE.get(field, field)} {_OPERATORS.get(operator, operator)} {value}"

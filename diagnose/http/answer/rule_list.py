"""Which facts are kept of permission rules: action, subject, conditions and whether they forbid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

MAX_STRING: Final = 200
MAX_ENTRIES: Final = 50
_MAX_CONDITION_DEPTH: Final = 6
_MAX_RULES: Final = 1000
_MAX_INT: Final = 2**53
CUT: Final = "cut"
"""Marks a rule of which not all could be kept, so that nobody takes the rest for the whole."""

Facts = dict[str, Any]


def text(value: str, cap: int = MAX_STRING) -> str:
    """Cut to `cap` characters, and replace lone surrogates, which no file can hold."""
    return value[:cap].encode("utf-8", "replace").decode("utf-8")


def rules(values: Sequence[Any]) -> list[Facts]:
    """Keep action, subject, inverted and conditions of permission rules, in either of the two notations servers use."""
    found = (_rule(value) for value in values[:MAX_ENTRIES])
    return [rule for rule in found if rule]


def whole_rules(values: Sequence[Any]) -> list[Facts]:
    """Keep the rules of a role or privilege. One that cannot be kept as it is stays in the list, marked by `CUT`."""
    read = [(_rule(value), value) for value in values[:_MAX_RULES]]
    found: list[Facts] = [rule if _is_kept(rule, value) else {**rule, CUT: True} for rule, value in read]
    return [*found, *([{CUT: True}] if len(values) > _MAX_RULES else [])]


def _is_kept(rule: Facts, value: Any) -> bool:
    """Whether the rule says all that the server's own said."""
    value = _unpacked(value) if isinstance(value, list) else value
    if not isinstance(value, dict) or not isinstance(value.get("action"), str | list):
        return False
    names = ("action", "subject", "conditions")
    inverted = value.get("inverted")
    return all(rule.get(name) == value.get(name) for name in names) and isinstance(inverted, bool | None)


def _rule(value: Any) -> Facts:
    """Keep one rule: an object, or a list of actions, subjects, conditions, inverted, in which names are joined."""
    if isinstance(value, list):
        value = _unpacked(value)
    if not isinstance(value, dict):
        return {}
    inverted = value.get("inverted")
    rule: Facts = {
        "action": names(value.get("action")),
        "subject": names(value.get("subject")),
        "inverted": inverted if isinstance(inverted, bool) else None,
        "conditions": _bounded(value["conditions"], 0) if isinstance(value.get("conditions"), dict) else None,
    }
    return {key: part for key, part in rule.items() if part is not None}


def _unpacked(value: Sequence[Any]) -> Facts:
    """Give the rule of a packed one as an object."""
    action, subject, conditions, inverted = (*value, None, None, None, None)[:4]
    forbids = bool(inverted) if inverted is None or isinstance(inverted, int) else inverted
    return {
        "action": _split(action),
        "subject": _split(subject),
        "conditions": None if isinstance(conditions, int) else conditions,  # 0 stands for none
        "inverted": None if forbids is False else forbids,
    }


def _split(names: Any) -> Any:
    return names.split(",") if isinstance(names, str) and "," in names else names


def names(value: Any) -> str | list[str] | None:
    """Keep a name or a list of names."""
    if isinstance(value, list):
        return [text(name) for name in value[:MAX_ENTRIES] if isinstance(name, str)]
    return _string(value)


def _bounded(value: Any, depth: int) -> Any:
    """Keep JSON within bounds of depth, length and number; what lies deeper is shown as an ellipsis."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict | list) and depth >= _MAX_CONDITION_DEPTH:
        return "…"
    if isinstance(value, dict):
        return {text(key): _bounded(part, depth + 1) for key, part in list(value.items())[:MAX_ENTRIES]}
    if isinstance(value, list):
        return [_bounded(part, depth + 1) for part in value[:MAX_ENTRIES]]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool) else whole_number(value)


def _string(value: Any) -> str | None:
    return text(value) if isinstance(value, str) else None


def whole_number(value: Any) -> int | None:
    """Keep a whole number that every JSON reader can hold."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_INT else None

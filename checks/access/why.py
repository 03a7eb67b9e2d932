"""In words, why a rule decides a question or does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from checks.access.conditions import failing
from checks.access.evaluate import SECRETS
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.rules import Rule

_WORDS: Final = {
    "$eq": "is", "$ne": "is not", "$in": "is one of", "$nin": "is none of", "$glob": "matches", "$all": "has all of",
}  # fmt: skip
_MOST_CHARACTERS: Final = 160


def matching(rule: Rule, actions: tuple[str, ...], fields: Mapping[str, Any]) -> tuple[bool | None, str]:
    """Whether the rule matches one of the actions at that place, and why, in one sentence without a full stop."""
    if not any(rule.speaks_of(action, SECRETS) for action in actions):
        return False, f"it speaks of {', '.join(rule.actions)} only"
    if rule.conditions is None:
        return True, "it holds everywhere"
    try:
        field = failing(rule.conditions, fields)
    except UndecidableError as error:
        return None, f"it depends on {error}"
    except ServerFailsError as error:
        return None, f"the server fails here: {error}"
    if not field:
        return True, "all its conditions hold"
    found, wanted = fields.get(field, "not part of the request"), said(rule.conditions[field])
    return False, f"{field} is {found}, and the rule holds where it {wanted}"


def said(wanted: Any) -> str:
    """A condition as people read it, without its field: `is one of dev, prod`."""
    tests = wanted.items() if isinstance(wanted, Mapping) and wanted else [("$eq", wanted)]
    return " and ".join(f"{_WORDS.get(name, name)} {_value(value)}" for name, value in tests)[:_MOST_CHARACTERS]


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)

"""One question to one list of rules: from the last rule to the first, the first that matches decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from checks.access.conditions import hold
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.rules import Rule

SECRETS: Final = "secrets"
LEGACY_READ: Final = "read"
FINE_READS: Final = frozenset({"describeSecret", "readValue"})


class Outcome(StrEnum):
    """What the server makes of a question. `NONE`: no rule of these matches, which denies if there are no others."""

    ALLOWED = "allowed"
    DENIED = "denied"
    THROWS = "throws"
    NONE = "none"


def rule_matches(rule: Rule, action: str, fields: Mapping[str, Any] | None, subject: str = SECRETS) -> bool:
    """Whether the rule decides if it is reached. `fields` None asks of the subject as a class, not of an object.

    Raises ServerFailsError where the server throws, UndecidableError where it is not known.
    """
    if not rule.speaks_of(action, subject):
        return False
    if rule.conditions is None:
        return True
    return not rule.inverted if fields is None else hold(rule.conditions, fields)


def outcomes(
    rules: Sequence[Rule], action: str, fields: Mapping[str, Any] | None, subject: str = SECRETS
) -> frozenset[Outcome]:
    """All that the question can end in: more than one where something that decides is not known."""
    possible: set[Outcome] = set()
    for rule in reversed(rules):
        decided = Outcome.DENIED if rule.inverted else Outcome.ALLOWED
        try:
            if not rule_matches(rule, action, fields, subject):
                continue
        except ServerFailsError:
            return frozenset({*possible, Outcome.THROWS})
        except UndecidableError as error:
            possible |= {decided, Outcome.THROWS} if error.may_fail else {decided}
            continue
        return frozenset({*possible, decided})
    return frozenset({*possible, Outcome.NONE})


def either(first: frozenset[Outcome], second: frozenset[Outcome]) -> frozenset[Outcome]:
    """What two questions can end in of which one is enough, where the second is put only if the first is denied."""
    if not first & {Outcome.DENIED, Outcome.NONE}:
        return first
    return (first - {Outcome.DENIED, Outcome.NONE}) | second


def verdict(
    rules: Sequence[Rule], action: str, fields: Mapping[str, Any] | None, *, split_read: bool
) -> frozenset[Outcome]:
    """What the question on secrets can end in. `split_read`: a fine action of reading is allowed by the older one too.

    Where no rule matches, it is denied.
    """
    found = outcomes(rules, action, fields)
    if split_read and action in FINE_READS:
        found = either(found, outcomes(rules, LEGACY_READ, fields))
    return frozenset(Outcome.DENIED if one is Outcome.NONE else one for one in found)

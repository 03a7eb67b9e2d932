"""Where an identity's rules allow what was refused: the environments, folders or names of their conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checks.access.conditions import hold
from checks.access.held import Held, held_by, is_known, sources_of
from checks.access.of_case import answer_of
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.question import Question, newest
from checks.case import Case
from diagnose.model import Action, Text
from diagnose.model.text import one_of

_MANY: Final = 6
_PLACES: Final[Mapping[str, tuple[str, str]]] = {
    "environment": (Text("in {place}"), "environment"),
    "secretPath": (Text("under {place}"), "secret_path"),
    "secretName": (Text("named {place}"), "secret_name"),
}
"""Conditions that name a place, each with how that is said, and the field of the target that it is compared with."""
_NAMING: Final = frozenset({"$eq", "$in", "$glob"})
_READS: Final = frozenset({"describeSecret", "readValue"})


def allowed_elsewhere(case: Case) -> tuple[str, ...]:
    """Environments in which the rules that were seen allow what was asked for, and refused, in another one."""
    held = rules_held(case)
    if not held:
        return ()
    rules = (rule for source in sources_of(case, held) for rule in source.rules or ())
    named = dict.fromkeys(one for rule in rules for one in _environments(rule.conditions))
    others = (one for one in named if one != case.evidence.target.environment)
    return tuple(one for one in others if answer_of(case, held, one).allowed is True)[:_MANY]


def rules_held(case: Case) -> tuple[Held, ...]:
    """Its roles and privileges where they could be read, else the rules that a refusal names; () if one is missing."""
    if is_known(case):
        held = tuple(one for one in held_by(case) if not one.ended(case.now))
    else:
        named = (reading.answer.details for reading in case.readings if "secrets" in reading.kinds)
        held = tuple(Held(name="rules", rules=details) for details in named if details)[:1]
    return () if any(one.rules is None for one in held) else held


def only_there(case: Case) -> str:
    """Where alone the rules allow it, if one condition of each of them is what fails: `in dev`, `under /app/**`."""
    field, places = _missed(case)
    if not places or not asked_for(case):
        return ""
    return Text(_PLACES[field][0], place=one_of(places))


def asked_for(case: Case) -> str:
    """What was asked for instead, in the words of that condition: `in prod`, `under /`."""
    field, places = _missed(case)
    if not places:
        return ""
    said, name = _PLACES[field]
    value = getattr(case.evidence.target, name)
    return Text(said, place=value) if value else ""


def _missed(case: Case) -> tuple[str, tuple[str, ...]]:
    """The one field whose condition fails in every rule that would allow it, and the places that the rules name."""
    failing = [*_failing(case)]
    fields = {name for found in failing for name in found}
    if len(fields) != 1 or not all(failing) or not fields <= _PLACES.keys():
        return "", ()
    (field,) = fields
    places = tuple(dict.fromkeys(place for found in failing for place in found[field]))
    if field == "environment":  # another rule may forbid it there
        places = tuple(one for one in places if one in allowed_elsewhere(case))
    return field, places[:_MANY]


def _failing(case: Case) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """For each rule that speaks of what was asked for: the conditions that fail, with the places that they name."""
    held, target = rules_held(case), case.evidence.target
    asked = Question(
        action=target.action, environment=target.environment, path=target.secret_path, name=target.secret_name
    ).fields(newest(case.eras))
    wanted = {target.action.value, "manage", *(_READS if target.action is Action.READ else ())}
    for row in answer_of(case, held).rules if held else ():
        if row.effect == "allow" and wanted & set(row.actions):
            conditions = row.conditions or {}
            yield {name: _places(test) for name, test in conditions.items() if not _holds(name, test, asked)}


def _holds(name: str, test: Any, asked: Mapping[str, Any]) -> bool:
    """Also where that is not known, so that nothing is said of the rule."""
    try:
        return hold({name: test}, asked)
    except (ServerFailsError, UndecidableError):
        return True


def _places(test: Any) -> tuple[str, ...]:
    """What a condition names; () for one that names no place, such as one that excludes it."""
    if not isinstance(test, Mapping):
        test = {"$eq": test}
    if len(test) != 1 or not test.keys() <= _NAMING:
        return ()
    (value,) = test.values()
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(one for one in listed if isinstance(one, str) and one)


def _environments(conditions: Mapping[str, Any] | None) -> Iterable[str]:
    """The environments that a rule's conditions name one by one."""
    wanted = (conditions or {}).get("environment")
    if isinstance(wanted, Mapping):
        wanted = wanted.get("$in", wanted.get("$eq"))
    listed = wanted if isinstance(wanted, list | tuple) else [wanted]
    return [one for one in listed if isinstance(one, str) and one]

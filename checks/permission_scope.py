"""The identity's roles and the rules it holds, beside the refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checks.access.held import BUILT_IN
from checks.access.of_case import access_of
from checks.case import Case
from checks.case.looks import ids
from checks.knowledge.hints import day_of, hint, listed
from checks.knowledge.times import is_over
from checks.scope_names import environments
from checks.signs import Sign
from diagnose.model import Action, Answer, Confidence, State, Text
from diagnose.model.text import all_of
from diagnose.model.text import listed as joined

_DENIED: Final = ("permission-denied", "permission-denied-read-value", "permission-silent-filter")
_FOLDER: Final = frozenset({"environment", "secretPath"})
_CHANGES: Final = frozenset({"create", "edit", "delete"})

_CONDITIONS: Final[Mapping[str, str]] = {
    "$eq": Text("{field} is {value}"),
    "$ne": Text("{field} is not {value}"),
    "$in": Text("{field} is one of {value}"),
    "$glob": Text("{field} matches {value}"),
    "$all": Text("{field} has all of {value}"),
}
_RIGHTS: Final = {
    ("describeSecret", "secrets"): Text("see secrets (Describe Secret)"),
    ("readValue", "secrets"): Text("read the values of secrets (Read Value)"),
}
"""Rights that servers name, in plain words and as the console calls them."""


def roles(case: Case) -> tuple[Mapping[str, Any], ...]:
    """The identity's roles in the project, if it may read them."""
    reading = case.reading("membership")
    if reading is None or not reading.worked:
        return ()
    return tuple(reading.answer.data.get("roles", ()))


def _name(role: Mapping[str, Any]) -> str:
    return str(role.get("customRoleName") or role.get("customRoleSlug") or role.get("role") or "?")


def ended(role: Mapping[str, Any], now: float) -> bool:
    """Whether this is a temporary role whose time is over at `now` (seconds since the epoch)."""
    return bool(role.get("isTemporary")) and is_over(role.get("temporaryAccessEndTime"), now)


def signs(case: Case) -> Iterable[Sign]:
    """A temporary role that ended explains a denial; a role that lacks the wanted write foretells one."""
    held = roles(case)
    membership = case.reading("membership")
    because = (membership.id,) if membership is not None else ()
    live = [role for role in held if not ended(role, case.now)]
    action = case.evidence.target.action
    yield from _of_ended_roles(case, held, live, because)
    yield from _of_the_environment(case)
    yield from _rule_signs(case)
    if live:
        yield Sign(cause="permission-denied", state=State.UNKNOWN, hint=hint("roles", known=listed(map(_name, live))))
    if action is Action.READ or case.suspects or not case.worked:
        return
    if case.looks.exchange("look-privileges", "look-rules", "look-project-members") is not None:
        yield from _by_all_rules(case)
        return
    if not live:
        yield Sign(cause="permission-denied", state=State.POSSIBLE, confidence=Confidence.POSSIBLE)
        return
    allows = [_allows(case, role, action) for role in live]
    if True in allows:
        yield Sign(cause="permission-denied", state=State.RULED_OUT, because=because)
    else:
        sure = None not in allows
        yield Sign(
            cause="permission-denied",
            state=State.CAUSE if sure else State.POSSIBLE,
            confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
            because=because,
        )


def _of_the_environment(case: Case) -> Iterator[Sign]:
    """Which environments the project has, where the one that was asked for is none of them: no rule names that."""
    known = [str(entry["slug"]) for entry in environments(case)]
    if known and case.evidence.target.environment not in known:
        yield Sign(cause="permission-denied", state=State.UNKNOWN, hint=hint("environments", known=listed(known)))


def _of_ended_roles(
    case: Case, held: tuple[Mapping[str, Any], ...], live: list[Mapping[str, Any]], because: tuple[str, ...]
) -> Iterable[Sign]:
    """Whether roles that ended are why: certainly so only if no other one counts, whose rules may forbid as well."""
    action = case.evidence.target.action
    over = [role for role in held if role not in live]
    missed = next((role for role in over if _allows(case, role, action)), None)
    counting = [role for role in live if missed is None or _allows(case, role, action) is not False]
    if over and not counting:
        told = _ended_on(missed or over[0])
        yield Sign(cause="temporary-access-expired", explains=_DENIED, because=because, hint=told)
    elif missed is not None:
        yield Sign(cause="temporary-access-expired", state=State.POSSIBLE, explains=_DENIED, because=because)
        yield Sign(cause="permission-denied", state=State.UNKNOWN, hint=_ended_on(missed))
    elif held:
        state = State.POSSIBLE if over else State.RULED_OUT
        yield Sign(cause="temporary-access-expired", state=state, because=because)


def _ended_on(role: Mapping[str, Any]) -> str:
    return hint("role-ended", role=_name(role), when=day_of(role.get("temporaryAccessEndTime")))


def _by_all_rules(case: Case) -> Iterable[Sign]:
    """Whether the wanted write is allowed, where a privileged credential read every role and privilege."""
    access = access_of(case)
    seen = ("look-rules", "look-membership", "look-privileges", "look-project-members")
    because = ids(tuple(case.looks.exchange(name) for name in seen))
    if access is None or access.allowed is None:
        yield Sign(cause="permission-denied", state=State.POSSIBLE, confidence=Confidence.POSSIBLE, because=because)
        return
    state = State.RULED_OUT if access.allowed else State.CAUSE
    yield Sign(cause="permission-denied", state=state, confidence=Confidence.LIKELY, because=because)


def _rule_signs(case: Case) -> Iterable[Sign]:
    """The rules that era C names on a refusal: none, some that hold elsewhere, or one that forbids."""
    for reading in case.readings:
        told = _rules(reading.answer) if "secrets" in reading.kinds else ""
        if told:
            for cause_id in ("permission-denied", "permission-silent-filter", "permission-denied-read-value"):
                yield Sign(cause=cause_id, state=State.UNKNOWN, hint=told)
            return


def _rules(answer: Answer) -> str:
    said = re.fullmatch(r"You are not allowed to (.{1,60}) on (.{1,60})", answer.message or "")
    if said is None or answer.details is None:
        return ""
    right = _RIGHTS.get((said[1], said[2])) or Text("{action} {subject}", action=said[1], subject=said[2])
    forbids = [rule for rule in answer.details if rule.get("inverted")]
    rules = forbids or list(answer.details)
    if not rules:
        return hint("rules-none", right=right)
    of_folder = next((rule["conditions"] for rule in forbids if _is_of_a_folder_role(rule)), None)
    if of_folder is not None:
        return hint("rules-folder-role", where=where_of(of_folder))
    where = listed(where_of(rule["conditions"]) for rule in rules if rule.get("conditions"))
    if not where:
        return hint("rules-forbid-all", right=right) if forbids else ""
    return hint("rules-forbid" if forbids else "rules-elsewhere", right=right, where=where)


def _is_of_a_folder_role(rule: Mapping[str, Any]) -> bool:
    """Whether it is what a folder role of the newest servers puts before its own rules: all is forbidden in one folder.

    Ordinary rules that forbid give an operator for a path. Seen in answers of a build of late 2026.
    """
    conditions, actions = rule.get("conditions") or {}, rule.get("action") or ()
    plain = all(isinstance(conditions.get(name), str) for name in _FOLDER)
    return bool(rule.get("inverted")) and conditions.keys() == _FOLDER and plain and set(actions) >= _CHANGES


def where_of(conditions: Mapping[str, Any]) -> str:
    """Conditions as people read them: `environment is prod, secretPath matches /app/**`."""
    return all_of(_tests(conditions))


def _tests(conditions: Mapping[str, Any]) -> Iterator[str]:
    for field, test in conditions.items():
        tests = test.items() if isinstance(test, Mapping) else [("$eq", test)]
        for operator, value in tests:
            shown = joined(map(str, value)) if isinstance(value, list | tuple) else str(value)
            template = _CONDITIONS.get(operator, "{field} {operator} {value}")
            yield Text(template, field=field, operator=operator, value=shown)


def _allows(case: Case, role: Mapping[str, Any], action: Action) -> bool | None:
    """Whether the role lets the identity do `action` on secrets; None if its rules are not known."""
    name = str(role.get("role"))
    if name in BUILT_IN:
        return action in BUILT_IN[name]
    reading = case.reading("role")
    if reading is None or not reading.worked:
        return None
    data = reading.answer.data
    if data.get("slug") != role.get("customRoleSlug"):
        return None
    rules = [rule for rule in data.get("permissions", ()) if _speaks_of(rule, action)]
    if any(rule.get("conditions") for rule in rules):
        return None
    return bool(rules) and not any(rule.get("inverted") for rule in rules)


def _speaks_of(rule: Mapping[str, Any], action: Action) -> bool:
    subjects, actions = rule.get("subject"), rule.get("action")
    about = "secrets" in (subjects if isinstance(subjects, list | tuple) else (subjects,))
    return about and action.value in (actions if isinstance(actions, list | tuple) else (actions,))

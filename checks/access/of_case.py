"""From a case to the answer of its identity's rules: what it holds now, and the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from checks.access.answer import answer
from checks.access.held import BUILT_IN, FINE, Held, absent, held_by, is_known, sources_of
from checks.access.question import Question
from checks.case import Case
from checks.knowledge.hints import day_of
from diagnose.model import Access, AccessRule, Action, Era

_MODERN: Final = frozenset({Era.C1, Era.C2})
_RIGHTS: Final = frozenset({"permission", "secret-value"})


def access_of(case: Case) -> Access | None:
    """What the rules say of the user's question, where the roles could be read and it is one of rights; else None."""
    if not _is_asked(case):
        return None
    if not is_known(case):
        _, sure = absent(case)
        return Access(allowed=False, action=case.evidence.target.action.value) if sure else None
    held = held_by(case)
    found = answer_of(case, [one for one in held if not one.ended(case.now)])
    ended = (_ended_row(one) for one in held if one.ended(case.now))
    if found.add is not None and ended_would_allow(case):
        found = msgspec.structs.replace(found, add=None)  # a later end is less than a new rule
    return _agreeing(case, msgspec.structs.replace(found, rules=(*found.rules, *ended)))


def answer_of(case: Case, held: Sequence[Held], environment: str | None = None) -> Access:
    """What the rules of these say of the user's question; `environment`: as if it had been asked of that one."""
    target = case.evidence.target
    place = environment or target.environment
    question = Question(action=target.action, environment=place, path=target.secret_path, name=target.secret_name)
    who = case.looks.subject_id or str(case.membership.get("identity", {}).get("id", ""))
    sources = sources_of(case, held)
    # Servers that list all that is held are of the newest generation.
    eras = {Era.C2} if "sources" in case.looks.facts("look-rules") else case.eras
    return answer(question, sources, eras, identity_id=who, project_id=target.project_id or "")


def _is_asked(case: Case) -> bool:
    """Whether the question is one of rights: it was refused for them, or for something that it was not tried for."""
    gates = {case.gate(suspect.cause) for suspect in case.suspects}
    return bool(gates & _RIGHTS) or case.evidence.target.action is not Action.READ or case.evidence.inspected


def ended_would_allow(case: Case) -> bool:
    """Whether a role or privilege whose time is over would allow what the user's question was refused for."""
    held = held_by(case)
    live = [one for one in held if not one.ended(case.now)]
    return len(live) < len(held) and answer_of(case, live).allowed is False and answer_of(case, held).allowed is True


def _ended_row(one: Held) -> AccessRule:
    """A role or privilege whose time is over: a new end would bring its rules back."""
    why = f"its time ended on {day_of(one.until)}"
    return AccessRule(source=one.name, effect="allow", subject="secrets", actions=(), matches=False, why=why)


def _agreeing(case: Case, found: Access) -> Access:
    """The answer, held against the server's own: what it decided itself wins over rules that it may show in part."""
    question = case.question
    if question is None or case.evidence.target.action is not Action.READ or case.evidence.inspected:
        return _with_doubt(case, found)
    refused = {case.gate(suspect.cause) for suspect in case.suspects}
    if not refused or not refused <= _RIGHTS:
        return found
    if found.allowed is not True:
        return msgspec.structs.replace(found, allowed=False)
    hidden = "rules that the server does not show: it refused what the ones it shows allow"
    return msgspec.structs.replace(found, allowed=False, depends_on=(hidden,))


def _with_doubt(case: Case, found: Access) -> Access:
    """What is not shown: older servers leave out that a rule forbids, newer ones which groups the identity is in."""
    if found.allowed is None or (found.allowed is False and not case.eras & _MODERN) or case.only(Era.A):
        return found
    if case.eras <= _MODERN and (case.looks.groups_known or "sources" in case.looks.facts("look-rules")):
        return found
    if case.eras <= _MODERN:
        doubt = "its groups, if it is in any: their roles are not among these"
    else:
        matching = [row for row in found.rules if row.matches]
        if all(row.source.removeprefix("role ") in BUILT_IN for row in matching):
            return found  # built-in roles forbid nothing
        doubt = "that none of these rules forbids: servers of this version do not show that of a rule"
        if len(matching) > 1:  # one of another rule's scope adds nothing to it, unless it forbids
            found = msgspec.structs.replace(found, allowed=None)
    return msgspec.structs.replace(found, depends_on=(*found.depends_on, doubt))


def in_a_sentence(found: Access) -> str:
    """Which rule decides, or comes nearest, in one sentence; empty where it is allowed."""
    if found.allowed:
        return ""
    if found.forbidden_by:
        return f"{found.forbidden_by[0].capitalize()} has a rule that forbids this."
    actions = {found.action, *FINE}
    near = [row for row in found.rules if row.matches is not True and (actions & set(row.actions) or not row.actions)]
    nearest = min(near, key=lambda row: row.matches is None, default=None)
    if nearest is not None and nearest.matches is None:
        return f"{nearest.why[:1].upper()}{nearest.why[1:]}."
    if nearest is not None:
        return f"{nearest.source.capitalize()} does not allow this: {nearest.why}."
    return "" if found.depends_on else "No rule of its roles speaks of this."

"""Names that the evidence tells and a step can hold: the slug, the identity's name, the environment that is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from checks import known_facts
from checks.access.of_case import access_of, answer_of
from checks.case import Case
from checks.case.headline import headline_names
from checks.permission_scope import where_of
from checks.rules_elsewhere import allowed_elsewhere, asked_for, only_there, rules_held
from checks.scope_names import environments, meant
from diagnose.model import Text
from diagnose.model.text import SLOT, all_of, listed, one_of

PARTS: Final = " || "
"""Stands between two steps of one text."""
_MANY: Final = 6
_LONGEST: Final = 60
_SOME: Final = Text("the identity")
_ITS_MENU: Final = f"Machine Identities → {_SOME}"


def step(case: Case, *texts: str) -> str:
    """The first text for which the evidence tells a name for each of its slots, filled; "" if there is none."""
    return next(filter(None, (_filled(case, text) for text in texts)), "")


def steps(case: Case, *texts: str) -> tuple[str, ...]:
    """As `step`, where `||` parts the steps of one text; () if there is none."""
    each = ([_filled(case, one) for one in text.split(PARTS)] for text in texts)
    return next((tuple(filled) for filled in each if all(filled)), ())


def _filled(case: Case, text: str) -> str:
    slots = set(SLOT.findall(text))
    of_headlines = headline_names(case.evidence, case.question, pasted=case.pasted)
    names = {slot: _NAMES[slot](case) if slot in _NAMES else of_headlines[slot] for slot in slots}
    return Text(text, **names) if all(names.values()) else ""


def in_console(case: Case, steps: Iterable[str]) -> tuple[str, ...]:
    """The steps with the identity's own name where they lead to it through the console's menus, if it is known."""
    name = _name(case) or _SOME
    return tuple(_named(one, name) if _ITS_MENU in one else one for one in steps)


def _named(step: str, name: str) -> Text:
    if isinstance(step, Text):
        return Text(in_menu(step.template), **{**step.values, "identity": name})
    return Text(in_menu(step), identity=name)


def in_menu(step: str) -> str:
    """The step with a slot for the identity's name where it leads to it through the console's menus."""
    return step.replace(_ITS_MENU, f"{_ITS_MENU.removesuffix(_SOME)}{{identity}}")


def _forbidding(case: Case) -> str:
    """Which rule forbids it here, in words: one that wins over any that would be added; "" where none is known to."""
    held = rules_held(case)
    if not held or any(one.rules is None for one in held):
        return ""
    rules = (rule for rule in answer_of(case, held).rules if rule.effect == "forbid" and rule.matches)
    return next((_that_forbids(rule.conditions) for rule in rules), "")


def _that_forbids(conditions: Mapping[str, Any] | None) -> str:
    if conditions:
        return Text("the rule that forbids it where {where}", where=where_of(conditions))
    return Text("the rule that forbids it everywhere")


def _elsewhere(case: Case) -> str:
    return one_of(allowed_elsewhere(case))


def _name(case: Case) -> str:
    """The identity's name, where a token or an answer tells one that fits a line."""
    token = case.evidence.token
    claimed = (token.claims if token is not None else {}).get("identityName")
    listed = case.membership.get("identity", {})
    name = claimed or (listed.get("name") if isinstance(listed, Mapping) else None)
    return name if isinstance(name, str) and len(name) <= _LONGEST and name.isprintable() else ""


def _who(case: Case) -> str:
    """The identity's name; a general word where no answer tells it."""
    return _name(case) or Text("The machine identity")


def _slug(case: Case) -> str:
    return meant(case.evidence.target.environment, environments(case)) or ""


def _slugs(case: Case) -> str:
    return listed(str(entry["slug"]) for entry in environments(case)[:_MANY])


def _project_id(case: Case) -> str:
    return str(case.facts("project-by-slug").get("id", ""))


def _forbidder(case: Case) -> str:
    """The roles and privileges with a rule that forbids what was wanted, whatever is added."""
    access = access_of(case)
    return all_of(access.forbidden_by[:2]) if access is not None and access.allowed is False else ""


def _region(case: Case) -> str:
    return case.region.host if case.region.knows else ""


_NAMES: Final[Mapping[str, Callable[[Case], str]]] = {
    **known_facts.FACTS,
    "asked": asked_for,
    "elsewhere": _elsewhere,
    "forbidding": _forbidding,
    "name": _name,
    "only": only_there,
    "who": _who,
    "slug": _slug,
    "slugs": _slugs,
    "project_id": _project_id,
    "region": _region,
    "forbidder": _forbidder,
}
"""Slots that a step may hold besides those of a headline, each with what tells its name."""

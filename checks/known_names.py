"""Names that the evidence tells and a step can hold: the slug, the identity's name, the environment that is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from checks import known_facts
from checks.access.of_case import access_of, answer_of
from checks.case import Case
from checks.case.headline import headline_names
from checks.permission_scope import where_of
from checks.rules_elsewhere import allowed_elsewhere, asked_for, only_there, rules_held
from checks.scope_names import environments, meant

_SLOT: Final = re.compile(r"\{(\w+)\}")
PARTS: Final = " || "
"""Stands between two steps of one text."""
_MANY: Final = 6
_LONGEST: Final = 60
_SOME: Final = "the identity"
_ITS_MENU: Final = f"Machine Identities → {_SOME}"


def step(case: Case, *texts: str) -> str:
    """The first text for which the evidence tells a name for each of its slots, filled; "" if there is none."""
    return next(filter(None, (_filled(case, text) for text in texts)), "")


def steps(case: Case, *texts: str) -> tuple[str, ...]:
    """As `step`, where `||` parts the steps of one text; () if there is none."""
    each = ([_filled(case, one) for one in text.split(PARTS)] for text in texts)
    return next((tuple(filled) for filled in each if all(filled)), ())


def _filled(case: Case, text: str) -> str:
    slots = set(_SLOT.findall(text))
    of_headlines = headline_names(case.evidence, case.question, pasted=case.pasted)
    names = {slot: _NAMES[slot](case) if slot in _NAMES else of_headlines[slot] for slot in slots}
    return _SLOT.sub(lambda found: names[found[1]], text) if all(names.values()) else ""


def in_console(case: Case, steps: Iterable[str]) -> tuple[str, ...]:
    """The steps with the identity's own name where they lead to it through the console's menus, if it is known."""
    name = _name(case)
    return tuple(one.replace(_ITS_MENU, f"{_ITS_MENU[: -len(_SOME)]}{name}") if name else one for one in steps)


def _forbidding(case: Case) -> str:
    """Which rule forbids it here, in words: one that wins over any that would be added; "" where none is known to."""
    held = rules_held(case)
    if not held or any(one.rules is None for one in held):
        return ""
    rules = (rule for rule in answer_of(case, held).rules if rule.effect == "forbid" and rule.matches)
    return next((f"the rule that forbids it{_limits(rule.conditions)}" for rule in rules), "")


def _limits(conditions: Mapping[str, Any] | None) -> str:
    return f" where {where_of(conditions)}" if conditions else " everywhere"


def _elsewhere(case: Case) -> str:
    known = allowed_elsewhere(case)
    return " or ".join(filter(None, (", ".join(known[:-1]), *known[-1:])))


def _name(case: Case) -> str:
    """The identity's name, where a token or an answer tells one that fits a line."""
    token = case.evidence.token
    claimed = (token.claims if token is not None else {}).get("identityName")
    listed = case.membership.get("identity", {})
    name = claimed or (listed.get("name") if isinstance(listed, Mapping) else None)
    return name if isinstance(name, str) and len(name) <= _LONGEST and name.isprintable() else ""


def _who(case: Case) -> str:
    """The identity's name; a general word where no answer tells it."""
    return _name(case) or "The machine identity"


def _slug(case: Case) -> str:
    return meant(case.evidence.target.environment, environments(case)) or ""


def _slugs(case: Case) -> str:
    return ", ".join(str(entry["slug"]) for entry in environments(case)[:_MANY])


def _project_id(case: Case) -> str:
    return str(case.facts("project-by-slug").get("id", ""))


def _forbidder(case: Case) -> str:
    """The roles and privileges with a rule that forbids what was wanted, whatever is added."""
    access = access_of(case)
    return " and ".join(access.forbidden_by[:2]) if access is not None and access.allowed is False else ""


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

"""What an answer without a sentence held, on one line that people can read: names before ids, no brackets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM
from reports import phrases

_EMPTY: Final = "an answer without words"
_ID: Final = re.compile(f"{UUID_FORM}|{OBJECT_ID_FORM}", re.IGNORECASE)


def in_words(data: Mapping[str, Any]) -> str:
    """A list of secrets by its counts, anything else field by field: whose it is behind what it holds, ids last."""
    count = data.get("secrets")
    if isinstance(count, int) and not isinstance(count, bool):
        listed = [phrases.count(count, "secret"), phrases.count(int(data.get("imports") or 0), "import")]
        hidden = int(data.get("hidden_values") or 0)
        return f"a list of {' and '.join(listed)}" + (f", {hidden} without their values" if hidden else "")
    fields = sorted(data, key=lambda name: (_rank(data[name]), name))
    return "; ".join(f"{name}: {_value(data[name])}" for name in fields) or _EMPTY


def _rank(value: Any) -> int:
    return 2 if _ID.fullmatch(str(value)) else int(isinstance(value, Mapping))


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return _named(value) if isinstance(value, Mapping) else phrases.compact(value)


def _named(entry: Mapping[str, Any]) -> str:
    """An entry by its name with its slug; one without a name field by field."""
    name, slug = entry.get("name"), entry.get("slug")
    if isinstance(name, str) and name:
        return f"{name} ({slug})" if isinstance(slug, str) and slug else name
    if isinstance(entry.get("role"), str):
        return _role(entry)
    return " ".join(f"{key} {_value(entry[key])}" for key in sorted(entry) if entry[key] is not None)


def _role(entry: Mapping[str, Any]) -> str:
    """A role of a membership, and for a temporary one from when to when it is held, as the server writes it."""
    name = next(filter(None, map(entry.get, ("customRoleName", "customRoleSlug", "role"))))
    if not entry.get("isTemporary"):
        return _value(name)
    start, end = (entry.get(f"temporaryAccess{which}Time") for which in ("Start", "End"))
    return " ".join((_value(name), *(f"{word} {_value(at)}" for word, at in (("from", start), ("to", end)) if at)))

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
    """A list of secrets by its counts, anything else field by field, ids last."""
    count = data.get("secrets")
    if isinstance(count, int) and not isinstance(count, bool):
        listed = [phrases.count(count, "secret"), phrases.count(int(data.get("imports") or 0), "import")]
        hidden = int(data.get("hidden_values") or 0)
        return f"a list of {' and '.join(listed)}" + (f", {hidden} without their values" if hidden else "")
    fields = sorted(data, key=lambda name: (_ID.fullmatch(str(data[name])) is not None, name))
    return "; ".join(f"{name}: {_value(data[name])}" for name in fields) or _EMPTY


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "none"
    return _named(value) if isinstance(value, Mapping) else phrases.compact(value)


def _named(entry: Mapping[str, Any]) -> str:
    """An entry by its name with its slug; one without a name field by field."""
    name, slug = entry.get("name"), entry.get("slug")
    if isinstance(name, str) and name:
        return f"{name} ({slug})" if isinstance(slug, str) and slug else name
    return " ".join(f"{key} {_value(entry[key])}" for key in sorted(entry) if entry[key] is not None)

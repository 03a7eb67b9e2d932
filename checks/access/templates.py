"""Rules that speak of the identity itself: `{{identity.metadata.team}}` is filled in before a rule is used."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

import msgspec

from checks.access.conditions import OPAQUE
from checks.access.outcome import ServerFailsError
from checks.access.rules import Rule

_VARIABLE: Final = re.compile(r"\{\{\s*([\w.$-]+)\s*\}\}")
# What the template language escapes in a value that it fills in.
_ESCAPED: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "`": "&#x60;", "=": "&#x3D;"}
)
_METADATA: Final = "identity.metadata."


def rendered(rule: Rule, names: Mapping[str, str], *, metadata_keys: Collection[str] | None) -> Rule:
    """Fill the names into the rule's conditions. What is not known makes its condition one that cannot be evaluated.

    `names`: `identity.id`, `identity.username`, `identity.metadata.KEY`. `metadata_keys`: the keys that the identity
    has, None where they are not known; one that it lacks stays as it is written. Raises ServerFailsError where the
    server cannot read the template.
    """
    if rule.conditions is None:
        return rule
    conditions: dict[str, Any] = {}
    for field, wanted in rule.conditions.items():
        unknown = _unknown(wanted, names, metadata_keys)
        if unknown:
            conditions[f"{OPAQUE}{unknown}"] = True
        else:
            conditions[field] = _filled(wanted, names)
    return msgspec.structs.replace(rule, conditions=conditions)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in _texts(part)]


def _unknown(wanted: Any, names: Mapping[str, str], metadata_keys: Collection[str] | None) -> str:
    """The first template in the value that cannot be filled in, or an empty text."""
    for text in _texts(wanted):
        for match in _VARIABLE.finditer(text):
            key = match[1].removeprefix(_METADATA) if match[1].startswith(_METADATA) else None
            missing = key is not None and metadata_keys is not None and key not in metadata_keys
            if match[1] not in names and not missing:
                return f"the value of {match[0]}"
        rest = _VARIABLE.sub("", text)
        if "{{" in rest:
            if "}}" not in rest:
                raise ServerFailsError("a template that is not closed")
            return f"the template {rest}"
    return ""


def _filled(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _VARIABLE.sub(
            lambda match: names[match[1]].translate(_ESCAPED) if match[1] in names else match[0], value
        )
    if isinstance(value, Mapping):
        return {key: _filled(part, names) for key, part in value.items()}
    return [_filled(part, names) for part in value] if isinstance(value, list | tuple) else value

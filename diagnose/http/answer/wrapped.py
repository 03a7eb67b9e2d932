"""An error of Infisical's inside another program's answer: a gateway that puts its own envelope around it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

_DEPTH: Final = 3
_WIDTH: Final = 16
_LOOKED_AT: Final = 65536
_STARTS: Final = 4
_STATUSES: Final = ("statusCode", "status_code")


def in_json(value: Any) -> Mapping[str, Any] | None:
    """The first error body of Infisical's below the top of a value, or in a text that is all of it, if there is one."""
    return next(_below([value] if isinstance(value, str) else value, _DEPTH), None)


def in_text(text: str) -> Mapping[str, Any] | None:
    """The first error body of Infisical's in a text or a page, if there is one."""
    text = text[:_LOOKED_AT]
    if not any(name in text for name in _STATUSES):
        return None
    if text.lstrip()[:1] == '"':
        return in_json(_decoded(text))
    text = html.unescape(text)
    at = text.find("{")
    for _ in range(_STARTS):
        if at < 0:
            return None
        value: Mapping[str, Any] | None = _decoded(text[at:])
        if _is_error(value):
            return value
        at = text.find("{", at + 1)
    return None


def _below(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for _, one in zip(range(_WIDTH), inside, strict=False):
        part = _decoded(one) if isinstance(one, str) and one.lstrip()[:1] == "{" else one
        if _is_error(part):
            yield part
        elif depth > 1:
            yield from _below(part, depth - 1)


def _is_error(value: Any) -> bool:
    """Whether it has all that an error body of some era has."""
    if not isinstance(value, dict) or not any(type(value.get(name)) is int for name in _STATUSES):
        return False
    return bool(value.get("message")) and isinstance(value.get("error", value.get("type")), str)


def _decoded(text: str) -> Any:
    """The JSON that a text starts with; None for what is none."""
    if len(text) > _LOOKED_AT:
        return None
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError):
        return None

"""Our rejections and causes as one TOML file, in the form that `added` reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from checks.knowledge.causes import Cause
from checks.knowledge.row import Row

_ALWAYS: Final = ("error",)
"""Fields whose absence means another thing than that they are empty."""


def exported(rows: Iterable[Row], causes: Iterable[Cause]) -> str:
    """The file's text; fields that are empty are left out."""
    blocks = [
        *(_block("[rejection]", _of_row(row)) for row in rows),
        *(_block(f"cause.{c.id}", _of_cause(c)) for c in causes),
    ]
    return "\n".join(blocks)


def _block(name: str, fields: dict[str, Any]) -> str:
    lines = (f"{field} = {_value(value)}" for field, value in fields.items() if value or field in _ALWAYS)
    return "\n".join((f"[{name}]", *lines, ""))


def _of_row(row: Row) -> dict[str, Any]:
    """The columns of the table's file."""
    columns = {
        "eras": " ".join(sorted(row.eras)),
        "where": row.where,
        "credential": row.credential,
        "status": "|".join(map(str, row.statuses)),
        "error": row.error,
        "message": row.message,
        "causes": " ".join(row.causes),
        "may_be": " ".join(row.may_be),
    }
    return columns | {name: getattr(row, name) for name in ("effect", "since", "until", "source", "only", "unique")}


def _of_cause(cause: Cause) -> dict[str, Any]:
    fields = msgspec.structs.asdict(cause)
    del fields["id"]
    return fields


def _value(value: object) -> str:
    """The value as TOML has it, which writes texts as JSON does, but for one character."""
    if isinstance(value, tuple):
        return "[" + "".join(_items(value)) + "\n]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _items(values: tuple[object, ...]) -> Iterator[str]:
    return (f"\n  {_value(value)}," for value in values)

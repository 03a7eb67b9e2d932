"""Client secrets that a look lists are compared with the one that was sent before anything is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from diagnose.model import Exchange
from diagnose.secret import Secret

_PREFIX: Final = "clientSecretPrefix"
_SHOWN: Final = 2


def with_secret_compared(exchange: Exchange, own: Secret | None) -> Exchange:
    """Say of each listed client secret whether it starts as ours, and keep two of its four first characters."""
    answer = exchange.answer
    if answer is None or not any(_PREFIX in row for row in _rows(answer.data)):
        return exchange
    rows = [_compared(row, own.reveal() if own is not None else None) for row in _rows(answer.data)]
    return msgspec.structs.replace(
        exchange, answer=msgspec.structs.replace(answer, data={**answer.data, "secrets": rows})
    )


def _rows(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = data.get("secrets")
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _compared(row: Mapping[str, Any], own: str | None) -> Mapping[str, Any]:
    prefix = row.get(_PREFIX, "")
    kept = {name: value for name, value in row.items() if name != _PREFIX}
    matches = {} if own is None or not prefix else {"matches": own[: len(prefix)] == prefix[: len(own)]}
    return {**kept, "starts": prefix[:_SHOWN], **matches}

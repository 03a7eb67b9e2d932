"""What was read of the exchanges of one run: the cases of its evidence, which grows, need not read it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from diagnose.model import Exchange

T = TypeVar("T")


class Memory:
    """Keeps, for each exchange, the newest result of each kind of work on it. For one thread at a time."""

    def __init__(self) -> None:
        self._results: dict[tuple[int, str], tuple[Exchange, Sequence[Any], Any]] = {}

    def of(self, exchange: Exchange, what: str, given: Sequence[Any], compute: Callable[[], T]) -> T:
        """What `compute` gives, or gave for the exchange and an equal `given`, which is all else that it hangs on."""
        key = (id(exchange), what)
        kept = self._results.get(key)
        if kept is None or kept[1] != given:
            kept = self._results[key] = (exchange, given, compute())  # kept alive, its id stays its own
        found: T = kept[2]
        return found

"""Changes the tables of the gates, one element at a time, and counts what the tests of the gates notice.

    python -m benchmarks.gate_mutations

Each change leaves out one gate of a table, or swaps two neighbours. mutmut changes nothing outside of functions, so
that these tables need their own run. Prints how many changes were noticed, and each that was not; exit 1 below 90 %.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from checks.knowledge import gates
from tests.checks.knowledge import test_gates

_TABLES: Final = ("_LOGIN", "_METHOD", "_METHOD_B", "_TOKEN", "SILENT")
_PLAIN: Final = ("_ANY_METHOD", "SHARED", "SHARED_BY_SECRETS", "SHOWN", "OF_A_PROOF")
_ENOUGH: Final = 0.9


def changed(gates_of: Any) -> Iterator[Any]:
    """The sequence or set without each of its elements, and a sequence with each two neighbours swapped."""
    if isinstance(gates_of, frozenset):
        yield from (gates_of - {gate} for gate in sorted(gates_of))
        return
    for at in range(len(gates_of)):
        yield gates_of[:at] + gates_of[at + 1 :]
    for at in range(len(gates_of) - 1):
        yield (*gates_of[:at], gates_of[at + 1], gates_of[at], *gates_of[at + 2 :])


def changes() -> Iterator[tuple[str, Any, str, Any]]:
    """Every change: its name, what holds the table, the key in that, and the new value."""
    tables = {name: getattr(gates, name) for name in _TABLES} | {
        f"_ROUTE[{e}]": t for e, t in vars(gates)["_ROUTE"].items()
    }
    for name, table in tables.items():
        for key, old in list(table.items()):
            yield from ((f"{name}[{key}]", table, key, new) for new in changed(old))
    for name in _PLAIN:
        yield from ((name, vars(gates), name, new) for new in changed(getattr(gates, name)))


def cases(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """The arguments of a test, one dictionary for each of its cases."""
    sets = []
    for each in getattr(test, "pytestmark", ()):
        names, values = each.args
        one = isinstance(names, str)
        sets.append([{names: value} if one else dict(zip(names, value, strict=True)) for value in values])
    for combined in itertools.product(*sets):
        yield {name: value for part in combined for name, value in part.items()}


def noticed(tests: Sequence[tuple[Callable[..., None], list[dict[str, Any]]]]) -> bool:
    """Whether any test fails as things are."""
    gates.order.cache_clear()
    try:
        for test, arguments in tests:
            for case in arguments:
                test(**case)
    except AssertionError:
        return True
    return False


def main() -> int:
    """Puts each change in place, runs the tests, and takes it back."""
    found = [test for name, test in inspect.getmembers(test_gates, inspect.isfunction) if name.startswith("test_")]
    tests = [(test, list(cases(test))) for test in found]
    if noticed(tests):
        raise SystemExit("the tests fail without any change")
    seen, missed = 0, []
    for name, holder, key, new in changes():
        old, holder[key] = holder[key], new
        if noticed(tests):
            seen += 1
        else:
            missed.append(f"{name}: {old} -> {new}")
        holder[key] = old
    total = seen + len(missed)
    print(f"{seen} of {total} changes of the gates' tables noticed", *missed, sep="\n")
    return int(seen < _ENOUGH * total)


if __name__ == "__main__":
    raise SystemExit(main())

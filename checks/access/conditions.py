"""The conditions of a rule against the fields of an object, as the server's library (ucast) evaluates them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from checks.access import glob
from checks.access.outcome import ServerFailsError, UndecidableError


class _Sign:
    """A value that no JSON can hold."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


UNKNOWN: Final = _Sign("UNKNOWN")
"""A field that the object has, with a value that nobody here knows."""
_MISSING: Final = _Sign("MISSING")
_ITSELF: Final = "__itself__"
OPAQUE: Final = "?"
"""Starts the name of a condition that cannot be evaluated; the rest of the name says what is not known."""

Test = Callable[[Any], bool]
"""Whether a field's value passes."""


def hold(conditions: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """Whether all conditions hold. The order counts: what stands behind a condition that fails is not evaluated.

    Raises ServerFailsError where the library throws, UndecidableError where a value that decides is not known.
    """
    tests = [test for field, wanted in conditions.items() for test in _tests(field, wanted)]
    return _all(tests, fields)


def failing(conditions: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    """The first field whose condition does not hold, or an empty text. Raises as `hold` does."""
    for field, wanted in conditions.items():
        if not hold({field: wanted}, fields):
            return field
    return ""


def _all(tests: Sequence[tuple[str, Test]], fields: Any) -> bool:
    unknown: UndecidableError | None = None
    for field, test in tests:
        try:
            if not test(_value(fields, field)):
                return False
        except UndecidableError as error:
            unknown = unknown or error
        except ServerFailsError:
            if unknown is None:
                raise
            raise UndecidableError(str(unknown), may_fail=True) from None
    if unknown is not None:
        raise unknown
    return True


def _value(fields: Any, field: str) -> Any:
    if field == _ITSELF:
        return fields
    if field.startswith(OPAQUE):
        raise UndecidableError(field.removeprefix(OPAQUE))
    if not isinstance(fields, Mapping):
        return _MISSING
    first, dot, _ = field.partition(".")
    value = fields.get(first if dot else field, _MISSING)
    if dot and isinstance(value, Mapping | list | tuple | _Sign) and value is not _MISSING:
        raise UndecidableError(f"the field {field}")
    return _MISSING if dot else value


def _tests(field: str, wanted: Any) -> list[tuple[str, Test]]:
    if field in _OPERATORS or field == "$options":
        raise ServerFailsError(f"{field} stands where a field's name belongs")
    if not _has_operators(wanted):
        return [(field, _equal_to(wanted, field))]
    return [(field, test) for test in _operator_tests(field, wanted)]


def _has_operators(wanted: Any) -> bool:
    return isinstance(wanted, Mapping) and not wanted.keys().isdisjoint({*_OPERATORS, "$options"})


def _operator_tests(field: str, wanted: Mapping[str, Any]) -> list[Test]:
    """One test per operator; an operator that the library does not have makes it throw."""
    if not wanted.keys() <= {*_OPERATORS, "$options"}:
        raise ServerFailsError(f"{field} mixes operators with other keys")
    return [_OPERATORS[name](value, field) for name, value in wanted.items() if name != "$options"]


def _known(value: Any, field: str) -> Any:
    if value is UNKNOWN:
        raise UndecidableError(f"the object's {field}")
    return value


def _same(a: Any, b: Any) -> bool:
    """Strict equality: of one type, and no two lists or objects are the same."""
    if a is _MISSING or isinstance(a, Mapping | list | tuple) or isinstance(b, Mapping | list | tuple):
        return False
    return isinstance(a, bool) == isinstance(b, bool) and (a is None) == (b is None) and bool(a == b)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _equal_to(wanted: Any, field: str) -> Test:
    def test(value: Any) -> bool:
        value = _known(value, field)
        if _is_list(value) and not _is_list(wanted):
            return any(_same(one, wanted) for one in value)
        return _same(value, wanted)

    return test


def _negated(make: Callable[[Any, str], Test]) -> Callable[[Any, str], Test]:
    def made(wanted: Any, field: str) -> Test:
        test = make(wanted, field)
        return lambda value: not test(value)

    return made


def _one_of(wanted: Any, field: str) -> Test:
    _needs_list(wanted, field)

    def test(value: Any) -> bool:
        if not wanted:
            return False
        value = _known(value, field)
        return any(_same(one, w) for one in (value if _is_list(value) else [value]) for w in wanted)

    return test


def _all_of(wanted: Any, field: str) -> Test:
    _needs_list(wanted, field)

    def test(value: Any) -> bool:
        value = _known(value, field)
        return _is_list(value) and all(any(_same(one, w) for one in value) for w in wanted)

    return test


def _needs_list(wanted: Any, field: str) -> None:
    if not _is_list(wanted):
        raise ServerFailsError(f"{field} is compared with a list that is none")


def _glob(wanted: Any, field: str) -> Test:
    if not isinstance(wanted, str):
        raise ServerFailsError(f"the pattern of {field} is no text")

    def test(value: Any) -> bool:
        if not wanted:
            raise ServerFailsError(f"the pattern of {field} is empty")
        value = _known(value, field)
        if not isinstance(value, str):
            raise ServerFailsError(f"the pattern of {field} meets no text")
        return glob.matches(wanted, value)

    return test


def _exists(wanted: Any, field: str) -> Test:
    if not isinstance(wanted, bool):
        raise ServerFailsError(f"$exists of {field} is neither true nor false")
    return lambda value: (value is not _MISSING) == wanted


def _size(wanted: Any, field: str) -> Test:
    if not isinstance(wanted, int | float) or isinstance(wanted, bool):
        raise ServerFailsError(f"$size of {field} is no number")

    def test(value: Any) -> bool:
        value = _known(value, field)
        return _is_list(value) and len(value) == wanted

    return test


def _ordered(accepted: frozenset[int]) -> Callable[[Any, str], Test]:
    """A comparison by order: 0 same, 1 greater, -1 anything else, as the library has it."""

    def make(wanted: Any, field: str) -> Test:
        if not isinstance(wanted, str | int | float) or isinstance(wanted, bool):
            raise ServerFailsError(f"{field} is compared with what has no order")

        def compare(value: Any) -> int:
            if _same(value, wanted):
                return 0
            if value is _MISSING:
                return -1
            if isinstance(value, str) and isinstance(wanted, str):
                return 1 if value > wanted else -1
            if isinstance(value, int | float) and isinstance(wanted, int | float):
                return 1 if value > wanted else -1
            if isinstance(value, str):
                return _not_greater(value, field)
            raise UndecidableError(f"the order of {field}")

        def test(value: Any) -> bool:
            value = _known(value, field)
            return any(compare(one) in accepted for one in (value if _is_list(value) else [value]))

        return test

    return make


def _not_greater(value: str, field: str) -> int:
    """Compare a text with a number: one that is no number is not greater."""
    if re.fullmatch(r"[\s+\-0-9.eExXoObB_Infity]*", value):
        raise UndecidableError(f"the order of {field}")
    return -1


def _regex(wanted: Any, field: str) -> Test:
    if not isinstance(wanted, str):
        raise ServerFailsError(f"the expression of {field} is no text")

    def test(value: Any) -> bool:
        value = _known(value, field)
        if not isinstance(value, str) and not _is_list(value):
            return False
        raise UndecidableError(f"the regular expression of {field}")

    return test


def _some_element(wanted: Any, field: str) -> Test:
    if not isinstance(wanted, Mapping):
        raise ServerFailsError(f"$elemMatch of {field} is no object")
    if _has_operators(wanted):
        inner = [(_ITSELF, test) for test in _operator_tests(_ITSELF, wanted)]
    else:
        inner = [test for name, part in wanted.items() for test in _tests(name, part)]

    def test(value: Any) -> bool:
        value = _known(value, field)
        return _is_list(value) and any(_all(inner, one) for one in value)

    return test


_OPERATORS: Final[Mapping[str, Callable[[Any, str], Test]]] = {
    "$eq": _equal_to,
    "$ne": _negated(_equal_to),
    "$in": _one_of,
    "$nin": _negated(_one_of),
    "$all": _all_of,
    "$glob": _glob,
    "$exists": _exists,
    "$size": _size,
    "$lt": _ordered(frozenset({-1})),
    "$lte": _ordered(frozenset({-1, 0})),
    "$gt": _ordered(frozenset({1})),
    "$gte": _ordered(frozenset({1, 0})),
    "$regex": _regex,
    "$elemMatch": _some_element,
}

"""What a pattern asks of a text, as its parse says: literals of which every match has one, and how many lines."""

from __future__ import annotations

import re
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

_LINE_FEED: Final = ord("\n")
_REPEATS: Final = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_MOST: Final = 40
_NONE: Final = frozenset({""})
_ANY: Final = float("inf")

Literals = frozenset[str]


def literals(pattern: re.Pattern[str]) -> Literals:
    """In lower case, literals such that whatever the pattern matches has one of them; {""} if there are none."""
    return _of_sequence(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE))


def most_lines(pattern: re.Pattern[str]) -> int:
    """On how many lines at most it is what the pattern matches and looks at; 0 if there may be any number."""
    feeds = _feeds(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), {})
    return int(feeds) + 1 if feeds < _ANY else 0


def _of_sequence(sequence: Any) -> Literals:
    best, whole = _NONE, _NONE
    for operation, value in sequence:
        exact = _exact(operation, value)
        joined = frozenset(one + other for one in whole for other in exact or ())
        if exact is not None and len(joined) <= _MOST:
            whole = joined
        else:
            best = _better(best, whole, _of_item(operation, value))
            whole = exact or _NONE
    return _better(best, whole)


def _of_item(operation: Any, value: Any) -> Literals:
    if operation is code.SUBPATTERN:
        return _of_sequence(value[3])
    if operation is code.ATOMIC_GROUP:
        return _of_sequence(value)
    if operation in _REPEATS and value[0] > 0:
        return _of_sequence(value[2])
    if operation is code.BRANCH:
        return frozenset().union(*map(_of_sequence, value[1]))
    return _NONE


def _exact(operation: Any, value: Any) -> Literals | None:  # noqa: PLR0911 - one for each kind of item
    """All that an item matches, in lower case, if that is a handful of texts."""
    if operation is code.LITERAL:
        return frozenset({chr(value).lower()})
    if operation is code.IN and all(kind is code.LITERAL for kind, _ in value):
        return frozenset(chr(each).lower() for _, each in value)
    if operation in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return _NONE
    if operation in _REPEATS and value[1] == 1:
        once = _exact_sequence(value[2])
        return None if once is None else once | _NONE if value[0] == 0 else once
    if operation is code.SUBPATTERN:
        return _exact_sequence(value[3])
    if operation is code.BRANCH:
        each = [_exact_sequence(branch) for branch in value[1]]
        return None if None in each else frozenset().union(*(found for found in each if found))
    return None


def _exact_sequence(sequence: Any) -> Literals | None:
    whole = _NONE
    for operation, value in sequence:
        exact = _exact(operation, value)
        whole = frozenset(one + other for one in whole for other in exact or ())
        if not whole or len(whole) > _MOST:
            return None
    return whole


def _better(*sets: Literals) -> Literals:
    return max(sets, key=lambda each: (min(map(len, each)) if len(each) <= _MOST else 0, -len(each)))


def _feeds(sequence: Any, groups: dict[int, float]) -> float:
    return sum(_item_feeds(operation, value, groups) for operation, value in sequence)


def _item_feeds(operation: Any, value: Any, groups: dict[int, float]) -> float:  # noqa: PLR0911 - one for each kind of item
    """How many line feeds an item matches or looks at, at most."""
    if operation is code.LITERAL:
        return float(value == _LINE_FEED)
    if operation is code.NOT_LITERAL:
        return float(value != _LINE_FEED)
    if operation is code.IN:
        return _set_has_feed(value)
    if operation is code.BRANCH:
        return max(_feeds(branch, groups) for branch in value[1])
    if operation is code.SUBPATTERN:
        groups[value[0]] = _feeds(value[3], groups)
        return groups[value[0]]
    if operation is code.GROUPREF:
        return groups[value]
    if operation in _REPEATS:
        once = _feeds(value[2], groups)
        return once and (once * value[1] if value[1] < parser.MAXREPEAT else _ANY)
    if operation is code.ATOMIC_GROUP:
        return _feeds(value, groups)
    if operation in (code.ASSERT, code.ASSERT_NOT):
        return _feeds(value[1], groups)
    return 0 if operation in (code.ANY, code.AT) else _ANY


def _set_has_feed(items: Any) -> bool:
    spaces = (code.CATEGORY_SPACE, code.CATEGORY_NOT_DIGIT, code.CATEGORY_NOT_WORD)
    has = any(
        (kind is code.LITERAL and each == _LINE_FEED)
        or (kind is code.RANGE and each[0] <= _LINE_FEED <= each[1])
        or (kind is code.CATEGORY and each in spaces)
        for kind, each in items
    )
    return bool(has != (items[0][0] is code.NEGATE))

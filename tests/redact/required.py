"""What a pattern asks of a text, as its parse says: literals of which every match has one, and lines or blanks."""

from __future__ import annotations

import re
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

_REPEATS: Final = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_MOST: Final = 40
_NONE: Final = frozenset({""})
_ANY: Final = float("inf")

Literals = frozenset[str]
Wanted = tuple[str, ...]


def has_one_of(pattern: re.Pattern[str], wanted: Wanted) -> bool:
    """Whether the parse shows that whatever the pattern matches has one of the literals, in lower case."""
    return _has(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), wanted)


def most_lines(pattern: re.Pattern[str]) -> int:
    """On how many lines at most it is what the pattern matches and looks at; 0 if there may be any number."""
    feeds = _most(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), "\n", {})
    return int(feeds) + 1 if feeds < _ANY else 0


def may_have_blank(pattern: re.Pattern[str]) -> bool:
    """Whether a blank may be in what the pattern matches or looks at."""
    return _most(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE), " ", {}) > 0


def _has(sequence: Any, wanted: Wanted) -> bool:
    whole = _NONE
    for operation, value in sequence:
        exact = _exact(operation, value)
        joined = frozenset(one + other for one in whole for other in exact or ())
        if exact is not None and len(joined) <= _MOST:
            whole = joined
        elif _all_have(_with_first(whole, operation, value), wanted) or _item_has(operation, value, wanted):
            return True
        else:
            whole = exact or _NONE
    return _all_have(whole, wanted)


def _with_first(whole: Literals, operation: Any, value: Any) -> Literals:
    """The texts, with what an item that is repeated begins with behind them."""
    once = _exact_sequence(value[2]) if operation in _REPEATS and value[0] > 0 else None
    return frozenset(one + other for one in whole for other in once or _NONE)


def _all_have(texts: Literals, wanted: Wanted) -> bool:
    return all(any(literal in text for literal in wanted) for text in texts)


def _item_has(operation: Any, value: Any, wanted: Wanted) -> bool:
    if operation is code.SUBPATTERN:
        return _has(value[3], wanted)
    if operation is code.ATOMIC_GROUP:
        return _has(value, wanted)
    if operation in _REPEATS and value[0] > 0:
        return _has(value[2], wanted)
    return operation is code.BRANCH and all(_has(branch, wanted) for branch in value[1])


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


def _most(sequence: Any, char: str, groups: dict[int, float]) -> float:
    return sum(_most_of_item(operation, value, char, groups) for operation, value in sequence)


def _most_of_item(operation: Any, value: Any, char: str, groups: dict[int, float]) -> float:  # noqa: PLR0911 - one for each kind of item
    """How many of the character, a line feed or a blank, an item matches or looks at, at most."""
    if operation is code.LITERAL:
        return float(value == ord(char))
    if operation is code.NOT_LITERAL:
        return float(value != ord(char))
    if operation is code.IN:
        return _set_has(value, char)
    if operation is code.BRANCH:
        return max(_most(branch, char, groups) for branch in value[1])
    if operation is code.SUBPATTERN:
        groups[value[0]] = _most(value[3], char, groups)
        return groups[value[0]]
    if operation is code.GROUPREF:
        return groups[value]
    if operation in _REPEATS:
        once = _most(value[2], char, groups)
        return once and (once * value[1] if value[1] < parser.MAXREPEAT else _ANY)
    if operation is code.ATOMIC_GROUP:
        return _most(value, char, groups)
    if operation in (code.ASSERT, code.ASSERT_NOT):
        return _most(value[1], char, groups)
    return {code.ANY: float(char != "\n"), code.AT: 0}.get(operation, _ANY)


def _set_has(items: Any, char: str) -> bool:
    spaces = (code.CATEGORY_SPACE, code.CATEGORY_NOT_DIGIT, code.CATEGORY_NOT_WORD)
    has = any(
        (kind is code.LITERAL and each == ord(char))
        or (kind is code.RANGE and each[0] <= ord(char) <= each[1])
        or (kind is code.CATEGORY and each in spaces)
        for kind, each in items
    )
    return bool(has != (items[0][0] is code.NEGATE))

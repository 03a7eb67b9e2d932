"""The glob patterns of permission rules, matched as the server's library (picomatch, `strictSlashes: false`) does.

A pattern becomes a regular expression, segment by segment. What lies outside the part of the language that is
translated here is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from checks.access.outcome import ServerFailsError, UndecidableError

MAX_PATTERN: Final = 512
MAX_VALUE: Final = 1024
_MAX_STARS: Final = 16

_ANY: Final = r"[^\n\r\u2028\u2029]"
_STAR: Final = "[^/]*?"
_NO_DOT: Final = r"(?!\.)"
_SOME: Final = rf"(?={_ANY})"
_GLOBSTAR: Final = rf"(?:(?:(?!(?:^|/)\.){_ANY})*?)"
# A star behind a leading dot does not make `.` or `..` of it.
_NO_DOTS_ALONE: Final = r"(?!\.?(?:/|$))"
_MAYBE_SLASH: Final = "/?"

# What the library writes otherwise, or what may stand for several things: never translated.
_REFUSED: Final = re.compile(r'[\\()"|$\x00]|\+\+|[{}\]]\+|\*{3}|\*\*\{|//|(?:^|/)\.{1,2}(?:/|$)|(?<!\[)\^')
_CLASS: Final = re.compile(r"\[(\^?(?:[A-Za-z0-9_](?:-[A-Za-z0-9_])?)+)\]")
_RANGE: Final = re.compile(r"\{([A-Za-z0-9])\.\.([A-Za-z0-9])\}")
_PART: Final = re.compile(r"\[[^\]]*\]|\{[^}]*\}|\*+|\?|.", re.DOTALL)
_ONE_SEGMENT: Final = re.compile(r"[^*!/\[\]{}][^/\[\]{}]*")
_ENDING: Final = re.compile(r"(.*?)\.(\w+)", re.ASCII | re.DOTALL)

# Short patterns that the library does not take apart: their stars differ from those of longer ones.
_SHORT: Final = {
    "*": rf"{_NO_DOT}{_SOME}{_STAR}",
    ".*": rf"\.{_SOME}{_STAR}",
    "*.*": rf"{_NO_DOT}{_STAR}\.{_SOME}{_STAR}",
    "*/*": rf"{_NO_DOT}{_STAR}/{_SOME}{_NO_DOT}{_STAR}",
    "**": rf"{_NO_DOT}{_GLOBSTAR}",
    "**/*": rf"(?:{_NO_DOT}{_GLOBSTAR}/)?{_NO_DOT}{_SOME}{_STAR}",
    "**/*.*": rf"(?:{_NO_DOT}{_GLOBSTAR}/)?{_NO_DOT}{_STAR}\.{_SOME}{_STAR}",
    "**/.*": rf"(?:{_NO_DOT}{_GLOBSTAR}/)?\.{_SOME}{_STAR}",
}
_SAME: Final = {"***": "*", "**/**": "**", "**/**/**": "**"}


def matches(pattern: str, value: str) -> bool:
    """Whether the pattern matches the value.

    Raises ServerFailsError where the library throws, UndecidableError where the pattern is not translated.
    """
    if not pattern:
        raise ServerFailsError("an empty pattern")
    if not value:
        return False
    if value == pattern:
        return True
    if len(value) > MAX_VALUE or max(value) > "\uffff":
        raise UndecidableError("the value is too long or holds characters beyond the basic plane")
    negated = pattern.startswith("!")
    matched = bool(_compiled(pattern[1:] if negated else pattern, negated=negated).match(value))
    return matched != negated if "\n" not in value else _refuse(value)


def is_literal(text: str) -> bool:
    """Whether the text, used as a pattern, can match nothing but itself."""
    return bool(text) and not re.search(r"[*?{}\[\]()!+@|\\\"$^]", text)


def _refuse(what: str) -> bool:
    raise UndecidableError(f"the pattern {what} cannot be computed offline")


@lru_cache(maxsize=1024)
def _compiled(pattern: str, *, negated: bool) -> re.Pattern[str]:
    if len(pattern) > MAX_PATTERN or pattern.count("*") > _MAX_STARS or max(pattern, default="a") > "\uffff":
        _refuse(pattern[:40] + "…")
    pattern = pattern if negated else _SAME.get(pattern, pattern)
    if not pattern or _REFUSED.search(pattern) or (negated and pattern[0] == "!"):
        _refuse(pattern)
    return re.compile(rf"\A(?:{_source(pattern, negated=negated)})\Z")


def _source(pattern: str, *, negated: bool) -> str:
    """The regular expression of a pattern, by the way in which the library reads patterns of its form."""
    if not negated:
        short = _short(pattern) if pattern[0] in ".*" else None
        if short is not None:
            return short + _MAYBE_SLASH
        if _ONE_SEGMENT.fullmatch(pattern):
            return _one_segment(pattern)
    return _segments(pattern)


def _short(pattern: str) -> str | None:
    if pattern in _SHORT:
        return _SHORT[pattern]
    ending = _ENDING.fullmatch(pattern)
    before = _short(ending[1]) if ending is not None and ending[1] else None
    return None if before is None or ending is None else f"{before}\\.{ending[2]}"


def _one_segment(pattern: str) -> str:
    """A pattern of one segment that starts with no star: stars may be empty, and no slash may follow."""
    out = []
    for match in re.finditer(r"\*+|\?+|[^*?]+", pattern):
        part = match[0]
        if part[0] == "*":
            out.append(_STAR)
        elif part[0] == "?":
            first = "[^./]" if match.start() == 0 else "[^/]"
            out.append(first + "[^/]" * (len(part) - 1))
        else:
            out.append(re.escape(part))
    return "".join(out)


def _segments(pattern: str) -> str:
    """A pattern read segment by segment."""
    listed = pattern.split("/")
    if any(seg.count("{") != seg.count("}") for seg in listed) or _odd_range(pattern):
        _refuse(pattern)
    segments = [seg for i, seg in enumerate(listed) if seg != "**" or listed[i - 1 : i] != ["**"]]
    return "".join(_joined(segments)) + (_MAYBE_SLASH if _ends_open(segments[-1]) else "")


def _odd_range(pattern: str) -> bool:
    """Whether a range stands beside other special characters, which the library then reads in ways of its own."""
    rest = _RANGE.sub("", pattern)
    return rest != pattern and bool(re.search(r"[^A-Za-z0-9_/-]", rest))


def _joined(segments: Sequence[str]) -> Iterator[str]:
    """The expression of each segment with the slash before it; `**` decides on the slashes on both its sides."""
    eaten = True  # whether the slash before the next segment is written already
    for i, segment in enumerate(segments):
        slash = "" if eaten else "/"
        eaten = False
        if segment != "**":
            yield slash + _segment(segment)
            continue
        is_last, inner = i == len(segments) - 1, i > 1 or (i == 1 and segments[0] != "")
        if i == 0 and is_last:
            yield _GLOBSTAR
        elif i == 0:
            yield f"(?:^|/|{_GLOBSTAR}/)"
            eaten = True
        elif inner and is_last and not _ends_in_star(segments[i - 1]):
            yield f"(?:/{_NO_DOT}{_GLOBSTAR}|$)"
        elif inner and not is_last:
            end = "|$" if segments[i + 1 :] != [""] else ""
            yield f"(?:/{_NO_DOT}{_GLOBSTAR}/|/{end})"
            eaten = True
        else:
            yield slash + _NO_DOT + _GLOBSTAR


def _ends_in_star(segment: str) -> bool:
    return segment.endswith("*")


def _ends_open(segment: str) -> bool:
    """Whether the library lets a slash follow: behind a star that is no `**`, and behind a class."""
    return segment != "**" and segment.endswith(("*", "]"))


def _segment(segment: str) -> str:
    out = []
    for match in _PART.finditer(segment):
        part, at_start = match[0], match.start() == 0
        if part[0] == "*":
            behind_dot = match.start() == 1 and segment[0] == "."
            guard = _NO_DOT if at_start else _NO_DOTS_ALONE if behind_dot else ""
            out.append(guard + (_SOME if guard and len(part) == 1 else "") + _STAR)
        elif part == "?":
            out.append("[^./]" if at_start else "[^/]")
        elif part[0] == "{" and len(part) > 1:
            out.append(_braces(part))
        elif part[0] == "[":
            out.append(_class(part))
        elif part in "{}]":
            _refuse(segment)
        else:
            out.append(re.escape(part))
    return "".join(out)


def _class(part: str) -> str:
    """A class of characters; one that holds no special character may also be meant as it is written."""
    inside = _CLASS.fullmatch(part)
    if inside is None:
        _refuse(part)
        return ""
    try:
        re.compile(part)
    except re.error:
        _refuse(part)
    text = f"{part[:-1]}/]" if inside[1].startswith("^") else part
    special = "-" in part or "^" in part
    return text if special else f"(?:{re.escape(part)}|{part})"


def _braces(part: str) -> str:
    """A choice of plain words, a range of single characters, or a brace that is meant as it is written."""
    inside = part[1:-1]
    span = _RANGE.fullmatch(part)
    if span is not None:
        return f"[{min(span.groups())}-{max(span.groups())}]"
    if not re.fullmatch(r"[\w ,=:#&~%@'-]*", inside):
        _refuse(part)
    if "," not in inside:
        return re.escape(part)
    return f"(?:{'|'.join(map(re.escape, inside.split(',')))})"

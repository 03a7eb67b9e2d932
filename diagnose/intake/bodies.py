"""Bodies of answers wherever they stand in a text: Infisical's errors, and web pages where an API answer was expected.

The errors are JSON, escaped, cut short, or printed as an object; the pages are of a proxy, a filter or a front end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from diagnose.http.answer import read_answer
from diagnose.intake import statuses
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import patterns
from diagnose.intake.text import Clean
from diagnose.model import Answer, Envelope

_RE: Final = patterns("bodies")
_MEANT: Final = {"n": "\n", "r": " ", "t": " "}
_BRACES: Final = 6
_MOST: Final = 1000
_REACH: Final = 4000
_CUT_SHORT: Final = " (truncated"
_NAMES: Final = ("message", "error", "reqId")
_FIELDS: Final = 8
_MAX: Final = 65536
_DECODER: Final = json.JSONDecoder(strict=False)


def read(page: Page) -> Iterator[Draft]:
    """Errors first: a page may be quoted in one."""
    yield from _errors(page)
    yield from _pages(page)


def _errors(page: Page) -> Iterator[Draft]:
    """The bodies in the page, each once."""
    for match in islice(page.matches(_RE["key"]), _MOST):
        body = _json(page.text, match) or _escaped(page, match, _json) or _printed(page, match)
        body = body or _escaped(page, match, lambda line, key: _printed(Page("", [Clean(1, line)]), key))
        if body is not None:
            start, end, answer = body
            yield page.found(start, end, status=answer.status, answer=answer)


def error_at(text: str, start: int, limit: int = _REACH) -> tuple[Answer, int] | None:
    """Infisical's error body that starts there, as an answer, and where it ends."""
    value, end = at(text, start, limit) or (None, start)
    answer = answer_of(value) if isinstance(value, dict) else None
    return (answer, end) if answer is not None else None


def at(text: str, start: int, limit: int = _REACH) -> tuple[Any, int] | None:
    """The JSON value that starts there and where it ends; line breaks within strings are allowed."""
    part = text[start : start + limit]
    for unbroken in (part, _RE["wrap"].sub(lambda gap: " " * len(gap[0]), part)):
        try:
            value, end = _DECODER.raw_decode(unbroken)
            if unbroken is not part:
                value = _DECODER.decode(_RE["wrap"].sub(" ", part[:end]))
        except (ValueError, RecursionError):
            continue
        return value, start + end
    return None


def answer_of(value: dict[str, Any]) -> Answer | None:
    """The answer that an error body is; None if it is none of Infisical's."""
    status = value.get("statusCode", value.get("status_code"))
    if isinstance(status, str) and status.isdigit():
        status = int(status)
        value = {**value, "statusCode": status}
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status < 600:  # noqa: PLR2004 - HTTP
        return None
    answer, _ = read_answer("", status, (), json.dumps(value).encode("utf-8", "replace"))
    return answer if answer.envelope in {Envelope.A, Envelope.B, Envelope.C} else None


_Body = tuple[int, int, Answer]
"""Where a body starts and ends in a text, and what it is as an answer."""


def _json(text: str, match: re.Match[str]) -> _Body | None:
    """The innermost JSON object that the key belongs to."""
    brace = match.start() + 1
    for _ in range(_BRACES):
        brace = text.rfind("{", max(0, match.start() - _REACH), brace)
        if brace < 0:
            return None
        value, end = at(text, brace) or (None, brace)
        if end > match.start() and isinstance(value, dict):
            answer = answer_of(value)
            return (brace, end, answer) if answer is not None else None
    return None


def _escaped(page: Page, match: re.Match[str], read: Callable[[str, re.Match[str]], _Body | None]) -> _Body | None:
    """A body within a string of other JSON: the line is searched again with the escapes taken off."""
    index = page.index(match.start())
    start = max(page.start(index), match.start() - _REACH)
    end = min(page.start(index + 1), match.start() + 2 * _REACH)
    line = page.text[start:end]
    for _ in range(3):
        if '\\"' not in line:
            return None
        line = _RE["escaped"].sub(lambda escape: _MEANT.get(escape[1], escape[1]), line)
        for first, last, answer in filter(None, (read(line, key) for key in _RE["key"].finditer(line))):
            return match.start(), min(end, match.start() + last - first), answer
    return None


def _printed(page: Page, match: re.Match[str]) -> _Body | None:
    """An object as JavaScript or Python prints it, or JSON that was cut short: the fields around the key."""
    brace = page.text.rfind("{", max(0, match.start() - _REACH), match.start())
    start = brace if brace >= 0 else _first_field(page, match.start())
    if page.text.count("}", start, match.start()) > page.text.count("{", start + 1, match.start()):
        start = page.start(page.index(match.start()))
    close = page.text.find("}", match.end(), match.end() + 1500)
    end = close + 1 if close >= 0 else min(len(page.text), match.end() + 600)
    part = page.text[start:end]
    said: dict[str, Any] = {name: _field(name, part) for name in _NAMES}
    if _RE["issues"].search(part):
        said |= {"message": [], "error": _field("error", part.rpartition("]")[2]) or "ValidationFailure"}
    elif not said["message"]:
        return None
    if (said["error"] or "").endswith("…"):
        said["error"] = None  # a name that was cut short is none
    key = "status_code" if "status_code" in match[0] else "statusCode"
    kept = {name: value for name, value in said.items() if value is not None}
    answer = answer_of({**kept, key: int(match[1]), "type": said["error"]})
    if answer is None:
        return None
    if said["error"] is None or said["message"][-1:] == "…":
        answer = msgspec.structs.replace(answer, envelope=Envelope.CLIENT)
    return start, end, answer


def _first_field(page: Page, at: int) -> int:
    """Where the fields begin that stand on the lines right above a key, if the brace before them was left out."""
    index = page.index(at)
    above = range(index, max(-1, index - _FIELDS), -1)
    first = next((each for each in above if not _RE["of-field"].match(page.lines[each].text)), -1)
    return page.start(min(index, first + 1))


def _field(name: str, part: str) -> str | None:
    match = _RE[name].search(part)
    if match is None or not match[2]:
        plain = _RE[f"plain-{name}"].search(part)
        return plain[plain.lastindex or 0] if plain is not None else None
    value = re.sub(r"\\(.)", r"\1", match[2])
    return value if match[3] and _CUT_SHORT not in value else _RE["truncated"].split(value)[0] + "…"


def issues(found: Draft) -> None:
    """A list of schema issues as the message is what the server answers to a request that is not well-formed."""
    listed = at(found.message, 0) if found.message and found.message.startswith("[{") else None
    body = {"statusCode": found.status, "message": listed and listed[0], "error": "ValidationFailure"}
    if listed is not None and (answer := answer_of(body)) is not None:
        found.message, found.error = answer.message, answer.error


def _pages(page: Page) -> Iterator[Draft]:
    """The pages in the text, and the one-line answers of filters."""
    for match in page.matches(_RE["start"]):
        close = _RE["end"].search(page.text, match.end(), match.start() + _MAX)
        end = close.end() if close else min(len(page.text), match.start() + _MAX)
        if not page.taken(match.start(), end):  # else it is a mail or a report that holds an answer
            yield _of_page(page, match.start(), end)
    for match in page.matches(_RE["plain"]):
        yield _of_page(page, *match.span(1))


def _of_page(page: Page, start: int, end: int) -> Draft:
    body = page.text[start:end]
    titled = _RE["title-status"].search(body)
    status = int(titled[1]) if titled else statuses.stated(page.text[page.start(page.index(start)) : start])
    answer, _ = read_answer("", status, (), body.encode("utf-8", "replace"))
    return page.found(start, end, status=status, answer=answer)

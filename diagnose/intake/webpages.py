"""Web pages where an API answer was expected: what a proxy, a filter or a front end said instead of Infisical."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from diagnose.http.answer import read_answer
from diagnose.intake import plain
from diagnose.intake.page import Draft, Page

_START: Final = re.compile(r"<!DOCTYPE html|<html\b", re.IGNORECASE)
_END: Final = re.compile(r"</html>", re.IGNORECASE)
_TITLE_STATUS: Final = re.compile(r"<(?:title|h1)>\s*(?:HTTP )?([45]\d\d)\b")
_PLAIN: Final = re.compile(r"(?m)(?:^\W{0,4}|\b[45]\d\d\W{1,4})(error code: 1\d{3})\W{0,4}$")
_MAX: Final = 65536


def read(page: Page) -> Iterator[Draft]:
    """The pages in the text, and the one-line answers of filters."""
    for match in _START.finditer(page.text):
        if page.taken(match.start()):
            continue
        close = _END.search(page.text, match.end(), match.start() + _MAX)
        end = close.end() if close else min(len(page.text), match.start() + _MAX)
        if page.taken(match.start(), end):
            continue  # a mail or a report that holds an answer
        yield _found(page, match.start(), end)
    for match in _PLAIN.finditer(page.text):
        if not page.taken(match.start()):
            yield _found(page, match.start(1), match.end(1))


def _found(page: Page, start: int, end: int) -> Draft:
    body = page.text[start:end]
    titled = _TITLE_STATUS.search(body)
    status = int(titled[1]) if titled else plain.stated(page.text[page.start(page.index(start)) : start])
    answer, _ = read_answer("", status, (), body.encode("utf-8", "replace"))
    return replace(page.found(start, end), status=status, answer=answer)

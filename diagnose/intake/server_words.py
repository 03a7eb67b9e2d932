"""The server's own sentences where a client prints them without the body: an SDK's error, a field of a log, prose.

A sentence proves what was said, but not that it was said just now: without a status beside it, it is likely at most.
Several different ones close together are a list, such as a table of messages or a program's source, and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from checks.knowledge.table import Row, rows
from diagnose.intake import plain
from diagnose.intake.doubts import is_default_message
from diagnose.intake.own_words import pattern_of
from diagnose.intake.page import Draft, Page
from diagnose.model import Confidence
from diagnose.redact.rule import rule

NO_STATUS: Final = "The words stand in the text without the answer's status; the client's own output would prove them."
_ABOUT: Final = rule(
    r"nfisical|NFISICAL|universal-auth|/api/v\d/",
    finds=("Infisical", "/api/v3/"),
    leaves=("/apis/v3", "vault"),
)
_OURS: Final = rule(
    r"nfisical|NFISICAL|universal-auth",
    finds=("infisical", "universal-auth"),
    leaves=("/api/v3/",),
)
_SHORTEST, _PLAIN = 16, 24
_LIST: Final = 3
_FIELDS: Final = 4
_STATUS: Final = rule(
    r"(?<![\w.:/@#-])([45]\d\d)(?![\w.:/@-])",
    finds=("got 403 from", "(401)"),
    leaves=("1403", "404ms", "v1.403"),
)
_FIELD: Final = rule(
    r"""(?i)\b(?:http[._])?(?:status(?:[._ ]?code)?|code|response)["']?\s*[:=(]?\s*["']?([45]\d\d)\b""",
    finds=("status: 403", "http.status_code=401", "code 404"),
    leaves=("status: 200", "encoder 403"),
)
_SOURCE: Final = rule(
    r"===?|!==?|\bthrow new\b|\.(?:includes|contains|equals|match)\(|\b(?:const|let|var) \w+ =|\bif \(|#define\b"
    r"|\bcase [\"']|\|\s*$",
    finds=("if (x", "a === b", "throw new Error", 'case "x"'),
    leaves=("Invalid credentials", "a = b"),
)
_OVER: Final = rule(
    r"(?i)\b(?:resolved|fixed|solved|closed|no longer|instead of)\b|^\W*fix\b",
    finds=("this is resolved", "no longer fails", "fix: login"),
    leaves=("Invalid credentials", "prefix"),
)
_PLACEHOLDER: Final = rule(r"<[^<>]*>", finds=("Project <slug> not found",), leaves=("a <- b", "Project not found"))


def read(page: Page) -> Iterator[Draft]:
    """One for each sentence that is no part of a list."""
    if not _ABOUT.search(page.text):
        return
    said = [match for match in _matches(page) if not page.taken(match.start()) and _counts(page, match)]
    for match in said:
        if _is_listed(page, match, said):
            continue
        line = page.line_of(match.start())
        status = _status(page, match)
        page.take(match.start(), match.end())
        yield Draft(
            start=match.start(), end=match.end(), status=status, message=_words(match[0]), number=line.number,
            quote=line.text, at=line.at, hedge="" if status else NO_STATUS,
            at_most=None if status else Confidence.LIKELY,
        )  # fmt: skip


def _words(text: str) -> str:
    return " ".join(re.sub(r"\n[>\s]*", " ", text).split())


def _matches(page: Page) -> Iterator[re.Match[str]]:
    anchors, patterns = _known()
    end = 0
    for anchor in anchors.finditer(page.text):
        if anchor.start() < end:
            continue
        found = (match for pattern in patterns[anchor[0]] if (match := pattern.match(page.text, anchor.start())))
        best = max(found, key=lambda match: match.end(), default=None)
        if best is not None:
            end = best.end()
            yield best


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, list[re.Pattern[str]]]]:
    """The first words of all telling sentences, and by them the sentences."""
    patterns: dict[str, list[re.Pattern[str]]] = {}
    for text in dict.fromkeys(text for row in rows() for text in _sentences(row)):
        first = _PLACEHOLDER.split(text)[0]
        patterns.setdefault(" ".join(first.split()[:2]) if first.count(" ") > 1 else first, []).append(
            re.compile(pattern_of(text))
        )
    longest = sorted(patterns, key=len, reverse=True)
    return re.compile(r"(?<![\w])(?:" + "|".join(map(re.escape, longest)) + ")"), patterns


def _sentences(row: Row) -> Iterator[str]:
    """The row's message, if enough of it is fixed and it starts with words of its own."""
    fixed = _PLACEHOLDER.sub("", row.message)
    if len(fixed) >= _SHORTEST and " " in fixed.strip() and not row.message.startswith("<"):
        yield row.message


def _counts(page: Page, match: re.Match[str]) -> bool:
    """Whether the sentence is the server's: short or common ones only on a line that speaks of Infisical."""
    line = page.line_of(match.start()).text
    if _SOURCE.search(line) or _OVER.search(line) or plain.is_librarys(match[0]):
        return False
    if len(match[0]) >= _PLAIN and not is_default_message(match[0]):
        return True
    return _OURS.search(page.around(match.start(), 1, 1) if _stated(line, match) else line) is not None


def _is_listed(page: Page, match: re.Match[str], others: Sequence[re.Match[str]]) -> bool:
    """Whether another sentence stands close by, and its line has no time and no status of its own."""
    index = page.index(match.start())
    if page.lines[index].at or _stated(page.lines[index].text, match):
        return False
    near = (other for other in others if abs(page.index(other.start()) - index) <= _LIST)
    return any(_words(other[0]) != _words(match[0]) for other in near)


def _stated(line: str, match: re.Match[str]) -> re.Match[str] | None:
    """The status that the sentence's own line states."""
    return _FIELD.search(line) or _STATUS.search(line.replace(match[0], " "))


def _status(page: Page, match: re.Match[str]) -> int:
    """The status that the line states, or a field of that name just above or below; 0 if none."""
    line = page.line_of(match.start()).text
    told = _stated(line, match)
    if told is None:
        index = page.index(match.start())
        near = (page.lines[at].text for at in range(max(0, index - _FIELDS), min(len(page.lines), index + _FIELDS + 1)))
        told = next((found for text in near if (found := _FIELD.search(text))), None)
    return int(told[1]) if told is not None else 0

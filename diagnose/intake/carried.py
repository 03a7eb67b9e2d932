"""What mail, CSV, web pages, URLs and word processors do to a text on its way, undone."""

from __future__ import annotations

import html
import quopri
import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

_KEYS: Final = r"(?:reqId|statusCode|status_code|message|error|type)"
_ENTITIES: Final = re.compile(rf"&(?:quot|#34|#x22);{_KEYS}&|\[message=\s?&(?:quot|#34|#x22);")
_DOUBLED: Final = re.compile(rf'""{_KEYS}""')
_CURLY: Final = re.compile(rf"[\u201c\u201d\u201e]{_KEYS}[\u201c\u201d]")
_STRAIGHT: Final = str.maketrans("\u201c\u201d\u201e\u00a0", '""" ')
_PERCENT: Final = re.compile(rf"%7B%22{_KEYS}%22\S*", re.IGNORECASE)
_QUOTE: Final = re.compile(r"(?:>[ >]*)")
# curl's own mark
_SENT: Final = re.compile(r"> ?(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ HTTP/|Host: )")
_PRINTABLE: Final = re.compile(r"(?i)^content-transfer-encoding:\s*quoted-printable")
_LONGEST: Final = 20_000


def plain_of(text: str) -> str:
    """A line whose JSON is written in entities, doubled or curly quotes or percent signs, as it was."""
    if _ENTITIES.search(text):
        text = html.unescape(text)
    if _DOUBLED.search(text):
        text = text.replace('""', '"')
    if _CURLY.search(text):
        text = text.translate(_STRAIGHT)
    return _PERCENT.sub(lambda match: unquote(match[0]), text)


def unmailed(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines without a mail's marks: `>` before a run of quoted lines, and the soft line ends of its encoding."""
    run: list[tuple[int, str]] = []
    for number, text in _joined(lines):
        if text.startswith(">"):
            run.append((number, text))
            continue
        yield from _unquoted(run)
        run = []
        yield number, text
    yield from _unquoted(run)


def _unquoted(run: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """A run of lines that start with `>`; what curl sent starts so as well, and keeps it."""
    if len(run) < 2 or any(_SENT.match(text) for _, text in run):  # noqa: PLR2004 - one line is no run
        yield from run
        return
    yield from ((number, _QUOTE.sub("", text, count=1)) for number, text in run)


def _joined(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines of a text that says of itself that it is quoted-printable, decoded."""
    if not any(_PRINTABLE.match(text) for _, text in lines):
        yield from lines
        return
    open_line: tuple[int, str] | None = None
    for number, text in lines:
        first, before = open_line or (number, "")
        open_line = None
        if text.endswith("=") and len(before) < _LONGEST:
            open_line = first, before + text[:-1]
            continue
        yield first, quopri.decodestring((before + text).encode()).decode("utf-8", "replace")
    if open_line is not None:
        yield open_line

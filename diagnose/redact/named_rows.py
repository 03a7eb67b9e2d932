"""Tables whose rows name a secret each, and tables of wikis: the header says which cells hold values."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Key, Weight, key_of
from diagnose.redact.scan import line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.table_cells import cell_span

_NAMES: Final = Literals(("secret", "token", "pass", "pwd", "credential", "key"))
_SEPARATORS: Final = ("\t", "|", "│", "┃", "║", ",", ";")
_LONGEST: Final = 2000
_FAR: Final = 40
"""How many lines above a row its header may be."""
_NAME_COLUMN: Final = re.compile(
    r"(?:secret[ _]?)?(?:key|name|variable|field|attribute|setting|parameter|property|output|item|option)s?"
    r"|env(?:ironment)?[ _]?var(?:iable)?s?",
    re.IGNORECASE,
)
_VALUE_COLUMN: Final = re.compile(
    r"(?:[A-Za-z]{1,20}[ _])?values?|(?:personal[ _])?override|default|current|previous|before|after|old|new"
    r"|dev(?:elopment)?|test(?:ing)?|qa|uat|stag(?:e|ing)|pre-?prod|prod(?:uction)?|live|local|wert|valor|valeur",
    re.IGNORECASE,
)
_WIKI: Final = ("!", "||")
"""With which a line begins that is the header of a table of a wiki."""
_WIKI_HEADER: Final = re.compile(r"^(?:!(?P<media>[^\n]*![!]|[^\n]*\|\|)|\|\|)[^\n]*$", re.MULTILINE)
_MONOSPACE: Final = re.compile(r"\{\{.+\}\}")
_MOST: Final = 10_000

Cells = list[tuple[int, int]]


class _Table(NamedTuple):
    separator: str
    width: int
    names: int
    values: tuple[int, ...]


def named_row_spans(content: Indexed) -> Iterator[Span]:
    """The values in rows that begin with the name of a secret, and those under such a name in a wiki's table."""
    text = content.text
    wiki = "||" in text and (text.startswith(_WIKI) or any(f"\n{sign}" in text for sign in _WIKI))
    for header in _WIKI_HEADER.finditer(text) if wiki else ():
        yield from _wiki(text, header)
    table, missing, below = None, None, -1
    done = -1
    for at in content.hits(_NAMES.within(content)):
        if at < done:
            continue
        start, done = text.rfind("\n", max(0, at - _LONGEST), at) + 1, line_end(text, at)
        if start != below or table is None or table.separator not in text[start:done]:
            separator = next((sign for sign in _SEPARATORS if text.count(sign, start, done) > 1), None)
            # Where the line above has no table, only that line itself may be a header.
            far = 1 if start == below and missing == separator else _FAR
            table = _table_above(text, start, done, separator, far)
            missing = separator if table is None else None
        below = next_line(text, done)
        if table is not None:
            yield from _row(text, table, _cells(text, start, done, table.separator))


def _table_above(text: str, start: int, end: int, separator: str | None, far: int) -> _Table | None:
    """The table that a line is a row of, as the first line above with as many cells says; not farther than `far`."""
    if separator is None or end - start > _LONGEST:
        return None
    count = text.count(separator, start, end)
    for _ in range(far):
        if start == 0:
            return None
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        if text.count(separator, start, end) != count:
            return None
        table = _table(text, _cells(text, start, end, separator), separator)
        if table is not None:
            return table
    return None


def _table(text: str, head: Cells, separator: str) -> _Table | None:
    cells = [text[start:end] for start, end in head]
    names = [number for number, cell in enumerate(cells) if _NAME_COLUMN.fullmatch(cell)]
    values = tuple(number for number, cell in enumerate(cells) if _VALUE_COLUMN.fullmatch(cell))
    return _Table(separator, len(cells), names[0], values) if names and values else None


def _row(text: str, table: _Table, cells: Cells) -> Iterator[Span]:
    if len(cells) != table.width:
        return
    key = key_of(text[slice(*cells[table.names])][:80])
    if key is not None and key.weight > Weight.DOUBTFUL:
        for number in table.values:
            yield from _cell(text, *cells[number], key)


def _wiki(text: str, header: re.Match[str]) -> Iterator[Span]:
    """The cells under the names of secrets in a table of MediaWiki, or one of Jira and Confluence."""
    media = header["media"] is not None
    head = _cells(text, header.start() + media, header.end(), "!!" if "!!" in header[0] else "||")
    keys = {number: key for number, (a, b) in enumerate(head) if (key := key_of(text[a:b].replace(" ", "_")[:80]))}
    table = _table(text, head, "||" if media else "|")
    at = next_line(text, header.end())
    for _ in range(_MOST if keys or table else 0):
        end = line_end(text, at)
        if not text.startswith("|", at) or text.startswith("|}", at):
            return
        cells = _cells(text, at + media, end, "||" if media else "|")
        for number, key in keys.items() if len(cells) == len(head) else ():
            yield from _cell(text, *cells[number], key)
        if table is not None:
            yield from _row(text, table, cells)
        at = next_line(text, end)


def _cell(text: str, start: int, end: int, key: Key) -> Iterator[Span]:
    inside = 2 if _MONOSPACE.fullmatch(text, start, end) else 0
    yield from cell_span(text, start + inside, end - inside, key)


def _cells(text: str, start: int, end: int, separator: str) -> Cells:
    """Start and end of each cell of a line, without blanks, quotes and the signs of markup around it."""
    found = re.finditer(re.escape(separator), text[start:end])
    cuts = [start - len(separator), *(start + match.start() for match in found), end]
    return [_bare(text, a + len(separator), b) for a, b in itertools.pairwise(cuts)]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    cell = text[start:end]
    left = len(cell) - len(cell.lstrip(" \t\r\"'`*"))
    return (start + left, start + len(cell.rstrip(" \t\r\"'`*"))) if left < len(cell) else (end, end)

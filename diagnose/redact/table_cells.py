"""The values under the name of a secret: tables with separators, tables of blanks, and rows of SQL."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Key, Weight, describes, key_of
from diagnose.redact.names import further_names
from diagnose.redact.scan import line_end, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import (
    is_blank,
    is_evidence_value,
    is_harmless,
    is_link,
    is_secretish,
    is_variable,
    mark,
    tells_state,
)

_NAMES: Final = ("secret", "token", "pass", "pwd", "cred", "key")
_LITERALS: Final = Literals((*_NAMES, "value", "values"))
_SEPARATORS: Final = ("\t", "|", "│", "┃", ",", ";")
_BARS: Final = frozenset("|│┃")
_LONGEST: Final = 2000
_CELL: Final = re.compile(r"[\w \"'.()/*@-]{0,60}")
_RULER: Final = re.compile(r"[\s|+:│┃─━═┼╪┬┴├┤┌┐└┘╞╡=-]*")
_QUOTED: Final = {sep: re.compile(rf'"(?:[^"]|"")*"|[^{re.escape(sep)}]*') for sep in _SEPARATORS}
_SHORT_HEADER: Final = 120
_NAME_AND_VALUE: Final = re.compile(
    r"[ \t|│┃\"'*]*(?:secret[ _]?)?"
    r"(?:key|name|variable|setting|parameter|property|output|env(?:ironment)?(?:[ _]variable)?)[\"'*]*"
    r"(?P<separator>[ \t]*[|│┃,;][ \t]*|\t|[ ]{2,})[\"'*]*(?:secret[ _]?)?values?[\"'*]*"
    r"[ \t|│┃]*(?P<more>[ ]{2,}\w+)*[ \t]*",
    re.IGNORECASE,
)
_PAIR_OF: Final = {
    separator: re.compile(
        rf"[ \t|│┃]*[\"']?(?P<name>[A-Za-z_][\w.-]{{0,99}})[\"']?{gap}[\"']?(?P<value>\S[^\r\n]*?)[\"']?[ \t|│┃]*"
    )
    for separator, gap in (
        ("", r"[ ]{1,200}(?<=[ ])"),
        *((each, rf"[ \t]*{re.escape(each)}[ \t]*") for each in ("|", "│", "┃", ",", ";")),
        ("\t", r"\t"),
    )
}
_PARAMETER: Final = re.compile(r"\$\d{1,3}|[?:@]\w*|%s")
_DASHES: Final = re.compile(r"[ \t]*-+(?:[ \t]+-+)+[ \t]*")
_BLANKS: Final = re.compile(r"\S+(?: \S+)*")
# In a header a digit stands behind capitals, if anywhere; nor is it a line of the registry.
_WORD: Final = r"(?!REG_[A-Z])(?:[A-Za-z][A-Za-z./_-]*|[A-Z][A-Z0-9_]*)(?![\w])"
_HEADING: Final = rf"{_WORD}(?: {_WORD}){{0,2}}"
_HEADER_OF_BLANKS: Final = re.compile(rf"[ \t]*{_HEADING}(?:[ \t]{{2,}}{_HEADING})+[ \t]*")
_SQL_STRING: Final = r"'(?:[^'\\]|\\.|'')*'"
_INSERT: Final = re.compile(r"\(([^()\n]{1,1000})\)\s*VALUES\s*", re.IGNORECASE)
_COPY: Final = re.compile(r"^COPY [^\n(]{1,200}\(([^()\n]{1,4000})\) FROM stdin", re.MULTILINE)
_TUPLE: Final = re.compile(rf"\s*,?\s*\((?P<row>(?:{_SQL_STRING}|[^()'])*)\)")
_VALUES: Final = re.compile(rf"{_SQL_STRING}|[^,]*")
_VARIABLE: Final = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)+")
_PIN: Final = re.compile(r"[0-9]{4,8}")
_MOST: Final = 10_000

Cells = list[tuple[int, int]]


def table_spans(content: Indexed) -> Iterator[Span]:
    """Every cell under the name of a secret, down to the end of its table."""
    text = content.text.replace("\u2506", "\u2502")
    there = _LITERALS.within(content)
    pairs = list(_tables_of_pairs(content, text)) if "value" in there else []
    for _, _, spans in pairs:
        yield from spans
    done, number = -1, 0
    names = content.hits(name for name in there if name in _NAMES)
    for at in sorted([*names, *(at for at, _, _ in further_names(content))]):
        while number < len(pairs) and pairs[number][1] <= at:
            number += 1
        if at < done or (number < len(pairs) and pairs[number][0] <= at):
            continue
        start, end = text.rfind("\n", max(0, at - _LONGEST), at) + 1, _line_end(text, at)
        done = end
        if end - start <= _LONGEST:
            spans, done = _table(text, start, end)
            yield from spans
    if "values" in there:
        for insert in _INSERT.finditer(text):
            yield from _rows(text, insert)
    for copy in _COPY.finditer(text) if ") FROM stdin" in text else ():
        cells = [match.span() for match in re.finditer(r"[^,]+", text[: copy.end(1)][copy.start(1) :])]
        cells = [(copy.start(1) + a, copy.start(1) + b) for a, b in cells]
        yield from _under(text, copy.end(), cells, _keys(text, cells), "\t")[0]


def _table(text: str, start: int, end: int) -> tuple[list[Span], int]:
    """The cells under the line that may be a header, and where what was read ends."""
    start += text.startswith("\ufeff", start)
    header = text[start:end]
    for separator in _SEPARATORS:
        # Behind a comma in a sentence there is a blank.
        if separator in header and (separator in _BARS or f"{separator} " not in header):
            cells = _cells(text, start, end, separator)
            if separator in _BARS and _is_row(text, start, end, separator):
                return [], end
            if len(cells) > 1 and all(_CELL.fullmatch(text[a:b]) for a, b in cells):
                return _under(text, end, cells, _keys(text, cells), separator)
    below = next_line(text, end)
    rule = text[below : _line_end(text, below)]
    if _HEADER_OF_BLANKS.fullmatch(header) or (_DASHES.fullmatch(rule) and "=" not in header):
        columns = _BLANKS.finditer(header) if not _DASHES.fullmatch(rule) else re.finditer("-+", rule)
        cells = [(start + each.start(), min(end, start + each.end())) for each in columns]
        return _under(text, end, cells, _keys(text, cells), "")
    return [], end


def _is_row(text: str, start: int, end: int, separator: str) -> bool:
    """Whether the line above `text[start:end]` is a row of the same table, so that this one is no header."""
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    return above.count(separator) == text.count(separator, start, end) and _RULER.fullmatch(above) is None


def _tables_of_pairs(content: Indexed, text: str) -> Iterator[tuple[int, int, list[Span]]]:
    """Start and end of each table of names and values, and the values of secrets and those that could be any."""
    done = 0
    for at in content.hits(("value",)):
        start, end = text.rfind("\n", max(0, at - _SHORT_HEADER), at) + 1, _line_end(text, at)
        header = _NAME_AND_VALUE.fullmatch(text, start, end) if done <= at and end - start < _SHORT_HEADER else None
        if header is not None:
            separator = header["separator"].strip() or header["separator"][:1].strip(" ")
            spans, done = _pairs(text, end, separator, more=header["more"] is not None)
            yield start, done, spans


def _pairs(text: str, end: int, separator: str, *, more: bool) -> tuple[list[Span], int]:
    """The values in the lines of a table behind its header, and where it ends."""
    found: list[Span] = []
    at = next_line(text, end)
    for _ in range(_MOST):
        end = _line_end(text, at)
        pair = _PAIR_OF[separator].fullmatch(text, at, end)
        if pair is not None:
            start, stop = pair.span("value")
            stop = start + len(pair["value"].partition("  ")[0]) if more else stop
            found += _of_pair(text, start, stop, pair["name"], any_name=bool(separator))
        elif at == end or not _RULER.fullmatch(text, at, end):
            break
        at = next_line(text, end)
    return found, at


def _of_pair(text: str, start: int, end: int, name: str, *, any_name: bool) -> Iterator[Span]:
    key = key_of(name)
    value = text[start:end]
    if key is not None:
        yield from cell_span(text, start, end, key)
    elif any_name and name.isupper() and not describes(name) and not _is_plain(value):
        yield Span(start, end, mark("secret", value), "secret", value)


def _is_plain(value: str) -> bool:
    return is_harmless(value) or is_link(value) or tells_state(value) or UUID.fullmatch(value) is not None


def _keys(text: str, cells: Cells) -> dict[int, Key]:
    names = [text[a:b].strip(" \"'*") for a, b in cells]
    # A variable in capitals beside other writing begins a row: it is no header.
    capitals = all(name.isupper() for name in names if name)
    named = {number: _key(name) for number, name in enumerate(names) if capitals or not _VARIABLE.fullmatch(name)}
    return {number: key for number, key in named.items() if key is not None}


def _key(name: str) -> Key | None:
    further = (key for start, end, key in further_names(Indexed(name)) if end - start == len(name))
    return key_of(name.replace(" ", "_")[:80]) or next(further, None)


def _under(text: str, end: int, head: Cells, keys: dict[int, Key], separator: str) -> tuple[list[Span], int]:
    """The cells under the names `keys`, and where the table ends."""
    found: list[Span] = []
    if len(keys) == len(head) > 1 and not separator:
        return found, end
    at = next_line(text, end)
    for _ in range(_MOST if keys else 0):
        end = _line_end(text, at)
        line = text[at:end]
        if at >= len(text) or not line.strip():
            break
        if not _RULER.fullmatch(line):
            cells = _cells(text, at, end, separator) if separator else _aligned(text, at, end, head)
            if len(cells) != len(head):
                break
            for number, key in keys.items():
                found += cell_span(text, *cells[number], key)
        at = next_line(text, end)
    return found, max(end, at - 1)


def _cells(text: str, start: int, end: int, separator: str) -> Cells:
    found: Cells = []
    while start <= end and (match := _QUOTED[separator].match(text, start, end)) is not None:
        found.append(match.span())
        start = match.end() + 1
        if start <= end and not text.startswith(separator, match.end()):
            return []
    return found


def _aligned(text: str, at: int, end: int, head: Cells) -> Cells:
    """The cells of a line under names that stand in columns; a line with as many words as names is taken by words."""
    words = [(at + each.start(), at + each.end()) for each in re.finditer(r"\S+", text[at:end])]
    if len(words) == len(head):
        return words
    begun = text.rfind("\n", 0, head[0][0]) + 1
    starts = [at + a - begun for a, _ in head] + [end]
    if any(start > end or not text[start - 1 : start].isspace() for start in starts[1:-1]):
        return []
    return list(itertools.pairwise(starts))


def _rows(text: str, insert: re.Match[str]) -> Iterator[Span]:
    """The values of an INSERT that belong to columns with the name of a secret."""
    names = [name.strip(" \"'`[]\t\r\n") for name in insert[1].split(",")]
    keys = {number: key for number, name in enumerate(names) if (key := key_of(name[:80])) is not None}
    at = insert.end()
    while keys and (row := _TUPLE.match(text, at)) is not None:
        cells: Cells = []
        start = row.start("row")
        while start <= row.end("row") and (cell := _VALUES.match(text, _past_blanks(text, start), row.end("row"))):
            cells.append(cell.span())
            comma = text.find(",", cell.end(), row.end("row"))
            start = comma + 1 if comma >= 0 else row.end("row") + 1
        for number, key in keys.items():
            if number < len(cells):
                yield from cell_span(text, *cells[number], key)
        at = row.end()


def _past_blanks(text: str, at: int) -> int:
    while text.startswith((" ", "\n", "\t"), at):
        at += 1
    return at


def cell_span(text: str, start: int, end: int, key: Key) -> Iterator[Span]:
    """The value of a cell that belongs to the name of a secret, unless it clearly is none."""
    cell = text[start:end]
    start += len(cell) - len(cell.lstrip())
    value = cell.strip()
    if value[:1] in "\"'`" and value[-1:] == value[:1] and len(value) > 1:
        start, value = start + 1, value[1:-1]
    if is_blank(value) or is_variable(value) or _PARAMETER.fullmatch(value) or UUID.fullmatch(value):
        return
    if tells_state(value) or is_evidence_value(value):
        return
    if key.weight is Weight.DOUBTFUL and not is_secretish(value):
        if key.kind != "password" or not _PIN.fullmatch(value):
            return
    elif is_harmless(value) and " " not in value and key.kind != "password":
        return
    yield Span(start, start + len(value), mark(key.kind, value), key.kind, value)


def _line_end(text: str, at: int) -> int:
    """The same as `line_end`, but before the carriage return of a line that ends with one."""
    found = line_end(text, at)
    return found - 1 if text.startswith("\r", found - 1) and found > at else found

"""The values in tables: under the name of a secret, and beside one in its row; of separators, blanks, wikis and SQL."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from diagnose.credential.spelling import UUID
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Key, Weight, describes, further_names, key_of
from diagnose.redact.scan import line_limit, next_line
from diagnose.redact.span import Span
from diagnose.redact.values import (
    is_evidence_value,
    is_harmless,
    is_plain,
    is_secretish,
    is_unset,
    secret_at,
    tells_state,
)

_NAMES: Final = Literals(("secret", "token", "pass", "pwd", "cred", "key"))
_VALUES: Final = Literals(
    ("value", "override", "default", "current", "previous", "before", "after", "old", "new", "dev", "test", "qa", "uat",
     "stag", "pre", "prod", "live", "local", "wert", "valor", "valeur")
)  # fmt: skip
_ANY_VALUE: Final = (
    r"(?:values?|override|default|current|previous|before|after|old|new|dev(?:elopment)?|test(?:ing)?|qa|uat"
    r"|stag(?:e|ing)|pre-?prod|prod(?:uction)?|live|local|wert|valor|valeur)"
)
_VALUE_COLUMN: Final = re.compile(rf"(?:[A-Za-z]{{1,20}}[ _])?{_ANY_VALUE}", re.IGNORECASE)
_VALUE_CELL: Final = re.compile(
    rf"{_ANY_VALUE}[\"'*`]{{0,2}}(?:[ \t]*(?:[|│┃║,;]|\r?$)|\t|[ ]{{2}})", re.IGNORECASE | re.MULTILINE
)
_NAME_COLUMN: Final = re.compile(
    r"(?:secret[ _]?)?(?:(?P<setting>key|name|variable|setting|parameter|property|output|env(?:ironment)?)"
    r"|field|attribute|item|option)s?|env(?:ironment)?[ _]?var(?:iable)?s?",
    re.IGNORECASE,
)
_OF_SETTINGS: Final = re.compile(r"(?:secret[ _]?)?values?", re.IGNORECASE)
_SEPARATORS: Final = {"||": "|", "!!": "||", "/": " / ", **{sign: sign for sign in "\t|│┃║,;"}}
"""What separates the names of a header, and the cells of its rows; two signs do in a wiki."""
_WIKIS: Final = {"||": "||", "!!": "!"}
"""With which such a header begins."""
_BEFORE_HEADER: Final = ("\ufeff", "#fields\t", "<pre>")
_BARS: Final = frozenset("|│┃║")
_OF_SENTENCES: Final = frozenset("\t,;")
_NO_ROW: Final = "#$>"  # with which a comment or a command begins
_LONGEST: Final = 2000
_NAME: Final = re.compile(r"[\w \"'`.()/*@+>\[\]-]{0,60}")
_ONE_WORD: Final = re.compile(r"[\w.-]+")
_RULER: Final = re.compile(r"[\s|+:│┃║─━═┼╪┬┴├┤┌┐└┘╞╡=-]*")
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
_AROUND: Final = " \t\"'`*[]"
_FRAME: Final = f"{_AROUND}|│┃"
_PARAMETER: Final = re.compile(r"\$\d{1,3}|[?:@]\w*|%s")
_DASHES: Final = re.compile(r"[ \t]*-+(?:[ \t]+-+)+[ \t]*")
_NO_BLANKS: Final = re.compile(r"\S+")
_NO_COMMAS: Final = re.compile(r"[^,]+")
_HYPHENS: Final = re.compile(r"-+")
_BLANKS: Final = re.compile(r"\S+(?: \S+)*")
_PAIR: Final = re.compile(r"([A-Za-z_][\w.-]{0,99})[ ]+(\S[^\r\n]*)")
# In a header a digit stands behind capitals, if anywhere; nor is it a line of the registry.
_WORD: Final = r"(?!REG_[A-Z])(?:[A-Za-z][A-Za-z./_-]*|[A-Z][A-Z0-9_]*)(?![\w])"
_HEADING: Final = rf"{_WORD}(?: {_WORD}){{0,2}}"
_HEADER_OF_BLANKS: Final = re.compile(rf"[ \t]*{_HEADING}(?:[ \t]{{2,}}{_HEADING})+[ \t]*")
_COPY: Final = re.compile(r"^COPY [^\n(]{1,200}\(([^()\n]{1,4000})\) FROM stdin", re.MULTILINE)
_VARIABLE: Final = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)+")
_PIN: Final = re.compile(r"[0-9]{4,8}")
_MOST: Final = 10_000

Cells = list[tuple[int, int]]


class Table(NamedTuple):
    """What a header says of the rows below it.

    `separator`: what is between their cells, "" for blanks; `keys`: the columns under names of secrets; `names`: the
    column with names, whose values are in the columns `values`; `any_name`: all of them are settings.
    """

    separator: str
    head: Cells
    keys: Mapping[int, Key] = {}
    names: int = -1
    values: tuple[int, ...] = ()
    any_name: bool = False


def table_spans(content: Indexed) -> Iterator[Span]:
    """Every cell under the name of a secret or beside one, down to the end of its table."""
    text, done = content.text.replace("\u2506", "\u2502"), -1
    for at in sorted({*_headers(content)}):
        if at >= done:
            start, done = text.rfind("\n", max(0, at - _LONGEST), at) + 1, line_limit(text, at)
            table = _table(text, start, done) if done - start <= _LONGEST else None
            if table is not None:
                spans, done = _under(text, done, table)
                yield from spans
    for copy in _COPY.finditer(text) if ") FROM stdin" in text else ():
        head = _spans(_NO_COMMAS, text, *copy.span(1))
        yield from _under(text, copy.end(), Table("\t", head, _keys(text, head)))[0]


def _headers(content: Indexed) -> Iterator[int]:
    """Where the header of a table may have the name of a secret or that of a column of values."""
    yield from content.hits(_NAMES.within(content))
    yield from (at for at, _, _ in further_names(content))
    yield from (at for at in content.hits(_VALUES.within(content)) if _VALUE_CELL.match(content.text, at))


def _table(text: str, start: int, end: int) -> Table | None:
    """The table that begins with a line; None if nothing in it would be a secret, or it is none."""
    start += next((len(sign) for sign in _BEFORE_HEADER if text.startswith(sign, start)), 0)
    header = text[start : (end := end - (text.endswith(":", start, end) and not text[start].isspace()))]
    for sign, separator in _SEPARATORS.items():
        if sign in header and header.startswith(_WIKIS.get(sign, "")):
            if _is_row(text, start, end, sign):
                break
            head = _cells(text, start + (sign == "!!"), end, sign)
            # Behind a sign of a sentence there is a blank.
            if sum(a < b for a, b in head) > 1 and all(_NAME.fullmatch(text, *cell) for cell in head):
                return _told(text, head, separator, sentence=sign in _OF_SENTENCES and f"{sign} " in header)
    below = next_line(text, end)
    shown, rule = _inside(text, start, end), _inside(text, below, line_limit(text, below))
    if _DASHES.fullmatch(text, *rule) and "=" not in header:
        shift = shown[0] - rule[0]
        columns = [(shift + a, min(end, shift + b)) for a, b in _spans(_HYPHENS, text, *rule)]
    else:
        columns = _spans(_BLANKS, text, *shown) if _HEADER_OF_BLANKS.fullmatch(text, *shown) else []
    return _told(text, columns, "") if columns else None


def _spans(pattern: re.Pattern[str], text: str, start: int, end: int) -> Cells:
    return [each.span() for each in pattern.finditer(text, start, end)]


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a line inside the frame that may be around it."""
    line = text[start:end]
    return start + len(line) - len(line.lstrip(_FRAME)), start + len(line.rstrip(_FRAME))


def _told(text: str, head: Cells, separator: str, *, sentence: bool = False) -> Table | None:
    cells = [text[a:b].strip(_AROUND) for a, b in head]
    if cells[0].isdigit():  # the number of a line
        return None
    names = [(number, name) for number, cell in enumerate(cells) if (name := _NAME_COLUMN.fullmatch(cell))]
    values = tuple(number for number, cell in enumerate(cells) if _VALUE_COLUMN.fullmatch(cell))
    if names and values:
        filled = [cell for cell in cells if cell]
        settings = separator != "" and len(filled) == 2 and _OF_SETTINGS.fullmatch(filled[-1]) is not None  # noqa: PLR2004
        number, name = names[0]
        return Table(separator, head, _keys(text, head), number, values, settings and name["setting"] is not None)
    words = len(cells) > 2 and all(_ONE_WORD.fullmatch(cell) for cell in cells)  # noqa: PLR2004 - two may be an address
    keys = {} if sentence and not words else _keys(text, head)
    return Table(separator, head, keys) if keys and (separator or len(keys) < len(head)) else None


def _is_row(text: str, start: int, end: int, sign: str) -> bool:
    """Whether the line above `text[start:end]` is a row of the same table and no sentence: this is no header."""
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    same = above.count(sign) == text.count(sign, start, end) and _RULER.fullmatch(above) is None
    return same and (sign in _BARS or f"{sign} " not in above)


def _keys(text: str, cells: Cells) -> dict[int, Key]:
    names = [text[a:b].strip(_AROUND) for a, b in cells]
    # A variable in capitals beside other writing begins a row: it is no header.
    capitals = all(name.isupper() for name in names if name)
    named = {number: _key(name) for number, name in enumerate(names) if capitals or not _VARIABLE.fullmatch(name)}
    return {number: key for number, key in named.items() if key is not None}


@lru_cache(maxsize=4096)
def _key(name: str) -> Key | None:
    further = (key for start, end, key in further_names(Indexed(name)) if end - start == len(name))
    return key_of(name.replace(" ", "_")[:80]) or next(further, None)


def _under(text: str, end: int, table: Table) -> tuple[list[Span], int]:
    """The secrets in the rows of a table behind its header, and where it ends."""
    found: list[Span] = []
    at = next_line(text, end)
    for _ in range(_MOST):
        end = line_limit(text, at)
        if at >= len(text) or not text[at:end].strip() or (not table.separator and text[at] in _NO_ROW):
            break
        if not _RULER.fullmatch(text, at, end):
            cells = _row_cells(text, at, end, table)
            if len(cells) != len(table.head) or (text[slice(*cells[0])] == text[slice(*table.head[0])] != ""):
                break  # not a row: another number of cells, or a name before each line
            found += _of_row(text, cells, table)
        at = next_line(text, end)
    return found, at - 1


def _row_cells(text: str, at: int, end: int, table: Table) -> Cells:
    """The cells of a row; where the header has a name and a value alone, the value is all that is left of the line."""
    is_pair = table.names >= 0 and len(table.head) == 2  # noqa: PLR2004
    if table.separator:
        cells = _cells(text, at, end, table.separator)
        return [cells[0], (cells[1][0], cells[-1][1])] if is_pair and len(cells) > 1 else cells
    cells = _aligned(text, at, end, table.head)
    pair = _PAIR.match(text, *_inside(text, at, end)) if is_pair and not cells else None
    return cells if pair is None else [pair.span(1), pair.span(2)]


def _of_row(text: str, cells: Cells, table: Table) -> Iterator[Span]:
    for number, column in table.keys.items():
        yield from _secret(text, *cells[number], column)
    if table.names < 0:
        return
    key = _key(name := text[slice(*cells[table.names])].strip(_AROUND))
    for start, value in (_value(text, *cells[number]) for number in table.values):
        if key is not None:
            yield from _secret(text, start, start + len(value), key)
        elif (
            table.any_name and name.isupper() and not describes(name) and not (is_plain(value) or UUID.fullmatch(value))
        ):
            yield secret_at(start, value, "secret")


def _cells(text: str, start: int, end: int, separator: str) -> Cells:
    """Start and end of each cell between the separators of a line, of which bars may be around it as well."""
    if separator[0] in _BARS:
        line = text[start:end]
        start += len(line) - len(line.lstrip(" \t").removeprefix(separator))
        end = start + len(text[start:end].rstrip(" \t").removesuffix(separator))
    found: Cells = []
    while start <= end:
        quoted = _QUOTED.match(text, start, end)
        at = text.find(separator, start, end)
        stop = quoted.end() if quoted is not None else end if at < 0 else at
        if stop < end and not text.startswith(separator, stop):
            return []
        found.append((start, stop))
        start = stop + len(separator)
    return found


def _aligned(text: str, at: int, end: int, head: Cells) -> Cells:
    """The cells of a line under names that stand in columns; one with as many words as names is taken by words."""
    above = text.rfind("\n", 0, head[0][0]) + 1
    for cells in (_spans(pattern, text, at, end) for pattern in (_NO_BLANKS, _BLANKS)):
        # The number of a row has no name above it.
        numbered = len(cells) == len(head) + 1 and text[above].isspace() and text[slice(*cells[0])].isdigit()
        if len(cells) - numbered == len(head):
            return cells[numbered:]
    shift = at - above
    starts = [shift + a for a, _ in head] + [end]
    fit = all(start <= end and text[start - 1 : start].isspace() for start in starts[1:-1])
    return list(itertools.pairwise(starts)) if fit else []


def _value(text: str, start: int, end: int) -> tuple[int, str]:
    """Where a cell's value begins, and the value: without blanks, quotes and the signs of markup around it."""
    cell = text[start:end]
    start += len(cell) - len(cell.lstrip())
    value = cell.strip()
    if value[:1] in "\"'`" and value[-1:] == value[:1] and len(value) > 1:
        start, value = start + 1, value[1:-1]
    return start, value


def _secret(text: str, start: int, end: int, key: Key) -> Iterator[Span]:
    """The value of a cell that belongs to the name of a secret, unless it clearly is none."""
    start, value = _value(text, start, end)
    if is_unset(value) or tells_state(value) or is_evidence_value(value):
        return
    if _PARAMETER.fullmatch(value) or UUID.fullmatch(value):
        return
    if key.weight is Weight.DOUBTFUL and not is_secretish(value):
        if key.kind != "password" or not _PIN.fullmatch(value):
            return
    elif is_harmless(value) and " " not in value and key.kind != "password":
        return
    yield secret_at(start, value, key.kind)

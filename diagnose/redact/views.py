"""A text seen otherwise: stretches of it with a map of places; lines that a margin cut apart, tables as rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, count, pairwise
from typing import Final

from diagnose.model.identifier import UUID_FORM
from diagnose.redact.index import Indexed
from diagnose.redact.scan import blocks
from diagnose.redact.span import Span
from diagnose.redact.values import is_evidence_value

SMALL: Final = 64 * 1024
"""Up to this size a text is read in all ways and all over; in a longer one where it matters most."""
_WIDTHS: Final = frozenset(
    {50, 60, 64, 70, 72, 75, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200, 220, 240}
)
_MARGINS: Final = _WIDTHS | {width + 1 for width in _WIDTHS}
"""With a carriage return."""
_FRAME: Final = re.compile(r"[ \t]*[│|][ \t]?")
_NEXT_FRAME: Final = re.compile(r"\n[ \t]*[│|]")
_BORDER: Final = re.compile(r"[ \t]?[│|]$")
_FILLED_UP: Final = re.compile(r"[ \t]{2}[│|]$")
_LEAST: Final = 40
_SAME_START: Final = 4
# Values that need no second line; and what begins a line that has nothing to do with the one before.
_COMPLETE: Final = re.compile(
    r"[0-9a-fA-F]{64}|eyJ[\w-]{6,}\.[\w-]{4,}\.[\w-]{43,}|(?:st|ak)\.[0-9a-f-]{24,36}\.[0-9a-f]{32}(?:\.[0-9a-f]{32})?"
    rf"|{UUID_FORM}"
)
_HEADING: Final = re.compile(r"[A-Z]{2,9}")
_OTHER: Final = re.compile(
    r"[A-Z]?[a-z]+(?:[-_][a-z0-9]+)*|[A-Z]+(?:_[A-Z]+)*|[\W_]+.*|\w+://.*|[A-Z]+/[0-9.]+.*|[\w./-]+:[0-9]+:.*"
    r"|[^\W\d][\w.-]{0,40}(?:[ \t][\w.-]{1,40})?[ \t]*(?:[:=][ \t].*|=[^=].*)"
)
_TEXT_LINE: Final = re.compile(r"[0-9a-f]{4}: (?P<text>[^\n]*)")
_OFFSET_NEXT: Final = re.compile(r"\n(?=[0-9a-f]{4}: )")
_TAG: Final = r"[^<>]{0,200}>\s{0,80}"
_SQL_STRING: Final = r"'(?:[^'\\]|\\.|'')*'"
_ROWS_OF: Final = r"\]\s{0,20},\s{0,20}\"\w{1,20}\"\s{0,20}:\s{0,20}\[\s{0,20}\["
_TABLES: Final = {
    needle: (re.compile(table, re.IGNORECASE), re.compile(between, re.IGNORECASE))
    for needle, table, between in (
        (
            "<t",
            r"(?P<rows><t(?:able|head|body|r)\b(?:(?!</table)[^\0]){0,65536})",
            rf"\s{{0,80}}(?:(?P<row></?t(?:r|able)\b{_TAG})|(?P<cell></?t[dh]\b{_TAG})|</?[A-Za-z]{_TAG})+",
        ),
        (
            '["',
            r"\[\s{0,20}\[\s{0,20}(?P<rows>\"[^\[\]]{1,4000}(?:\]\s{0,20},\s{0,20}\[[^\[\]]{1,4000}){1,2000})\]\s{0,20}\]",
            r"(?P<row>\s{0,20}\]\s{0,20},\s{0,20}\[\s{0,20})|(?P<cell>(?<=[\"0-9el])\s{0,20},\s{1,20})",
        ),
        (
            "values",
            rf"\((?P<rows>[^()\n]{{1,1000}}\)\s*VALUES(?:\s*,?\s*\((?:{_SQL_STRING}|[^()'])*\))+)",
            rf"(?P<same>{_SQL_STRING})|(?P<row>\)(?:\s*(?:VALUES|,)?\s*\()?)|(?P<cell>,)",
        ),
        (
            '"columns"',
            rf"\"columns\"\s{{0,20}}:\s{{0,20}}\[\s{{0,20}}(?P<rows>\"[^\[\]]{{1,4000}}{_ROWS_OF}[^\[\]]{{1,4000}}(?:\]\s{{0,20}},\s{{0,20}}\[[^\[\]]{{1,4000}}){{0,2000}})\]\s{{0,20}}\]",
            rf"(?P<row>\s{{0,20}}(?:{_ROWS_OF}|\]\s{{0,20}},\s{{0,20}}\[)\s{{0,20}})|(?P<cell>(?<=[\"0-9el])\s{{0,20}},\s{{1,20}})",
        ),
    )
}
"""Tables by what a text has that has them: where their rows are, and what is between rows and between cells."""
_LISTED_TABLE: Final = re.compile(r"^\|===[^\n]*\n\s{0,9}(?P<rows>\|[^\0]{1,65536}?)^\|===", re.MULTILINE)
_LISTED_CELL: Final = re.compile(r"\s{0,80}\|")
_GAP: Final = "\n\0\n"
_NEXT: Final = re.compile(r"[ \t]*[:=]")

Piece = tuple[int, int, str | None]
"""Start and end of a stretch of the text, and what is read there; None for what it is."""


class View:
    """Stretches of a text, in pieces that something cut apart. `text`: how they read, with gaps between them.

    `doubtful`: the pieces may as well have nothing to do with each other; `apart`: what is between them stays.
    """

    def __init__(
        self, text: str, stretches: Iterable[Iterable[Piece]], *, doubtful: bool = False, apart: bool = False
    ) -> None:
        self._doubtful, self._apart = doubtful, apart
        self._pieces = [piece for stretch in stretches for piece in (*stretch, (0, 0, _GAP))]
        shown = [text[start:end] if read is None else read for start, end, read in self._pieces]
        self._starts = [0, *accumulate(map(len, shown))]  # where each piece begins in what is read
        self.text = "".join(shown)

    def original(self, span: Span) -> Iterator[Span]:
        """A span of what is read as one of the text; none for one that goes over a gap or is no whole."""
        if _GAP in self.text[span.start : span.end]:
            return
        if self._doubtful and not self._is_continued(span):
            return
        first, last = (bisect_right(self._starts, at) - 1 for at in (span.start, span.end - 1))
        if not self._apart:
            yield span._replace(start=self._at(first, span.start), end=self._at(last, span.end, end=True))
            return
        for number in range(first, last + 1):
            begun, end, read = self._pieces[number]
            start = self._at(number, span.start) if number == first else begun
            end = self._at(number, span.end, end=True) if number == last else end
            if number == first:
                yield span._replace(start=start, end=end)
            elif read is None:
                yield Span(start, end, "", "")

    def _at(self, number: int, place: int, *, end: bool = False) -> int:
        """Where in the text a place in a piece is; of what is read otherwise than it is written, its start or end."""
        start, stop, read = self._pieces[number]
        return start + place - self._starts[number] if read is None else stop if end else start

    def _is_continued(self, span: Span) -> bool:
        """Whether a span in several pieces is one value: the first of them lacks something, the last is no word."""
        number = bisect_right(self._starts, span.start)
        if self._starts[number] >= span.end:
            return True
        value = self.text[span.start : span.end]
        last = value[self._starts[bisect_right(self._starts, span.end - 1) - 1] - span.start :]
        first = value[: self._starts[number] - span.start]
        if _COMPLETE.fullmatch(first):
            return False
        if _COMPLETE.fullmatch(value):
            return True
        if (" " in last and " " not in first) or _HEADING.fullmatch(first):
            return False
        return _NEXT.match(self.text, span.end) is None and not _OTHER.fullmatch(last) and not is_evidence_value(last)


def uncut(text: str) -> View | None:
    """The lines that a margin or the offsets of a dump may have cut apart, one below the other; None without any."""
    stretches = [*_cut_lines(text), *_trace_lines(text)] if "\n" in text else []
    whole = ([(*piece, None) for piece in stretch] for stretch in stretches)
    return View(text, whole, doubtful=True, apart=True) if stretches else None


def rows(content: Indexed) -> View | None:
    """Tables that are written a cell at a time, as rows with bars between their cells; None if the text has none."""
    text = content.text
    stretches: list[Iterable[Piece]] = []
    for needle, (table, between) in _TABLES.items():
        if content.has(needle):
            stretches += (read(text, *each.span("rows"), between, _between) for each in table.finditer(text))
    if "|===" in text:
        stretches += (_listed_rows(text, each) for each in _LISTED_TABLE.finditer(text))
    return View(text, stretches) if stretches else None


def read(
    text: str, begin: int, end: int, cut: re.Pattern[str], reading: Callable[[re.Match[str]], str | None]
) -> Iterator[Piece]:
    """A stretch of a text in which something else is read wherever it is cut."""
    for match in cut.finditer(text, begin, end):
        yield begin, match.start(), None
        yield *match.span(), reading(match)
        begin = match.end()
    yield begin, end, None


def _between(found: re.Match[str]) -> str | None:
    """What is read between the rows and the cells of a table, and in place of other tags; None for what stays."""
    groups = found.groupdict()
    return "\n" if groups["row"] else "|" if groups["cell"] else None if groups.get("same") else " "


def _listed_rows(text: str, table: re.Match[str]) -> Iterator[Piece]:
    """The cells of AsciiDoc, of which as many as the first line has are a row."""
    width, number = table["rows"].partition("\n")[0].count("|"), count()
    return read(text, *table.span("rows"), _LISTED_CELL, lambda _: "|" if next(number) % width else "\n")


def _cut_lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The groups of lines in `text` that a margin cut apart, without the frame that may be around them."""
    lines = text.split("\n")
    lengths = [*map(len, lines)]
    starts = [0, *accumulate(length + 1 for length in lengths)]
    framed = _FRAME.match(text) is not None or _NEXT_FRAME.search(text) is not None
    widest = max((len(line.rstrip("\r")) for line in lines if _FRAME.match(line)), default=0) if framed else 0
    pieces: list[tuple[int, int]] = []
    margin = 0  # where the line before was cut, or 0
    for number, (length, following) in enumerate(pairwise((*lengths, 0))):
        if not (framed or pieces or length == following or length in _MARGINS):
            continue
        line, next_line = lines[number].removesuffix("\r"), "".join(lines[number + 1 : number + 2])
        frame, next_frame = _FRAME.match(line), _FRAME.match(next_line)
        if frame or next_frame:
            cut = bool(frame and next_frame) and len(line) == widest >= _LEAST and not _FILLED_UP.search(line)
        else:
            cut = len(line) >= _LEAST and next_line[:1].strip() != "" and _is_cut(line, next_line, margin)
        margin = len(line) if cut else 0
        if cut or pieces:
            inner = line if frame is None or not cut else _BORDER.sub("", line)
            pieces.append((starts[number] + (frame.end() if frame and pieces else 0), starts[number] + len(inner)))
        if pieces and not cut:
            yield pieces
            pieces = []


def _is_cut(line: str, following: str, margin: int) -> bool:
    """Whether a line has a usual width, or is as long as others because they were cut, and not as they say the same."""
    longest = len(line) == margin or len(line) == len(following)
    same = line[:_SAME_START] == following[:_SAME_START]
    return len(line) in _WIDTHS or (longest and len(following) <= len(line) and not same)


def _trace_lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The texts that lines with an offset cut apart, as `curl --trace-ascii` writes them: the stretches of each."""
    starts = [0, *(match.end() for match in _OFFSET_NEXT.finditer(text))]
    for block in blocks(filter(None, (_TEXT_LINE.match(text, start) for start in starts))):
        if len(block) > 1:
            yield [line.span("text") for line in block]

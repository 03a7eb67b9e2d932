"""The same text without what cuts its words apart: margins, colours, what is not seen, escapes, plus signs of code."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Final

from diagnose.model.identifier import UUID_FORM
from diagnose.redact.dumps import trace_lines
from diagnose.redact.evidence_values import is_evidence_value
from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import CORE
from diagnose.redact.scan import line_end, lines_with
from diagnose.redact.span import Span

_UNSEEN: Final = re.compile("(?:\x1b\\[[0-9;]{0,16}[mK]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff])+")
_JOINTS: Final = (re.compile(r"\+(?=\s*[\"'`])"), re.compile(r"\n(?=[ \t]*(?:\+[ \t]*)?[\"'`])"))
"""Without one of these, nothing is spliced; each begins with a literal, which is found fast."""
_SPLICED: Final = re.compile(
    r"([\"'`])(?:[ \t]*\+[ \t]*(?:\r?\n[ \t]*)?|[ \t]*\\?\r?\n[ \t]*(?:\+[ \t]*)?)\1"
    r"(?![\w.-]{1,64}[\"'`][ \t]*[:=])"
)


_CARET: Final = re.compile(r"\^(?=[\"\\^{}&|<>%])")


def view(text: str) -> Joined | None:
    """Stretches of `text` as they read without what cuts them, one below the other; None if nothing is cut."""
    stretches = [*_stretches(text)]
    return Joined(text, stretches) if stretches else None


def _stretches(text: str) -> Iterator[list[tuple[int, int]]]:
    if "\n" in text:
        yield from cut_lines(text)
        yield from trace_lines(text)
    if "\x1b" in text or not text.isascii():
        yield from _without(text, _UNSEEN)
    if '^"' in text:  # the shell of Windows
        yield from _without(text, _CARET)
    if any(joint.search(text) for joint in _JOINTS):
        yield from _without(text, _SPLICED)


def _without(text: str, cut: re.Pattern[str]) -> Iterator[list[tuple[int, int]]]:
    """The lines that have cuts in them, without the cuts; neighbouring lines make one stretch."""
    pieces: list[tuple[int, int]] = []
    begun = finish = 0
    for match in cut.finditer(text):
        if pieces and match.start() > finish:
            yield [*pieces, (begun, finish)]
            pieces = []
        if not pieces:
            begun = _line_before(text, match.start(), finish)
        pieces.append((begun, match.start()))
        begun = match.end()
        finish = max(finish, line_end(text, begun)) if finish < begun else finish
    if pieces:
        yield [*pieces, (begun, finish)]


def _line_before(text: str, at: int, floor: int) -> int:
    """Where the line before the one at `at` begins: a name may stand on it. Not before `floor`."""
    line = max(text.rfind("\n", floor, at), floor)
    return max(text.rfind("\n", floor, line) + 1, floor)


_WIDTHS: Final = frozenset(
    {50, 60, 64, 70, 72, 75, 76, 78, 79, 80, 90, 96, 100, 110, 120, 128, 132, 140, 150, 160, 180, 200, 220, 240}
)
_BORDER: Final = re.compile(r"[ \t]?[│|]\r?$")
_FRAME: Final = re.compile(r"[ \t]*[│|][ \t]?")
_NEXT_FRAME: Final = re.compile(r"\n[ \t]*[│|]")
_MARGINS: Final = _WIDTHS | {width + 1 for width in _WIDTHS}
"""With a carriage return."""
_LEAST: Final = 40
_SAME_START: Final = 4
# Values that need no second line; and what begins a line that has nothing to do with the one before.
_COMPLETE: Final = re.compile(
    r"[0-9a-fA-F]{64}|eyJ[\w-]{6,}\.[\w-]{4,}\.[\w-]{43,}|(?:st|ak)\.[0-9a-f-]{24,36}\.[0-9a-f]{32}(?:\.[0-9a-f]{32})?"
    rf"|{UUID_FORM}"
)
_OTHER: Final = re.compile(
    r"[A-Z]?[a-z]+(?:[-_][a-z0-9]+)*|[A-Z]+(?:_[A-Z]+)*|[\W_]+.*|\w+://.*|[A-Z]+/[0-9.]+.*"
    r"|[^\W\d][\w.-]{0,40}[ \t]*(?:[:=][ \t].*|=[^=].*)"
)
_GAP: Final = "\n\0\n"
_NOWHERE: Final = (-1, -1)
_NEXT: Final = re.compile(r"[ \t]*[:=]")


class Joined:
    """Stretches of a text, in pieces that something cut apart. `text`: what they were before, with gaps between."""

    def __init__(self, text: str, stretches: Iterable[list[tuple[int, int]]]) -> None:
        self._starts: list[int] = []  # where each piece begins in the joined text
        self._origins: list[int] = []  # where it begins in the original; -1 for a gap
        parts: list[str] = []
        at = 0
        for stretch in stretches:
            for start, end in (*stretch, _NOWHERE):
                self._starts.append(at)
                self._origins.append(start)
                parts.append(text[start:end] if start >= 0 else _GAP)
                at += len(parts[-1])
        self.text = "".join(parts)

    def is_continued(self, span: Span) -> bool:
        """Whether a span on several lines is one value: its first line lacks something, and its last is no word."""
        number = bisect_right(self._starts, span.start)
        if number >= len(self._starts) or self._starts[number] >= span.end:
            return True
        value = self.text[span.start : span.end]
        first, last = value[: self._starts[number] - span.start], value[self._starts[self._last(span)] - span.start :]
        if _COMPLETE.fullmatch(first):
            return False
        if _COMPLETE.fullmatch(value):
            return True
        if " " in last and " " not in first:
            return False
        return _NEXT.match(self.text, span.end) is None and not _OTHER.fullmatch(last) and not is_evidence_value(last)

    def _last(self, span: Span) -> int:
        return bisect_right(self._starts, span.end - 1) - 1

    def original(self, span: Span) -> Iterator[Span]:
        """A span of the joined text as spans of the original, one for each line that it lies on."""
        at, number = span.start, bisect_right(self._starts, span.start) - 1
        kept = (span.mark, span.kind, span.value)
        while at < span.end:
            following = self._starts[number + 1] if number + 1 < len(self._starts) else span.end
            end = min(span.end, following)
            origin = self._origins[number] + at - self._starts[number]
            if end > at and self._origins[number] >= 0:
                yield Span(origin, origin + end - at, *kept)
                kept = ("", "", "")
            at, number = end, number + 1


def cut_lines(text: str) -> Iterator[list[tuple[int, int]]]:
    """The groups of lines in `text` that a margin cut apart."""
    lines = text.split("\n")
    lengths = [*map(len, lines)]
    starts = [0, *accumulate(length + 1 for length in lengths)]
    framed = _FRAME.match(text) is not None or _NEXT_FRAME.search(text) is not None
    widest = max((len(line.rstrip("\r")) for line in lines if _FRAME.match(line)), default=0) if framed else 0
    last = 0
    for first, (length, following) in enumerate(pairwise(lengths)):
        equal = length == following and lines[first][:_SAME_START] != lines[first + 1][:_SAME_START]
        if first >= last and (framed or equal or length in _MARGINS):
            pieces = _cut_pieces(lines, starts, first, widest)
            last = first + len(pieces)
            if len(pieces) > 1:
                yield pieces


def _cut_pieces(lines: list[str], starts: list[int], number: int, widest: int) -> list[tuple[int, int]]:
    """What the line `number` and those behind it have of one line that a margin cut apart."""
    pieces: list[tuple[int, int]] = []
    begun, margin = starts[number], 0
    for at in range(number, len(lines) - 1):
        line, following = lines[at], lines[at + 1]
        bare = len(line.removesuffix("\r"))
        if not _is_cut(line, following, bare, widest, margin):
            return [*pieces, (begun, starts[at] + bare)]
        frame = _FRAME.match(following)
        border = _BORDER.search(line, max(0, bare - 2)) if frame is not None else None
        pieces.append((begun, starts[at] + (bare if border is None else border.start())))
        begun, margin = starts[at + 1] + (frame.end() if frame is not None else 0), bare
    return [*pieces, (begun, starts[-1] - 1)]


def _is_cut(line: str, following: str, width: int, widest: int, margin: int) -> bool:
    """Whether a margin, and not the writer, ended `line`. `margin`: where it cut the line before, or 0."""
    frame, next_frame = _FRAME.match(line) is not None, _FRAME.match(following) is not None
    if frame or next_frame:
        return frame and next_frame and width == widest >= _LEAST
    if following[:1].strip() == "":
        return False
    return width in _WIDTHS or (width >= _LEAST and _of_one_width(line, following, margin))


def _of_one_width(line: str, following: str, margin: int) -> bool:
    """Whether lines are as long as each other because they were cut, and not because they say the same."""
    longest = len(line) == margin or len(line) == len(following)
    return longest and len(following) <= len(line) and line[:_SAME_START] != following[:_SAME_START]


_NAMES: Final = Literals(CORE)
# Letters of other scripts and the lines of boxes, as JSON that is all ASCII has them; half a pair means nothing alone.
_LETTER: Final = r"\\u(?!00|[dD][89a-fA-F])[0-9a-fA-F]{4}"
_ESCAPED: Final = re.compile(rf"\\[nrt\"'/\\]|{_LETTER}|\\u00[89a-fA-F][0-9a-fA-F]")
_OTHER_LETTERS: Final = re.compile(_LETTER)
_LONGEST: Final = 64 * 1024
_MEANT: Final = {"n": "\n", "r": "\r", "t": "\t"}


class Unescaped:
    """A line without its escapes, and where in the text what is in it stands."""

    def __init__(self, text: str, begin: int, end: int) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # where each piece begins without the escapes
        self._origins: list[int] = []  # where it begins in the text
        self._after: list[int] = []  # where each escape ends in the text
        at = length = 0
        line = text[begin:end]
        for match in (*_ESCAPED.finditer(line), None):
            stop = len(line) if match is None else match.start()
            meant = "" if match is None else _meant(match[0])
            for piece, origin in ((line[at:stop], begin + at), (meant, begin + stop)):
                self._starts.append(length)
                self._origins.append(origin)
                pieces.append(piece)
                length += len(piece)
            at = stop if match is None else match.end()
            self._after.append(begin + at)
        self.text = "".join(pieces)

    def original(self, span: Span) -> Span:
        """A span of the line without escapes as one of the text; its mark stays on one line."""
        start, end = self._origin(span.start)[0], self._origin(span.end - 1)[1]
        return span._replace(start=start, end=end)

    def _origin(self, at: int) -> tuple[int, int]:
        """Where a character is in the text: itself, or the whole escape that means it."""
        number = bisect_right(self._starts, at) - 1
        start = self._origins[number] + at - self._starts[number]
        return start, self._after[number // 2] if number % 2 else start + 1


def _meant(escape: str) -> str:
    return chr(int(escape.removeprefix("\\u"), 16)) if escape[1] == "u" else _MEANT.get(escape[1], escape[1])


def unescaped(content: Indexed) -> Iterator[Unescaped]:
    """The lines of a text with escapes and what may be the name of a secret, without the escapes."""
    if "\\" not in content.text:
        return
    names = _NAMES.within(content)
    done = -1
    for begin, end in lines_with(content.text, "\\"):
        if begin <= done or end - begin > _LONGEST:
            continue
        line = content.low[begin:end]
        if not any(name in line for name in names) and _OTHER_LETTERS.search(line) is None:
            continue
        done = begin
        if _ESCAPED.search(content.text, begin, end) is not None:
            yield Unescaped(content.text, begin, end)

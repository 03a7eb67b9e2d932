"""Stretches of a text that are to be replaced, and how they are put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """`text[start:end]` becomes `mark`. `kind`: what it counts as; empty for the rest of a value cut in pieces."""

    start: int
    end: int
    mark: str
    kind: str
    value: str = ""

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end}, kind={self.kind!r})"


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, none empty, without overlaps: the outer one wins, and grows over what overlaps its end.

    Of two at one place, the rest of a value wins, and then a value that goes on elsewhere.
    """
    result: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end, bool(each.kind), -_goes_on(each))):
        if span.start == span.end:
            continue
        if not result or span.start >= result[-1].end:
            result.append(span)
        elif span.end > result[-1].end:
            result[-1] = result[-1]._replace(end=span.end)
    return result


def _goes_on(span: Span) -> int:
    """How much of a value stands elsewhere."""
    return max(0, len(span.value) - (span.end - span.start))


def applied(text: str, spans: Iterable[Span], start: int = 0, end: int | None = None) -> str:
    """`text[start:end]` with the spans (in order, without overlaps, inside that stretch) replaced.

    The number of lines stays the same: behind a mark stand the line breaks of what it replaces.
    """
    pieces: list[str] = []
    at = start
    for span in spans:
        pieces += (text[at : span.start], span.mark, "\n" * text.count("\n", span.start, span.end))
        at = span.end
    pieces.append(text[at:end])
    return "".join(pieces)

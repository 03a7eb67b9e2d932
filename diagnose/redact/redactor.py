"""The redactor: everything that is secret in a text is replaced by a mark that says what was there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from diagnose.model import Redaction
from diagnose.redact.commands import flag_spans, printed_spans
from diagnose.redact.encoded import base64_spans, dump_spans
from diagnose.redact.frames import unframed
from diagnose.redact.index import Indexed
from diagnose.redact.memory import Memory
from diagnose.redact.named import named_spans
from diagnose.redact.notations import notation_spans
from diagnose.redact.opaque import opaque_spans
from diagnose.redact.shapes import login_spans, shape_spans
from diagnose.redact.span import Span, applied, merged
from diagnose.redact.structure import container_spans
from diagnose.redact.tables import table_spans
from diagnose.redact.told import passphrase_spans, spoken_spans, told_spans
from diagnose.redact.views import SMALL, View, rows, uncut
from diagnose.redact.written import plain

_FINDERS: Final = (
    shape_spans,
    named_spans,
    login_spans,
    container_spans,
    notation_spans,
    flag_spans,
    printed_spans,
    table_spans,
    spoken_spans,
    told_spans,
    passphrase_spans,
)
_OF_DOUBTFUL: Final = (shape_spans, named_spans, notation_spans)
_MAX_DEPTH: Final = 3
_MAX_PLACES: Final = 5


class Redactor:
    """Removes secrets from texts, and remembers them to remove them also where they stand without their names."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[str]] = {}

    def line(self, text: str, place: str = "") -> str:
        """One line or chunk of text, redacted. `place` is kept for the list of what was removed."""
        return self._redacted(text, place, numbered=False)

    def document(self, text: str, place: str) -> str:
        """A whole small text (a few MB), redacted; places are `place:line`. The number of lines stays the same."""
        return self._redacted(text, place, numbered=True)

    @property
    def removed(self) -> tuple[Redaction, ...]:
        """What was removed so far: kinds, how often, and the first places of each."""
        return tuple(
            Redaction(kind=kind, count=count, places=tuple(self._places[kind]))
            for kind, count in sorted(self._counts.items())
        )

    @property
    def values(self) -> frozenset[str]:
        """The values that were removed so far and are peculiar enough to be looked for: for the last scan only."""
        return self._memory.values

    def __repr__(self) -> str:
        return f"Redactor({sum(self._counts.values())} removed)"

    def spans(self, text: str) -> list[Span]:
        """What is to be replaced in `text`, in order and without overlaps. Learns what it finds."""
        found = self.found(text)
        self.learn(found)
        return merged(found)

    def found(self, text: str) -> list[Span]:
        """All that any rule tells of `text`, which may overlap. Learns nothing."""
        content, own = Indexed(text), Memory()
        found = self._found(content, 0)
        own.learn(found)
        found += (*own.spans(content), *self._memory.spans(content))
        return [*found, *opaque_spans(content, merged(found))]

    def learn(self, found: Iterable[Span]) -> None:
        """Remembers what was found, be it in another process."""
        self._memory.learn(found)

    def remembered(self, text: str) -> list[Span]:
        """Where secrets that were found so far, wherever it was, stand in `text`."""
        return merged(self._memory.spans(Indexed(text)))

    def count(self, spans: Iterable[Span], place: str, text: str, first_line: int) -> None:
        """Adds spans to the list of what was removed. With `first_line`, places get the line in `text` they are on."""
        line, at = first_line, 0
        for span in spans:
            if first_line:
                line += text.count("\n", at, span.start)
                at = span.start
            if not span.kind:
                continue
            self._counts[span.kind] = self._counts.get(span.kind, 0) + 1
            places = self._places.setdefault(span.kind, [])
            where = f"{place}:{line}" if first_line else place
            if where and where not in places and len(places) < _MAX_PLACES:
                places.append(where)

    def _found(self, content: Indexed, depth: int) -> list[Span]:
        found = [
            *_in_view(rows(content), table_spans),
            *_by_all(content),
            *_in_view(uncut(content.text), _by_few),
        ]
        if depth < _MAX_DEPTH:
            found += base64_spans(content, lambda inner: self._inner(Indexed(inner), depth + 1))
            found += dump_spans(content, lambda inner: self._inner(Indexed(inner), depth + 1))
            further = depth + 1 if len(content.text) <= SMALL else _MAX_DEPTH
            found += _in_view(plain(content), lambda inner: self._found(inner, further))
            found += _in_view(unframed(content), lambda inner: self._found(inner, depth + 1))
        return found

    def _inner(self, content: Indexed, depth: int) -> list[Span]:
        kept = merged([*self._found(content, depth), *self._memory.spans(content)])
        return merged([*kept, *opaque_spans(content, kept)])

    def _redacted(self, text: str, place: str, *, numbered: bool) -> str:
        spans = self.spans(text)
        if not spans:
            return text
        self.count(spans, place, text, 1 if numbered else 0)
        return applied(text, spans)


def _by_all(content: Indexed) -> Iterator[Span]:
    return (span for find in _FINDERS for span in find(content))


def _by_few(content: Indexed) -> Iterator[Span]:
    """By the rules that fit lines which may have nothing to do with each other."""
    return (span for find in _OF_DOUBTFUL for span in find(content))


def _in_view(view: View | None, find: Callable[[Indexed], Iterable[Span]]) -> Iterator[Span]:
    """What `find` gives of what a view shows, where it is in the text."""
    if view is not None:
        yield from (each for span in find(Indexed(view.text)) for each in view.original(span))

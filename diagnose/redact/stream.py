"""Whole files through the redactor in bounded memory: windows that overlap, so that no secret straddles one unseen."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import IO, Final

from diagnose.redact.redactor import Redactor
from diagnose.redact.scan import BASE64_LETTERS
from diagnose.redact.span import Span, applied
from diagnose.secret.last_scan import LastScan

_BLOCK: Final = 1024 * 1024
_BEHIND: Final = 8 * 1024
_AHEAD: Final = 32 * 1024
_MAX_WINDOW: Final = 8 * 1024 * 1024

TextSource = Callable[[], str]
TextSink = Callable[[str], object]


def utf8_reader(stream: IO[bytes]) -> TextSource:
    """Gives the text of a stream in UTF-8 piece by piece, "" at its end; such as what was cleaned before."""
    return chunk_reader(iter(lambda: stream.read(_BLOCK), b""))


def chunk_reader(chunks: Iterator[bytes]) -> TextSource:
    """The same of pieces in UTF-8; bytes that are no text survive unchanged."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def read() -> str:
        for chunk in chunks:
            if text := decoder.decode(chunk):
                return text
        return decoder.decode(b"", final=True)

    return read


def redact_stream(read: TextSource, write: TextSink, redactor: Redactor, place: str) -> None:
    """Writes the cleaned text of everything that `read` gives. Places are `place:line`."""

    def clean(window: str, start: int, end: int, spans: list[Span], line: int) -> None:
        redactor.count(spans, place, window, line - window.count("\n", 0, start))
        write(applied(window, spans, start, end))

    _windows(read, redactor.spans, clean)


def scan_stream(read: TextSource, write: TextSink, redactor: Redactor) -> None:
    """Writes a cleaned text without the secrets that were first recognised behind the place where they stand.

    Raises LeakFound, which names the kind, if a secret would still be written.
    """
    scan = LastScan(redactor.values)

    def clean(window: str, start: int, end: int, spans: list[Span], _: int) -> None:
        text = applied(window, spans, start, end)
        scan.check(text)
        write(text)

    _windows(read, redactor.remembered, clean)


def _windows(
    read: TextSource,
    find: Callable[[str], list[Span]],
    clean: Callable[[str, int, int, list[Span], int], None],
) -> None:
    """Moves a window over the text; `clean` gets each stretch once, with the spans inside it."""
    window, done, line, wanted = "", 0, 1, _BLOCK
    while True:
        piece = read()
        window += piece
        if piece and len(window) - done < wanted:
            continue
        spans = find(_whole_lines(window) if piece else window)
        cut = _cut(window, done, spans) if piece else len(window)
        if cut is None:
            wanted = 2 * (len(window) - done)  # so that what is longer than a window is not read over and over
            continue
        clean(window, done, cut, _inside(spans, done, cut), line)
        line += window.count("\n", done, cut)
        if not piece:
            return
        keep = max(0, cut - _BEHIND)
        keep = window.find("\n", keep, cut) + 1 or keep  # what is left of a line may look like another one, too
        window, done, wanted = window[keep:], cut - keep, _BLOCK


def _whole_lines(window: str) -> str:
    """A window without a line that is not read to its end, which may look like another one: an id like a secret."""
    end = window.rfind("\n", max(0, len(window) - _AHEAD)) + 1
    return window[:end] if end else window


def _cut(window: str, done: int, spans: list[Span]) -> int | None:
    """Where the stretch that is ready ends: at a line's end if there is one, never in a span; None for not yet."""
    latest = len(window) - _AHEAD
    cut = window.rfind("\n", done, latest) + 1 or _before_run(window, done, latest)
    if cut <= done and len(window) < _MAX_WINDOW:
        return None
    for span in spans:
        if span.start < cut < span.end:
            cut = span.start if span.start > done else span.end
    if cut > latest:
        return None if len(window) < _MAX_WINDOW else cut
    return cut if cut > done else latest


def _before_run(window: str, done: int, latest: int) -> int:
    """`latest`, or where the base64 begins that is around it: what is hidden in it is found in the whole of it."""
    return done + len(window[done:latest].rstrip(BASE64_LETTERS))


def _inside(spans: list[Span], start: int, end: int) -> list[Span]:
    """The spans between `start` and `end`; of one that began earlier only the rest, which is left out."""
    kept = [span for span in spans if span.end > start and span.start < end]
    return [span if span.start >= start else span._replace(start=start, mark="", kind="") for span in kept]

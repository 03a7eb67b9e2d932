"""Whole files through the redactor in bounded memory: windows that overlap, so that no secret straddles one unseen."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import IO, Final, NamedTuple

from diagnose.files.processes import results
from diagnose.redact.redactor import Redactor
from diagnose.redact.scan import BASE64_LETTERS
from diagnose.redact.span import Span, applied, merged
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
    """Writes the text of everything that `read` gives without what is secret where it stands. Places are `place:line`.

    What a text tells of another part of it, or of an earlier text, is removed by `scan_stream`.
    """
    line, before = 1, deepcopy(redactor)
    for text, start, end, spans in _stretches(read, before.found, redactor.learn):
        redactor.count(spans, place, text, line - text.count("\n", 0, start))
        write(applied(text, spans, start, end))
        line += text.count("\n", start, end)


def scan_stream(read: TextSource, write: TextSink, redactor: Redactor) -> None:
    """Writes a cleaned text without the secrets that were recognised only elsewhere, and counts them.

    Raises LeakFound, which names the kind, if a secret would still be written.
    """
    scan = LastScan(redactor.values)

    def checked(text: str) -> list[Span]:
        spans = redactor.remembered(text)
        scan.check(applied(text, spans))
        return spans

    for text, start, end, spans in _stretches(read, checked, lambda _: None):
        redactor.count(spans, "", text, 0)
        write(applied(text, spans, start, end))


class _Window(NamedTuple):
    """A part of the text from `at` on, up to `end` in it if no secret is there, and what stands before and behind."""

    text: str
    at: int
    end: int


def _stretches(
    read: TextSource, find: Callable[[str], list[Span]], hear: Callable[[list[Span]], None]
) -> Iterator[tuple[str, int, int, list[Span]]]:
    """Each stretch of the text once: a window, where in it the stretch begins and ends, and the spans in that.

    `find` may be called in other processes; `hear` gets what it found here, in order.
    """
    written, held = 0, None
    for each, here in results(lambda window: find(window.text), _windows(read)):
        window = each if held is None else _joined(held, each)
        found = here if held is None else find(window.text)
        hear(found)
        text, spans, start = window.text, merged(found), written - window.at
        least = max(start, window.end)
        across = next((span for span in spans if span.start < least < span.end), None)
        end = least if across is None else across.end
        held = None
        if across is not None and not text[end:].strip() and len(text) < _MAX_WINDOW:
            end = max(start, across.start)  # it may go on behind what was read
            kept = _kept(text, end)
            held = _Window(text[kept:], window.at + kept, end - kept)
        yield text, start, end, _inside(spans, start, end)
        written = window.at + end


def _joined(one: _Window, other: _Window) -> _Window:
    behind = other.at - one.at
    return _Window(one.text[:behind] + other.text, one.at, behind + other.end)


def _windows(read: TextSource) -> Iterator[_Window]:
    """Windows over the text that overlap."""
    text, at, done, wanted = "", 0, 0, _BLOCK
    while piece := read():
        text += piece
        if len(text) - done < wanted:
            continue
        end = _cut(text, done)
        if end is None:
            wanted = 2 * (len(text) - done)  # so that what is longer than a window is not read over and over
            continue
        yield _Window(_whole_lines(text), at, end)
        kept = _kept(text, end)
        text, at, done, wanted = text[kept:], at + kept, end - kept, _BLOCK
    yield _Window(text, at, len(text))


def _kept(text: str, end: int) -> int:
    """From where on a text stays known for what stands behind `end`: at a line, whose rest may look like another."""
    begin = max(0, end - _BEHIND)
    return text.find("\n", begin, end) + 1 or begin


def _whole_lines(text: str) -> str:
    """A window without a line that is not read to its end, which may look like another one: an id like a secret."""
    end = text.rfind("\n", max(0, len(text) - _AHEAD)) + 1
    return text[:end] if end else text


def _cut(text: str, done: int) -> int | None:
    """Where a window ends: at a line's end or before base64 that goes on; None for not yet."""
    latest = len(text) - _AHEAD
    end = text.rfind("\n", done, latest) + 1 or done + len(text[done:latest].rstrip(BASE64_LETTERS))
    if end > done:
        return end
    return latest if len(text) >= _MAX_WINDOW else None


def _inside(spans: list[Span], start: int, end: int) -> list[Span]:
    """The spans between `start` and `end`; of one that began earlier only the rest, which is left out."""
    kept = [span for span in spans if span.end > start and span.start < end]
    return [span if span.start >= start else span._replace(start=start, mark="", kind="") for span in kept]

"""Evidence from what somebody pasted: logs, transcripts, error messages, recordings. Nothing is asked of anyone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO, Final

import msgspec

from diagnose.files.source import Source, open_all
from diagnose.intake import (
    assemble,
    bodies,
    clients,
    har,
    repeats,
    sentences,
    server_logs,
    silences,
    statuses,
    transcript,
)
from diagnose.intake.clues import Clues, is_shape
from diagnose.intake.page import Draft, Page
from diagnose.intake.sift import Line, Sift
from diagnose.intake.text import Clean, cleaned
from diagnose.intake.text import plain as as_text
from diagnose.model import Era, Evidence, Intake
from diagnose.redact import Redactor
from diagnose.redact.span import applied

__all__ = ["read"]

Progress = Callable[[str], None]
_READERS: Final = (
    server_logs.read, transcript.read, clients.read, bodies.read,
    sentences.read, silences.read, statuses.read, sentences.typed,
)  # fmt: skip
"""In this order: what one has understood, the next ones leave alone. The last one is for whole texts only."""
_MOST: Final = 2000


def read(
    paths: Sequence[str],
    stdin: Callable[[], BinaryIO],
    *,
    eras: Sequence[Era] = (),
    progress: Progress = lambda _: None,
    redactor: Redactor | None = None,
) -> Evidence:
    """The evidence in the given files (`-`: stdin). Secrets are gone before anything is understood.

    `redactor` knows them afterwards, for a look at what is written. `eras`: what the server can be, if it was said.
    Raises UsageProblem for what cannot be read.
    """
    reading = _Reading(progress, redactor or Redactor())
    for source in open_all(tuple(paths), stdin):
        reading.add(source)
    found = reading.found
    for each in found:
        reading.forget(each)
    exchanges = repeats.exchanges(found)
    refused = sorted((f for f in found if f.status >= 400 or f.silence is not None), key=lambda f: not f.url)  # noqa: PLR2004
    return Evidence(
        target=reading.clues.target([*refused, *found]),
        credential=reading.clues.facts(),
        token=reading.clues.token,
        exchanges=exchanges,
        started_at=max((x.at for x in exchanges), default=0.0),
        remarks=tuple(reading.remarks),
        intake=reading.intake(tuple(eras)),
    )


class _Reading:
    """What was read so far, over all inputs."""

    def __init__(self, progress: Progress, redactor: Redactor) -> None:
        self.redactor = redactor
        self.clues = Clues()
        self.found: list[Draft] = []
        self.names: list[str] = []
        self.remarks: list[str] = []
        self.lines = 0
        self.understood = 0
        self._progress = progress

    def add(self, source: Source) -> None:
        """Read one input."""
        self.names.append(source.name)
        chunks = self._watched(source)
        start = _recording_or_chunk(chunks)
        entries = har.read(start, self.redactor, source.name)
        if entries is not None:
            self.found += entries
            self.lines += (lines := start.count(b"\n") + 1)
            self.understood += lines
            return
        sift = Sift()
        for block in sift.blocks(chain((bytes(start),), chunks)):
            if len(self.found) < _MOST:
                self._block(source.name, block, whole=sift.whole)
        if source.binary:
            self.remarks.append(f"{source.name} is a binary file; nothing in it was read.")
        self.lines += sift.lines

    def intake(self, eras: tuple[Era, ...]) -> Intake:
        """What was read, and what it shows beside the exchanges; `eras` as for `read`."""
        return Intake(
            sources=tuple(self.names),
            lines=self.lines,
            skipped=max(0, self.lines - self.understood),
            redactions=self.redactor.removed,
            eras=eras,
            mentions=self.clues.mentions,
            telling=self.without(self.clues.telling),
            worked=self.without(self.clues.worked),
            clients=tuple(self.clues.clients),
            values={name: self.without(value) for name, value in self.clues.values.items()},
        )

    def forget(self, found: Draft) -> None:
        """Take out what only a later line showed to be a secret."""
        found.quote, found.url = self.without(found.quote), self.without(found.url)
        found.message = found.message and self.without(found.message)
        if found.answer is not None and found.answer.message:
            message = self.without(found.answer.message)
            found.answer = msgspec.structs.replace(found.answer, message=message)

    def without(self, text: str) -> str:
        """The text without what is known by now to be a secret."""
        return applied(text, self.redactor.remembered(text))

    def _watched(self, source: Source) -> Iterator[bytes]:
        for chunk in source.chunks():
            share = f" {100 * source.read // source.size} %" if source.size and not source.packed else ""
            self._progress(f"reading {source.name}{share}")
            yield chunk

    def _block(self, name: str, block: tuple[Line, ...], *, whole: bool) -> None:
        page = Page(name, self._clean(name, block))
        self.clues.lines(page)
        read_here = [found for reader in _READERS[: None if whole else -1] for found in reader(page)]
        kept = assemble.of_page(page, read_here)
        self.clues.around(page, kept)
        for found in kept:
            found.name = found.name or name
        known = {(f.name, f.number, f.status, f.message) for f in self.found}
        self.found += [f for f in kept if (f.name, f.number, f.status, f.message) not in known or not f.number]
        self.understood += page.understood()

    def _clean(self, name: str, block: tuple[Line, ...]) -> list[Clean]:
        """The block's logical lines, colours and wrapping undone, secrets taken out of the text as a whole."""
        lines = list(cleaned([(number, as_text(raw)) for number, raw in block]))
        text = "\n".join(line.text for line in lines)
        self.clues.before(text)
        spans = self.redactor.spans(text)
        self.redactor.count((s for s in spans if not is_shape(text[s.start : s.end])), name, text, block[0][0])
        text = applied(text, spans)
        self.clues.after(text)
        return [Clean(line.number, said, line.at) for line, said in zip(lines, text.split("\n"), strict=True)]


def _recording_or_chunk(chunks: Iterator[bytes]) -> bytearray:
    """The first chunk; of what looks like a recording all of it, unless that is too much to be read at once."""
    start = bytearray(next(chunks, b""))
    while har.looks_like(start) and len(start) <= har.LARGEST and (chunk := next(chunks, b"")):
        start += chunk
    return start

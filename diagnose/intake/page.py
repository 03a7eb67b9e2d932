"""A run of clean, redacted lines as one text, and what readers find in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import msgspec

from checks.knowledge.row import Row
from checks.knowledge.table import everywhere, lookup
from checks.knowledge.wording import is_infisicals
from diagnose.intake.text import Clean
from diagnose.model import Answer, Confidence, CredentialKind, Envelope, Sent, Silence

REFUSED: Final = 400


def rows_for(answer: Answer) -> tuple[Row, ...]:
    """The rows of the rejection table that an answer can be, when nobody knows what was asked or with what."""
    return lookup(answer, everywhere(), CredentialKind.UNKNOWN)


class Page:
    """Lines of one file, one after the other; readers work on `text` and mark what they have understood."""

    def __init__(self, name: str, lines: Sequence[Clean]) -> None:
        self.name, self.lines = name, lines
        self.text = "\n".join(line.text for line in lines)
        *self._starts, at = accumulate((len(line.text) + 1 for line in lines), initial=0)
        self._taken = bytearray(at)

    def index(self, offset: int) -> int:
        """The index of the line that the offset is in."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def start(self, index: int) -> int:
        """Where a line starts; the end of the text for an index behind the last line."""
        return self._starts[index] if 0 <= index < len(self._starts) else (0 if index < 0 else len(self.text))

    def line_of(self, offset: int) -> Clean:
        """The line that the offset is in."""
        return self.lines[self.index(offset)]

    def around(self, offset: int, before: int, after: int) -> str:
        """The text of the lines around the one that the offset is in."""
        index = self.index(offset)
        return self.part(index - before, index + after)

    def part(self, first: int, last: int) -> str:
        """The text of the lines from one index to another, both included."""
        return self.text[self.start(first) : self.start(last + 1)]

    def span(self, found: Draft) -> tuple[int, int]:
        """The indexes of the first and the last line that a draft stands on."""
        return self.index(found.start), self.index(max(found.start, found.end - 1))

    def matches(self, pattern: re.Pattern[str], group: int | str = 0) -> Iterator[re.Match[str]]:
        """The pattern's matches of which nothing is understood yet, as far as the start of a group tells."""
        return (match for match in pattern.finditer(self.text) if not self.taken(match.start(group)))

    def found(self, start: int, end: int, **facts: Any) -> Draft:
        """An exchange in the making that a stretch tells of, which is marked as understood."""
        self.take(start, end)
        return self.draft(start, end, **facts)

    def draft(self, start: int, end: int, **facts: Any) -> Draft:
        """An exchange in the making: where it stands, when, and what else is known of it."""
        line = self.line_of(start)
        return Draft(**{"start": start, "end": end, "number": line.number, "quote": line.text, "at": line.at, **facts})

    def take(self, start: int, end: int) -> None:
        """Mark a stretch as understood."""
        self._taken[start:end] = b"x" * (end - start)

    def taken(self, start: int, end: int | None = None) -> bool:
        """Whether any of it is understood already."""
        return self._taken.find(b"x", start, start + 1 if end is None else end) >= 0

    def understood(self) -> int:
        """How many lines hold something that was understood."""
        return sum(self.taken(start, start + len(line.text) + 1) for start, line in self)

    def __iter__(self) -> Iterator[tuple[int, Clean]]:
        return zip(self._starts, self.lines, strict=True)


@dataclass(kw_only=True)
class Draft:
    """An exchange in the making: as much of it as a text tells. `at`: seconds since the epoch, 0 if unknown.

    `guessed`: nothing ties the URL to the answer but that it stands near.
    `own_words`: a client's own line states it. `loose`: words alone, which say nothing of a request.
    `hedge`: why the text is no proof that this happened, and how sure it lets anyone be at most.
    `probe`: which of our own questions it was, where the text says so; `sent`: what went with it.
    """

    start: int
    end: int
    method: str = ""
    url: str = ""
    status: int = 0
    answer: Answer | None = None
    silence: Silence | None = None
    error: str | None = None
    message: str | None = None
    request_id: str | None = None
    details: tuple[Mapping[str, Any], ...] | None = None
    at: float = 0.0
    number: int = 0
    quote: str = ""
    own_words: bool = False
    loose: bool = False
    name: str = ""
    client_address: str = ""
    guessed: bool = False
    hedge: str = ""
    at_most: Confidence | None = None
    probe: str = ""
    sent: Sent = Sent.UNKNOWN

    @property
    def rows(self) -> tuple[Row, ...]:
        """What servers and clients say like this, wherever it was asked."""
        return rows_for(self.settled())

    @property
    def bare(self) -> bool:
        """Whether only a status is known of the answer."""
        return self.answer is None and self.silence is None and not self.message and not self.error

    @property
    def is_infisicals(self) -> bool:
        """Whether its id or its very words are Infisical's alone."""
        answer = self.settled()
        return answer.request_id is not None or any(is_infisicals(row.only, answer.message or "") for row in self.rows)

    def settled(self) -> Answer:
        """The answer: as it was read, with what the lines around it say of it, or that alone."""
        if self.answer is not None:
            identity, details = self.answer.request_id or self.request_id, self.answer.details or self.details
            return msgspec.structs.replace(self.answer, request_id=identity, details=details)
        return Answer(
            status=self.status, envelope=Envelope.CLIENT, error=self.error, message=self.message,
            request_id=self.request_id, details=self.details,
            data={"client_address": self.client_address} if self.client_address else {},
        )  # fmt: skip

"""Known sentences in a text: the server's own, where a client prints them without the body, and what clients say.

A server's sentence proves what was said, but not that it was said just now: without a status beside it, it is likely
at most. One that others say too counts only where it begins and ends by itself and the text speaks of Infisical.
Several different ones close together are a list, such as a table of messages or a program's source, and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from checks.knowledge import row, sentences, typed_text
from checks.knowledge.row import Row
from checks.knowledge.sentences import Sentence
from checks.knowledge.wording import is_infisicals
from diagnose.intake import mentions, statuses
from diagnose.intake.origin import Peer, hosts_in, is_default, is_default_message, peer_of
from diagnose.intake.page import Draft, Page, rows_for
from diagnose.intake.tables import patterns
from diagnose.model import Answer, Confidence, Envelope

_RE: Final = patterns("sentences")
NO_STATUS: Final = "The words stand in the text without the answer's status; the client's own output would prove them."
ANYONES: Final = "Other services use the same words; the client's own output, with its URL, would prove whose they are."
_SHORT, _ENOUGH, _PLAIN = 16, 20, 24
_LIST: Final = 3
_FIELDS: Final = 4
_BEFORE: Final = 40
TYPED: Final = "The words are not spelt as servers spell them; a copy of the client's output would prove them."
DESCRIBED: Final = "The text tells of a refusal in a person's own words; what the client printed would prove it."
_TYPED: Final = 4000  # nobody types more
_OTHERS: Final = frozenset({Peer.FOREIGN, Peer.STRANGE})
ADVICE: Final = "The text names the setting as a remedy only, so it need not be what is missing."


def read(page: Page) -> Iterator[Draft]:
    """Settings that are missing, and known sentences."""
    yield from _settings(page)
    yield from _said(page)


def typed(page: Page) -> Iterator[Draft]:
    """What a person typed of a refusal, in a short text in which nothing else is understood."""
    if page.understood() or len(page.text) > _TYPED or peer_of(page.text, hosts_in(page.text)) in _OTHERS:
        return
    about = _RE["about"].search(page.text) is not None
    lines = [(start, line.text) for start, line in page if not _RE["not-said"].search(line.text)]
    spelt = [(start, line, text) for start, line in lines if (text := typed_text.meant(line, about=about))]
    told = [(start, line, text) for start, line in lines if about and (text := typed_text.described(line))]
    one = len(spelt) == 1 and not _is_anyones(spelt[0][2], spelt[0][1])
    doubt, most = (TYPED, Confidence.LIKELY) if one else (DESCRIBED, Confidence.POSSIBLE)
    for start, line, text in (spelt if one else told)[:1]:
        yield page.found(start, start + len(line), message=text, loose=True, hedge=doubt, at_most=most)


class _Said:
    """A sentence where it stands in a page."""

    def __init__(self, page: Page, match: re.Match[str], sentence: Sentence) -> None:
        self.page, self.match, self.sentence = page, match, sentence
        self.start, self.end = match.span()
        self.words = _words(match[0])
        self.index = page.index(self.start)
        self.line = page.lines[self.index]
        beside = bool(sentence.beside) and sentence.beside in self.line.text
        self.ours = beside or is_infisicals(sentence.only, match[0])

    @cached_property
    def beside(self) -> str:
        """What else stands on its line."""
        return self.line.text.replace(self.match[0], " … ")

    @cached_property
    def before(self) -> str:
        """What stands right before it on its line."""
        return self.page.text[max(self.page.start(self.index), self.start - _BEFORE) : self.start]

    @cached_property
    def stated(self) -> re.Match[str] | None:
        """The status that its own line states."""
        return _RE["field"].search(self.beside) or _RE["status"].search(self.beside)

    @cached_property
    def status(self) -> int:
        """The status that its line states, or a field just above or below; 0 if none goes with the words."""
        told = self.stated or next(self._fields("field"), None)
        status = int(told[told.lastindex or 0]) if told is not None and not self.sentence.client else 0
        return status if status and self._rows(status) else 0

    def _fields(self, kind: str) -> Iterator[re.Match[str]]:
        """The fields of that kind on the lines around it."""
        near = self.page.lines[max(0, self.index - _FIELDS) : self.index + _FIELDS + 1]
        return filter(None, (_RE[kind].search(line.text) for line in near))

    @property
    def facts(self) -> Mapping[str, Any]:
        """The words as the field of an answer that they are."""
        return {"error" if self.sentence.beside else "message": self.words}

    def _rows(self, status: int) -> tuple[Row, ...]:
        return rows_for(Answer(status=status, envelope=Envelope.CLIENT, **self.facts))

    @property
    def doubt(self) -> str:
        """What makes it less than proof; empty for what only Infisical or its client says, as it was answered."""
        if self.sentence.client or (self.status and self.ours):
            return ""
        return ANYONES if self.status else NO_STATUS

    def stands(self) -> bool:
        """Whether it is a sentence of its own, not part of other words, as far as others say the same words."""
        if self.sentence.client or self.ours:
            return True
        if _RE["begins"].search(self.before) is None:
            return False
        rest = self.page.text[self.end : self.page.start(self.page.index(self.end - 1) + 1)].rstrip("\n")
        return self.sentence.is_open or _RE["ends"].match(rest) is not None

    def counts(self, *, about: bool) -> bool:
        """Whether the sentence is the server's: short or common ones only on a line that speaks of Infisical."""
        client, said = self.sentence.client, self.match[0]
        others = _is_anyones(self.sentence.text, said) and not (self.stated and self.status)
        unproven = _RE["goes-on"].search(self.beside) if client else others
        if unproven or _RE["not-said"].search(self.beside):
            return False
        if client:
            return about or self.ours
        if self.ours or self.is_named():
            return True
        if len(said) < _SHORT:
            line = self.line.text
            ours = ("://" not in line and _RE["ours"].search(line) is not None) or _asks_us(line)
            return bool(ours and self.stated and self.status) or _RE["speaker"].search(self.before) is not None
        if len(said) >= _PLAIN and not is_default_message(said):
            return about
        return any(_RE["ours"].search(text) or _asks_us(text) for text in self._near())

    def _near(self) -> Iterator[str]:
        """Its line and, if that states a status, the next ones; of a table what stands around it and its heading."""
        yield self.line.text
        table = _RE["row"].match(self.line.text) is not None
        reach = (_FIELDS if table else 1) if self.stated else 0
        for at in range(max(0, self.index - reach), min(len(self.page.lines), self.index + reach + 1)):
            text = self.page.lines[at].text
            heading = at + 1 < len(self.page.lines) and _RE["rule"].match(self.page.lines[at + 1].text) is not None
            if not (table and _RE["row"].match(text)) or heading:
                yield text

    def is_named(self) -> bool:
        """Whether a status goes with it, and right before it or in a field the error's name that servers give too."""
        if not self.status or len(self.match[0]) < _ENOUGH:
            return False
        own = _RE["name"].search(self.before) if self.stated else None
        names = {match[1] for match in (own, *self._fields("named")) if match is not None}
        known = {name for row in self._rows(self.status) for name in row.error.split("|")}
        return any(not is_default(self.words, name) for name in names & known)

    def is_listed(self, others: Sequence[_Said]) -> bool:
        """Whether another sentence stands close by, and its line is an item of a list, or has no time and no status."""
        if self.sentence.client or self.line.at or (self.stated and not _RE["item"].match(self.line.text)):
            return False
        return any(abs(other.index - self.index) <= _LIST and other.words != self.words for other in others)


def _said(page: Page) -> Iterator[Draft]:
    """One for each sentence that is no part of a list."""
    about = _RE["about"].search(page.text) is not None
    said = [each for each in _sentences(page) if not page.taken(each.start) and each.counts(about=about)]
    servers = [each for each in said if not each.sentence.client]
    for each in said:
        if not each.is_listed(servers):
            doubt = each.doubt
            yield page.found(
                each.start, each.end, status=each.status, loose=True, own_words=each.sentence.client,
                hedge=doubt, at_most=Confidence.LIKELY if doubt else None, **each.facts,
            )  # fmt: skip


def _sentences(page: Page) -> Iterator[_Said]:
    """The longest sentence at each place where one starts."""
    end = 0
    for matches in sentences.found(page.text):
        here = [_Said(page, match, sentence) for match, sentence in matches if match.start() >= end]
        best = max((each for each in here if each.stands()), key=lambda each: each.end, default=None)
        if best is not None:
            end = best.end
            yield best


def _asks_us(text: str) -> bool:
    """Whether the text has a route that only Infisical's API has."""
    return any(mention.is_infisicals for mention in mentions.all_of(text))


def _is_anyones(text: str, said: str) -> bool:
    """Whether any program says a sentence, as it stands there, of a connection of its own or of a status."""
    return text in row.shared() or statuses.is_librarys(said)


def _words(text: str) -> str:
    return " ".join(re.sub(r"\n[>\s]*", " ", text.replace('\\"', '"')).split())


def _settings(page: Page) -> Iterator[Draft]:
    """One for each setting that a line says is missing, or asks for."""
    for match in _RE["misses"].finditer(page.text) if _RE["setting"].search(page.text) is not None else ():
        name = match.lastindex or 0
        if not page.taken(match.start(name)):
            advice = ADVICE if match["advises"] else ""
            yield page.found(
                match.start(name), match.end(), message=f"No value for {match[name].upper()}", own_words=True,
                loose=True, hedge=advice, at_most=Confidence.LIKELY if advice else None,
            )  # fmt: skip

"""Known sentences in a text: the server's own, where a client prints them without the body, and what clients say.

A server's sentence proves what was said, but not that it was said just now: without a status beside it, it is likely
at most. One that others say too counts only where it begins and ends by itself and the text speaks of Infisical.
Several different ones close together are a list, such as a table of messages or a program's source, and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

import msgspec

from checks.knowledge.table import client_rows, rows
from checks.knowledge.wording import choices, is_infisicals
from diagnose.intake import mentions, silences, statuses
from diagnose.intake.origin import is_default, is_default_message
from diagnose.intake.page import Draft, Page, rows_for
from diagnose.intake.tables import patterns
from diagnose.model import Answer, Confidence, Envelope

_RE: Final = patterns("sentences")
NO_STATUS: Final = "The words stand in the text without the answer's status; the client's own output would prove them."
ANYONES: Final = "Other services use the same words; the client's own output, with its URL, would prove whose they are."
_FEWEST, _SHORT, _ENOUGH, _PLAIN = 11, 16, 20, 24
_LIST: Final = 3
_FIELDS: Final = 4
_BEFORE: Final = 40
_UNITS: Final = "seconds?|minutes?|hours?"
_REST: Final = ("<x>", "<rest>", "<reason>", "<reasons>")
_CLOSING: Final = "\u00bb\u201c\u201d\u2019`"
ADVICE: Final = "The text names the setting as a remedy only, so it need not be what is missing."


def read(page: Page) -> Iterator[Draft]:
    """Settings that are missing, and known sentences."""
    yield from _settings(page)
    yield from _said(page)


class Sentence(msgspec.Struct, frozen=True):
    """A sentence. `ours`: as `only` of its row; `client`: a client says it in words of its own."""

    text: str
    ours: str
    client: bool


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A sentence as a pattern: blanks may be line ends, quotes may be escaped, the final full stop may be missing.

    A placeholder stands for anything on the line, at the end for one word; what ends a text right behind another
    sign need not be there.
    """
    parts = [part for part in _RE["placeholder"].split(text.removesuffix(".")) if part]
    if len(parts) > 1 and parts[-1].startswith("<") and not parts[-2][-1:].isspace():
        parts.pop()
    said = "".join(_part(part, last=part is parts[-1]) for part in parts)
    return re.compile(said + (r"\.?" if text.endswith(".") else "") + r"(?!\w)")


def _part(part: str, *, last: bool) -> str:
    if part.startswith("<"):
        return rf'[^\s"{_CLOSING}]+(?: (?:{_UNITS})\b)?' if last else r'[^\n"]*?'
    return re.sub(r"(?:\\\s)+", r"[\\s>]+", re.escape(part)).replace('"', r'\\*"')


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, list[Sentence]]]:
    """The first words of all sentences, and by them the sentences."""
    by_start: dict[str, list[Sentence]] = {}
    for text, only, client in dict.fromkeys(texts()):
        first = _RE["placeholder"].split(text)[0]
        start = " ".join(first.split()[:2]) if first.count(" ") > 1 else first.strip().rstrip(".")
        by_start.setdefault(start, []).append(Sentence(text, only, client))
    longest = sorted(by_start, key=len, reverse=True)
    starts = (r"[\s>]+".join(map(re.escape, start.split())) for start in longest)
    return re.compile(r"(?<!\w)(?:" + "|".join(starts) + ")"), by_start


def texts() -> Iterator[tuple[str, str, bool]]:
    """Each text of both tables, what makes it Infisical's own, and whether a client says it."""
    for row in client_rows():
        if 0 in row.statuses and row.message:
            said = row.message.split("|")
            yield from ((text, row.only, True) for text in (*said, *(t[:1].lower() + t[1:] for t in said)))
    for row in rows():
        for text in choices(row.message):
            fixed = _RE["placeholder"].sub("", text)
            if len(fixed) >= _FEWEST and " " in fixed.strip() and not text.startswith("<"):
                yield text, row.only, False


class _Said:
    """A sentence where it stands in a page."""

    def __init__(self, page: Page, match: re.Match[str], sentence: Sentence) -> None:
        self.page, self.match, self.sentence = page, match, sentence
        self.start, self.end = match.span()
        self.words = _words(match[0])
        self.ours = is_infisicals(sentence.ours, match[0])
        self.index = page.index(self.start)
        self.line = page.lines[self.index]

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
        near = self.page.lines[max(0, self.index - _FIELDS) : self.index + _FIELDS + 1]
        told = self.stated or next(filter(None, (_RE["field"].search(line.text) for line in near)), None)
        status = int(told[1]) if told is not None and not self.sentence.client else 0
        return status if status and rows_for(Answer(status=status, envelope=Envelope.CLIENT, message=self.words)) else 0

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
        return self.sentence.text.endswith(_REST) or _RE["ends"].match(rest) is not None

    def counts(self, *, about: bool) -> bool:
        """Whether the sentence is the server's: short or common ones only on a line that speaks of Infisical."""
        client, said = self.sentence.client, self.match[0]
        others = silences.is_said_of_connections(self.sentence.text) or statuses.is_librarys(said)
        unproven = _RE["goes-on"].search(self.beside) if client else others and not (self.stated and self.status)
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
        """Whether its line states its status, and right before it the error's name that servers give with it."""
        name = _RE["name"].search(self.before)
        if name is None or not (self.stated and self.status) or len(self.match[0]) < _ENOUGH:
            return False
        rows = rows_for(Answer(status=self.status, envelope=Envelope.CLIENT, message=self.words))
        return any(name[1] in row.error.split("|") for row in rows) and not is_default(self.words, name[1])

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
                each.start, each.end, status=each.status, message=each.words, loose=True,
                own_words=each.sentence.client, hedge=doubt, at_most=Confidence.LIKELY if doubt else None,
            )  # fmt: skip


def _sentences(page: Page) -> Iterator[_Said]:
    """The longest sentence at each place where one starts."""
    anchors, known = _known()
    end = 0
    for anchor in anchors.finditer(page.text):
        if anchor.start() < end:
            continue
        start = " ".join(re.split(r"[\s>]+", anchor[0]))
        matches = ((_pattern(s.text).match(page.text, anchor.start()), s) for s in known[start])
        found = [each for m, s in matches if m is not None and (each := _Said(page, m, s)).stands()]
        if found:
            best = max(found, key=lambda each: each.end)
            end = best.end
            yield best


def _asks_us(text: str) -> bool:
    """Whether the text has a route that only Infisical's API has."""
    return any(mention.is_infisicals for mention in mentions.all_of(text))


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

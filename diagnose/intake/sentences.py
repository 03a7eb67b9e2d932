"""Known sentences in a text: the server's own, where a client prints them without the body, and what clients say.

A server's sentence proves what was said, but not that it was said just now: without a status beside it, it is likely
at most. One that others say too counts only where it begins and ends by itself and the text speaks of Infisical.
Several different ones close together are a list, such as a table of messages or a program's source, and tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

import msgspec

from checks.knowledge.table import client_rows, everywhere, lookup, rows
from checks.knowledge.wording import choices, is_infisicals
from diagnose.intake import silences, statuses
from diagnose.intake.origin import is_default_message
from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import pattern_of
from diagnose.model import Answer, Confidence, CredentialKind, Envelope

NO_STATUS: Final = "The words stand in the text without the answer's status; the client's own output would prove them."
ANYONES: Final = "Other services use the same words; the client's own output, with its URL, would prove whose they are."
_FEWEST, _SHORT, _PLAIN = 11, 16, 24
_LIST: Final = 3
_FIELDS: Final = 4
_BEFORE: Final = 40
_UNITS: Final = "seconds?|minutes?|hours?"
_REST: Final = ("<x>", "<rest>", "<reason>", "<reasons>")
_PLACEHOLDER: Final = re.compile(r"(<[^<>]*>)")
_ABOUT: Final = pattern_of("sentences.about")
_OURS: Final = pattern_of("ours")
_BEGINS: Final = pattern_of("sentences.begins")
_ENDS: Final = pattern_of("sentences.ends")
_STATUS: Final = re.compile(r"(?<![\w.:/@#-])([45]\d\d)(?![\w./@-]|:\S)")
_FIELD: Final = pattern_of("sentences.field")
_SOURCE: Final = pattern_of("sentences.source")
_ITEM: Final = re.compile(r"\s*(?:[-*\u2022|]|\d{1,2}[.)])\s")
_OVER: Final = pattern_of("sentences.over")
_MISSES: Final = pattern_of("sentences.misses")
_SETTING: Final = re.compile("(?i)INFISICAL_|UNIVERSAL_AUTH_")
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

    @property
    def pattern(self) -> re.Pattern[str]:
        """The sentence as a pattern; few of them all are ever looked for."""
        return _compiled(self.text)

    @property
    def goes_on(self) -> bool:
        """Whether anything may follow, such as a reason."""
        return self.text.endswith(_REST)

    @property
    def anyones(self) -> bool:
        """Whether programs say so of connections of their own."""
        return not self.client and silences.is_said_of_connections(self.text)


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(_spelling(text) + r"(?!\w)")


def _spelling(text: str) -> str:
    """The text as a pattern: blanks may be line ends, quotes may be escaped, the final full stop may be missing.

    A placeholder stands for anything on the line, at the end for one word; what ends a text right behind another
    sign need not be there.
    """
    parts = [part for part in _PLACEHOLDER.split(text.removesuffix(".")) if part]
    if len(parts) > 1 and parts[-1].startswith("<") and not parts[-2][-1:].isspace():
        parts.pop()
    return "".join(_part(part, last=part is parts[-1]) for part in parts) + (r"\.?" if text.endswith(".") else "")


def _part(part: str, *, last: bool) -> str:
    if part.startswith("<"):
        return rf'[^\s"]+(?: (?:{_UNITS})\b)?' if last else r'[^\n"]*?'
    return re.sub(r"\s+", r"[\\s>]+", "".join(char if char.isspace() else _escape(char) for char in part))


def _escape(char: str) -> str:
    return r'\\*"' if char == '"' else re.escape(char)


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, list[Sentence]]]:
    """The first words of all sentences, and by them the sentences."""
    by_start: dict[str, list[Sentence]] = {}
    for text, only, client in dict.fromkeys(texts()):
        first = _PLACEHOLDER.split(text)[0]
        start = " ".join(first.split()[:2]) if first.count(" ") > 1 else first.strip().rstrip(".")
        by_start.setdefault(start, []).append(Sentence(text, only, client))
    longest = sorted(by_start, key=len, reverse=True)
    starts = (r"[\s>]+".join(map(re.escape, start.split())) for start in longest)
    return re.compile(r"(?<!\w)(?:" + "|".join(starts) + ")"), by_start


def texts() -> Iterator[tuple[str, str, bool]]:
    """Each text of both tables, what makes it Infisical's own, and whether a client says it."""
    for row in client_rows():
        if 0 in row.statuses and row.message:
            small = (text[:1].lower() + text[1:] for text in row.message.split("|"))  # behind a colon
            yield from ((text, row.only, True) for text in (*row.message.split("|"), *small))
    for row in rows():
        for text in choices(row.message):
            fixed = _PLACEHOLDER.sub("", text)
            told = len(fixed) >= _FEWEST and " " in fixed.strip() and not text.startswith("<")
            if told:
                yield text, row.only, False


def _said(page: Page) -> Iterator[Draft]:
    """One for each sentence that is no part of a list."""
    about = _ABOUT.search(page.text) is not None
    said = [(m, s) for m, s in _matches(page) if not page.taken(m.start()) and _counts(page, m, s, about=about)]
    servers = [match for match, sentence in said if not sentence.client]
    for match, sentence in said:
        if not sentence.client and _is_listed(page, match, servers):
            continue
        status = 0 if sentence.client else _status(page, match)
        hedge = _doubt(match, sentence, status)
        yield replace(
            page.found(match.start(), match.end()), status=status, message=_words(match[0]), loose=True,
            own_words=sentence.client, hedge=hedge, at_most=Confidence.LIKELY if hedge else None,
        )  # fmt: skip


def _doubt(match: re.Match[str], sentence: Sentence, status: int) -> str:
    """What makes the words less than proof; empty for what only Infisical or its client says, as it was answered."""
    if sentence.client:
        return ""
    if not status:
        return NO_STATUS
    return "" if _is_ours(match, sentence) else ANYONES


def _words(text: str) -> str:
    return " ".join(re.sub(r"\n[>\s]*", " ", text.replace('\\"', '"')).split())


def _matches(page: Page) -> Iterator[tuple[re.Match[str], Sentence]]:
    """The longest sentence at each place where one starts."""
    anchors, known = _known()
    end = 0
    for anchor in anchors.finditer(page.text):
        if anchor.start() < end:
            continue
        at = anchor.start()
        start = " ".join(re.split(r"[\s>]+", anchor[0]))
        found = [(m, s) for s in known[start] if (m := s.pattern.match(page.text, at)) and _stands(page, m, s)]
        if found:
            best = max(found, key=lambda each: each[0].end())
            end = best[0].end()
            yield best


def _stands(page: Page, match: re.Match[str], sentence: Sentence) -> bool:
    """Whether it is a sentence of its own, not part of other words, as far as others say the same words."""
    if sentence.client or _is_ours(match, sentence):
        return True
    before = page.text[max(page.start(page.index(match.start())), match.start() - _BEFORE) : match.start()]
    if _BEGINS.search(before) is None:
        return False
    line_end = page.start(page.index(match.end() - 1) + 1)
    return sentence.goes_on or _ENDS.match(page.text[match.end() : line_end].rstrip("\n")) is not None


def _is_ours(match: re.Match[str], sentence: Sentence) -> bool:
    return is_infisicals(sentence.ours, match[0])


def _counts(page: Page, match: re.Match[str], sentence: Sentence, *, about: bool) -> bool:
    """Whether the sentence is the server's: short or common ones only on a line that speaks of Infisical."""
    if sentence.client:
        return about or _is_ours(match, sentence)
    line = page.line_of(match.start()).text
    around = line.replace(match[0], " ")
    stated = _stated(line, match)
    others = sentence.anyones or statuses.is_librarys(match[0])
    if _SOURCE.search(around) or _OVER.search(around) or (others and (not stated or not _status(page, match))):
        return False
    if _is_ours(match, sentence):
        return True
    if len(match[0]) < _SHORT:
        ours = _OURS.search(line) is not None and "://" not in line
        return ours and stated is not None and _status(page, match) > 0
    if len(match[0]) >= _PLAIN and not is_default_message(match[0]):
        return about
    return _OURS.search(page.around(match.start(), 1, 1) if stated else line) is not None


def _is_listed(page: Page, match: re.Match[str], others: Sequence[re.Match[str]]) -> bool:
    """Whether another sentence stands close by, and its line is an item of a list, or has no time and no status."""
    index = page.index(match.start())
    line = page.lines[index]
    if line.at or (_stated(line.text, match) and not _ITEM.match(line.text)):
        return False
    near = (other for other in others if abs(page.index(other.start()) - index) <= _LIST)
    return any(_words(other[0]) != _words(match[0]) for other in near)


def _stated(line: str, match: re.Match[str]) -> re.Match[str] | None:
    """The status that the sentence's own line states."""
    around = line.replace(match[0], " ")
    return _FIELD.search(around) or _STATUS.search(around)


def _status(page: Page, match: re.Match[str]) -> int:
    """The status that the line states, or a field of that name just above or below; 0 if none goes with the words."""
    line = page.line_of(match.start()).text
    told = _stated(line, match)
    if told is None:
        index = page.index(match.start())
        near = (page.lines[at].text for at in range(max(0, index - _FIELDS), min(len(page.lines), index + _FIELDS + 1)))
        told = next((found for text in near if (found := _FIELD.search(text))), None)
    status = int(told[1]) if told is not None else 0
    answer = Answer(status=status, envelope=Envelope.CLIENT, message=_words(match[0]))
    return status if status and lookup(answer, everywhere(), CredentialKind.UNKNOWN) else 0


def _settings(page: Page) -> Iterator[Draft]:
    """One for each setting that a line says is missing, or asks for."""
    if _SETTING.search(page.text) is None:
        return
    for match in _MISSES.finditer(page.text):
        start, name = next((match.start(at), match[at]) for at in range(match.re.groups, 0, -1) if _is_name(match, at))
        if page.taken(start):
            continue
        advice = ADVICE if match["advises"] else ""
        yield replace(
            page.found(start, match.end()), message=f"No value for {name.upper()}", own_words=True, loose=True,
            hedge=advice, at_most=Confidence.LIKELY if advice else None,
        )  # fmt: skip


def _is_name(match: re.Match[str], group: int) -> bool:
    return match[group] is not None and _SETTING.match(match[group]) is not None

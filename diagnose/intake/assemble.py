"""From what readers found in a page to what of it stands: parts of an answer joined, URLs given, doubts weighed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from diagnose.intake import origin, statuses, urls
from diagnose.intake.page import Draft, Page, rows_for
from diagnose.intake.tables import patterns
from diagnose.model import Envelope

_RE: Final = patterns("assemble")
_NEAR: Final = 12
_ABOVE: Final = 30
_PARTS: Final = 5
_QUOTE: Final = 400
_FOREIGN_FORMS: Final = frozenset({Envelope.HTML, Envelope.TEXT, Envelope.OTHER_JSON, Envelope.EMPTY})


def of_page(page: Page, found: Sequence[Draft]) -> list[Draft]:
    """What of the page's findings stands: bare statuses joined to their answers, each with its URL and its doubts."""
    asked, found = [f for f in found if f.probe], [f for f in found if not f.probe]
    answers = sorted((f for f in found if not f.bare and not _outranked(page, f, found)), key=lambda f: f.start)
    left = list(_unjoined(page, answers, [f for f in found if f.bare]))
    alone = _distinct([part for part in left if part.own_words and _about(page, part)])
    urls.give(page, [*answers, *alone])
    hosts, starts = origin.hosts_in(page.text), _RE["starts"].search(page.text)
    # Where the output of an application begins that the CLI has started.
    started = starts.end() if starts is not None else len(page.text)
    kept = []
    for each in (*answers, *alone):
        _unguess(page, each)
        _shortened(page, each)
        theirs = origin.is_anothers_answer(each, hosts) or _names_another(page, each, hosts)
        if not theirs and _is_ours(page, each) and (each.start < started or _is_tied(each)):
            origin.weigh(page, each)
            each.quote = _excerpt(page, each)
            kept.append(each)
    return asked + kept


def _outranked(page: Page, found: Draft, others: Sequence[Draft]) -> bool:
    """Whether these are words on the line of an answer that a client has put into a form."""
    index = page.index(found.start)
    formed = (page.span(o) for o in others if not (o.loose or o.bare) and o.silence is None)
    return found.loose and any(first <= index <= last for first, last in formed)


def _names_another(page: Page, found: Draft, hosts: origin.Hosts) -> bool:
    """Whether its own message names the URL of another service alone, and nothing else ties it to Infisical."""
    if found.silence is not None or _is_tied(found):
        return False
    first, last = page.span(found)
    while last + 1 < len(page.lines) and last - first < _PARTS and page.lines[last + 1].text.startswith((" ", "\t")):
        last += 1
    said, message = " ".join(page.part(first, last).split()), found.settled().message
    if message and found.rows:
        said = said.replace(message, " ")  # a URL in a sentence of Infisical's is of whom it speaks
    return origin.is_anothers_message(said, hosts)


def _is_tied(found: Draft) -> bool:
    """Whether more than its form shows that Infisical said it: its id, its URL, a client of ours or its very words."""
    client = found.own_words and not found.bare and not statuses.is_librarys(found.message or "")
    return client or bool(found.url and not found.guessed) or found.is_infisicals


def _is_ours(page: Page, found: Draft) -> bool:
    """Whether it is about Infisical: its words are known, or it stands where Infisical is spoken of."""
    answer = found.settled()
    if found.loose and (found.bare or found.silence is not None):
        return bool(found.url) and not found.guessed
    if answer.envelope is Envelope.B and not (found.rows or answer.error) and (found.guessed or not found.url):
        return _about(page, found, "named")
    if found.own_words or found.silence is not None or "/api" in found.url or _about(page, found):
        return True
    if answer.envelope in _FOREIGN_FORMS:
        return found.start <= _QUOTE
    return bool(found.rows) or answer.request_id is not None


def _about(page: Page, found: Draft, kind: str = "about") -> bool:
    return _RE[kind].search(found.url or page.around(found.start, _ABOVE, _NEAR)) is not None


def _unguess(page: Page, found: Draft) -> None:
    """A bare status of some request tells nothing of a route that only stands near; its words are all there is."""
    if found.bare and (found.guessed or not found.url):
        found.method, found.url, found.guessed = "", "", False
        found.message = " ".join(page.text[found.start : found.end].split())


def _shortened(page: Page, found: Draft) -> None:
    """A body in a text about Infisical without an error's name: Infisical's words with what a program kept of them."""
    answer = found.answer
    if answer is None or answer.envelope is not Envelope.B or answer.error or answer.headers:
        return
    kept = msgspec.structs.replace(answer, envelope=Envelope.CLIENT, marks=())
    found.answer = kept if _about(page, found, "named") and rows_for(kept) else answer


def _excerpt(page: Page, found: Draft) -> str:
    """The quoted line, or of a long one the part around what was understood."""
    line = page.line_of(found.start)
    if found.quote == line.text and page.index(found.end - 1) > page.index(found.start):
        return " ".join(page.text[found.start : found.end].split())[:_QUOTE]
    if len(found.quote) <= _QUOTE or found.quote != line.text:
        return found.quote
    at = max(0, found.start - page.start(page.index(found.start)) - _QUOTE // 4)
    return ("…" if at else "") + found.quote[at : at + _QUOTE]


def _unjoined(page: Page, answers: Sequence[Draft], parts: Sequence[Draft]) -> Iterator[Draft]:
    """The bare statuses that belong to no answer; an answer to which one belongs is given what it lacks of it."""
    for part in parts:
        whole = next((one for one in answers if _belongs(page, one, part)), None)
        if whole is None:
            yield part
            continue
        if whole.status == 0:
            whole.status = part.status
            whole.answer = whole.answer and msgspec.structs.replace(whole.answer, status=part.status)
        whole.url = whole.url or part.url


def _belongs(page: Page, whole: Draft, part: Draft) -> bool:
    """Whether a bare status is of that answer: of the same status or of none, a few lines away at most."""
    if whole.silence is not None or (whole.message and whole.own_words):
        return False
    apart = abs(page.index(whole.start) - page.index(part.start))
    inside = whole.start <= part.start < whole.end
    return inside or (apart <= _NEAR and whole.status in {0, part.status})


def _distinct(parts: Sequence[Draft]) -> list[Draft]:
    """Bare statuses, those with a URL first; one of them per status."""
    ordered = sorted(parts, key=lambda f: not f.url)
    first = {part.status: part for part in reversed(ordered)}
    return [part for part in ordered if part.url or first[part.status] is part]

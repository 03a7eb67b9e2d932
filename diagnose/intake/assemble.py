"""From what readers found in a page to what of it stands: parts of an answer joined, URLs given, doubts weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec

from checks.knowledge import table
from checks.knowledge.wording import is_infisicals
from diagnose.intake import doubts, peers, statuses
from diagnose.intake.page import Draft, Page
from diagnose.intake.urls import with_urls
from diagnose.model import CredentialKind, Envelope

_NEAR: Final = 12
_ABOVE: Final = 30
_ABOUT: Final = ("nfisical", "NFISICAL", "/api/v", "universal-auth")
_PARTS: Final = 5
_QUOTE: Final = 400
_STARTS: Final = re.compile(r"Injecting \d+ Infisical secrets? into your application")


def of_page(page: Page, found: Sequence[Draft]) -> list[Draft]:
    """What of the page's findings stands: bare statuses joined to their answers, each with its URL and its doubts."""
    asked, found = [f for f in found if f.probe], [f for f in found if not f.probe]
    answers = sorted((f for f in found if not f.bare and not _outranked(page, f, found)), key=lambda f: f.start)
    answers, left = _joined(page, answers, [f for f in found if f.bare])
    alone = _distinct([part for part in left if part.own_words and _about(page, part)])
    settled = [_unguessed(page, each) for each in with_urls(page, [*answers, *alone])]
    targets = peers.targets(page.text)
    started = _started(page)
    ours = [
        each
        for each in settled
        if not (_is_theirs(each, targets) or _names_another(page, each, targets))
        and _is_ours(page, each)
        and (each.start < started or _is_tied(each))
    ]
    return asked + [replace(each, quote=_excerpt(page, each)) for each in (doubts.weighed(page, one) for one in ours)]


def _outranked(page: Page, found: Draft, others: Sequence[Draft]) -> bool:
    """Whether these are words on the line of an answer that a client has put into a form."""
    index = page.index(found.start)
    formed = (o for o in others if not (o.loose or o.bare) and o.silence is None)
    return found.loose and any(page.index(o.start) <= index <= page.index(max(o.start, o.end - 1)) for o in formed)


def _is_theirs(found: Draft, targets: peers.Targets) -> bool:
    """Whether another service said it."""
    return found.silence is None and (doubts.is_foreign(found, targets) or doubts.is_unclaimed(found, targets))


def _names_another(page: Page, found: Draft, targets: peers.Targets) -> bool:
    """Whether its own message names the URL of another service alone, and nothing else ties it to Infisical."""
    if found.silence is not None or _is_tied(found):
        return False
    first, last = page.index(found.start), page.index(max(found.start, found.end - 1))
    while last + 1 < len(page.lines) and last - first < _PARTS and page.lines[last + 1].text.startswith((" ", "\t")):
        last += 1
    said = " ".join(page.text[page.start(first) : page.start(last + 1)].split())
    answer = found.settled()
    if answer.message and table.lookup(answer, table.everywhere(), CredentialKind.UNKNOWN):
        said = said.replace(answer.message, " ")  # a URL in a sentence of Infisical's is of whom it speaks
    return peers.is_anothers(said, targets)


def _started(page: Page) -> int:
    """Where the output of an application begins that the CLI has started; the end of the text if it started none."""
    match = next(_STARTS.finditer(page.text), None)
    return match.end() if match is not None else len(page.text)


def _is_tied(found: Draft) -> bool:
    """Whether more than its form shows that Infisical said it: its id, its URL, a client of ours or its very words."""
    answer = found.settled()
    client = found.own_words and not found.bare and not statuses.is_librarys(found.message or "")
    if client or answer.request_id is not None or (found.url and not found.guessed):
        return True
    known = table.lookup(answer, table.everywhere(), CredentialKind.UNKNOWN)
    return any(is_infisicals(row.only, answer.message or "") for row in known)


def _unguessed(page: Page, found: Draft) -> Draft:
    """A bare status of some request tells nothing of a route that only stands near; its words are all there is."""
    if not found.bare or (found.url and not found.guessed):
        return found
    return replace(
        found, url="", method="", guessed=False, message=" ".join(page.text[found.start : found.end].split())
    )


def _excerpt(page: Page, found: Draft) -> str:
    """The quoted line, or of a long one the part around what was understood."""
    line = page.line_of(found.start)
    if found.quote == line.text and page.index(found.end - 1) > page.index(found.start):
        return " ".join(page.text[found.start : found.end].split())[:_QUOTE]
    if len(found.quote) <= _QUOTE or found.quote != line.text:
        return found.quote
    at = max(0, found.start - page.start(page.index(found.start)) - _QUOTE // 4)
    return ("…" if at else "") + found.quote[at : at + _QUOTE]


def _joined(page: Page, answers: Sequence[Draft], parts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """The answers with the bare statuses that belong to them, and the statuses that belong to none."""
    whole, left = list(answers), []
    for part in parts:
        at = next((at for at, one in enumerate(whole) if _belongs(page, one, part)), None)
        if at is None:
            left.append(part)
        else:
            whole[at] = _completed(whole[at], part)
    return whole, left


def _belongs(page: Page, whole: Draft, part: Draft) -> bool:
    """Whether a bare status is of that answer: of the same status or of none, a few lines away at most."""
    if whole.silence is not None or (whole.message and whole.own_words):
        return False
    apart = abs(page.index(whole.start) - page.index(part.start))
    inside = whole.start <= part.start < whole.end
    return inside or (apart <= _NEAR and whole.status in {0, part.status})


def _completed(whole: Draft, part: Draft) -> Draft:
    """The answer with the status, and the URL, that it lacks."""
    if whole.status == 0:
        answer = whole.answer and msgspec.structs.replace(whole.answer, status=part.status)
        whole = replace(whole, status=part.status, answer=answer)
    return replace(whole, url=whole.url or part.url)


def _distinct(parts: Sequence[Draft]) -> list[Draft]:
    """Bare statuses, those with a URL first; one of them per status."""
    seen: set[int] = set()
    kept = []
    for part in sorted(parts, key=lambda f: not f.url):
        if part.status not in seen or part.url:
            seen.add(part.status)
            kept.append(part)
    return kept


def _about(page: Page, found: Draft) -> bool:
    text = found.url or page.around(found.start, _ABOVE, _NEAR)
    return any(word in text for word in _ABOUT)


def _is_ours(page: Page, found: Draft) -> bool:
    """Whether it is about Infisical: its words are known, or it stands where Infisical is spoken of."""
    if found.own_words:
        return True
    if found.silence is not None:
        return True
    answer = found.settled()
    if answer.envelope in {Envelope.HTML, Envelope.TEXT, Envelope.OTHER_JSON, Envelope.EMPTY}:
        return "/api" in found.url or _about(page, found) or found.start <= _QUOTE
    known = table.lookup(answer, table.everywhere(), CredentialKind.UNKNOWN)
    return bool(known) or answer.request_id is not None or "/api/" in found.url or _about(page, found)

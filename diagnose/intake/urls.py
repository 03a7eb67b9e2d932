"""Which request an answer in a text belongs to: the URL on its line, above it, or just below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checks.knowledge import routes, table
from checks.knowledge.wording import CUT
from diagnose.intake import clients, mentions, statuses
from diagnose.intake.mentions import Mention
from diagnose.intake.page import REFUSED, Draft, Page
from diagnose.intake.tables import patterns
from diagnose.model import CredentialKind

_RE: Final = patterns("urls")
_CLOSE: Final = 2
_ABOVE, _BELOW = 30, 12
_NAME: Final = 24


def give(page: Page, found: Sequence[Draft]) -> None:
    """Give the findings without a URL that of the client's call on their line, or of the mention that they answer."""
    asked = list(mentions.all_of(page.text))
    ours = sorted(found, key=lambda each: each.start)
    used: set[int] = set()
    for at, each in enumerate(ours):
        line = page.start(page.index(each.start))
        stated = any("://" in m.url and line <= m.start < each.start for m in asked)
        if not (each.url or each.method or each.bare or stated) and _wants_url(each):
            each.method, each.url = clients.call_before(page.text, each.start, line)
        if each.url or each.method or not _wants_url(each):
            used.update(m.start for m in asked if each.start <= m.start < max(each.end, each.start + 1))
            continue
        near = [m for m in _near(page, ours, at, asked) if m.start not in used and _may_answer(page, each, m)]
        chosen = _chosen(page, each, near)
        if chosen is not None and _fits(page, each, chosen):
            used.add(chosen.start)
            each.method, each.url, each.guessed = chosen.method, _whole(chosen, near), not _tied(page, each, chosen)
        elif not each.bare and (tried := statuses.tried(page.line_of(each.start).text)) and _is_said_there(each, tried):
            each.method, each.url, each.guessed = tried.method, tried.url, True


def _near(page: Page, ours: Sequence[Draft], at: int, asked: Sequence[Mention]) -> list[Mention]:
    """The mentions on the answer's lines and between it and the answers before and after it."""
    each = ours[at]
    first, last = page.index(each.start), page.index(each.end)
    floor = max((o.end for o in ours[:at] if o.end <= each.start), default=0)
    ceiling = min((o.start for o in ours[at + 1 :] if o.start > each.start), default=len(page.text))
    floor, ceiling = max(floor, page.start(first - _ABOVE)), min(ceiling, page.start(last + _BELOW + 1))
    return [m for m in asked if floor <= m.start < max(ceiling, page.start(last + 1))]


def _chosen(page: Page, found: Draft, near: Sequence[Mention]) -> Mention | None:
    """The last one on the answer's lines, else one that is tied to it, else the last above, else the first below."""
    line = page.start(page.index(found.start)), page.start(page.index(found.end) + 1)
    same = [m for m in near if line[0] <= m.start < line[1]]
    tied = [m for m in near if _tied(page, found, m)]
    above = [m for m in near if m.start < found.start]
    return next((ms[-1] for ms in (same, tied, above) if ms), near[0] if near else None)


def _whole(mention: Mention, near: Sequence[Mention]) -> str:
    """Its URL; of one that was cut off or lacks its host, the one near by that has the rest."""
    part = mention.url.rstrip(CUT)
    whole = (m.url for m in near if not m.cut and part in m.url and len(m.url) > len(part))
    return next(whole, mention.url) if mention.cut or part.startswith("/") else mention.url


def _may_answer(page: Page, found: Draft, mention: Mention) -> bool:
    """Whether the mention's own line does not tell already how that request ended, and otherwise or elsewhere."""
    line = page.line_of(mention.start).text
    status = mentions.status_of(line, mention.url)
    if status == 0:
        return _RE["works"].search(line.partition(mention.url)[2]) is None
    ours = found.is_infisicals or "nfisical" in page.line_of(found.start).text
    alone = ours and (found.loose or found.settled().request_id is not None)
    here = mention.is_infisicals or "nfisical" in mention.url or not alone
    return here and status == found.status and status >= REFUSED


def _tied(page: Page, found: Draft, mention: Mention) -> bool:
    """Whether more than nearness says that the answer is to this request: one line, or one block of output."""
    (first, last), at = page.span(found), page.index(mention.start)
    if first <= at <= last:
        return True
    named = _RE["field"].search(page.text, max(0, mention.start - _NAME), mention.start)  # a field with the URL
    start, end = min(at, last) + 1, max(at, first)
    # A blank line, or one with a time of its own, parts them.
    if named is not None and all(line.text.strip() and not line.at for line in page.lines[start : end + 1]):
        return True
    between = [line.text for line in page.lines[start:end] if line.text.strip()]
    if at < first:
        return all(_RE["continues"].match(text) for text in between)
    if mention.is_infisicals and _RE["failed"].match(page.lines[at].text):
        return all(_RE["thrown"].match(text) for text in between)
    if page.lines[at].text.startswith("+ "):
        return all(_RE["position"].match(text) for text in between)
    # The last word of a text without times is no request of its own that went on.
    return (
        not between and not any(line.at or line.text.strip() for line in page.lines[at + 1 :]) and not page.lines[at].at
    )


def _fits(page: Page, found: Draft, mention: Mention) -> bool:
    """Whether the answer can be to that request; one that stands close by is taken at its word."""
    apart = abs(page.index(mention.start) - page.index(found.start))
    return apart <= _CLOSE or found.silence is not None or found.bare or _is_said_there(found, mention)


def _is_said_there(found: Draft, mention: Mention) -> bool:
    """Whether servers give that answer to that request, as far as anything is known of it."""
    kinds = routes.of_url(mention.method, mention.url)
    return not found.rows or bool(table.lookup(found.settled(), kinds, CredentialKind.UNKNOWN))


def _wants_url(found: Draft) -> bool:
    return not (found.own_words and found.message)

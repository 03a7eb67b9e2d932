"""From what readers found to exchanges: parts of an answer joined, URLs given, repeats counted, ordered by time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from checks.knowledge import routes, table
from diagnose.intake import doubts, mentions, peers
from diagnose.intake.page import Found, Page
from diagnose.model import CredentialKind, Envelope, Exchange

_NEAR: Final = 12
_CLOSE: Final = 2
_ABOVE: Final = 30
_BELOW: Final = 12
_ABOUT: Final = ("nfisical", "NFISICAL", "/api/v", "universal-auth")
_MOST: Final = 200
_QUOTE: Final = 400
_REFUSED: Final = 400
_POSITION: Final = re.compile(r"At |\+ ?[~ ]")  # PowerShell's, between an error and the command


def of_page(page: Page, found: Sequence[Found]) -> list[Found]:
    """What of the page's findings stands: bare statuses joined to their bodies, each with its URL."""
    whole = sorted((f for f in found if not _is_part(f)), key=lambda f: f.start)
    parts = [f for f in found if _is_part(f)]
    left = [part for part in parts if not any(_joined(page, f, part) for f in whole)]
    whole += _distinct([part for part in left if part.own_words and _about(page, part)])
    _give_urls(page, whole)
    for each in whole:
        if each.bare and (each.guessed or not each.url):
            each.url, each.method, each.guessed = "", "", False  # a bare status of some request tells nothing
            each.message = " ".join(page.text[each.start : each.end].split())
    targets = peers.targets(page.text)
    theirs = (
        f for f in whole if f.silence is None and (doubts.is_foreign(f, targets) or doubts.is_unclaimed(f, targets))
    )
    foreign = {id(f) for f in theirs}
    kept = [f for f in whole if id(f) not in foreign and _is_ours(page, f)]
    for each in kept:
        doubts.weigh(page, each)
        each.quote = _excerpt(page, each)
    return kept


def _excerpt(page: Page, found: Found) -> str:
    """The quoted line, or of a long one the part around what was understood."""
    line = page.line_of(found.start)
    if found.quote == line.text and page.index(found.end - 1) > page.index(found.start):
        return " ".join(page.text[found.start : found.end].split())[:_QUOTE]
    if len(found.quote) <= _QUOTE or found.quote != line.text:
        return found.quote
    at = max(0, found.start - page.start(page.index(found.start)) - _QUOTE // 4)
    return ("…" if at else "") + found.quote[at : at + _QUOTE]


def _is_part(found: Found) -> bool:
    return found.bare


def _joined(page: Page, whole: Found, part: Found) -> bool:
    """Give a bare status to the answer it belongs to: of the same status or of none, a few lines away at most."""
    if whole.silence is not None or (whole.message and whole.own_words):
        return False
    apart = abs(page.index(whole.start) - page.index(part.start))
    inside = whole.start <= part.start < whole.end
    if not inside and (apart > _NEAR or whole.status not in {0, part.status}):
        return False
    if whole.status == 0:
        whole.status = part.status
        if whole.answer is not None:
            whole.answer = msgspec.structs.replace(whole.answer, status=part.status)
    whole.url = whole.url or part.url
    return True


def _distinct(parts: Sequence[Found]) -> list[Found]:
    """Bare statuses, those with a URL first; one of them per status."""
    seen: set[int] = set()
    kept = []
    for part in sorted(parts, key=lambda f: not f.url):
        if part.status not in seen or part.url:
            seen.add(part.status)
            kept.append(part)
    return kept


def _about(page: Page, found: Found) -> bool:
    text = found.url or page.around(found.start, _ABOVE, _NEAR)
    return any(word in text for word in _ABOUT)


def _give_urls(page: Page, found: Sequence[Found]) -> None:
    """Answers without a URL get that of the mention on their line, else above them, else just below."""
    asked = list(mentions.all_of(page.text))
    ours = sorted(found, key=lambda f: f.start)
    used: set[int] = set()
    for at, each in enumerate(ours):
        if each.url or each.method or not _wants_url(each):
            used.update(m.start for m in asked if each.start <= m.start < max(each.end, each.start + 1))
            continue
        near = [m for m in _near(page, ours, at, asked) if m.start not in used and _may_answer(page, each, m)]
        chosen = _chosen(page, each, near)
        if chosen is not None and _fits(page, each, chosen):
            each.method, each.url = each.method or chosen.method, chosen.url
            each.guessed = not _tied(page, each, chosen)
            used.add(chosen.start)


def _near(page: Page, ours: Sequence[Found], at: int, asked: Sequence[mentions.Mention]) -> list[mentions.Mention]:
    """The mentions on the answer's lines and between it and the answers before and after it."""
    each = ours[at]
    floor = max(
        page.start(page.index(each.start) - _ABOVE),
        max((o.end for o in ours[:at] if o.end <= each.start), default=0),
    )
    ceiling = min(
        page.start(page.index(each.end) + _BELOW + 1),
        min((o.start for o in ours[at + 1 :] if o.start > each.start), default=len(page.text)),
    )
    return [m for m in asked if floor <= m.start < max(ceiling, page.start(page.index(each.end) + 1))]


def _chosen(page: Page, found: Found, near: Sequence[mentions.Mention]) -> mentions.Mention | None:
    """The last one on the answer's lines, else one that is tied to it, else the last above, else the first below."""
    line = page.start(page.index(found.start)), page.start(page.index(found.end) + 1)
    same = [m for m in near if line[0] <= m.start < line[1]]
    tied = [m for m in near if _tied(page, found, m)]
    above = [m for m in near if m.start < found.start]
    chosen = next((ms[-1] for ms in (same, tied, above) if ms), near[0] if near else None)
    if chosen is not None and chosen.cut:
        return next((m for m in near if not m.cut and m.url.startswith(chosen.url[:-1])), chosen)
    return chosen


def _may_answer(page: Page, found: Found, mention: mentions.Mention) -> bool:
    """Whether the mention's own line does not tell already how that request ended, and otherwise than here."""
    line = page.line_of(mention.start).text
    status = mentions.status_of(line, mention.url)
    if status == 0:
        return not mentions.is_said_to_work(line, mention.url)
    return status == found.status and status >= _REFUSED


def _tied(page: Page, found: Found, mention: mentions.Mention) -> bool:
    """Whether more than nearness says that the answer is to this request: one line, or one block of output."""
    first, last, at = page.index(found.start), page.index(max(found.start, found.end - 1)), page.index(mention.start)
    if first <= at <= last:
        return True
    if mentions.is_field(page.text, mention.start) and not _parted(page, min(at, last), max(at, first)):
        return True
    between = [line.text for line in page.lines[min(at, last) + 1 : max(at, first)] if line.text.strip()]
    if at < first:
        return all(mentions.continues(text) for text in between)
    if page.lines[at].text.startswith("+ "):
        return all(_POSITION.match(text) for text in between)
    return not between and _is_last_word(page, at)


def _is_last_word(page: Page, index: int) -> bool:
    """Whether a text without times ends there, so that the line is no request of its own that went on."""
    return not any(line.at or line.text.strip() for line in page.lines[index + 1 :]) and not page.lines[index].at


def _parted(page: Page, start: int, end: int) -> bool:
    """Whether a blank line or a line with a time of its own stands between two lines."""
    return any(not line.text.strip() or line.at for line in page.lines[start + 1 : end + 1])


def _fits(page: Page, found: Found, mention: mentions.Mention) -> bool:
    """Whether the answer can be to that request; one that stands close by is taken at its word."""
    apart = abs(page.index(mention.start) - page.index(found.start))
    if apart <= _CLOSE or found.silence is not None or found.bare:
        return True
    kinds = routes.of_url(mention.method, mention.url)
    answer = found.settled()
    known = table.lookup(answer, table.everywhere(), CredentialKind.UNKNOWN)
    return not known or bool(table.lookup(answer, kinds, CredentialKind.UNKNOWN))


def _wants_url(found: Found) -> bool:
    return not (found.own_words and found.message)


def _is_ours(page: Page, found: Found) -> bool:
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


def exchanges(found: Sequence[Found]) -> tuple[Exchange, ...]:
    """Numbered exchanges in the order of time; what has no time comes where it stands in its file."""
    timed, last = [], 0.0
    for position, each in enumerate(found):
        last = each.at or last
        timed.append((last, position, each))
    if not all(each.at for _, _, each in timed) and len({each.name.partition(":")[0] for each in found}) > 1:
        timed = [(0.0, position, each) for _, position, each in timed]
    ordered = [each for _, _, each in sorted(timed, key=lambda entry: entry[:2])]
    return tuple(
        _exchange(f"E{n}", each, count) for n, (each, count) in enumerate(_unrepeated(ordered)[:_MOST], start=1)
    )


def _unrepeated(found: Sequence[Found]) -> list[tuple[Found, int]]:
    """The first of each kind, and how often it came; one without a URL is the same as one with."""
    kept: list[tuple[Found, int]] = []
    for each in found:
        for at, (known, count) in enumerate(kept):
            if _same(known, each):
                _complete(known, each)
                kept[at] = known, count + 1
                break
        else:
            kept.append((each, 1))
    return kept


def _same(one: Found, other: Found) -> bool:
    if one.silence is not other.silence:
        return False
    a, b = one.settled(), other.settled()
    if one.silence is None and not (_agree(a.status, b.status) and a.message == b.message and _agree(a.error, b.error)):
        return False
    if a.envelope in {Envelope.A, Envelope.B, Envelope.C} and b.envelope not in {a.envelope, Envelope.CLIENT}:
        return False
    paths = [url.partition("?")[0] for url in (one.url, other.url)]
    return not all(paths) or paths[0] == paths[1] or paths[0].endswith(paths[1]) or paths[1].endswith(paths[0])


def _agree(one: object, other: object) -> bool:
    return not one or not other or one == other


def _complete(known: Found, more: Found) -> None:
    """What a repeat tells beyond the first."""
    better = more.url and known.guessed and not more.guessed
    if better or not known.url or (known.url.startswith("/") and known.url.partition("?")[0] in more.url):
        known.method, known.url = known.method or more.method, more.url or known.url
        known.guessed = more.guessed if more.url else known.guessed
    if known.hedge and not more.hedge:
        known.hedge, known.at_most = "", None
    known.status = known.status or more.status
    known.at = known.at or more.at
    known.request_id = known.request_id or more.request_id
    if known.answer is None and more.answer is not None:
        identity = more.answer.request_id or known.request_id
        known.answer = msgspec.structs.replace(more.answer, request_id=identity)


def _exchange(identity: str, found: Found, count: int) -> Exchange:
    notes = [f"The text shows this {count:,} times."] if count > 1 else []
    if found.guessed:
        notes.append("Its URL is a guess: it stands near in the text.")
    answer = found.settled() if found.silence is None else None
    if answer is not None and found.answer is not None:
        answer = msgspec.structs.replace(
            answer,
            request_id=answer.request_id or found.request_id,
            details=answer.details or found.details,
        )
    return Exchange(
        id=identity,
        probe="pasted",
        method=found.method,
        url=found.url,
        at=found.at,
        took_ms=0.0,
        answer=answer,
        silence=found.silence,
        note=" ".join(notes),
        source=found.name if ":" in found.name else f"{found.name}:{found.number}",
        quote=" ".join(found.quote.split())[:_QUOTE],
        guessed=found.guessed,
        hedge=found.hedge,
        at_most=found.at_most,
    )

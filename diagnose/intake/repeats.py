"""Exchanges in the order of time, each kind of answer once, with how often it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import msgspec

from diagnose.intake.page import Draft
from diagnose.model import Envelope, Exchange

_MOST: Final = 200
_QUOTE: Final = 400


def exchanges(found: Sequence[Draft]) -> tuple[Exchange, ...]:
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


def _unrepeated(found: Sequence[Draft]) -> list[tuple[Draft, int]]:
    """The first of each kind, and how often it came; one without a URL is the same as one with."""
    kept: list[tuple[Draft, int]] = []
    for each in found:
        for at, (known, count) in enumerate(kept):
            if _same(known, each):
                kept[at] = _completed(known, each), count + 1
                break
        else:
            kept.append((each, 1))
    return kept


def _same(one: Draft, other: Draft) -> bool:
    if one.silence is not other.silence or one.probe != other.probe:
        return False
    a, b = one.settled(), other.settled()
    if one.silence is None and not (_agree(a.status, b.status) and a.message == b.message and _agree(a.error, b.error)):
        return False
    if a.envelope in {Envelope.A, Envelope.B, Envelope.C} and b.envelope not in {a.envelope, Envelope.CLIENT}:
        return False
    paths = ["" if each.guessed else each.url.partition("?")[0] for each in (one, other)]
    return not all(paths) or paths[0] == paths[1] or paths[0].endswith(paths[1]) or paths[1].endswith(paths[0])


def _agree(one: object, other: object) -> bool:
    return not one or not other or one == other


def _completed(known: Draft, more: Draft) -> Draft:
    """The first, with what a repeat tells beyond it."""
    better = more.url and known.guessed and not more.guessed
    if better or not known.url or (known.url.startswith("/") and known.url.partition("?")[0] in more.url):
        guessed = more.guessed if more.url else known.guessed
        known = replace(known, method=known.method or more.method, url=more.url or known.url, guessed=guessed)
    if known.hedge and not more.hedge:
        known = replace(known, hedge="", at_most=None)
    request_id, answer = known.request_id or more.request_id, known.answer
    if answer is None and more.answer is not None:
        answer = msgspec.structs.replace(more.answer, request_id=more.answer.request_id or request_id)
    return replace(
        known, status=known.status or more.status, at=known.at or more.at, request_id=request_id, answer=answer
    )


def _exchange(identity: str, found: Draft, count: int) -> Exchange:
    notes = [f"The text shows this {count:,} times."] if count > 1 else []
    if found.guessed:
        notes.append("Its URL is a guess from what stands near in the text.")
    return Exchange(
        id=identity, probe=found.probe or "pasted", sent=found.sent, method=found.method, url=found.url,
        at=found.at, took_ms=0.0, answer=found.settled() if found.silence is None else None, silence=found.silence,
        note=" ".join(notes), source=found.name if ":" in found.name else f"{found.name}:{found.number}",
        quote=" ".join(found.quote.split())[:_QUOTE], guessed=found.guessed, hedge=found.hedge, at_most=found.at_most,
    )  # fmt: skip

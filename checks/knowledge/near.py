"""Refusals that another build words or numbers otherwise: the known ones that they resemble, which is no proof."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec

from checks.knowledge import routes
from checks.knowledge.causes import cause
from checks.knowledge.envelopes import OF_INFISICAL, stated_status
from checks.knowledge.row import Row
from checks.knowledge.table import CLIENT, everywhere, lookup, no_logins, of_status, rows
from checks.knowledge.wording import DIGIT, PLACEHOLDER, STATUS_PHRASES, Manner, choices, fixed, is_infisicals
from diagnose.model import Answer, CredentialKind, Envelope, Era

ENOUGH: Final = 0.7  # of the words of both sentences
_RENAMED: Final = 0.9  # where the error has another name
_MARGIN: Final = 0.1  # sentences that are so much further away are not meant
_LEAST: Final = 2  # words that they share
_LEAST_RENAMED: Final = 4
_MUCH, _END = 24, 2  # letters that a sentence fixes, if it is longer; what its ends may differ in
_REFUSALS: Final = range(400, 500)
_PART: Final = re.compile(r"[A-Z]?[a-z]+")
_PARTS: Final = 3  # words of a name that says more than a class of errors
_WORD: Final = re.compile(r"[^\W\d_]+")
# Words that say nothing of the reason, politeness among them, and those that turn it round.
_FILLERS: Final = frozenset(
    ["a", "an", "the", "this", "that", "your", "its", "is", "are", "was", "has", "have", "had", "been", "be"]
) | {"to", "of", "by", "for", "in", "on", "due", "please", "try", "again", "later", "then"}
_TURNS: Final = frozenset(["not", "no", "never", "cannot", "without", "unless"])


def near(answer: Answer, kinds: frozenset[str], credential: CredentialKind) -> tuple[Row, ...]:
    """The rows of whose refusals an answer reminds most, marked as near; none if none is close.

    First those with its very words, whatever their status and error, and on any route but logins; then, where it is
    Infisical's by its form and it is known what was asked, those that its words resemble.
    """
    if stated_status(answer) not in _REFUSALS or not answer.message:
        return ()
    if lookup(answer, kinds, CredentialKind.UNKNOWN):
        return ()  # its words are known, of another credential
    ours = answer.request_id is not None or (answer.envelope in OF_INFISICAL and answer.error is not None)
    close = ours and kinds != everywhere()
    found = _with_its_words(answer, kinds, credential, close=close) or (
        _alike(answer, kinds, credential) if close else ()
    )
    return tuple(msgspec.structs.replace(row, near=True) for row in found)


def _with_its_words(answer: Answer, kinds: frozenset[str], credential: CredentialKind, *, close: bool) -> Sequence[Row]:
    """The rows that have its words, if only Infisical says them or it is `close` to Infisical otherwise."""
    said = answer.message or ""
    if answer.envelope not in {*OF_INFISICAL, Envelope.CLIENT}:
        return ()
    # On a route that any program may have, `jwt expired` is any program's.
    close = close and (routes.is_infisicals(kinds) or answer.request_id is not None)
    anywhere = kinds | no_logins() if kinds <= no_logins() else kinds
    told = lookup(Answer(status=0, envelope=Envelope.CLIENT, message=said), anywhere, credential)
    enough = DIGIT * min(_MUCH, len(said) - _END)
    able = [row for row in told if row.where != CLIENT and (fixed(row.message, said) or 0) >= enough]
    if any(len({row.error for row in able if era in row.eras}) > 1 for era in Era):
        return ()  # a text for whole classes of errors, whose names tell the reason
    return [row for row in able if close or is_infisicals(row.only, said)]


def _alike(answer: Answer, kinds: frozenset[str], credential: CredentialKind) -> Sequence[Row]:
    """The rows of its status that its words resemble, else those with its error."""
    said = _words(answer.message or "")
    able = of_status(answer, kinds, credential)
    scored = [(score, row) for row in able if (score := _score(row, said, answer.error))]
    best = max((score for score, _ in scored), default=0.0)
    return [row for score, row in scored if score > best - _MARGIN] or _of_name(able, answer)


def _of_name(able: Sequence[Row], answer: Answer) -> Sequence[Row]:
    """The rows with that very error, if it is one that means the same wherever it stands, whatever its words."""
    if answer.envelope is Envelope.A or answer.error not in telling_names():  # era A names classes of errors only
        return ()
    return [row for row in able if answer.error in choices(row.error)]


@lru_cache(maxsize=1)
def telling_names() -> frozenset[str]:
    """The errors that Infisical gives at one gate only; those of whole classes, such as NotFound, stand for many."""
    gates: dict[str, set[str]] = defaultdict(set)
    for row in rows():
        for name in choices(row.error):
            gates[name] |= {cause(known).gate for known in row.causes}
    named = (name for name, stops in gates.items() if len(stops) == 1 and not PLACEHOLDER.search(name))
    return frozenset(name for name in named if name not in STATUS_PHRASES and len(_PART.findall(name)) >= _PARTS)


def _score(row: Row, said: Counter[str], error: str | None) -> float:
    """How much of its words the answer has from the row's sentence, of 0 to 1; 0 if that is too little."""
    same_name = fixed(row.error, error, Manner.LOOSELY) is not None
    least, enough = (_LEAST, ENOUGH) if same_name else (_LEAST_RENAMED, _RENAMED)
    return max((_shared(_words(choice), said, least, enough) for choice in choices(row.message)), default=0.0)


def _shared(known: Counter[str], said: Counter[str], least: int, enough: float) -> float:
    if _TURNS & known.keys() != _TURNS & said.keys():
        return 0.0
    common = (known & said).total()
    if common < max(least, known.total()):  # the word that is missing may be the one that tells the reason
        return 0.0
    share = 2 * common / (known.total() + said.total())
    return share if share >= enough else 0.0


@lru_cache(maxsize=2048)
def _words(text: str) -> Counter[str]:
    return Counter(w for w in _WORD.findall(PLACEHOLDER.sub(" ", text).casefold()) if w not in _FILLERS)

"""The rejection table: every refusal a server of some era can give, what it can mean, and where that is known from.

`rejections.csv` has one row per answer. `eras`, `where` (kind of route, see `routes`) and `credential` (empty: any;
`jwt`: an access token or another JWT; `service-token`; `api-key`) say when the row applies. `status` and `error` may
list choices with `|`; `<name>` in `error` and `message` stands for any text, the rest is literal. `causes`: what the
answer can mean, likeliest first; more than one compete. `may_be`: causes that would only explain the first one
further. `effect`: what asking changed on the server. `only`: whether nobody but Infisical says the message: `yes`,
`route` if it names one of Infisical's routes, or the words of which it must then end in one. `source`: where it was
read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from checks.knowledge.envelopes import OF_INFISICAL, eras_of, stated_status
from checks.knowledge.in_use import ADDED
from checks.knowledge.row import Row, load
from checks.knowledge.wording import (
    DIGIT,
    PLACEHOLDER,
    STATUS_PHRASES,
    Manner,
    first_letter,
    fixed,
    is_infisicals,
    may_begin,
)
from diagnose.model import Answer, CredentialKind, Envelope, Era

EMPTY_LIST = "(no secrets)"
CLIENT = "client"


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """All rows, in file order. Line numbers count from 2, as an editor shows them."""
    return load("rejections.csv")


@lru_cache(maxsize=1)
def client_rows() -> tuple[Row, ...]:
    """What clients, operators and server logs say in words of their own: `where` is `client`, a status of 0 is any.

    An `effect` of `follows` marks words that only repeat that something failed before, `mostly` those that a slip in
    what somebody wrote would bring as well. Rows without a message are for a status whose words are missing: what it
    stands for most often on the route `where`, which may be a filter's.
    """
    return load("client_texts.csv")


@lru_cache(maxsize=1)
def _by_cause() -> dict[str, list[Row]]:
    index: dict[str, list[Row]] = defaultdict(list)
    for row in rows():
        for named in row.causes:
            index[named].append(row)
    return index


@lru_cache(maxsize=4096)
def stated(cause_id: str, kinds: frozenset[str], credential: CredentialKind, eras: frozenset[Era]) -> bool:
    """Whether a server of one of these eras has words for this cause on such a route."""
    return any(
        not eras.isdisjoint(row.eras) and applies(row, kinds, credential) for row in _by_cause().get(cause_id, ())
    )


@lru_cache(maxsize=1)
def _by_status() -> dict[int, list[Row]]:
    index: dict[int, list[Row]] = defaultdict(list)
    for row in rows():
        for status in row.statuses:
            index[status].append(row)
    return index


def applies(row: Row, kinds: frozenset[str], credential: CredentialKind) -> bool:
    """Whether the row can speak of such a request with such a credential."""
    if row.where not in kinds:
        return False
    if row.credential == "jwt":
        return credential not in {CredentialKind.SERVICE_TOKEN, CredentialKind.API_KEY}
    return credential is CredentialKind.UNKNOWN or row.credential in {"", credential.value}


@lru_cache(maxsize=1)
def everywhere() -> frozenset[str]:
    """Every kind of route that the table knows: for a request that nobody knows the address of."""
    return frozenset(row.where for row in rows())


@lru_cache(maxsize=1)
def no_logins() -> frozenset[str]:
    """Every kind of route but the logins."""
    return frozenset(kind for kind in everywhere() if "login" not in kind)


def lookup(answer: Answer, kinds: frozenset[str], credential: CredentialKind) -> tuple[Row, ...]:
    """The rows that describe this answer best: only those that fix the most of its text, in file order.

    What a client's or a log's own line leaves out (a status of 0, no error, no message) speaks against no row. A body
    of era B may be one of era C whose request ID was lost on the way: the rows of both are given.
    """
    message = EMPTY_LIST if answer.data.get("secrets") == 0 else answer.message
    said = (stated_status(answer), answer.envelope, answer.error, answer.message)
    found = _found(said, message, kinds, credential)
    return (*found, *_added(answer, message, kinds, credential)) if ADDED.rows else found


def _added(answer: Answer, message: str | None, kinds: frozenset[str], credential: CredentialKind) -> tuple[Row, ...]:
    """The rows from the user's files that describe it. They stand beside ours, and take the place of none."""
    able = (row for row in ADDED.rows if stated_status(answer) in row.statuses and applies(row, kinds, credential))
    return _fitting(able, answer, message)


@lru_cache(maxsize=1024)
def _found(
    said: tuple[int, Envelope, str | None, str | None],
    message: str | None,
    kinds: frozenset[str],
    credential: CredentialKind,
) -> tuple[Row, ...]:
    """The rows for these words, remembered, since one judgement looks the same answer up again and again."""
    status, envelope, error, text = said
    answer = Answer(status=status, envelope=envelope, error=error, message=text)
    found = _in_some_manner(answer, message, kinds, credential)
    if envelope is Envelope.B:
        later = msgspec.structs.replace(answer, envelope=Envelope.C)
        rest = (r for r in _in_some_manner(later, message, kinds, credential) if r not in found)
        # A row for any words at all shows no era.
        found += tuple(msgspec.structs.replace(r, eras=r.eras & eras_of(later)) for r in filter(_is_telling, rest))
    return found or _otherwise(answer, message, kinds, credential)


def _in_some_manner(
    answer: Answer, message: str | None, kinds: frozenset[str], credential: CredentialKind
) -> tuple[Row, ...]:
    manners = [*_MANNERS[: 2 if message else 1], *(_MANNERS[2:] if answer.envelope in OF_INFISICAL else ())]
    found: tuple[Row, ...] = ()
    for manner in manners:
        rows_ = _described(answer, message, kinds, credential, manner)
        if any(map(_is_telling, rows_)):
            return rows_
        found = found or rows_
    return found


def _is_telling(row: Row) -> bool:
    """Whether the row fits only some words."""
    return PLACEHOLDER.fullmatch(row.message) is None


# Exactly; then as a line's end may have changed the blanks; then as another build may spell the sentence.
_MANNERS: Final = (Manner.WORDS, Manner.LETTERS, Manner.LOOSELY)


def _otherwise(
    answer: Answer, message: str | None, kinds: frozenset[str], credential: CredentialKind
) -> tuple[Row, ...]:
    """The rows for words that none describes as they stand.

    What nobody but Infisical says counts whatever the error is called, and on any route but logins: as the message, or
    as a sentence in place of the error's name. A client's line that names no error may repeat the words of another
    authority that one login method asks; what is wrong with a token has words of its own.
    """
    if message and answer.envelope in {*OF_INFISICAL, Envelope.OTHER_JSON}:
        unnamed = msgspec.structs.replace(answer, envelope=Envelope.CLIENT, error=None)
        found = _described(unnamed, message, kinds, credential)
        # A request ID shows whose words they are, however short, where no error's name says otherwise.
        own = answer.envelope is Envelope.C and not answer.error
        named = tuple(row for row in found if row.where != CLIENT and (own or is_infisicals(row.only, message)))
        others = no_logins() if kinds <= no_logins() and not named else frozenset()
        elsewhere = _described(answer, message, others, credential)
        return named or tuple(row for row in elsewhere if _is_sentence(row.error) or is_infisicals(row.only, message))
    methods = frozenset(kind for kind in kinds if kind.startswith("login-"))
    if answer.envelope is not Envelope.CLIENT or answer.error or not message or len(methods) != 1:
        return ()
    if _REFUSES in message.casefold():
        return ()
    able = _candidates(answer.status, methods, credential, partly=False)
    return tuple(row for row in able if PLACEHOLDER.fullmatch(row.message) and row.error != "TokenError")


_REFUSES: Final = "access denied"
"""How Infisical begins what it says itself of every method's proofs, whatever follows in another build."""


def _is_sentence(error: str) -> bool:
    """Whether it stands in place of an error's name, and is no name that HTTP has for a status."""
    return " " in error and error not in STATUS_PHRASES


def _described(
    answer: Answer,
    message: str | None,
    kinds: frozenset[str],
    credential: CredentialKind,
    manner: Manner = Manner.WORDS,
) -> tuple[Row, ...]:
    partly = answer.envelope is Envelope.CLIENT
    if partly and kinds == everywhere() and not (answer.message or answer.error):
        return ()  # a bare status, of nobody knows what
    asked = (answer.status, kinds, credential)
    able = _beginning(first_letter(message, manner), manner, asked, partly=partly)
    best = _fitting(able, answer, message, manner)
    # Where nobody knows what was asked, words that clients have of their own are theirs.
    own = tuple(row for row in best if row.where == CLIENT) if kinds == everywhere() else ()
    return own or best


def _fitting(
    able: Iterable[Row], answer: Answer, message: str | None, manner: Manner = Manner.WORDS
) -> tuple[Row, ...]:
    """Of the rows that can speak of the answer, those that fix the most of its text."""
    eras, by_name = eras_of(answer), Manner.WORDS if manner is Manner.LETTERS else manner
    partly = answer.envelope is Envelope.CLIENT
    found = []
    for row in able:
        if not eras.isdisjoint(row.eras):
            known = message or not partly or row.where == CLIENT
            words = fixed(row.message, message, manner) if known else 0
            # Success has no error name.
            unnamed = 0 < answer.status < 300 or (partly and not answer.error)  # noqa: PLR2004
            name = 0 if unnamed else fixed(row.error, answer.error, by_name)
            # A row that fixes nothing of what was said would fit anything.
            vague = partly and bool(message) and not words and not name
            if words is not None and name is not None and not vague:
                found.append((words + name, row))
    return _best(found)


@lru_cache(maxsize=1024)
def _candidates(status: int, kinds: frozenset[str], credential: CredentialKind, *, partly: bool) -> tuple[Row, ...]:
    """The rows that can speak of an answer of that status; `partly`: of a client's line, which may leave it out."""
    of_status = _partly(status) if partly else _by_status().get(status, ())
    kinds = kinds | {CLIENT} if partly else kinds
    return tuple(row for row in of_status if applies(row, kinds, credential))


@lru_cache(maxsize=4096)
def _beginning(
    letter: str, manner: Manner, asked: tuple[int, frozenset[str], CredentialKind], *, partly: bool
) -> tuple[Row, ...]:
    """The candidates for what was asked whose message may begin with this letter; of "" nothing is known."""
    return tuple(row for row in _candidates(*asked, partly=partly) if may_begin(row.message, letter, manner))


def _best(found: Sequence[tuple[int, Row]]) -> tuple[Row, ...]:
    """The rows that fix the most; a number in place of a slot decides only between rows of one login method."""
    letters = max((told // DIGIT for told, _ in found), default=0)
    most: dict[str, int] = defaultdict(int)
    for told, row in found:
        most[_method(row)] = max(most[_method(row)], told)
    return tuple(row for told, row in found if told // DIGIT == letters and told == most[_method(row)])


def _method(row: Row) -> str:
    """The login method that the row is of; "" for any other route."""
    return row.where if row.where.startswith("login-") else ""


def of_status(
    answer: Answer, kinds: frozenset[str], credential: CredentialKind, eras: frozenset[Era] = frozenset(Era)
) -> tuple[Row, ...]:
    """The rows that can speak of such a request with the answer's status, whatever its words, in one of these eras."""
    able = eras & eras_of(answer)
    candidates = _candidates(stated_status(answer), kinds, credential, partly=False)
    return tuple(row for row in candidates if not able.isdisjoint(row.eras))


def _partly(status: int) -> tuple[Row, ...]:
    """The rows that a line can mean which need not tell the status: what clients say themselves has none."""
    own = (row for row in client_rows() if not status or 0 in row.statuses or status in row.statuses)
    return (*own, *(rows() if not status else _by_status().get(status, ())))

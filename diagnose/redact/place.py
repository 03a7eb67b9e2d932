"""Whether the value at a place is a secret, by the name before it, by how it is written and by what it looks like."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.redact.keys import Key, Weight, key_of
from diagnose.redact.passphrase import is_passphrase
from diagnose.redact.values import (
    has_random_letters,
    is_blank,
    is_harmless,
    is_link,
    is_secretish,
    is_state_word,
    is_variable,
    is_wordlike,
    tells_state,
)

PROSE: Final = re.compile(
    r"\b(?:is|are|was|not|the|has|been|must|required|missing|invalid|expired|failed|found|you|your|for|to|with|without|no|still|creating|destroying|modifying|refreshing)\b",
    re.IGNORECASE,
)
_HAS_WORDS: Final = re.compile(r"[A-Za-z][a-z']*[,:.]?(?: [A-Za-z'(][A-Za-z'_-]*[,:.)]?)+")
# `status=401` behind a word is judged by its own name; base64 may end in equals signs.
_OWN_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,40}(?:=(?!=|$)|:)")
_NAMES: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_MAX_PATH: Final = 100
_ONE_WORD: Final = re.compile(r"[A-Za-z]{1,40}")
_FILLED: Final = frozenset({"client-secret", "password"})


class Place(NamedTuple):
    """Where a value begins and what led to it.

    `sign`: what stands between name and value. `quote`: the mark that closed the name. `head`: the name begins its
    line. `strong`: the writing leaves no doubt that a value follows; otherwise it may be prose.
    """

    start: int
    sign: str
    quote: str
    head: bool
    strong: bool


def is_secret(value: str, place: Place, key: Key, *, quoted: bool) -> bool:
    """Whether a value is a secret, given its name and how it is written."""
    if place.strong and key.weight is Weight.ALWAYS:
        return not (is_blank(value) or (not quoted and (tells_state(value) or is_variable(value))))
    if place.strong and quoted and place.quote and key.kind in _FILLED:
        return not (is_blank(value) or is_state_word(value) or is_variable(value))
    if is_passphrase(value):
        return place.strong or key.weight >= Weight.SURE
    if is_harmless(value) or is_blank(value) or (key.weight is Weight.DOUBTFUL and not is_secretish(value)):
        return False
    return _named(value, place, key, quoted=quoted) if place.strong else _mentioned(value, key)


def _mentioned(value: str, key: Key) -> bool:
    """In what may be prose, a value has to look like a secret by itself."""
    named = _OWN_NAME.match(value) is not None or (value.endswith("=") and is_wordlike(value[:-1]))
    return is_secretish(value) and not named and not _links(value, key)


def _named(value: str, place: Place, key: Key, *, quoted: bool) -> bool:
    if _links(value, key) or (_HAS_WORDS.fullmatch(value) and PROSE.search(value)):
        return False
    if (
        place.sign == "," and _ONE_WORD.fullmatch(value) and not has_random_letters(value)
    ):  # more likely the next one of several names
        return False
    loose = not quoted and not place.quote and place.sign == ":"
    if not loose or key.kind == "password":
        return True
    return not _is_path(value) and (
        not is_wordlike(value) or (key.compound and " " not in value and not tells_state(value))
    )


def _is_path(value: str) -> bool:
    """Whether code says where the secret comes from: `clientSecret: config.clientSecret`."""
    return _NAMES.fullmatch(value[:_MAX_PATH]) is not None and key_of(value[:_MAX_PATH].rpartition(".")[2]) is not None


def _links(value: str, key: Key) -> bool:
    return is_link(value) and key.kind in ("token", "authorization", "key")

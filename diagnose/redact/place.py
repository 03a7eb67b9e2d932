"""Where a value stands beside a name, where it ends without quotation marks, and whether it is a secret."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from diagnose.redact.keys import Key, Weight, key_of
from diagnose.redact.scan import LINE_MAX, line_limit
from diagnose.redact.structure import MARK_ENDS, QUOTE, QUOTE_BEFORE
from diagnose.redact.values import (
    INSTEAD,
    LIKE_MARK,
    has_random_letters,
    is_blank,
    is_evidence_value,
    is_harmless,
    is_link,
    is_secretish,
    is_state_word,
    is_variable,
    is_wordlike,
    tells_state,
)
from diagnose.redact.words import LEAST_WORDS, LIKE_PASSPHRASE, PHRASE_ENDS, is_hyphened, is_passphrase

PROSE: Final = re.compile(
    r"\b(?:is|are|was|not|the|has|been|must|required|missing|invalid|expired|failed|found|you|your|for|to|with|without|no|still|successfully|creating|destroying|modifying|refreshing)\b",
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
    quote: str = ""
    head: bool = False
    strong: bool = True


def is_secret(value: str, place: Place, key: Key, *, quoted: bool) -> bool:
    """Whether a value is a secret, given its name and how it is written."""
    if place.strong and key.weight is Weight.ALWAYS:
        return not (is_blank(value) or (not quoted and (tells_state(value) or is_variable(value))))
    if place.strong and quoted and place.quote and key.kind in _FILLED:
        return not (is_blank(value) or is_state_word(value) or is_variable(value))
    if is_passphrase(value, LEAST_WORDS - (place.strong and key.weight >= Weight.SURE)):
        return place.strong or key.weight >= Weight.SURE
    if place.sign == "\n" and key.kind in _FILLED and is_hyphened(value):
        return True
    if is_harmless(value) or is_blank(value) or (key.weight is Weight.DOUBTFUL and not is_secretish(value)):
        return False
    return _named(value, place, key, quoted=quoted) if place.strong else _mentioned(value, key)


def _mentioned(value: str, key: Key) -> bool:
    """In what may be prose, a value has to look like a secret by itself."""
    named = _OWN_NAME.match(value) is not None or (value.endswith("=") and is_wordlike(value[:-1]))
    return is_secretish(value.rstrip("?")) and not (
        named or _links(value, key) or is_evidence_value(value.partition("{")[0])
    )


def _named(value: str, place: Place, key: Key, *, quoted: bool) -> bool:
    error = place.sign == "(" and key.kind == "token"  # as in `InvalidToken("signature mismatch")`
    if _links(value, key) or (_HAS_WORDS.fullmatch(value) and (error or PROSE.search(value))):
        return False
    if (
        place.sign == "," and _ONE_WORD.fullmatch(value) and not has_random_letters(value)
    ):  # more likely the next one of several names
        return False
    loose = not quoted and not place.quote and place.sign == ":"
    if not quoted and _is_path(value.rstrip(";,")):
        return False
    if not loose or key.kind == "password":
        return True
    return not is_wordlike(value) or (key.compound and " " not in value and not tells_state(value))


def _is_path(value: str) -> bool:
    """Whether code says where the secret comes from: `clientSecret: config.clientSecret`."""
    return _NAMES.fullmatch(value[:_MAX_PATH]) is not None and key_of(value[:_MAX_PATH].rpartition(".")[2]) is not None


def _links(value: str, key: Key) -> bool:
    return is_link(value) and key.kind in ("token", "authorization", "key")


_STOP: Final = r"(?=\s|$|[\"'<`\\)\]},;\x1b]|:\s|[A-Za-z_][\w.-]{0,40}[=:])"
_BARE: Final = re.compile(
    rf"(?:{LIKE_MARK}|[^\s\0\"'<>`\x1b\\,;&)\]}}|^]|\^(?!@)|[,;)\]}}|&](?!{_STOP}|(?:amp|quot|#\d+|lt|gt|apos);)|\\(?![\"'`nrtu\\]|$))+"
)
_ENCODED_STOP: Final = r"(?:2[026C79]|3[bBcCeE]|7[dD]|5[dD]|0[aAdD]|5[cC](?:%22|22|n|r))"
_BARE_ENCODED: Final = re.compile(rf"(?:[^\s\"'<>`\x1b\\&;%]|%(?!{_ENCODED_STOP}))+")
_BARE_TWICE: Final = re.compile(rf"(?:[^\s\"'<>`\x1b\\&;%]|%(?!25{_ENCODED_STOP}|{_ENCODED_STOP}))+")
_LINE_VALUE: Final = re.compile(r"[^\r\n\0\x1b]+")
_ENV_VALUE: Final = re.compile(rf"(?:{LIKE_MARK}|[^\s\0\"'`\x1b^]|\^(?!@))+")
_OWN_LINE: Final = re.compile(r"[^\r\n\\\"'<>`]+")
_NEXT_PAIR: Final = re.compile(r"(?:&(?:amp;)?|[;,^])[A-Za-z_][\w.-]{0,40}=|;(?=\s|$)|[;,)\]}]+$")
_NEXT_NAME: Final = re.compile(r"[ \t][A-Za-z_][\w.-]{1,40}[:=]")
_SETTINGS: Final = frozenset({"=", ":", "?=", ":=", "::=", "+=", "=>"})
# Behind a word of ASCII, a sentence in another script goes on.
_OTHER_SCRIPT: Final = re.compile(r"(?=[!-~]{4})[!-~]+(?=[ \t]+[^\W\d_a-zA-Z\u00aa-\u036f])")
# Signs of sentences in other scripts, Chinese, Japanese, Arabic and Hindi, end a value of ASCII.
_OTHER_SIGN: Final = re.compile(
    "(?<=[!-~])[\u060c\u061b\u06d4\u0964\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]"
)
_BAR: Final = re.compile(r"[*`]{0,2}[|│]")
_REST: Final = re.compile(r"(?:[ \t]+(?:#|[\u2013\u2014][ \t])|<br[ /]{0,2}>|</\w).*$|[ \t]+[\u2502|]$")
"""A comment, what follows behind a dash or in HTML, or the border of a box."""
_TAG: Final = re.compile(r"(?:<|&lt;)/|<")
_ALONE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*(?:#|{PHRASE_ENDS}))")
_BEFORE_NEXT: Final = re.compile(
    rf"{LIKE_PASSPHRASE}(?=,|[ \t]+[/(\u2013\u2014=-]|[ \t]+[\"']?[A-Za-z_][\w.-]{{0,40}}[\"']?[:=])"
)


def bare_end(text: str, at: int, place: Place, key: Key) -> int:
    """Where the value ends that begins at `at` and stands at `place` beside `key`; `at` if there is none."""
    if text.startswith("(", at) and INSTEAD.match(text, at) is not None:
        return at
    if place.sign == ">":
        return _element_end(text, at)
    column = place.sign == " " and text[at - 2 : at].isspace()
    if (place.strong or column) and (phrase := passphrase_end(text, at)) is not None:
        return phrase
    pattern = _pattern(text, at, place, key)
    match = pattern.match(text, at, min(len(text), at + LINE_MAX))
    if match is None:
        return at
    other = (_BAR if place.sign == "|" else _OTHER_SIGN).search(text, at, match.end())
    end = other.start() if other is not None else match.end()
    if pattern is _LINE_VALUE:
        return at + _settled(_REST.sub("", text[at:end]).rstrip(), key)
    if pattern is _ENV_VALUE and text[at] != "$" and (cut := _NEXT_PAIR.search(text, at, end)) is not None:
        end = cut.start()
    return end - (len(text[at:end]) - len(text[at:end].rstrip(".:,;")))


def passphrase_end(text: str, at: int) -> int | None:
    """Where a passphrase ends that begins at `at` and that nothing, or the next pair, follows; None if none does."""
    for pattern, least in ((_ALONE, LEAST_WORDS - 1), (_BEFORE_NEXT, LEAST_WORDS)):
        if (match := pattern.match(text, at)) is not None and is_passphrase(match[0], least):
            return match.end()
    return None


def _settled(value: str, key: Key) -> int:
    """How much of the rest of a line is the value of a setting."""
    if (word := _OTHER_SCRIPT.match(value)) is not None:
        return word.end()
    prose = key.weight < Weight.ALWAYS and PROSE.search(value)
    return _first_word(value) if prose or _NEXT_NAME.search(value) else len(value)


def _element_end(text: str, at: int) -> int:
    tag = _TAG.search(text, at, at + LINE_MAX)
    if tag is None and text[at - 1].isspace():
        return at  # a placeholder, and a comment or another line behind it
    if tag is not None and tag[0] == "<":
        return at  # no element: an arrow, or a mark
    found = tag.start() if tag is not None else line_limit(text, at)
    return found - len("]]>") if text.startswith("]]>", found - len("]]>")) else found


def _pattern(text: str, at: int, place: Place, key: Key) -> re.Pattern[str]:
    """What such a value consists of: how it is written tells which signs are its own."""
    if place.sign == "\n":
        return _OWN_LINE
    if place.sign.startswith("%"):
        return _BARE_TWICE if place.sign.startswith("%25") else _BARE_ENCODED
    if place.head and place.sign == "=" and not place.quote and not text.startswith(" ", at - 1):
        return _ENV_VALUE
    if place.head and place.sign in _SETTINGS and not place.quote and key.weight >= Weight.SURE:
        return _LINE_VALUE
    return _BARE


def _first_word(value: str) -> int:
    match = _BARE.match(value)
    return match.end() if match is not None else 0


_BRACKET: Final = re.compile(rf"[(\[{{][ \t]*[bu]?{QUOTE}$")
# A pair in brackets, as Python prints a header.
_IN_BRACKETS: Final = re.compile(
    rf"{QUOTE}[ \t]*,[ \t]*(?=[bu]?(?P<mark>{QUOTE})[^\"'\n]{{1,4000}}(?P=mark)[ \t]*[)\]}}])"
)
# Names and values in turns, as Node.js keeps headers.
_IN_TURNS: Final = re.compile(rf"{QUOTE}[ \t]*,\s{{0,80}}(?=[bu]?{QUOTE})")
# A label, and alone on the next line that has anything the value.
_BELOW: Final = re.compile(
    rf"(?:{QUOTE}|\*\*)?[ \t]*:?(?:\*\*)?[ \t]*(?:\r?\n[ \t]*){{1,3}}(?:```\w{{0,20}}\r?\n|:[ \t]+)?"
    rf"(?=(?:\S{{6,4000}}|{LIKE_PASSPHRASE})[ \t]*(?:\r?\n|$))"
)


def neighbour(text: str, end: int, before: str) -> Place | None:
    """The place of the value that goes with a name that ends at `end`, if it is the next string."""
    if before[-1:] not in MARK_ENDS:
        return None
    pair = _IN_BRACKETS.match(text, end) if _BRACKET.search(before) is not None else None
    match = pair or (_IN_TURNS.match(text, end) if QUOTE_BEFORE.search(before) is not None else None)
    return Place(match.end(), ",", strong=pair is not None) if match is not None else None


def value_below(text: str, end: int) -> Place | None:
    """The place of the value that is alone on a line under a label that ends at `end`."""
    match = _BELOW.match(text, end)
    return Place(match.end(), "\n", strong=False) if match is not None else None

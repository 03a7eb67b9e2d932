"""How random a run of letters, digits and signs looks, and where in it.

The measure is surprise, in bits a character, against how ordinary words and identifiers are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import add
from pathlib import Path
from typing import Final, NamedTuple

from diagnose.redact.scan import LETTERS_AND_DIGITS, WORD


def surprise(text: str) -> float:
    """How surprising letters and digits are, in bits a character, to somebody who expects words."""
    return sum(map(_COSTS.__getitem__, map(add, f" {text}", text))) / len(text)


def _cost(before: str, ch: str) -> float:
    """What a character costs behind another one. Going on costs less than another case, and that less than a digit."""
    if ch.isdigit():
        return 2.2 if before.isdigit() else 4.5
    if not before.isalpha() or (ch.isupper() and before.islower()):
        return _PAIRS["^", ch.lower()] + (1.0 if before == "" else 3.0)
    return _PAIRS[before.lower(), ch.lower()]


def _read_pairs() -> dict[tuple[str, str], float]:
    """How surprising each letter is behind another one, or at a word's start; the file has two thirds of bits."""
    rows = Path(__file__).with_name("letter_pairs.txt").read_text(encoding="ascii").split()
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {(row[0], ch): int(bits, 16) / 1.5 for row in rows for ch, bits in zip(letters, row[1:], strict=True)}


_PAIRS: Final = _read_pairs()
_COSTS: Final = {
    before + ch: _cost(before.strip(), ch) for before in f" {LETTERS_AND_DIGITS}" for ch in LETTERS_AND_DIGITS
}


LEAST: Final = 16
_LEAST_PLAIN: Final = 20
"""How many random characters make a secret; more of them where they are only of two classes."""
_RANDOM: Final = 4.6
MANY_HEX: Final = 32
_MIXED: Final = re.compile(r"[a-z][A-Z0-9]|[0-9][A-Za-z]|[A-Z][0-9]")
_HEXADECIMAL: Final = re.compile(r"(?=[a-f]*[0-9])[0-9a-f]+|[0-9A-F]+")
_HEX_WITHIN: Final = re.compile(r"[0-9a-f]{32}|[0-9A-F]{32}")
LONGEST: Final = 4096
_SHORT: Final = 5
_HEX_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])(?=[a-f]{0,99}[0-9])(?=[0-9]{0,99}[a-f])[0-9a-f]{11,}(?![A-Za-z0-9])")
_A_NUMBER: Final = "0a1b2c3d4e5f6789"
UUID_RUN: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
_KNOWN: Final = re.compile(
    rf"(?<![0-9A-Za-z]){UUID_RUN}"
    r"|(?<![A-Za-z0-9])req-[A-Za-z0-9]{8,32}(?![A-Za-z0-9])"
    r"|(?<![0-9a-f])[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(?![0-9a-f])"  # the id of a trace
    r"|-[bcdf-hj-np-tv-xz2456789]{6,10}-[bcdf-hj-np-tv-xz2456789]{5}(?![A-Za-z0-9])"  # a pod of Kubernetes
    r"|(?<=/nix/store/)[0-9a-z]{32}(?=-)"
    r"|AAAA[BCE][23][NV][zj][aZ][CH][A-Za-z0-9+/]*={0,2}"  # a public key of SSH
    r"|(?<![0-9A-Za-z])01[0-9A-HJKMNP-TV-Z]{24}(?![0-9A-Za-z])"  # a ULID
    r"|(?<![0-9A-Za-z])age1[02-9ac-hj-np-z]{58}(?![0-9A-Za-z])"  # whom age encrypts for
    r"|(?<![0-9A-Za-z_])(?:acct|ch|cus|evt|in|pi|pm|price|prod|re|req|seti|sub|txn)_[A-Za-z0-9]{14,28}(?![0-9A-Za-z])"
)
# Of letters and digits, with 0 for each digit; hexadecimal digits only if there are many.
_PERHAPS_RANDOM: Final = re.compile(r" (?!(?:[0-9a-f]{1,31}|[0-9A-F]{1,31})(?![^ ]))([A-Za-z0-9]{6,})")
_MANY_HEX: Final = re.compile(r"(?=[a-f]{0,99}[0-9])[0-9a-f]{32,}")
# An escape of a URL, however often it was escaped.
ESCAPE: Final = re.compile(r"%(?:25)*[0-9A-Fa-f]{2}")
_CUTS: Final = frozenset("= ")
_CUTS_OF_QUERIES: Final = frozenset("=&? ")
_SIGNS: Final = 2


class Score(NamedTuple):
    """What letters and digits look like: random by themselves, or so short that they may be a part of something random.

    `mixed`: they are short, and of two classes.
    """

    random: bool
    bridge: bool
    mixed: bool = False


class _Scored(NamedTuple):
    start: int
    end: int
    score: Score


def random_words(wordlike: str) -> frozenset[str]:
    """Those of the words, with a blank before each, that look random by themselves."""
    words = _PERHAPS_RANDOM.findall(wordlike)
    return frozenset(word for word in words if _MANY_HEX.fullmatch(word) is not None or score(word).random)


def random_stretches(run: str) -> tuple[tuple[int, int], ...]:
    """Where in a run of letters, digits and signs something looks random, with what belongs to it."""
    return _stretches(_HEX_NUMBER.sub(lambda match: any_number(len(match[0])), run))


def any_number(length: int) -> str:
    """One hexadecimal number for all that are as long: which one it is makes no difference."""
    return (_A_NUMBER * (length // len(_A_NUMBER) + 1))[:length]


@lru_cache(maxsize=8192)
def _stretches(run: str) -> tuple[tuple[int, int], ...]:
    # Escapes go first: what they stand for ends a word, their own digits are no part of it.
    hidden = _KNOWN.sub(_blank, ESCAPE.sub(_blank, run[:LONGEST]))
    if not any(score(word).random for word in WORD.findall(hidden)):
        return ()
    path = len(hidden.partition("?")[0]) if hidden.startswith("//") else 0  # where the path of an address ends
    cuts = _CUTS_OF_QUERIES if "/" in hidden or "=" in hidden else _CUTS
    groups: list[list[_Scored]] = [[]]
    for match in WORD.finditer(hidden):
        segment = _Scored(*match.span(), score(match[0]))
        last = groups[-1][-1] if groups[-1] else None
        between = hidden[last.end : segment.start] if last is not None else ""
        if last is not None and (len(between) > _SIGNS or cuts & {*between} or ("/" in between and last.end < path)):
            groups.append([])
        if segment.score.random or segment.score.bridge:
            groups[-1].append(segment)
        else:
            groups.append([])
    found = tuple(stretch for group in groups if (stretch := _stretch(hidden, group)) is not None)
    if found and len(run) > LONGEST:
        return (*found[:-1], (found[-1][0], len(run)))
    return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _stretch(run: str, group: list[_Scored]) -> tuple[int, int] | None:
    random = [segment for segment in group if segment.score.random]
    if not random:
        return None
    within = [
        segment for segment in group if random[0].start <= segment.start <= random[-1].start or segment.score.mixed
    ]
    text = "".join(run[segment.start : segment.end] for segment in within)
    digits, capitals = any(map(str.isdigit, text)), any(map(str.isupper, text))
    mixed = digits and capitals and any(map(str.islower, text))
    if len(text) < (LEAST if mixed else _LEAST_PLAIN):
        return None
    start, end = group[0].start, group[-1].end
    while len(group) > 1 and not group[0].score.random and group[0].end - start <= _SHORT and not mixed:
        group = group[1:]
        start = group[0].start
    return start, end + len(run[end:]) - len(run[end:].lstrip("="))


@lru_cache(maxsize=65536)
def score(text: str) -> Score:
    """What a run of letters and digits looks like by itself."""
    if text.isdigit():
        return Score(random=False, bridge=len(text) <= _SHORT)
    if _HEXADECIMAL.fullmatch(text) is not None:
        return Score(random=len(text) >= MANY_HEX, bridge=True)
    if len(text) <= _SHORT:
        return Score(random=False, bridge=True, mixed=_MIXED.search(text) is not None)
    return Score(random=surprise(text) >= _RANDOM or _HEX_WITHIN.search(text) is not None, bridge=False)


_STRETCH: Final = re.compile(
    r"(?<![A-Za-z0-9])[!$^~*#%&+?@]?[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@]{1,2}"
    r"(?:[!$^~*#%&+?@]?[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@=]{1,2}){0,20}[A-Za-z0-9_-]{0,12}"
)
_SIGN: Final = re.compile(r"[!$^~*#%&+?@=]+")
_STRONG: Final = re.compile(r"[!$^~*#]")
"""What hardly any address, query or number has between words."""
WEAK: Final = re.compile(
    r"(?<![^\s\"'`(\[<“„])[A-Za-z0-9_-]{1,12}[!$^~*#%&+?@=][A-Za-z0-9_-]{1,12}[!$^~*#%&+?@=][A-Za-z0-9_!$^~*#%&+?@=-]{2,60}"
)
_QUERY: Final = re.compile(r"(?:^|[&?])(?:[A-Za-z]?[a-z_-]{2,}(?:[A-Z][a-z]+)*|[A-Z_]{2,}|[a-z]{1,2})[0-9]{0,2}=")
_NEXT_NAME: Final = re.compile(r"(?<=[\^~])[A-Za-z]{2,20}=")
"""Behind a sign that parts pairs, as in LEEF, the name of the next one."""
_TWO: Final = 2
"""One sign may join two words."""
_LEAST_WITH_SIGNS: Final = 12
_SIGN_BITS: Final = 6.0
_RANDOM_WITH_SIGNS: Final = 4.4
_SURELY_WITH_SIGNS: Final = 5.3
"""More bits a character than an address, a query or a number with its unit has."""


def symbol_stretches(run: str) -> Iterator[tuple[int, int]]:
    """Where in a run without blanks a password with two signs or more stands, of letters in both cases and digits.

    One of its signs is one that hardly any address has, or all of it is more surprising than an address is.
    """
    run = _NEXT_NAME.sub(_blank, run)
    if len(_SIGN.findall(run)) < _TWO:
        return
    if _STRONG.search(run) is not None:
        for match in _STRETCH.finditer(run):
            text = match[0].rstrip("!?")
            if len(text) >= _LEAST_WITH_SIGNS and _STRONG.search(text) and _is_random(text, _RANDOM_WITH_SIGNS):
                yield match.start(), match.start() + len(text)
    yield from spoken_stretches(run, 0, len(run), _SURELY_WITH_SIGNS)


def spoken_stretches(text: str, start: int, end: int, least: float = _RANDOM_WITH_SIGNS) -> Iterator[tuple[int, int]]:
    """The same, with whatever signs, in a part of a text that speaks of passwords; addresses and queries are none."""
    for match in WEAK.finditer(text, start, end):
        value = match[0].rstrip("!?")
        if len(value) >= _LEAST_WITH_SIGNS and _QUERY.search(value) is None and _is_random(value, least):
            yield match.start(), match.start() + len(value)


def _is_random(text: str, least: float) -> bool:
    letters, signs = _SIGN.sub("-", text), _SIGN.findall(text)
    if len(signs) < _TWO or not all(re.search(kind, letters) for kind in ("[a-z]", "[A-Z]", "[0-9]")):
        return False
    bits = len("".join(signs)) * _SIGN_BITS + sum(surprise(word) * len(word) for word in WORD.findall(letters))
    return bits / len(text) >= least

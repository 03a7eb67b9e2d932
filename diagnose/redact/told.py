"""Passwords that may be words, where a sentence tells them beside a name of one; the rows of `told.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, further_names
from diagnose.redact.scan import line_end
from diagnose.redact.span import Span
from diagnose.redact.values import is_secretish, secret_at, tells_state
from diagnose.redact.words import WORDS, is_passphrase, toml_of

# What Infisical calls a secret has a name, and its value may be anything: only somebody's own is a password.
_NOUNS: Final = Literals(
    ("password", "passphrase", "passwort", "passcode", "passwd", "client secret", "client-secret", "client_secret",
     "secret we ", "secret i ")
)  # fmt: skip
_NAME: Final = re.compile(
    r"(?<!\w)(?:password|passphrase|passwort|passcode|passwd|pwd|client[ _-]secret|secret(?=[ ](?:we|i)[ ]))"
    r"(?!\w|[.=\[]\w)"
)
_KINDS: Final = frozenset({"password", "secret"})
_FAR: Final = 120
_LONGEST: Final = 400
_WORD: Final = re.compile(r"[a-z]{8,40}")
_OF_PHRASE: Final = re.compile(r"\W{0,2}[a-z]{4,12}(?![a-z0-9])")
_CHOSEN: Final = re.compile(r"[^\s,;()\[\]\"'«»„“”‘’「」『』|`]{6,64}(?<![.:])")  # noqa: RUF001 - as people quote
# A word with a number, but no method, encoding or version.
_NUMBERED: Final = re.compile(
    r"(?!(?i:base|sha|utf|argon|pbkdf|oauth|http|tls|ipv|aes|ldap|version|release|step|phase|error|code)[0-9])"
    r"(?:[A-Za-z]{4,40}[0-9]{2,4}|[A-Za-z]{6,40}[0-9])"
)
# Participles of German and Dutch.
_DONE: Final = re.compile(
    r"(?:ab|an|auf|aus|ein|hinter|zurueck|ueber|unter|vor|zu|weiter)?ge[a-z]+(?:t|en|d)|(?:ver|ont|ent|er|zer)[a-z]+(?:t|en|d)"
)
_ENDS: Final = tuple(WORDS["ends of words that tell of something"])
_TELLING: Final = WORDS["told of a password"] | WORDS["stop"] | WORDS["state"] | WORDS["sentence"]


class Told(NamedTuple):
    """A way to tell a password beside its name: what stands `before` the name, and `behind` it."""

    name: str
    finds: str
    leaves: str
    before: str = ""
    behind: str = ""
    names: str = ""


_READ: Final = toml_of("told")
_PIECES: Final = {
    **_READ["pieces"],
    "{IS}": "|".join(sorted(WORDS["is, in Latin letters"] - WORDS["is, and something else in another language"])),
    "{NOUN}": "|".join(sorted(WORDS["last of a harmless name"] - WORDS["state"] - {"has"})),
    "{ALSO}": rf"(?<!\w)(?:{'|'.join(sorted(WORDS['what logins have besides a password']))})(?!\w)",
}
ROWS: Final = tuple(Told(**row) for row in _READ["told"])


def told_spans(content: Indexed) -> Iterator[Span]:
    """The passwords that sentences tell beside their names, be they words."""
    text = content.text
    for start, end in _names(content):
        begin = text.rfind("\n", max(0, start - _FAR), start) + 1 or max(0, start - _FAR)
        stop = min(line_end(text, end), end + _LONGEST)
        shown = "".join(map(_shown, text[begin:stop].split(" ")))
        if "p" not in shown and "wwww" not in shown:
            continue
        for row in ROWS:
            behind = compiled(row.behind).match(text, end, stop)
            if behind is None or (row.names and compiled(row.names).fullmatch(text, start, end) is None):
                continue
            before = compiled(row.before).search(text, begin, start) if row.before else behind
            for match in (before, behind) if before is not None else ():
                value = match.groupdict().get("value")
                if value is not None and _is_chosen(value):
                    yield secret_at(match.start("value"), value, "password")


def _names(content: Indexed) -> Iterator[tuple[int, int]]:
    nouns = [*content.hits(_NOUNS.within(content)), *content.hits({"pwd"} & content.words)]
    yield from (match.span() for at in nouns if (match := _NAME.match(content.low, at)) is not None)
    for start, end, key in further_names(content):
        if key.weight is Weight.ALWAYS and key.kind in _KINDS:
            yield start, end


@lru_cache(maxsize=8192)
def _shown(word: str) -> str:
    """`p` for something between blanks that may have a password in it, `w` for what a passphrase is made of."""
    if any(map(_is_chosen, _CHOSEN.findall(word))):
        return "p"
    return "w" if _OF_PHRASE.match(word) and word not in _TELLING else " "


def _is_chosen(value: str) -> bool:
    """Whether somebody may have chosen this as a password, and no sentence goes on so."""
    if _WORD.fullmatch(value) is None:
        chosen = _NUMBERED.fullmatch(value) is not None or (is_secretish(value) and not tells_state(value))
        return chosen or is_passphrase(value)
    return not (value in _TELLING or value.endswith(_ENDS) or _DONE.fullmatch(value))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A row's pattern, compiled when a text first has the name of a password."""
    for short, full in _PIECES.items():
        pattern = pattern.replace(short, full)
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)

"""Passwords that people tell: where a text speaks of one, beside its name as in `told.toml`, and whole passphrases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.keys import Weight, further_names
from diagnose.redact.randomness import WEAK, spoken_stretches
from diagnose.redact.scan import line_end
from diagnose.redact.span import Span
from diagnose.redact.values import is_secretish, secret_at, tells_state
from diagnose.redact.words import LIKE_PASSPHRASE, PHRASE_ENDS, WORDS, compiler, is_passphrase, toml_of

_NOUNS: Final = Literals(
    ("password", "passphrase", "passwort", "passcode", "passwd", "kennwort", "secret", "credential", "creds", "log in")
)
_SHORT_NOUNS: Final = frozenset({"pw", "pwd", "pass"})
_SHORT_NOUN: Final = re.compile(r"\b(?:pw|pwd|pass)\b")
_LINES: Final = re.compile(r"[^\n]*(?:[\r\n]+[^\n]+){0,2}")
"""How many lines a sentence may go on for: the rest of the one with the noun, and two below it that are not empty."""
_LONGEST: Final = 2000
_PASSWORD: Final = re.compile(
    r"[A-Za-z0-9](?<![\w!#$%&*+./:@\\~-].)(?:(?<=[0-9])|(?=[^\s0-9]{0,63}[0-9]))"
    r"(?:(?<=[A-Z])|(?=[^\sA-Z]{0,63}[A-Z]))(?:(?<=[a-z])|(?=[^\sa-z]{0,63}[a-z]))[A-Za-z0-9!#$%*+._~-]{6,62}[A-Za-z0-9!$*#](?![\w!#$%*+/:@\\=(-])"
)
_STRONG: Final = re.compile(r"[!#$%*+~]")
# Where digits stand alone or beside few letters, something is counted: `Ubuntu-24.04`, `Release-v2`, `Office-5G`.
_WORD_AND_NUMBER: Final = re.compile(r"[A-Za-z]{3}[0-9]|[0-9][A-Za-z]{3}")
_TECHNICAL: Final = re.compile(r"(?i:tlsv?|ssl|oauth|base|utf|https?|sha|md|ipv|aes|k|v|win|x|ed|rsa|es|rs|hs)[0-9]")
_FILE: Final = re.compile(r"[a-z]{1,4}[0-9]?")
# What stands before a name that is none of a secret: `for user Test_user1`; or the value has a name of its own.
_NAMED: Final = re.compile(
    r"(?<![^\W_])(?i:users?|username|account|for|host|hostname|server|database|db|machine|identity|role|project|environment|env|in|on"
    r"|at|named|called|version|file|path|group|team|realm|bucket|cluster|node|service|app|application|release"
    r"|id|reqid|job|table|message|error|code|status|class)(?:[ \t]*[:=])?[ \t]+[\"'`(\[{<]{0,2}$"
    r"|[\"'][ \t]*[:=][ \t]*[\"']$|\w=[\"']?$"
)
_BEFORE: Final = 24
_GROUPS: Final = re.compile(r"(?<![\w:.-])(?:[0-9a-f]{4} ){7,31}[0-9a-f]{4}(?![\w:])")
"""A secret in groups, as people dictate it."""
_OF_GROUPS: Final = b"hhhh hhhh hhhh"


def spoken_spans(content: Indexed) -> Iterator[Span]:
    """What looks like a password where a text speaks of one."""
    done = 0
    for at in sorted({*_spoken_of(content)}):
        if at < done:
            continue
        start, told = content.text.rfind("\n", max(0, at - _LONGEST), at) + 1, _LINES.match(content.text, at)
        end = at if told is None else told.end()
        start, done = max(start, done), end
        if end - start <= 3 * _LONGEST:
            yield from _told(content, start, end)
            done = line_end(content.text, at)


def _spoken_of(content: Indexed) -> Iterator[int]:
    yield from content.hits(_NOUNS.within(content))
    yield from (
        at for at in content.hits(_SHORT_NOUNS & content.words) if _SHORT_NOUN.match(content.low, at) is not None
    )
    yield from (start for start, _, key in further_names(content) if key.weight is Weight.ALWAYS)


def _told(content: Indexed, start: int, end: int) -> Iterator[Span]:
    text = content.text
    told = any(map(_has_password, content.kinds[start:end].split()))
    for match in _PASSWORD.finditer(text, start, end) if told else ():
        value = match[0]
        before = text[max(start, match.start() - _BEFORE) : match.start()]
        if _looks_chosen(value) and _NAMED.search(before) is None:
            yield secret_at(match.start(), value, "password")
    for span in spoken_stretches(text, start, end) if told else ():
        yield secret_at(span[0], text[slice(*span)], "password")
    grouped = content.classes.find(_OF_GROUPS, start, end) >= 0
    for match in _GROUPS.finditer(text, start, end) if grouped else ():
        yield secret_at(match.start(), match[0], "secret")


@lru_cache(maxsize=8192)
def _has_password(word: str) -> bool:
    """Whether something between blanks, as `kinds` shows it, may have a password in it."""
    return _PASSWORD.search(word) is not None or WEAK.search(word) is not None


def _looks_chosen(value: str) -> bool:
    """Whether somebody may have chosen this as a password; versions, files and the names of things are no such."""
    if value.isalnum() or not is_secretish(value) or _TECHNICAL.match(value):
        return False
    return _STRONG.search(value) is not None or (
        _WORD_AND_NUMBER.search(value) is not None and _FILE.fullmatch(value[-6:].partition(".")[2]) is None
    )


# What Infisical calls a secret has a name, and its value may be anything: only somebody's own is a password.
_NAME: Final = re.compile(
    r"(?<![^\W_])(?:(?:(?P<password>password|passphrase|passwort|passcode|passwd|pwd|client[ _-]secret"
    r"|secret(?=[ ](?:we|i)[ ]))|(?P<secret>(?<!client[ _-])secret))(?!\w|[-.=\[]\w)"
    r"|(?P<login>(?:credential|cred|credencial|credenziali|login)s?|(?:log|logged|logging|sign|signed) in"
    r"|(?:login details|access data|zugangsdaten|anmeldedaten|identifiants|credenciais|inloggegevens|dane logowania)"
    r"|u ?[/:] ?p|(?:tried|used)(?=[ ][\w.@+-]{1,64} ?[/:]))(?!\w|[-.]\w))"
)
_LOGINS: Final = Literals(
    ("cred", "login", "logged in", "logging in", "sign in", "signed in", "access data", "zugangsdaten", "anmeldedaten",
     "identifiants", "inloggegevens", "dane logowania", "u/", "u:", "u /", "tried ", "used ")
)  # fmt: skip
_KINDS: Final = frozenset({"password", "secret"})
_FAR: Final = 120
_PART: Final = 400
_WORD: Final = re.compile(r"[A-Za-z][a-z]{7,39}")
# Words in one, by capitals or by hyphens.
_WORDS: Final = re.compile(r"(?:[A-Z][a-z]{2,15}){2,4}|[a-z]{3,15}(?:-[a-z]{3,15}){2,5}")
_OF_WORDS: Final = re.compile(r"[A-Z]?[a-z]+")
_NO_WORD: Final = re.compile(r"[\"¿*]+")
_MARKS: Final = "!?#$%*"
_OF_PHRASE: Final = re.compile(r"\W{0,2}[a-z]{4,12}(?![a-z0-9])")
_CHOSEN: Final = re.compile(r"(?!\*)[^\s,;()\[\]\"'«»„“”‘’「」『』|`]{6,64}(?<![.:])")  # noqa: RUF001 - as people quote
_METHOD: Final = re.compile(
    r"(?i:base|sha|utf|argon|pbkdf|oauth|http|tls|ipv|aes|ldap|version|release|step|phase|error|code)-?[0-9]"
)
_NUMBERED: Final = re.compile(r"[A-Za-z]{4,40}[0-9]{2,4}|[A-Za-z]{6,40}[0-9]")
# Participles of German and Dutch.
_DONE: Final = re.compile(
    r"(?:ab|an|auf|aus|ein|hinter|zurueck|ueber|unter|vor|zu|weiter)?ge[a-z]+(?:t|en|d)|(?:ver|ont|ent|er|zer)[a-z]+(?:t|en|d)"
)
_ENDS: Final = tuple(WORDS["ends of words that tell of something"])
_TELLING: Final = WORDS["told of a password"] | WORDS["stop"] | WORDS["state"] | WORDS["sentence"]


class Told(NamedTuple):
    """A way to tell a password beside its name: what stands `before` and `behind` the name, or `below` its line."""

    name: str
    finds: str
    leaves: str
    of: str = "password"
    before: str = ""
    behind: str = ""
    names: str = ""
    below: bool = False
    asks: bool = False
    each: str = ""


_READ: Final = toml_of("told")
_PIECES: Final = {
    **_READ["pieces"],
    "{IS}": "|".join(sorted(WORDS["is, in Latin letters"] - WORDS["is, and something else in another language"])),
    "{NOUN}": "|".join(sorted(WORDS["last of a harmless name"] - WORDS["state"] - {"has"})),
    "{WHAT}": "|".join(sorted(WORDS["asks what it is"])),
    "{SEND}": "|".join(sorted(WORDS["asks for it"])),
    "{ALSO}": rf"(?<!\w)(?:{'|'.join(sorted(WORDS['what logins have besides a password']))})(?!\w)",
}
_ASKING: Final = WORDS["asks what it is"] | WORDS["asks for it"]
compiled: Final = compiler(_PIECES, re.IGNORECASE | re.MULTILINE)
ROWS: Final = tuple(Told(**row) for row in _READ["told"])
_OF: Final = {of: tuple(row for row in ROWS if row.of in (of, "any")) for of in ("password", "secret", "login")}


def told_spans(content: Indexed) -> Iterator[Span]:
    """The passwords that sentences tell beside their names, be they words."""
    text = content.text
    for start, end, of in _names(content):
        begin = text.rfind("\n", max(0, start - _FAR), start) + 1 or max(0, start - _FAR)
        stop = min(line_end(text, end), end + _PART)
        shown = "".join(map(_shown, text[begin:stop].split(" ")))
        likely = "p" in shown or "wwww" in shown or of == "login"
        asks = not _ASKING.isdisjoint(_NO_WORD.sub(" ", content.low[begin:start]).split())
        for row in _OF[of]:
            if row.asks > asks or not (likely or row.below):
                continue
            behind = compiled(row.behind).match(text, end, end + _PART)
            if behind is not None and (not row.names or compiled(row.names).fullmatch(text, start, end)):
                before = compiled(row.before).search(text, begin, start)
                yield from _values(row, before, behind) if before is not None else ()


def _values(row: Told, before: re.Match[str], behind: re.Match[str]) -> Iterator[Span]:
    """The passwords in what a row finds on both sides of a name."""
    more = compiled(row.each).finditer(behind.string, *behind.span("in")) if row.each else ()
    for match in (before, behind, *more):
        value = match.groupdict().get("value")
        if value is not None and _is_chosen(value):
            yield secret_at(match.start("value"), value, "password")


def _names(content: Indexed) -> Iterator[tuple[int, int, str]]:
    """Start and end of what a password may be told beside, and what it is; that of a client secret begins before it."""
    for at in {*_spoken_of(content), *content.hits(_LOGINS.within(content))}:
        match = _NAME.match(content.low, at) or _NAME.match(content.low, max(0, at - len("client ")))
        if match is not None and at < match.end():
            yield *match.span(), match.lastgroup or ""
    for start, end, key in further_names(content):
        if key.weight is Weight.ALWAYS and key.kind in _KINDS:
            yield start, end, "password"


@lru_cache(maxsize=8192)
def _shown(word: str) -> str:
    """`p` for something between blanks that may have a password in it, `w` for what a passphrase is made of."""
    if any(map(_is_chosen, _CHOSEN.findall(word))):
        return "p"
    return "w" if _OF_PHRASE.match(word) and word not in _TELLING else " "


def _is_chosen(value: str) -> bool:
    """Whether somebody may have chosen this as a password, and no sentence goes on so."""
    bare = value.rstrip(_MARKS)
    if bare.lower() in _TELLING or _METHOD.match(bare):
        return False
    if _WORD.fullmatch(bare) is not None:
        return not _tells(bare.lower())
    if _WORDS.fullmatch(bare) is not None:
        return not any(_tells(word.lower()) for word in _OF_WORDS.findall(bare))
    chosen = _NUMBERED.fullmatch(bare) is not None or (is_secretish(value) and not tells_state(value))
    return chosen or is_passphrase(value)


def _tells(word: str) -> bool:
    """Whether a word tells of a password, or may as well do something else in a sentence."""
    return word in _TELLING or word.endswith(_ENDS) or _DONE.fullmatch(word) is not None


_WHOLE: Final = re.compile(rf"{LIKE_PASSPHRASE}(?=[ \t]*{PHRASE_ENDS}|,[,\w\"'])")
# A line of words alone may be a command, but for one under a colon or a mark.
_BEGINS: Final = re.compile(
    r"(?:(?:[\"`:=|\u2502\t({\[>「『«]|(?<!\w)'|[\w\"'],|&(?:quot|#x27|#39|gt);)(?:[ ]?|\s*\n[ \t]*)"
    r"|(?:^|\n)[ \t]*[>-][ \t]+"
    r"|(?:^|\n)(?i:secret|password|passphrase|creds|credentials)\b[^\n]{0,60}\n(?:[^\n]{0,60}\n){0,2}[ \t]*)\Z"
)
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz"
_SMALL: Final = bytes(ord("a") if code in _LETTERS else code if code == ord(" ") else ord(".") for code in range(256))
_THREE_MORE: Final = re.compile(rb" aaa+ aaa+ aaa[a ]*")
_LONGEST_WORD: Final = 12
_BEFORE_PHRASE: Final = 160


def passphrase_spans(content: Indexed) -> Iterator[Span]:
    """The passphrases of a text that are whole values, whatever their names: nothing else is written so."""
    text = content.text
    small = content.latin.translate(_SMALL)
    for more in _THREE_MORE.finditer(small):
        word = small[max(0, more.start() - _LONGEST_WORD) : more.start()]
        first = len(word) - len(word.rstrip(b"a"))
        start = more.start() - first if first else more.start() + 1
        match = _WHOLE.match(text, start)
        if (
            match is not None
            and is_passphrase(match[0])
            and _BEGINS.search(text[max(0, start - _BEFORE_PHRASE) : start])
        ):
            yield secret_at(match.start(), match[0], "password")

"""Which names are names of secrets: camel, snake, kebab or dotted, upper or lower case, and in other languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final, NamedTuple

from diagnose.redact.index import Indexed, Literals
from diagnose.redact.scan import SMALL_LETTERS, hits, in_utf8, lowered
from diagnose.redact.words import WORDS, rows_of


class Weight(IntEnum):
    """How much a name alone says.

    With `DOUBTFUL` the value has to look like a secret as well; with `ALWAYS` nothing is asked of it: whatever is kept
    under such a name is secret, be it a word, a number or a path.
    """

    DOUBTFUL = 1
    SURE = 2
    ALWAYS = 3


class Key(NamedTuple):
    """What a name stands for: the kind that is shown and counted, and how sure the name is.

    `compound`: the name is none of the bare words that prose uses, as `token:` in `token: expired`.
    """

    kind: str
    weight: Weight
    compound: bool = True


# Any name of a secret contains one of these; they are what a text is searched for.
CORE: Final = (
    "secret", "token", "pass", "pwd", "cred", "cookie", "auth", "bearer", "basic", "key", "jwt", "signature",
    "session", "assertion", "otp", "saml", "sid", "sig", "jid", "pw", "psk",
)  # fmt: skip
OF_CORE: Final = Literals(CORE)

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# What may stand behind the noun without changing what the value is.
_SAME: Final = re.compile(
    r"(?:value|values|val|plain|plaintext|cleartext|raw|string|str|text|hash|hex|base64|b64|data|encoded|new|old"
    r"|current|previous|prod|production|staging|stage|dev|test|env|var|header|primary|secondary|main|default|admin"
    r"|input|param|field|keyword|one|two|confirmation|confirm|again|repeat|retype|verify|[0-9]{1,4})"
)
_HARMLESS: Final = WORDS["last of a harmless name"]
_LAST_WORDS: Final = {
    "pass": Key("password", Weight.SURE), "pw": Key("password", Weight.SURE),
    "psk": Key("password", Weight.SURE),
    "auth": Key("authorization", Weight.DOUBTFUL), "otp": Key("password", Weight.SURE),
    "sid": Key("token", Weight.DOUBTFUL), "sig": Key("token", Weight.DOUBTFUL), "key": Key("key", Weight.DOUBTFUL),
}  # fmt: skip
_NO_KEYS: Final = re.compile(
    r"public|primary|foreign|partition|sort|cache|index|project|group|tag|object|map|dict|node"
)
_BARE: Final = WORDS["bare noun"]
# A name of a name: `existingSecret: my-app` names an object of Kubernetes.
_NAMING: Final = re.compile(r".*(existing|pull|managed|kube|kubernetes|k8s|sealed|external|tls)secrets?|publickeytoken")
# Half of a login of HashiCorp Vault; Infisical's `secretId` is only the id of a secret.
_SECRET_ID: Final = re.compile(
    r"(?i:(?:vault|approle|vault_approle)[_-])?(?:secret[_-]id|SECRET_ID)|SecretID|Secret ID"
)
# The working directory, and the kind of an object of Kubernetes.
_OTHER_NAMES: Final = frozenset({"PWD", "OLDPWD", "infisicalsecret", "InfisicalSecret"})


@cache
def _nouns() -> tuple[tuple[re.Pattern[str], Key], ...]:
    """The nouns that name a secret at the end of a name, in the order in which they are tried; from `nouns.csv`."""
    return tuple(
        (re.compile(row["pattern"]), Key(row["kind"], Weight[row["weight"].upper()])) for row in rows_of("nouns")
    )


@lru_cache(maxsize=4096)
def key_of(name: str) -> Key | None:
    """What a name (at most some 100 characters) stands for, or None if it does not name a secret."""
    words = [word.lower() for word in _WORD.findall(name)]
    if _SECRET_ID.fullmatch(name):
        # With a dash it is a flag as well, and there it names a secret of AWS.
        return Key("secret", Weight.DOUBTFUL if "-" in name else Weight.ALWAYS)
    whole = "".join(words)
    changed = False
    while len(words) > 1 and _SAME.fullmatch(words[-1]):
        changed = words.pop() in ("value", "values", "val") or changed
    joined = "".join(words)
    if not words or name in _OTHER_NAMES or _NAMING.fullmatch(joined):
        return None
    compound = changed or joined not in _BARE
    if joined.endswith("secretkey") and name.isupper():  # a variable; in small letters the name of a secret
        return Key("secret", Weight.SURE)
    for pattern, noun in _nouns():
        if pattern.fullmatch(whole if noun.weight is Weight.ALWAYS else joined):
            return Key(noun.kind, max(Weight.SURE, noun.weight) if changed else noun.weight, compound)
    if (last := _LAST_WORDS.get(words[-1])) is not None:
        is_none = words[-1] == "key" and (len(words) == 1 or _NO_KEYS.search(joined))
        return None if is_none else last._replace(compound=compound)
    # A noun with something unknown behind it, as in TOKEN_FOR_CI.
    unknown = _INNER.search(joined) and words[-1] not in _HARMLESS and not _SQUASHED.fullmatch(joined)
    return Key("secret", Weight.DOUBTFUL) if unknown else None


_INNER: Final = re.compile(r"secret|token|passw|apikey|credential|cookie|privatekey")
_SQUASHED: Final = re.compile(
    r".*(secret|token|password|key|cookie|credentials?)s?"
    r"(id|ids|name|path|type|ttl|maxttl|count|limit|version|length|prefix|url|uri|file|ref|status|expiry|expiresin)"
)
_DESCRIBED: Final = re.compile(
    r"(?i:name|host|hostname|env|environment|region|zone|level|mode|path|dir|home|slug|project|service|org|organization"
    r"|url|uri|version|tag|image|title|description|user|username|email|id|shell|term|lang|tz|display|commit|sha|branch"
    r"|build|revision|addr|address|port|proto|file|options|opts|args|type|kind|status|created|updated|at|time|date)$"
)


def describes(name: str) -> bool:
    """Whether a name says that its value tells of an address, a place or a thing."""
    return _DESCRIBED.search(name) is not None


# Letters that have no mark that could be left out, as somebody writes them who has no other letters.
_FOLDED: Final = str.maketrans("łøđıðæþ", "lodidat")
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GAP: Final = re.compile(r"[ '-]")
_LATIN: Final = 0x250
_ASCII: Final = bytes(range(0x80))
_LONG: Final = 6
# An article or a case that many languages write behind a word, as in `паролата`.
_ENDING: Final = r"[^\W\d_]{0,3}"


class Name(NamedTuple):
    """A name: what it stands for, how a text is found that may have it, and how it is spelled.

    `first`: its first word, or the first two in one; `parts`: runs of letters of ASCII in the others.
    """

    key: Key
    first: str
    parts: tuple[str, ...]
    pattern: str


def further_names(content: Indexed) -> tuple[tuple[int, int, Key], ...]:
    """Start, end and meaning of every such name in a text; looked for once, whoever asks."""
    if content.names is None:
        content.names = tuple(_further_names(content))
    return content.names


def _further_names(content: Indexed) -> Iterator[tuple[int, int, Key]]:
    names, low = _NAMES, content.low
    first = [name for word in _FIRST.within(content) for name in names[word]]
    likely = [name for name in first if all(part in content.vocabulary for part in name.parts)]
    if not low.isascii():
        low = low.lower() if len(low.lower()) == len(low) else low
        letters = {*in_utf8(low, lambda data: data.translate(None, _ASCII))}
        likely += [name for word in names if not letters.isdisjoint(word) and word in low for name in names[word]]
    for name in sorted(likely, key=lambda each: (-len(each.pattern), each)):  # the longest says most
        for at in content.hits((name.first,)) if name.first.isascii() else [at for at, _ in hits(low, (name.first,))]:
            match = _compiled(name.pattern).match(low, at)
            if match is not None:
                yield *match.span(), name.key


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A name's pattern; of hundreds, a text needs a few."""
    return re.compile(pattern)


def _by_first_word() -> dict[str, list[Name]]:
    """The names by their first word, or the first two in one."""
    found: dict[str, list[Name]] = {}
    for spelled, key, english in _rows():
        parts = _GAP.split(spelled)
        pattern = "[ '\u2019_.-]?".join(map(re.escape, parts))
        if not _UNSPACED.search(spelled):
            pattern = rf"(?<![^\W_]){pattern}{_ENDING if len(spelled) >= _LONG and not english else ''}(?![^\W_])"
        letters = tuple(SMALL_LETTERS.findall(" ".join(parts[1:])))
        for first in {parts[0], parts[0] + "".join(parts[1:2])}:
            found.setdefault(first, []).append(Name(key, first, letters, pattern))
    return found


def _rows() -> Iterator[tuple[str, Key, bool]]:
    """The names in lower case, what they mean, and whether they are English; with and without marks on letters."""
    for row in rows_of("names"):
        key = Key(row["kind"], Weight.ALWAYS if row["sure"] == "yes" else Weight.DOUBTFUL)
        english = row["language"] == "English"
        yield from ((each, key, english) for each in {lowered(row["name"]), lowered(_folded(row["name"]))})


def _folded(name: str) -> str:
    if ord(name[0]) >= _LATIN:
        return name
    parts = unicodedata.normalize("NFD", name.translate(_FOLDED))
    return "".join(ch for ch in parts if not unicodedata.combining(ch))


_NAMES: Final = _by_first_word()
_FIRST: Final = Literals(word for word in _NAMES if word.isascii())

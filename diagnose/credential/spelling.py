"""How a credential is written: what surrounds it, what spoils it, and which kind of value it looks like.

Facts: a client ID is a lower-case UUID and a client secret 64 lower-case hex characters in every era; both are compared
letter by letter after JavaScript's `trim()` (catalogue sections a and b.1). Nothing here quotes the value.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from diagnose.model import Oddity, Trait
from diagnose.model.identifier import UUID_FORM

MANGLED: Final = "credential-mangled"
KIND_MISMATCH: Final = "credential-kind-mismatch"

# What JavaScript's String.trim removes; Python's strip() also takes U+001C..U+001F and U+0085, which servers keep.
JS_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb"
_BOM: Final = "\ufeff"

UUID: Final = re.compile(UUID_FORM, re.IGNORECASE)
CLIENT_SECRET: Final = re.compile(r"[0-9a-f]{64}")
HEX: Final = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_JWT: Final = re.compile(r"eyJ[A-Za-z0-9_=+/-]*(\.[A-Za-z0-9_=+/-]*){1,4}")
_A_SECRET: Final = (
    r"(?<![0-9A-Za-z])"
    r"((?i:[0-9a-f]{64})|eyJ[\w-]+\.[\w-]+\.[\w-]*|(st|ak)\.[0-9a-f-]{24,36}\.[!-~]+)"
    r"(?![0-9A-Za-z])"
)
_BEARER: Final = re.compile(r"(authorization\s*:\s*)?bearer[\s:]+", re.IGNORECASE)

_PLACEHOLDERS: Final = r"""
      [*xX.•●…_?-]{3,}                          # a mask
    | .*(\*{3,}|[•●]{3,}|\.\.\.|…).*            # a value that was cut down for showing
    | <.*> | \[.*\] | \{\{.*\}\} | \{[a-z_ -]+\}
    | \$\{.*\} | \$\(.*\) | \$\w+ | %\w+% | !\w+! | \#\{.*\}\# | @@?[\w.-]+@@?
    | undefined | null | none | nil | nan | true | false | empty | todo | tbd
    | (your|insert|enter|paste|put|replace)[ _-].* | change[ _-]?me([ _-].*)?
    | ((my|the|some|an?|example|dummy|sample|fake|test)[ _-])?
      ((machine|identity|universal|auth|infisical|client|access|service|api)[ _-]?)*
      (secret|token|key|id|password|value|placeholder)([ _-]?here)?
    | redacted | hidden | masked | placeholder | example | secret
    | INFISICAL_[A-Z_]+
    | (op|vault|awssm|gcpsm|azkv|ref|secretref|doppler|bws|keyring|file|env)(\+\w+)?:.*
    | arn:aws:.* | @Microsoft\.KeyVault.*
    """


@cache
def _placeholders() -> re.Pattern[str]:
    """Compiled when a value is met that has not the form of a client ID or secret: it takes longer than all others."""
    return re.compile(_PLACEHOLDERS, re.IGNORECASE | re.VERBOSE | re.DOTALL)


def trimmed(text: str) -> str:
    """The value as servers see it: without the white space around it."""
    return text.strip(JS_SPACE)


def core(text: str) -> str:
    """The value without white space, quotes and invisible characters at its ends, and without `Bearer `."""
    visible = text if _all_visible(text) else "".join(ch for ch in text if not _invisible(ch))
    inner = visible.strip(JS_SPACE + _QUOTES)
    return _BEARER.sub("", inner, count=1).strip(JS_SPACE + _QUOTES) if _BEARER.match(inner) else inner


def has_bearer_prefix(text: str) -> bool:
    """Whether the value brings the word of the header along."""
    return _BEARER.match(text.strip(JS_SPACE + _QUOTES)) is not None


def is_placeholder(text: str) -> bool:
    """Whether the value stands for another one: a mask, an example, a variable that nobody filled in."""
    value = text.strip(JS_SPACE + _QUOTES)
    if UUID.fullmatch(value) or CLIENT_SECRET.fullmatch(value):
        return False
    # The anchored alternatives read at most one line of sane length; a long value is no placeholder.
    return len(value) <= 256 and _placeholders().fullmatch(value) is not None  # noqa: PLR2004 - any bound will do


def is_uuid(text: str) -> bool:
    """Whether the value, white space and quotes aside, is a UUID in any letter case."""
    return UUID.fullmatch(core(text)) is not None


def is_client_secret(text: str) -> bool:
    """Whether the value, white space and quotes aside, is 64 lower-case hex characters."""
    return CLIENT_SECRET.fullmatch(core(text)) is not None


def holds_secret(text: str) -> bool:
    """Whether something in the text has the form of a client secret or of a token, in any place and letter case."""
    return re.search(_A_SECRET, text) is not None


def token_oddity(text: str) -> Oddity | None:
    """Which kind of token the value is, if it looks like one."""
    value = core(text)
    if value.startswith("st."):
        return Oddity.IS_SERVICE_TOKEN
    if value.startswith("ak."):
        return Oddity.IS_API_KEY
    return Oddity.IS_JWT if _JWT.fullmatch(value) else None


def surroundings(field: str, name: str, text: str) -> list[Trait]:
    """White space and byte order marks around the value. Not fatal: servers trim them, and so does this tool."""
    around = text[: len(text) - len(text.lstrip(JS_SPACE))] + text[len(text.rstrip(JS_SPACE)) :]
    seen = []
    if _BOM in around:
        seen.append((Oddity.BYTE_ORDER_MARK, "a byte order mark, as some editors put at the start of a file"))
    if "\r" in around:
        seen.append((Oddity.CARRIAGE_RETURN, "a carriage return, as files written on Windows have"))
    if around.strip(_BOM + "\r\n") or ("\n" in around and "\r" not in around):
        seen.append((Oddity.SURROUNDING_WHITESPACE, "white space"))
    says = "There is {what} around the {name}; it was removed before sending."
    return [
        Trait(field=field, oddity=oddity, fatal=False, cause=MANGLED, detail=says.format(what=what, name=name))
        for oddity, what in seen
    ]


def spoils(field: str, name: str, text: str) -> list[Trait]:
    """What makes the value another one than Infisical issued, whatever its kind: each is fatal."""
    value = trimmed(text)
    found = []
    if is_placeholder(value):
        found.append((Oddity.PLACEHOLDER, f"The {name} is a placeholder or a variable that was not filled in."))
        return _fatal(field, found)
    if any(ch in value for ch in _QUOTES):
        found.append((Oddity.QUOTES, f"The {name} contains quotation marks; they are not part of it."))
    if not _all_visible(value) and any(_invisible(ch) for ch in value):
        found.append((Oddity.INVISIBLE_CHARACTER, f"The {name} contains characters that cannot be seen."))
    if any(ch in JS_SPACE for ch in _BEARER.sub("", value, count=1).strip(JS_SPACE + _QUOTES)):
        found.append((Oddity.INNER_WHITESPACE, f"The {name} has white space or a line break inside."))
    return _fatal(field, found)


def _fatal(field: str, found: list[tuple[Oddity, str]]) -> list[Trait]:
    return [Trait(field=field, oddity=oddity, fatal=True, cause=MANGLED, detail=detail) for oddity, detail in found]


def _all_visible(text: str) -> bool:
    """Whether it is plain text of printable ASCII, as nearly every credential is: then no character needs a look."""
    return text.isascii() and text.isprintable()


def _invisible(ch: str) -> bool:
    return ch not in JS_SPACE and unicodedata.category(ch) in {"Cc", "Cf"}

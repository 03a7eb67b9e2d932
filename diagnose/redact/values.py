"""Whether a value that stands beside the name of a secret is one, and what may be shown of it."""

from __future__ import annotations

import re
from typing import Final

from diagnose.credential.spelling import UUID
from diagnose.credential.token import read_token
from diagnose.redact.randomness import surprise
from diagnose.redact.span import Span
from diagnose.redact.words import WORDS, any_of, is_hyphened, is_passphrase

_PART: Final = r"[A-Za-z0-9_-]"
_DOT: Final = r"(?:\.|%2[eE]|%252[eE])"
JWT: Final = re.compile(rf"eyJ{_PART}{{6,}}=*{_DOT}{_PART}{{4,}}=*(?:{_DOT}{_PART}*)*")
_DOTS: Final = re.compile(r"%2[eE]|%252[eE]")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.:@,-]")
# What support needs to follow a request is no secret, whatever stands before it.
_LONGEST_EVIDENCE: Final = 80
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"
_DATE: Final = r"[0-9]{4}(?:-[01][0-9]-|/[01][0-9]/)[0-3][0-9]"
_CLOCK: Final = r"[0-2][0-9]:[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_SHAPES: Final = (
    r"req-[A-Za-z0-9-]{4,40}",  # the id of a request
    rf"(?:{_OCTET}\.){{3}}{_OCTET}(?:/[0-9]{{1,2}}|:[0-9]{{1,5}})?",  # an address, a network, an address with its port
    r"\[?(?=[0-9a-f:]*::|(?:[0-9a-f]{1,4}:){7})[0-9a-f:]{2,39}\]?(?:/[0-9]{1,3}|:[0-9]{1,5})?",
    rf"{_DATE}(?:[T ]{_CLOCK})?",
    _CLOCK,
    r"(?:HTTP[ /]?)?[1-5][0-9]{2}(?: [A-Z][A-Za-z ]{1,30})?",  # a status
    r"[0-9]{1,9} bytes",  # how long a value is, as `kubectl describe` shows it
)
_EVIDENCE: Final = re.compile("|".join(f"(?:{shape})" for shape in _SHAPES))
MIN_LENGTH: Final = 6
_MIN_SECRETISH: Final = 8
_LONG: Final = 16
_LONG_WORD: Final = 20

_HARMLESS: Final = any_of("harmless", re.DOTALL)
_STOP_WORDS: Final = WORDS["stop"]
_IDENTIFIER: Final = re.compile(
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{3,}|[a-z]+(?:[-_./ ][a-z]+)*|[A-Za-z]?[a-z]+(?:[A-Z]{1,4}[a-z]{2,}){0,5}"
)
_PATH: Final = re.compile(
    r"(?:(?:~|\.{1,2})/[a-z.][a-z0-9._-]{0,40}|(?:/[a-z.][a-z0-9._-]{0,40}){2})(?:/[a-z.][a-z0-9._-]{0,40})*/?"
    r"|[A-Z]:\\[\w .\\-]+"
)
_NOT_SECRETISH: Final = any_of("unlike", re.DOTALL)
_MEASURED: Final = 256
_RANDOM_LETTERS: Final = re.compile(r"[a-z]{10,64}|[A-Z]{10,64}")
_RANDOM: Final = 4.9
"""More bits a letter than words and names that are written in one have, a few foreign ones apart."""
INSTEAD: Final = re.compile(
    r"\((?:sensitive|known|redacted|hidden|masked|encrypted|not|none|no|un[^\W\d_]{3,20}|empty)(?: [a-z-]{1,20}){0,4}\)"
)
"""What a program prints in place of a value."""
_MASK: Final = re.compile(
    rf"[*xX•●…_.?#=-]{{3,256}}|(?i:null|none|nil|undefined|redacted|<redacted>|\[redacted\])|{INSTEAD.pattern}"
    r"|[+-]{8} # \([0-9]{1,9} bytes\)"
)
_SEPARATOR: Final = re.compile(r"[-_./ ]+")
_STATES: Final = frozenset({"required", "missing", "invalid", "expired", "unset", "hidden", "masked", "string"})
_STATE_WORDS: Final = WORDS["state"] | _STOP_WORDS
_ERROR: Final = re.compile(r"[A-Za-z]*(?:Error|Exception)|E[A-Z]{4,20}")
_VARIABLE: Final = re.compile(
    r"\$\{?[A-Za-z_]{1,60}\}?|\$env:\w{1,60}|\{\{[ A-Za-z_.-]{1,80}\}\}|\$\{\{[ A-Za-z_.-]{1,80}\}\}|%[A-Za-z_]{1,60}%"
    r"|<[A-Za-z _-]{1,60}>|YOUR_[A-Z_]{1,60}"
)
_HEX64: Final = re.compile(r"[0-9a-fA-F]{64}")
_HEX: Final = re.compile(r"[0-9a-fA-F]{16,}")
_OPAQUE: Final = re.compile(r"(st|ak)\.([0-9a-fA-F-]{24,36})\.(.*)", re.DOTALL)
_LINK: Final = re.compile(r"https?://[^\s@]*")
SCHEME: Final = re.compile(
    r"(?:bearer|basic|token|apikey|api-key|digest|negotiate|ntlm|dpop|aws4-hmac-sha256|hmac)(?:\s|%20|\+)+",
    re.IGNORECASE,
)


# What this package puts in place of a secret. Anybody can write that: it exempts nothing around it, and only a value
# that consists of it shows nothing.
LIKE_MARK: Final = r"<[a-z-]{1,30}:[0-9]{1,9} [A-Za-z]{1,12}>"
MARK: Final = (
    r"<(?:secret|token|key|password|cookie|authorization|jwt|basic|bearer|login|base64|dump|private-key|client-secret"
    r"|api-key|service-token):[0-9]{1,9} (?:hex|UUID|characters)>"
)
_MARKED: Final = re.compile(
    rf"(?:(?:st|ak)\.(?:[0-9a-f-]{{36}}|[0-9a-f]{{24}})\.)?{MARK}|<login-in-url>|<private-key:PEM>"
)


def is_evidence_value(value: str) -> bool:
    """Whether a value is the id of a request, an address, a network, a time or a status."""
    return len(value) <= _LONGEST_EVIDENCE and _EVIDENCE.fullmatch(value) is not None


def is_unset(value: str) -> bool:
    """Whether a value shows nothing, or is what somebody fills in."""
    return is_blank(value) or is_variable(value)


def is_plain(value: str) -> bool:
    """Whether a value that may be any one is a word, an address or a state, and no secret."""
    return is_harmless(value) or is_link(value) or tells_state(value)


def is_harmless(value: str) -> bool:
    """Whether a value beside the name of a secret surely is none: too short, a word, a mask, a variable, a path."""
    bare = value.strip()
    if len(bare) < MIN_LENGTH or bare.lower().rstrip(".;!?") in _STOP_WORDS or is_evidence_value(bare):
        return True
    return len(bare) <= _MEASURED and (_HARMLESS.fullmatch(bare) is not None or _PATH.fullmatch(bare) is not None)


def is_blank(value: str) -> bool:
    """Whether a value shows nothing at all: it is empty, a mask from end to end, or what this package left."""
    bare = value.strip()
    return not bare or _MASK.fullmatch(bare) is not None or _MARKED.fullmatch(bare) is not None


def tells_state(value: str) -> bool:
    """Whether what stands in a value's place tells of its state, as `required` or `not-found` do, or of an error."""
    words = _SEPARATOR.split(value.strip().rstrip("!?").lower())
    return all(word in _STATE_WORDS for word in words) or _ERROR.fullmatch(value) is not None


def is_state_word(value: str) -> bool:
    """Whether a value in quotation marks is one word that tells why there is none."""
    return value.strip().lower() in _STATES


def is_variable(value: str) -> bool:
    """Whether a value is the name of a variable, a placeholder or a path of names in code, which somebody fills in."""
    return len(value) <= _MEASURED and _VARIABLE.fullmatch(value.strip()) is not None


def is_wordlike(value: str) -> bool:
    """Whether a value reads as words or as the name of something."""
    return len(value) <= _MEASURED and _IDENTIFIER.fullmatch(value) is not None and not has_random_letters(value)


def has_random_letters(value: str) -> bool:
    """Whether a value of letters alone is no word of any kind: nobody could say it."""
    return _RANDOM_LETTERS.fullmatch(value) is not None and surprise(value) > _RANDOM


def is_secretish(value: str) -> bool:
    """Whether a value looks like a secret by itself: letters and digits mixed, no id, time, host or path."""
    if len(value) < _MIN_SECRETISH or any(ch.isspace() for ch in value):
        return False
    if UUID.fullmatch(value) or is_evidence_value(value):
        return False
    if len(value) <= _MEASURED and _NOT_SECRETISH.fullmatch(value):
        return has_random_letters(value)
    digits = sum(ch.isdigit() for ch in value)
    letters = sum(ch.isalpha() for ch in value)
    return (digits > 0 and letters > 1) or (len(value) >= _LONG and value != value.lower() and not is_wordlike(value))


def is_link(value: str) -> bool:
    """Whether a value is a web address without a login in it."""
    return len(value) <= _MEASURED and _LINK.fullmatch(value) is not None


def is_memorable(value: str) -> bool:
    """Whether a value is peculiar enough to be removed wherever it stands, without taking ordinary words along."""
    if is_harmless(value) or is_link(value) or UUID.fullmatch(value):
        return False
    words = is_passphrase(value) or is_hyphened(value)
    return words or is_secretish(value) or (len(value) >= _LONG_WORD and not any(ch in " -_./" for ch in value))


def secret_at(start: int, value: str, kind: str) -> Span:
    """A secret that begins at `start`, with the mark of its kind."""
    return Span(start, start + len(value), mark(kind, value), kind, value)


def mark(kind: str, value: str) -> str:
    """What is shown instead of a value: its kind, its length and what is no secret of it. Safe inside JSON strings."""
    opaque = _OPAQUE.fullmatch(value)
    if opaque is not None:
        kind = "service-token" if opaque[1] == "st" else "api-key"
        return f"{opaque[1]}.{opaque[2]}.<{kind}:{_size(opaque[3])}>"
    if JWT.fullmatch(value):
        return jwt_mark(value)
    scheme = SCHEME.match(value)
    if scheme is not None and scheme.end() < len(value):
        return scheme[0] + mark(scheme[0].strip(" +\t").removesuffix("%20").lower(), value[scheme.end() :])
    return f"<{'client-secret' if kind == 'secret' and _HEX64.fullmatch(value) else kind}:{_size(value)}>"


def _size(value: str) -> str:
    if _HEX.fullmatch(value):
        return f"{len(value)} hex"
    return f"{len(value)} UUID" if UUID.fullmatch(value) else f"{len(value)} characters"


def jwt_mark(text: str) -> str:
    """`<jwt alg=HS256 identityId=… exp=…>`: the allow-listed claims of a JWT, written without quotes or escapes."""
    token = read_token(dotted(text).replace("=", "").rstrip("."))
    if token is None:
        return f"<jwt:{len(text)} characters>"
    claims = [f"alg={_shown(token.algorithm)}"] if token.algorithm else []
    claims += [f"{name}={_shown(value)}" for name, value in token.claims.items()]
    return f"<jwt {' '.join(claims)}>" if claims else f"<jwt:{len(text)} characters>"


def signature(text: str) -> str:
    """The last part of a JWT, which is secret wherever it stands."""
    return dotted(text).rpartition(".")[2]


def dotted(text: str) -> str:
    """A token that may have been escaped for a URL, with its dots as dots."""
    return _DOTS.sub(".", text)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_UNSAFE.sub("_", str(item)) for item in value)
    return _UNSAFE.sub("_", str(value)) or "_"

"""JWTs: found by their shape, and replaced by the claims that may be kept. The signature never is."""

from __future__ import annotations

import re
from typing import Final

from diagnose.credential.token import read_token

_PART: Final = r"[A-Za-z0-9_-]"
_DOT: Final = r"(?:\.|%2[eE]|%252[eE])"
JWT: Final = re.compile(rf"eyJ{_PART}{{6,}}=*{_DOT}{_PART}{{4,}}=*(?:{_DOT}{_PART}*)*")
_DOTS: Final = re.compile(r"%2[eE]|%252[eE]")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_.:@,-]")


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

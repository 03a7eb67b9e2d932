"""Tokens of other issuers than the lab itself: clusters, build systems, clouds."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from diagnose.lab import signing
from diagnose.lab.signing import JwtError


def issue(claims: Mapping[str, Any], key: str) -> str:
    """A token with these claims, signed with the issuer's key."""
    return signing.sign(claims, key)


def peek(token: str) -> dict[str, Any] | None:
    """The claims of a token that nobody has verified, or None if it is none."""
    if token.count(".") != signing.PARTS - 1:
        return None
    part = token.split(".")[1]
    try:
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def verify(token: str, key: str, now: float) -> dict[str, Any]:
    """The claims of a token that the key's owner signed and that is in date. Raises JwtError in the library's words."""
    claims = signing.verify(token, key, now)
    starts = claims.get("nbf")
    if isinstance(starts, (int, float)) and starts > now:
        raise JwtError(reason="jwt not active")
    return claims


def matches(value: str, patterns: tuple[str, ...]) -> bool:
    """Whether the value is one of the entries, which may be patterns with `*`; no entry allows everything."""
    from fnmatch import fnmatchcase

    return not patterns or any(fnmatchcase(value, pattern) for pattern in patterns)

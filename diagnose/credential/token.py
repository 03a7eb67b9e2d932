"""The readable part of an access token. Claims are kept by allow-list; the signature is never kept."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from diagnose.model import Token

MAX_CHARACTERS: Final = 64 * 1024
PARTS: Final = 3
_MAX_WORD: Final = 64
_MAX_NAME: Final = 256
_MAX_NUMBER: Final = 2**53
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]+")
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def segments(text: str) -> tuple[str, str, str] | None:
    """The three dot-separated parts of a JWT, or None. The signature may be empty; the others are base64url."""
    if len(text) > MAX_CHARACTERS or text.count(".") != PARTS - 1:
        return None
    head, body, signature = text.split(".")
    if not (_SEGMENT.fullmatch(head) and _SEGMENT.fullmatch(body)):
        return None
    return (head, body, signature) if not signature or _SEGMENT.fullmatch(signature) else None


def decode(text: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and payload of a JWT as JSON objects, or None if it is not one. Nothing is verified or filtered."""
    parts = segments(text)
    if parts is None:
        return None
    head, body = _json_object(parts[0]), _json_object(parts[1])
    return None if head is None or body is None else (head, body)


def read_token(text: str, *, minted: bool = False) -> Token | None:
    """What may be kept of a JWT: its algorithm and the allow-listed claims (catalogue b.1), or None if it is no JWT.

    Times are seconds since the epoch, lifetimes are seconds. A claim of the wrong type is dropped. `identityAuth` is
    cut down to the names of its members, and `userId` to the fact that there is one.
    """
    decoded = decode(text)
    if decoded is None:
        return None
    head, body = decoded
    algorithm = head.get("alg")
    return Token(minted=minted, algorithm=algorithm if _is_word(algorithm) else None, claims=_allowed(body))


def _json_object(segment: str) -> dict[str, Any] | None:
    try:
        decoded = msgspec.json.decode(urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (binascii.Error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_WORD and value.isascii() and value.isprintable()


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_NAME


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MAX_NUMBER


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


_CLAIMS: Final[Mapping[str, Callable[[object], bool]]] = {
    **dict.fromkeys(("identityId", "clientSecretId", "identityAccessTokenId", "jti"), _is_id),
    **dict.fromkeys(("orgId", "rootOrgId", "parentOrgId"), _is_id),
    **dict.fromkeys(("authTokenType", "authMethod"), _is_word),
    **dict.fromkeys(("iat", "exp", "nbf", "creationEpoch", "numUsesLimit"), _is_number),
    **dict.fromkeys(("accessTokenTTL", "accessTokenMaxTTL", "accessTokenPeriod"), _is_number),
    "identityName": _is_name,
    "ipRestrictionEnabled": _is_flag,
}


def _allowed(body: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: body[name] for name, fits in _CLAIMS.items() if name in body and fits(body[name])}
    methods = body.get("identityAuth")
    if isinstance(methods, dict):
        kept["identityAuth"] = sorted(name for name in methods if _is_word(name))
    if body.get("userId"):
        kept["userId"] = True
    return kept

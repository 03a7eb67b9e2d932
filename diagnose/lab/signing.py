"""JSON web tokens as the servers issue and verify them: HS256, and the refusals of the library that they use."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

PARTS = 3
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")


class JwtError(Exception):
    """A token that does not verify. `reason` is the library's own text."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(part: str) -> Any:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError) as broken:
        raise JwtError(reason="invalid token") from broken


def _signature(signed: str, key: str) -> str:
    return _encode(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())


def sign(claims: Mapping[str, Any], key: str, algorithm: str = "HS256") -> str:
    """A token with these claims. The header says `algorithm`; the signature is HS256 all the same, none for `none`."""
    head = {"alg": algorithm, "typ": "JWT"}
    signed = ".".join(_encode(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}." if algorithm == "none" else f"{signed}.{_signature(signed, key)}"


def verify(token: str, key: str, now: float) -> dict[str, Any]:
    """The claims of a token that holds. Raises JwtError in the order of the library's checks."""
    if not token:
        raise JwtError(reason="jwt must be provided")
    if token.count(".") != PARTS - 1:
        raise JwtError(reason="jwt malformed")
    if not _SHAPE.fullmatch(token):
        raise JwtError(reason="invalid token")
    signed, _, signature = token.rpartition(".")
    head, claims = (_decode(part) for part in signed.split("."))
    if not isinstance(head, dict) or not isinstance(claims, dict):
        raise JwtError(reason="invalid token")
    if not signature:
        raise JwtError(reason="jwt signature is required")
    if head.get("alg") != "HS256":
        raise JwtError(reason="invalid algorithm")
    if not hmac.compare_digest(signature, _signature(signed, key)):
        raise JwtError(reason="invalid signature")
    expires = claims.get("exp")
    if isinstance(expires, (int, float)) and now >= expires:
        raise JwtError(reason="jwt expired")
    return claims

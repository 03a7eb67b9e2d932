"""The last look at a text that was cleaned: secrets of a shape that cannot be mistaken. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from diagnose.redact.scan import LETTERS_AND_DIGITS
from diagnose.redact.shapes import ID, PEM, is_digest

_RUN: Final = LETTERS_AND_DIGITS + "_-"
_JWT_REST: Final = re.compile(r"\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")
_LEAST_HEAD: Final = 13
_CLIENT_SECRET: Final = re.compile(r"(?<![0-9A-Za-z:%-])[0-9a-f]{64}(?![0-9A-Za-z])")
_SERVICE_TOKEN: Final = re.compile(rf"(?<![0-9a-z.])st\.{ID}\.[0-9a-f]{{32}}")


def strict_shape(text: str) -> str | None:
    """The kind of a secret in `text` that has an unmistakable shape, or None."""
    return next((kind for kind, found in _LOOKS if found(text)), None)


def _has_jwt(text: str) -> bool:
    """Looks from the middle of a token: its three parts are read once each, however often `eyJ` comes."""
    done, at = 0, text.find(".eyJ")
    while at >= 0:
        head = text[done:at]
        head = head[len(head.rstrip(_RUN)) :]
        if 0 <= head.find("eyJ") <= len(head) - _LEAST_HEAD and _JWT_REST.match(text, at):
            return True
        done, at = at + 1, text.find(".eyJ", at + 1)
    return False


def _has_client_secret(text: str) -> bool:
    return any(not is_digest(text, match.start()) for match in _CLIENT_SECRET.finditer(text))


_LOOKS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("jwt", _has_jwt),
    ("client-secret", _has_client_secret),
    ("service-token", _SERVICE_TOKEN.search),
    ("private-key", PEM.search),
)

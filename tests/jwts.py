"""Throw-away tokens of the form that servers issue; none was ever valid."""

from __future__ import annotations

import base64
import json
from typing import Any

UUID = "0f8fad5b-d9cb-469f-a165-70867728950e"
SECRET = "5d41402abc4b2a76b9719d911017c592ae2b1f6e8c0d7a3f4b5e6c7d8e9f0a1b"
SIGNATURE = "Sf1KxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
IDENTITY = {"identityId": UUID, "authTokenType": "identityAccessToken", "iat": 1_700_000_000}


def segment(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def jwt(claims: Any = IDENTITY, *, alg: str | None = "HS256", signature: str = SIGNATURE) -> str:
    return f"{segment({'alg': alg, 'typ': 'JWT'})}.{segment(claims)}.{signature}"

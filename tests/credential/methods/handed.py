"""A place where proofs are looked for, made for a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from diagnose.credential.methods import Fetch, FetchError, Place
from tests.jwts import UUID, jwt

NOW = 1_795_435_200.0


def nobody(wanted: Fetch) -> bytes:
    message = f"{wanted.what} does not answer"
    raise FetchError(message)


def place(
    folder: Path = Path("/nowhere"),
    environ: Mapping[str, str] | None = None,
    *,
    stdin: bytes = b"",
    fetch: Callable[[Fetch], bytes] = nobody,
    now: float = NOW,
    **flags: Any,
) -> Place:
    return Place(
        identity_id=UUID, environ=environ or {}, flags=flags, cwd=folder, stdin=lambda: stdin, fetch=fetch, now=now
    )


def token(**claims: Any) -> str:
    return jwt({"iss": "https://issuer.example", "exp": NOW + 600, **claims}, alg="RS256")

"""Signatures on the curve P-256, as a certificate needs them: short and slow, for loopback only."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BASE = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_SIZE = 32

Point = tuple[int, int]


def private_key() -> int:
    """A new private key."""
    return 1 + secrets.randbelow(_ORDER - 1)


@cache
def public_key(private: int) -> bytes:
    """The public key of a private one, uncompressed."""
    x, y = _times(private, _BASE)
    return b"\x04" + x.to_bytes(_SIZE, "big") + y.to_bytes(_SIZE, "big")


def sign(private: int, content: bytes) -> tuple[int, int]:
    """The two numbers of an ECDSA signature over the SHA-256 of the content."""
    digest = int.from_bytes(hashlib.sha256(content).digest(), "big")
    while True:
        once = private_key()
        r = _times(once, _BASE)[0] % _ORDER
        s = pow(once, -1, _ORDER) * (digest + r * private) % _ORDER
        if r and s:
            return r, s


def _times(factor: int, point: Point) -> Point:
    """The point, that many times; the factor is from 1 to the order of the curve, which keeps clear of zero."""
    total: Point | None = None
    while factor:
        if factor & 1:
            total = point if total is None else _plus(total, point)
        point = _plus(point, point)
        factor >>= 1
    assert total is not None  # noqa: S101 - the factor is at least 1
    return total


def _plus(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    rise, run = (3 * x1 * x1 - 3, 2 * y1) if one == other else (y2 - y1, x2 - x1)
    slope = rise * pow(run, -1, _P)
    x = (slope * slope - x1 - x2) % _P
    return x, (slope * (x1 - x) - y1) % _P

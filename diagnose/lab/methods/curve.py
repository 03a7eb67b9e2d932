"""Signatures on the curve P-256, as a certificate needs them: for loopback only, since their times tell the key."""

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
Fraction = tuple[int, int, int]
"""A point (x / z**2, y / z**3): sums of such need no division, which is what takes long."""
_NOTHING: Fraction = (1, 1, 0)


def private_key() -> int:
    """A new private key."""
    return 1 + secrets.randbelow(_ORDER - 1)


@cache
def public_key(private: int) -> bytes:
    """The public key of a private one, uncompressed."""
    x, y = _times(private)
    return b"\x04" + x.to_bytes(_SIZE, "big") + y.to_bytes(_SIZE, "big")


def sign(private: int, content: bytes) -> tuple[int, int]:
    """The two numbers of an ECDSA signature over the SHA-256 of the content."""
    digest = int.from_bytes(hashlib.sha256(content).digest(), "big")
    while True:
        once = private_key()
        r = _times(once)[0] % _ORDER
        s = pow(once, -1, _ORDER) * (digest + r * private) % _ORDER
        if r and s:
            return r, s


def _times(factor: int) -> Point:
    """The base point, that many times; the factor is from 1 to the order of the curve, which keeps clear of zero."""
    total = _NOTHING
    for place in range(factor.bit_length()):
        if factor >> place & 1:
            total = _plus(total, _doubled()[place])
    x, y, z = total
    once = pow(z, -1, _P)
    return x * once**2 % _P, y * once**3 % _P


@cache
def _doubled() -> tuple[Point, ...]:
    """The base point, its double, the double of that and so on: all that a multiple of it is the sum of."""
    points = [_BASE]
    for _ in range(8 * _SIZE):
        (x, y) = points[-1]
        slope = (3 * x * x - 3) * pow(2 * y, -1, _P)
        further = (slope * slope - 2 * x) % _P
        points.append((further, (slope * (x - further) - y) % _P))
    return tuple(points)


def _plus(one: Fraction, other: Point) -> Fraction:
    """Their sum; they are two different points."""
    (x1, y1, z1), (x2, y2) = one, other
    if not z1:
        return x2, y2, 1
    square = z1 * z1 % _P
    run, rise = (x2 * square - x1) % _P, (y2 * square * z1 - y1) % _P
    run2 = run * run % _P
    run3, shared = run2 * run % _P, x1 * run2 % _P
    x = (rise * rise - run3 - 2 * shared) % _P
    return x, (rise * (shared - x) - y1 * run3) % _P, z1 * run % _P

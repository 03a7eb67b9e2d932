"""X.509 certificates for loopback, made without a further library: an authority, and what it issues."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from diagnose.lab.methods import curve

_INTEGER, _BITS, _OCTETS, _TEXT, _SEQUENCE, _SET = 0x02, 0x03, 0x04, 0x0C, 0x30, 0x31
_LATER_THAN_2049 = 0x18
_ECDSA_WITH_SHA256, _CURVE, _PUBLIC_KEY = "2a8648ce3d040302", "2a8648ce3d030107", "2a8648ce3d0201"
_COMMON_NAME, _CONSTRAINTS, _USAGE = "550403", "551d13", "551d0f"
_SUBJECT_NAMES, _SUBJECT_KEY, _AUTHORITY_KEY = "551d11", "551d0e", "551d23"
_KINDS = {"DNS": 0x82, "URI": 0x86, "IP": 0x87}
_SHORT = 128


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate with its key, both as PEM, and what it says. Times are in seconds since the epoch."""

    pem: str
    key: str
    name: str
    names: tuple[str, ...]
    issuer: str
    starts: float
    ends: float
    is_authority: bool = False


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who issues certificates."""

    name: str
    private: int

    def issue(  # noqa: PLR0913 - one parameter per part of a certificate
        self,
        name: str,
        starts: float,
        ends: float,
        *,
        names: tuple[str, ...] = (),
        private: int = 0,
        is_authority: bool = False,
    ) -> Certificate:
        """A certificate for the common name and further names (`DNS:`, `IP:` or `URI:` before each), with its key."""
        private = private or _client_key()
        public = curve.public_key(private)
        content = _der(
            _SEQUENCE,
            _der(0xA0, _integer(2)),
            _integer(1 + secrets.randbits(100)),
            _der(_SEQUENCE, _id(_ECDSA_WITH_SHA256)),
            _name(self.name),
            _der(_SEQUENCE, _time(starts), _time(ends)),
            _name(name),
            _der(_SEQUENCE, _der(_SEQUENCE, _id(_PUBLIC_KEY), _id(_CURVE)), _bits(public)),
            _der(0xA3, _der(_SEQUENCE, *_extensions(public, curve.public_key(self.private), names, is_authority))),
        )
        return Certificate(
            pem=_pem("CERTIFICATE", self._signed(content)),
            key=_pem("EC PRIVATE KEY", _key(private)),
            name=name,
            names=names,
            issuer=self.name,
            starts=starts,
            ends=ends,
            is_authority=is_authority,
        )

    def _signed(self, content: bytes) -> bytes:
        r, s = curve.sign(self.private, content)
        algorithm = _der(_SEQUENCE, _id(_ECDSA_WITH_SHA256))
        return _der(_SEQUENCE, content, algorithm, _bits(_der(_SEQUENCE, _integer(r), _integer(s))))

    def own(self, starts: float, ends: float) -> Certificate:
        """The authority's own certificate, by which it is trusted."""
        return self.issue(self.name, starts, ends, private=self.private, is_authority=True)


@cache
def authority(name: str) -> Authority:
    """The authority of that name, the same as long as the program runs."""
    return Authority(name=name, private=curve.private_key())


@cache
def _client_key() -> int:
    return curve.private_key()


def _key(private: int) -> bytes:
    held, public = private.to_bytes(32, "big"), curve.public_key(private)
    return _der(
        _SEQUENCE, _integer(1), _der(_OCTETS, held), _der(0xA0, _id(_CURVE)), _der(0xA1, _bits(public))
    )  # fmt: skip


def _extensions(public: bytes, issuer: bytes, names: tuple[str, ...], is_authority: bool) -> list[bytes]:  # noqa: FBT001
    constraints = _der(_SEQUENCE, bytes.fromhex("0101ff")) if is_authority else _der(_SEQUENCE)
    usage = bytes.fromhex("03020186" if is_authority else "03020780")
    made = [
        _extension(_CONSTRAINTS, constraints, critical=True),
        _extension(_USAGE, usage, critical=True),
        _extension(_SUBJECT_KEY, _der(_OCTETS, hashlib.sha1(public, usedforsecurity=False).digest())),
        _extension(_AUTHORITY_KEY, _der(_SEQUENCE, _der(0x80, hashlib.sha1(issuer, usedforsecurity=False).digest()))),
    ]
    return [*made, _extension(_SUBJECT_NAMES, _der(_SEQUENCE, *map(_alternative, names)))] if names else made


def _extension(name: str, value: bytes, *, critical: bool = False) -> bytes:
    return _der(_SEQUENCE, _id(name), *([bytes.fromhex("0101ff")] if critical else []), _der(_OCTETS, value))


def _alternative(name: str) -> bytes:
    kind, _, value = name.partition(":")
    return _der(_KINDS[kind], bytes(map(int, value.split("."))) if kind == "IP" else value.encode())


def _name(common: str) -> bytes:
    return _der(_SEQUENCE, _der(_SET, _der(_SEQUENCE, _id(_COMMON_NAME), _der(_TEXT, common.encode()))))


def _time(moment: float) -> bytes:
    return _der(_LATER_THAN_2049, f"{datetime.fromtimestamp(moment, UTC):%Y%m%d%H%M%SZ}".encode())


def _integer(number: int) -> bytes:
    return _der(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _bits(content: bytes) -> bytes:
    return _der(_BITS, b"\0", content)


def _id(dotted: str) -> bytes:
    return _der(0x06, bytes.fromhex(dotted))


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < _SHORT:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, _SHORT | len(length))) + length + content


def _pem(what: str, content: bytes) -> str:
    text = b64encode(content).decode()
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN {what}-----\n{lines}\n-----END {what}-----\n"

"""The body of an answer: read and unpacked within one limit, so that no server can fill the memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any, Final

from diagnose.http.attempt import Attempt
from diagnose.http.faults import SendError
from diagnose.model import Silence

MAX_BODY: Final = 1024 * 1024
_LONGEST_NUMBER: Final = 20
_MAX_CODINGS: Final = 2
_START: Final = 64
_UNPACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_PACKED: Final = frozenset({*_UNPACKED, "br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_GZIP_OR_ZLIB: Final = 47  # of what zlib calls window bits: which of the two it is shows in the first bytes
_BARE: Final = -15  # no header at all, as some servers understand "deflate"
_OPENS_PLAIN: Final = (b"{", b"[", b"<")
_SIGNATURES: Final = ((b"\x1f\x8b", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"))
"""How a packed body begins, whether or not the headers say that it is packed."""


def read_body(
    stream: Any, headers: Sequence[tuple[str, str]], attempt: Attempt[Any], *, in_part: bool = False
) -> bytes:
    """Read the body and unpack it, both up to `MAX_BODY`. Raises `SendError` for one that is larger or damaged.

    No packing was asked for, but some proxies pack answers all the same. `in_part`: of one that is larger and not
    packed, its beginning is given, which is longer than `MAX_BODY`.
    """
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    if length.isdigit() and len(length) < _LONGEST_NUMBER and int(length) > MAX_BODY and not in_part:
        raise _too_large()
    body = bytearray()
    for chunk in stream:
        attempt.check()
        body += chunk
        if len(body) > MAX_BODY:
            if in_part and bytes(body[:_START]).lstrip()[:1] in _OPENS_PLAIN:
                return bytes(body)
            raise _too_large()
    return unpacked(bytes(body), headers)


def unpacked(body: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """The body without the codings that the headers name, the last one first. Raises `SendError`."""
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding").lower().split(",")
    codings = [coding for part in named if (coding := part.strip()) in _PACKED]
    # A proxy may unpack and leave the header, or leave out the header of what it lets through.
    codings = codings or [coding for signature, coding in _SIGNATURES if body.startswith(signature)]
    if not codings or not body or body.lstrip()[:1] in _OPENS_PLAIN:
        return body
    if len(codings) > _MAX_CODINGS or not _UNPACKED.issuperset(codings):
        packed = ", ".join(codings[: _MAX_CODINGS + 1])
        raise SendError(Silence.UNREADABLE, f"it came packed in {packed}, though nobody asked for it")
    for _ in codings:
        body = _inflated(body)
    return body


def _inflated(packed: bytes) -> bytes:
    for window in (_GZIP_OR_ZLIB, _BARE):
        unpacker = zlib.decompressobj(window)
        try:
            body = unpacker.decompress(packed, MAX_BODY + 1)
        except zlib.error:
            continue
        if len(body) > MAX_BODY:
            raise _too_large()
        if unpacker.eof:
            return body
        raise SendError(Silence.UNREADABLE, "it came compressed, and its end is missing")
    raise SendError(Silence.UNREADABLE, "it is said to be compressed and cannot be unpacked")


def _too_large() -> SendError:
    return SendError(Silence.TOO_LARGE, f"it is larger than {MAX_BODY // 1024} KiB")

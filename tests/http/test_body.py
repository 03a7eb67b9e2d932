"""The body of an answer that a proxy packed although nobody asked for it."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest

from diagnose.http.body import MAX_BODY, unpacked
from diagnose.http.faults import SendError
from diagnose.model import Silence

BODY = b'{"message": "Invalid credentials"}'


def _bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def _as(*codings: str) -> list[tuple[str, str]]:
    return [("Content-Type", "application/json"), *(("content-Encoding", coding) for coding in codings)]


@pytest.mark.parametrize(
    ("pack", "codings"),
    [
        (gzip.compress, ["gzip"]),
        (gzip.compress, [" X-GZIP "]),
        (zlib.compress, ["deflate"]),
        (_bare, ["deflate"]),
        (lambda body: gzip.compress(zlib.compress(body)), ["deflate, gzip"]),
        (lambda body: gzip.compress(zlib.compress(body)), ["deflate", "gzip"]),
    ],
    ids=["gzip", "its old name", "deflate", "deflate without a header", "two", "two headers"],
)
def test_a_packed_body_is_unpacked(pack: Callable[[bytes], bytes], codings: list[str]) -> None:
    assert unpacked(pack(BODY), _as(*codings)) == BODY


@pytest.mark.parametrize("coding", ["", "identity", "utf-8", "gzip", "br"])
def test_a_plain_body_is_read_whatever_the_header_says(coding: str) -> None:
    assert unpacked(BODY, _as(coding)) == BODY


def test_an_empty_body_has_nothing_to_unpack() -> None:
    assert unpacked(b"", _as("gzip")) == b""


def test_a_body_of_the_largest_size_is_read() -> None:
    whole = b"\0" * MAX_BODY
    assert unpacked(gzip.compress(whole), _as("gzip")) == whole


def test_one_that_unpacks_to_more_is_too_large() -> None:
    with pytest.raises(SendError) as error:
        unpacked(gzip.compress(b"\0" * (MAX_BODY + 1)), _as("gzip"))
    assert error.value.fault.silence is Silence.TOO_LARGE


def test_what_is_packed_without_saying_so_is_unpacked() -> None:
    assert unpacked(gzip.compress(BODY), ()) == BODY


@pytest.mark.parametrize(
    ("body", "codings", "note"),
    [
        (b"\x8b\x02\x80", ["br"], "packed in br, though nobody asked for it"),
        (gzip.compress(BODY), ["gzip", "gzip", "gzip"], "packed in gzip, gzip, gzip, though"),
        (b"\x28\xb5\x2f\xfdabc", [], "packed in zstd, though"),
        (gzip.compress(BODY)[:-9], ["gzip"], "its end is missing"),
        (b"\xff\xfenothing", ["gzip"], "cannot be unpacked"),
    ],
    ids=["brotli", "three times", "zstd unsaid", "cut", "no gzip"],
)
def test_what_cannot_be_unpacked_is_unreadable(body: bytes, codings: list[str], note: str) -> None:
    with pytest.raises(SendError, match=note) as error:
        unpacked(body, _as(*codings))
    assert error.value.fault.silence is Silence.UNREADABLE

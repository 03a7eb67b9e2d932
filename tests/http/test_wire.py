"""Connections that show the first bytes of what they bring, over plain TCP and under TLS."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore
import httpx

from diagnose.http.wire import Stream, Transport


class Scripted(httpcore.NetworkStream):
    """A stream that brings what it was given, and keeps what is written to it."""

    def __init__(self, brings: bytes) -> None:
        self.brings, self.written = brings, b""

    def read(self, max_bytes: int, *_: Any) -> bytes:
        return self.brings[:max_bytes]

    def write(self, buffer: bytes, *_: Any) -> None:
        self.written += buffer

    def start_tls(self, *_: Any) -> httpcore.NetworkStream:
        return Scripted(b"under TLS")


def test_what_is_read_is_heard_and_given_as_it_is() -> None:
    heard: list[bytes] = []
    stream = Stream(Scripted(b"SSH-2.0"))
    stream.heard = heard.append
    assert stream.read(4) == b"SSH-"
    assert heard == [b"SSH-"]


def test_nobody_has_to_listen_and_what_is_written_passes() -> None:
    inner = Scripted(b"x")
    stream = Stream(inner)
    stream.write(b"GET")
    assert (stream.read(1), inner.written) == (b"x", b"GET")


def test_under_tls_it_is_a_stream_of_its_own() -> None:
    heard: list[bytes] = []
    under = Stream(Scripted(b"")).start_tls(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    assert isinstance(under, Stream)
    under.heard = heard.append
    assert under.read(9) == b"under TLS"
    assert heard == [b"under TLS"]


def test_it_is_the_librarys_own_transport_but_for_the_pool() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ours, theirs = Transport(verify=context, proxy=None), httpx.HTTPTransport(verify=context)
    assert vars(ours).keys() == vars(theirs).keys()
    assert isinstance(ours, httpx.HTTPTransport)

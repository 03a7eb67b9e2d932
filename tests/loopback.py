"""Servers on 127.0.0.1 that misbehave on purpose: raw TCP, so that a test decides about every byte."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import trustme

HOST: Final = "127.0.0.1"


class Server:
    """Answers the n-th request with the n-th behaviour, and the rest with the last. Keeps what it was sent."""

    def __init__(self, *behaviours: Behaviour, tls: ssl.SSLContext | None = None, on_accept: bool = False) -> None:
        self.behaviours = behaviours
        self.requests: list[bytes] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._tls = tls
        self._on_accept = on_accept
        self._lock = threading.Lock()
        self._listener = socket.create_server((HOST, 0))
        self.port = int(self._listener.getsockname()[1])
        self.url = f"{'https' if tls else 'http'}://{HOST}:{self.port}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def puts(self, method: str) -> int:
        """How many requests with that method arrived."""
        return sum(request.startswith(f"{method} ".encode()) for request in self.requests)

    def stop(self) -> None:
        self.stopping.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.settimeout(5)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.ExitStack() as closing, contextlib.suppress(OSError):
            closing.callback(connection.close)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                closing.callback(connection.close)
            if self._on_accept:
                self.behaviours[min(self.connections, len(self.behaviours)) - 1](self, connection)
                return
            while not self.stopping.is_set():
                request = read_request(connection)
                if not request:
                    return
                with self._lock:
                    self.requests.append(request)
                    behaviour = self.behaviours[min(len(self.requests), len(self.behaviours)) - 1]
                behaviour(self, connection)


Behaviour = Callable[[Server, socket.socket], None]


@contextlib.contextmanager
def serving(*behaviours: Behaviour, tls: ssl.SSLContext | None = None, on_accept: bool = False) -> Iterator[Server]:
    """Run a server for the time of a `with` block."""
    server = Server(*behaviours, tls=tls, on_accept=on_accept)
    try:
        yield server
    finally:
        server.stop()


def read_request(connection: socket.socket) -> bytes:
    """Read one request with its body; empty if the other side closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return b""
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


# ------------------------------------------------------------------------------------------------------- behaviours


def answer(status: int = 200, body: Any = b"{}", *headers: str) -> Behaviour:
    """Answer properly. `body`: bytes, or what becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Any", f"Content-Length: {len(content)}", *headers]
    return raw("\r\n".join([*lines, "", ""]).encode() + content)


def raw(data: bytes) -> Behaviour:
    """Send exactly these bytes."""
    return lambda _, connection: connection.sendall(data)


def close(_: Server, connection: socket.socket) -> None:
    """Close without an answer."""
    connection.shutdown(socket.SHUT_RDWR)


def reset(_: Server, connection: socket.socket) -> None:
    """Reset the connection without an answer."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def close_after(data: bytes) -> Behaviour:
    """Send the bytes, then close."""

    def behaviour(server: Server, connection: socket.socket) -> None:
        connection.sendall(data)
        close(server, connection)

    return behaviour


def hold(server: Server, _: socket.socket) -> None:
    """Say nothing until the test ends."""
    server.stopping.wait(5)


def drip(data: bytes) -> Behaviour:
    """Send one byte at a time, each well within any timeout that starts anew with every byte."""

    def behaviour(server: Server, connection: socket.socket) -> None:
        for index in range(len(data)):
            if server.stopping.wait(0.02):
                return
            connection.sendall(data[index : index + 1])

    return behaviour


def endless(server: Server, connection: socket.socket) -> None:
    """Send a body without end."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not server.stopping.is_set():
        connection.sendall(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")


def tunnel(port: int) -> Behaviour:
    """Be a proxy that opens the connection asked for, always to `port` on this machine."""

    def behaviour(_: Server, connection: socket.socket) -> None:
        with socket.create_connection((HOST, port), 5) as upstream:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_pump, args=(upstream, connection), daemon=True)
            back.start()
            _pump(connection, upstream)
            back.join(5)

    return behaviour


def _pump(source: socket.socket, goal: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            goal.sendall(data)
    with contextlib.suppress(OSError):
        goal.shutdown(socket.SHUT_WR)


# -------------------------------------------------------------------------------------------------------------- TLS


class Authority:
    """A throw-away certificate authority. `bundle`: the file to trust it by."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.bundle = str(folder / "ca.pem")
        self._ca.cert_pem.write_to_path(self.bundle)

    def context(self, *names: str, expired: bool = False, wants_client_certificate: bool = False) -> ssl.SSLContext:
        """Give a server's context with a certificate for `names` (127.0.0.1 if there are none)."""
        past = dt.datetime(2020, 1, 2, tzinfo=dt.UTC)
        ends = past if expired else dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
        begins = past - dt.timedelta(days=1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(*(names or (HOST,)), not_before=begins, not_after=ends).configure_cert(context)
        if wants_client_certificate:
            context.verify_mode = ssl.CERT_REQUIRED
            self._ca.configure_trust(context)
        return context

    def self_signed(self, folder: Path) -> ssl.SSLContext:
        """Give a server's context whose certificate nobody else has signed."""
        path = folder / "self-signed.pem"
        path.write_bytes(self._ca.private_key_pem.bytes() + self._ca.cert_pem.bytes())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

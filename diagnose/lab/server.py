"""The lab's sockets: HTTP/1.1 on loopback, connections kept open, every decision the app's."""

from __future__ import annotations

import ssl
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from diagnose.lab.answers import Reply, Request
from diagnose.lab.app import App
from diagnose.lab.edge import context

_LARGEST_BODY = 1_000_000
_POLL = 0.005  # seconds until a stop is noticed


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self._tls = context(app.world.server.edge) if app.world.server.edge is not None else None
        super().__init__(("127.0.0.1", port), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Speak TLS first, where something ends it; in the connection's own thread."""
        if self._tls is None:
            super().finish_request(request, client_address)
            return
        request.settimeout(_Handler.timeout)
        with self._tls.wrap_socket(request, server_side=True) as secured:
            super().finish_request(secured, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = 30

    def _answer(self) -> None:
        assert isinstance(self.server, _Server)  # noqa: S101 - the only server this handler is given to
        app = self.server.app
        size = min(int(self.headers.get("content-length") or 0), _LARGEST_BODY)
        reply = app.handle(self._request(self.rfile.read(size)))
        if reply.drop:
            self.close_connection = True
            return
        self._send(reply, app.clock.now())

    def _request(self, body: bytes) -> Request:
        # the library takes two slashes at the start for one; the real servers do not
        url = self.requestline.split()[1]
        parts = urlsplit(f"http://lab{url}")
        return Request(
            method=self.command,
            url=url,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value.strip() for name, value in self.headers.items()},
            body=body,
            peer=str(self.client_address[0]),
            certificate=self._shown(),
        )

    def _shown(self) -> str:
        """The client's certificate, as PEM; empty if it showed none."""
        shown = self.connection.getpeercert(binary_form=True) if isinstance(self.connection, ssl.SSLSocket) else None
        return ssl.DER_cert_to_PEM_cert(shown) if shown else ""

    def _send(self, reply: Reply, now: float) -> None:
        body = reply.encoded()
        self.send_response_only(reply.status)
        headers = {"date": formatdate(now, usegmt=True), "content-type": reply.content_type, **reply.headers}
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815 - names of the library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - name of the library
        """Nothing on stderr."""


class Listener:
    """Serves an app on a loopback port until it is stopped. `port` 0 takes a free one."""

    def __init__(self, app: App, port: int = 0) -> None:
        self._server = _Server(app, port)
        self.port = int(self._server.server_address[1])
        app.port = self.port
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Serve in the background."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when another thread has stopped it, or raise what interrupts the wait."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Stop serving and free the port."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

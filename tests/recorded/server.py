"""A loopback HTTP server that behaves as a recorded server did in one of its states.

    with RecordedServer("late2024", "cs-expired") as server:
        ...  # ask server.base_url with server.inputs, then look at server.counts()

Dates and tokens move with the clock, so that ages stay true. What no recording can answer is a 599 with the header
`X-Replay: unmatched`; such requests are listed in `unmatched`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.recorded.answers import Answers, Ask, both_credentials
from tests.recorded.loader import LOGIN, REVOKE, WHOLE, Recorded, load
from tests.recorded.own_answers import OwnAnswers
from tests.recorded.routes import material
from tests.recorded.values import Values

UNMATCHED = 599
POLL_SECONDS = 0.01
READS = frozenset({"GET", "HEAD"})

Reply = tuple[int, Mapping[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Logged:
    """One request as it came in. `kind`: login (with both credentials), read or write; `auth` with placeholders."""

    method: str
    path: str
    query: str
    auth: str | None
    kind: str
    status: int
    source: str


class RecordedServer:
    """A recorded server in one state. `now`: the second, since the epoch, that the state is moved to."""

    def __init__(self, server: str, scenario: str, *, now: int | None = None) -> None:
        state = load(server)[scenario]
        self._values = Values(state, int(time.time()) if now is None else now)
        self._server = server
        self._answers = Answers(server, scenario) if server in WHOLE else OwnAnswers(server, scenario)
        self._at = state.at
        self._lock = threading.Lock()
        self.log: list[Logged] = []
        self.inputs: Mapping[str, str] = self._values.fill(dict(state.inputs), state.at)
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(POLL_SECONDS,), daemon=True)

    @property
    def base_url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def secrets(self) -> frozenset[str]:
        """Every value handed out so far that a tool must not print."""
        return self._values.secrets

    @property
    def unmatched(self) -> list[Logged]:
        """The requests that no recording could answer."""
        return [entry for entry in self.log if entry.status == UNMATCHED]

    def counts(self) -> dict[str, int]:
        """Requests, logins and writes so far."""
        kinds = [entry.kind for entry in self.log]
        return {"requests": len(kinds), "logins": kinds.count("login"), "writes": kinds.count("write")}

    def close(self) -> None:
        """Free the port of a server that was never started."""
        self._http.server_close()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def answer(self, method: str, target: str, headers: Mapping[str, str], raw: bytes) -> Reply:
        """Status, headers and body for one request with headers of lower-case names; it is logged."""
        with self._lock:
            ask, kind = self._ask(method, target, headers, raw)
            found = self._answers.find(ask)
            parts, source = urlsplit(target), f"{found.scenario}/{found.label}" if found else ""
            status = found.status if found else UNMATCHED
            self.log.append(Logged(method, parts.path, parts.query, ask.auth, kind, status, source))
            if found is None:
                return UNMATCHED, {"X-Replay": "unmatched"}, b'{"message":"not recorded"}'
            return found.status, found.response_headers, self._body(found, method, target)

    def _ask(self, method: str, target: str, headers: Mapping[str, str], raw: bytes) -> tuple[Ask, str]:
        """The request with placeholders for values, and its kind."""
        parts, body = urlsplit(target), _decoded(raw)
        hide = self._values.hide
        path = hide(unquote(parts.path))
        in_body = body.get("accessToken") if path == REVOKE and isinstance(body, dict) else None
        header = f"Bearer {in_body}" if in_body else headers.get("authorization")
        token = header.removeprefix("Bearer ") if header else ""
        minted = self._values.minted(token)
        asked = ((k, hide(v)) for k, v in parse_qsl(parts.query, keep_blank_values=True))
        query = material(asked, self._server)
        ask = Ask(method, path, query, hide(header), hide(body), token, minted, hide(headers.get("x-api-key")))
        if path == LOGIN and method == "POST":
            return ask, "login" if both_credentials(body) else "read"
        return ask, "read" if method in READS or (path == REVOKE and minted) else "write"

    def _body(self, found: Recorded, method: str, target: str) -> bytes:
        body = found.response_body
        if found.no_route:
            body = {**body, "message": f"Route {method}:{target} not found"}
        if found.path == LOGIN and not found.refused:
            body = {**body, "accessToken": self._values.mint(body["accessToken"])}
        filled = self._values.fill(body, found.at)
        return filled.encode() if isinstance(filled, str) else json.dumps(filled, separators=(",", ":")).encode()


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")


class _Http(ThreadingHTTPServer):
    """The socket; all decisions are RecordedServer's."""

    daemon_threads = True

    def __init__(self, recorded: RecordedServer) -> None:
        self.recorded = recorded
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "recorded"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Http

    def any_method(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        sent = {name.lower(): value for name, value in self.headers.items()}
        status, headers, body = self.server.recorded.answer(self.command, self.path, sent, raw)
        self.send_response(status)
        plain = {"content-type": "application/json; charset=utf-8", "content-length": str(len(body))}
        for name, value in {**plain, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing on stderr."""


for _method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
    setattr(_Handler, f"do_{_method}", _Handler.any_method)

"""A client for the tests of the replay: one request, one connection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.recorded.loader import LOGIN, RAW, REVOKE
from tests.recorded.server import RecordedServer


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its decoded JSON."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def message(self) -> str:
        """The server's `message`."""
        return str(self.body["message"])


def ask(server: RecordedServer, method: str, target: str, *, token: str | None = None, body: Any = None) -> Reply:
    """Put one request and read its answer to the end."""
    connection = HTTPConnection(urlsplit(server.base_url).netloc, timeout=10)
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    try:
        connection.request(method, target, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), json.loads(answer.read() or b"null"))
    finally:
        connection.close()


def login(server: RecordedServer) -> Reply:
    """Log in with the credentials of the state."""
    pair = {"clientId": server.inputs["client_id"], "clientSecret": server.inputs["client_secret"]}
    return ask(server, "POST", LOGIN, body=pair)


def raw(server: RecordedServer, token: str | None = None, **other: str) -> Reply:
    """The request that fails for the user; `other` replaces parts of its target."""
    wanted = {**server.inputs, **other}
    query = {
        "workspaceId": wanted["project_id"],
        "environment": wanted["environment"],
        "secretPath": wanted["secret_path"],
    }
    return ask(server, "GET", f"{RAW}?{urlencode(query)}", token=token or server.inputs.get("token"))


def revoke(server: RecordedServer, token: str) -> Reply:
    """Give a token back."""
    return ask(server, "POST", REVOKE, body={"accessToken": token})

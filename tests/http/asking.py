"""Requests for the tests of the client."""

from __future__ import annotations

from typing import Any

from diagnose.http.client import Client, Request, Settings
from diagnose.model import Exchange
from diagnose.secret import Secret

LOGIN = "/api/v1/auth/universal-auth/login"
CLIENT_SECRET = "8f0e1342736198ab6ebf75e89a6e3a3968bf74f8002dbff223681b577f18ca0e"
REFUSED = {"statusCode": 401, "message": "Invalid credentials", "error": "UnauthorizedError"}
ISSUED = {"accessToken": "aaaa.bbbb.cccc", "expiresIn": 600, "accessTokenMaxTTL": 86400, "tokenType": "Bearer"}


def get(path: str = "/api/status", **more: Any) -> Request:
    return Request(probe="status", method="GET", path=path, **more)


def login() -> Request:
    body: dict[str, str | Secret] = {"clientId": "an-id", "clientSecret": Secret(CLIENT_SECRET)}
    return Request(probe="login", method="POST", path=LOGIN, body=body, keep="login")


def ask(url: str, request: Request | None = None, **settings: Any) -> Exchange:
    """One request with a client of its own."""
    with Client(Settings(base_url=url, **settings)) as client:
        return client.send(request or get()).exchange

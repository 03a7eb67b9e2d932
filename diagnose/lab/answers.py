"""What goes over the wire: requests as the lab reads them, replies, and each generation's error bodies."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnose.lab.clock import iso
from diagnose.lab.dialect import Dialect

_LETTERS = string.ascii_letters + string.digits
_LEVELS = {400: (30, "INFO"), 401: (30, "INFO"), 403: (40, "WARN"), 404: (30, "INFO"), 500: (50, "ERROR")}
# era B answers these in the order of its framework, not of its own error handler
_FRAMEWORK = {
    "ValidationFailure",
    "Internal Server Error",
    "Bad Request",
    "Too Many Requests",
    "Unsupported Media Type",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request. `url` is the path and query as sent; header names are lower-case; `peer` the other end's address.

    `certificate`: what the client showed in the handshake, as PEM, whether or not it was asked for one.
    """

    method: str
    url: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""
    peer: str = "127.0.0.1"
    certificate: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. `body` is encoded as JSON unless it is text. `drop`: close the connection and say nothing."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json; charset=utf-8"
    drop: bool = False

    def encoded(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, str):
            return self.body.encode()
        return json.dumps(self.body, separators=(",", ":"), ensure_ascii=False).encode()


class RefusalError(Exception):
    """A gate that does not open: the step's key in the dialect's texts, and what its templates need."""

    def __init__(self, *, step: str, details: Any = None, **values: object) -> None:
        super().__init__(step)
        self.step = step
        self.details = details
        self.values = values


class SchemaError(Exception):
    """A request that lacks fields or has them of the wrong type; `issues` as the servers list them."""

    def __init__(self, issues: list[dict[str, Any]]) -> None:
        super().__init__("schema")
        self.issues = issues


def refuse(dialect: Dialect, refusal: RefusalError | SchemaError, now: float) -> Reply:
    """The answer to a refusal, in the generation's own shape."""
    if isinstance(refusal, SchemaError):
        text = dialect.texts["schema"]
        message: Any = refusal.issues if dialect.family != "A" else text.message
        return _shaped(dialect, (text.status, text.error, message), now)
    text = dialect.texts[refusal.step]
    error, said = text.error.format(**refusal.values), text.message.format(**refusal.values)
    if dialect.family == "A" and not error:
        return Reply(status=text.status, body=said, content_type="text/html; charset=utf-8")
    return _shaped(dialect, (text.status, error, said), now, refusal.details)


def _shaped(dialect: Dialect, said: tuple[int, str, Any], now: float, details: Any = None) -> Reply:
    status, error, message = said
    if dialect.family == "A":
        return Reply(status=status, body=_body_a(status, error, message, now))
    if error == "Not Found":
        body = {"message": message, "error": error, "statusCode": status}
    elif dialect.family == "C":
        body = {"reqId": _request_id(), "statusCode": status, "message": message}
        body |= {"error": error} if details is None else {"details": details, "error": error}
    elif error in _FRAMEWORK and dialect.era == "B1":
        body = {"statusCode": status, "error": error, "message": message}
    else:
        body = {"statusCode": status, "message": message, "error": error}
    return Reply(status=status, body=body)


def _body_a(status: int, error: str, message: Any, now: float) -> dict[str, Any]:
    level, name = _LEVELS.get(status, (30, "INFO"))
    return {
        "type": error,
        "message": message,
        "context": {},
        "level": level,
        "level_name": name,
        "status_code": status,
        "datetime_iso": iso(now),
        "application": "infisical-api",
        "extra": [],
    }


def _request_id() -> str:
    return "req-" + "".join(secrets.choice(_LETTERS) for _ in range(14))

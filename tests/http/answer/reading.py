"""Answers read as the client reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from diagnose.http.answer import read_answer
from diagnose.model import Answer

JSON = [("Content-Type", "application/json; charset=utf-8")]
PAGE = [("Content-Type", "text/html")]
KINDS = [
    *("login", "secrets", "secret", "project", "projects", "folders", "imports", "status", "config", "identity"),
    *("membership", "role", "service-token", "allow-lists", "", "unheard-of"),
]


def read(body: Any, status: int = 200, keep: str = "", headers: list[tuple[str, str]] = JSON) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_answer(keep, status, headers, content)[0]


def kept(keep: str, body: Any) -> Mapping[str, Any]:
    return read(body, keep=keep).data


ERA_A = {"type": "unauthorized", "message": "Failed", "level": 40, "level_name": "ERROR", "status_code": 401}
ERA_B = {"statusCode": 401, "message": "Invalid credentials", "error": "UnauthorizedError"}
ERA_C = {"reqId": "req-UAE8OUDLkPbZTQ", "statusCode": 403, "message": "No", "error": "PermissionDenied", "details": []}

"""One request on its way through the lab: the world, the dialect, the clock, and who asks."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnose.lab.answers import RefusalError, Request, SchemaError
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import Dialect
from diagnose.lab.ip_ranges import client_address, is_trusted
from diagnose.lab.state import AccessToken, Identity, ServiceToken, World

_JSON = ("application/json",)
_FORM = ("application/x-www-form-urlencoded",)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks: `kind` is identity, user, api-key or service. `org_id`: the organisation that the credential is for."""

    kind: str
    id: str
    org_id: str | None
    identity: Identity | None = None
    token: AccessToken | None = None
    service: ServiceToken | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a route allows an address, what is left of that, and in how many seconds it is whole again."""

    allowed: int
    left: int
    reset: str


@dataclass(kw_only=True)
class Call:
    """What every gate and route gets. `limit`: where the route has one."""

    world: World
    dialect: Dialect
    clock: Clock
    request: Request
    params: Mapping[str, str] = field(default_factory=dict)
    actor: Actor | None = None
    limit: Limit | None = None

    @property
    def now(self) -> float:
        """The server's time."""
        return self.clock.now()

    @property
    def who(self) -> Actor:
        """The actor of a route that requires one."""
        if self.actor is None:
            raise RefusalError(step="token.missing")
        return self.actor

    @property
    def address(self) -> str:
        """The client's address as the server takes it, unchecked."""
        request, forwards = self.request, self.world.server.forwards
        headers = {**request.headers, "x-forwarded-for": forwards} if forwards else request.headers
        return client_address(self.dialect.family, headers, request.peer, first_of_list=self.dialect.first_of_list)

    def check_address(self, trusted: tuple[str, ...], step: str) -> None:
        """Refuse at `step` unless the client's address is trusted."""
        try:
            fine = is_trusted(self.address, trusted)
        except ValueError as unreadable:
            raise RefusalError(step="address.unreadable") from unreadable
        if not fine:
            raise RefusalError(step=step)

    def touch_database(self, operation: str) -> None:
        """Refuse if the database does not answer; `operation` is the name of the query that fails."""
        if self.world.server.database_down:
            raise RefusalError(step="database", operation=operation)

    def fields(self, *names: str) -> list[str]:
        """Text fields of the JSON or form body, trimmed as the servers do. Raises as the schema check does."""
        body = self._body()
        if not isinstance(body, dict):
            raise SchemaError([_issue([], "object", body)])
        issues = [
            _issue([name], "string", body.get(name, ...)) for name in names if not isinstance(body.get(name), str)
        ]
        if issues:
            raise SchemaError(issues)
        return [body[name].strip() for name in names]

    def optional(self, name: str) -> str:
        """A text field of the body, trimmed; empty where there is none."""
        body = self._body()
        value = body.get(name) if isinstance(body, dict) else None
        return value.strip() if isinstance(value, str) else ""

    def required(self, *names: str) -> list[str]:
        """Query parameters that must be there."""
        missing = [_issue([name], "string", ...) for name in names if name not in self.request.query]
        if missing:
            raise SchemaError(missing)
        return [self.request.query[name] for name in names]

    def check_id(self, value: str, operation: str) -> None:
        """Refuse a value that the database cannot read as an id: a UUID, or 24 hex digits in era A."""
        fine = is_hex_id(value) if self.dialect.family == "A" else is_uuid(value)
        if not fine:
            raise RefusalError(step="malformed.id" if self.dialect.family == "A" else "database", operation=operation)

    def _body(self) -> Any:
        kind = self.request.headers.get("content-type", "").split(";")[0].strip()
        raw = self.request.body
        if not raw and kind not in _JSON:
            return None
        if not raw:
            raise RefusalError(step="media.empty")
        if kind in _FORM:
            return dict(pair.partition("=")[::2] for pair in raw.decode("utf-8", "replace").split("&"))
        if kind == "text/plain":
            return raw.decode("utf-8", "replace")
        if kind not in _JSON:
            raise RefusalError(step="media.type", type=kind or "undefined")
        try:
            return json.loads(raw)
        except ValueError as broken:
            raise RefusalError(step="malformed.json", reason=str(broken)) from broken


def is_uuid(value: str) -> bool:
    """Whether the text is a UUID in its usual spelling."""
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def is_hex_id(value: str) -> bool:
    """Whether the text is an id of era A."""
    return len(value) == 24 and all(c in "0123456789abcdef" for c in value.lower())  # noqa: PLR2004 - era A's ids


def _issue(path: list[str], expected: str, received: object) -> dict[str, Any]:
    if received is ...:
        return {
            "code": "invalid_type",
            "expected": expected,
            "received": "undefined",
            "path": path,
            "message": "Required",
        }
    names = {type(None): "null", bool: "boolean", int: "number", float: "number", list: "array", dict: "object"}
    name = names.get(type(received), "string")
    return {
        "code": "invalid_type",
        "expected": expected,
        "received": name,
        "path": path,
        "message": f"Expected {expected}, received {name}",
    }

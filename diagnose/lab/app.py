"""The lab's server without its sockets: one request in, one reply out, and a log of what was asked."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace

from diagnose.lab import edge, front, signing
from diagnose.lab.answers import RefusalError, Reply, Request, SchemaError, refuse
from diagnose.lab.call import Call, Limit
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import Dialect
from diagnose.lab.gates_token import authenticate
from diagnose.lab.methods.login import is_dummy, is_login
from diagnose.lab.router import Route, find
from diagnose.lab.state import World

LOGIN = "/api/v1/auth/universal-auth/login"
RENEW = "/api/v1/auth/token/renew"
REVOKE = "/api/v1/auth/token/revoke"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One request that the lab saw.

    `credential`: none, bearer, service-token, api-key or other; `kind`: login, write or read.
    """

    method: str
    path: str
    query: str
    credential: str
    kind: str
    status: int


class App:
    """Answers requests from the world's state and changes it as the server would. Safe to call from several threads."""

    def __init__(self, world: World, dialect: Dialect, clock: Clock) -> None:
        self.world = world
        self.dialect = dialect
        self.clock = clock
        self.port = 0
        self.log: list[Entry] = []
        self.minted: set[str] = set()
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, int]] = {}

    def handle(self, request: Request) -> Reply:
        """One request in, one reply out; everything is logged."""
        server = self.world.server
        request = edge.passed_on(request, server.edge) if server.edge is not None else request
        with self._lock:
            call = Call(world=self.world, dialect=self.dialect, clock=self.clock, request=request)
            kind = self._kind(call)
            reply = self._answer(call)
            self._remember(request, reply)
            self.log.append(
                Entry(
                    method=request.method,
                    path=request.path,
                    query=request.url.partition("?")[2],
                    credential=_credential(request),
                    kind=kind,
                    status=reply.status,
                )
            )
            return reply

    def _answer(self, call: Call) -> Reply:
        if self.world.server.front:
            return front.answer(self.world.server.front, call.request, self.port)
        try:
            return self._limits_told(call, self._routed(call))
        except (RefusalError, SchemaError) as refused:
            return self._limits_told(call, refuse(self.dialect, refused, call.now), refused)

    def _routed(self, call: Call) -> Reply:
        request, server = call.request, self.world.server
        found = find(self.dialect, request.method, request.path)
        if found is None or any(request.path.startswith(gone) for gone in server.gone):
            raise RefusalError(step="route", method=request.method, url=request.url)
        route, call.params = found
        if self.dialect.family == "A":
            return self._routed_a(call, route)
        self._maintenance_gate(call)
        call.actor = authenticate(call)
        self._mode_gate(call, route)
        if server.redis_down:
            raise RefusalError(step="redis", retries=1 if route.limited else 20)
        self._limit_gate(call, route)
        return route.answer(call)

    def _routed_a(self, call: Call, route: Route) -> Reply:
        """Era A limits before anything else, and looks at a credential only where the route wants one."""
        self._limit_gate(call, route)
        if route.modes:
            call.actor = authenticate(call)
            self._mode_gate(call, route)
        return route.answer(call)

    def _maintenance_gate(self, call: Call) -> None:
        if not self.world.server.maintenance or call.request.method in {"GET", "HEAD"}:
            return
        exempt = call.request.url in {LOGIN, RENEW}
        if not exempt:
            raise RefusalError(step="fault" if self.dialect.family == "C" else "maintenance")

    def _mode_gate(self, call: Call, route: Route) -> None:
        if not route.modes:
            return
        if call.actor is None:
            raise RefusalError(step="token.missing")
        if call.actor.kind not in route.modes:
            raise RefusalError(step="token.mode", url=call.request.url)
        orgless = call.actor.kind == "user" and call.actor.org_id is None
        if orgless and self.dialect.sessions_have_org:
            raise RefusalError(step="token.no-org", url=call.request.url)

    def _limit_gate(self, call: Call, route: Route) -> None:
        server = self.world.server
        allowed = server.reads_per_minute if route.method == "GET" else server.writes_per_minute
        if allowed is None or not route.limited:
            return
        key = (call.address, route.pattern.pattern)
        begun, seen = self._seen.get(key, (call.now, 0))
        if call.now >= begun + server.minute:
            begun, seen = call.now, 0
        self._seen[key] = begun, seen + 1
        second = server.minute / 60
        reset = math.ceil((begun + server.minute - call.now) / second) * second
        call.limit = Limit(allowed=allowed, left=max(0, allowed - seen - 1), reset=f"{reset:g}")
        if seen >= allowed:
            raise RefusalError(step="limit", seconds=60)

    def _limits_told(self, call: Call, reply: Reply, refused: Exception | None = None) -> Reply:
        """The reply with what is left of the route's limit, as the servers tell it with every answer."""
        if call.limit is None:
            return reply
        limit = call.limit
        told = {"limit": str(limit.allowed), "remaining": str(limit.left), "reset": limit.reset}
        headers = {f"x-ratelimit-{name}": value for name, value in told.items()}
        if isinstance(refused, RefusalError) and refused.step == "limit":
            headers["retry-after"] = limit.reset
        return replace(reply, headers={**reply.headers, **headers})

    def _kind(self, call: Call) -> str:
        request = call.request
        if request.method in {"GET", "HEAD"}:
            return "read"
        if is_login(request.path):
            return "read" if is_dummy(call) else "login"
        names = {LOGIN: ("clientId", "clientSecret"), REVOKE: ("accessToken",)}.get(request.path.rstrip("/"))
        try:
            values = call.fields(*names) if names else []
        except (RefusalError, SchemaError):
            values = []
        if names and len(names) > 1:
            return "login" if values and all(values) else "read"
        return "read" if values and values[0] in self.minted else "write"

    def _remember(self, request: Request, reply: Reply) -> None:
        path = request.path.rstrip("/")
        if (path == LOGIN or is_login(path)) and isinstance(reply.body, dict) and "accessToken" in reply.body:
            self.minted.add(reply.body["accessToken"])

    def sign(self, claims: dict[str, object]) -> str:
        """A token of this server with any claims, for states that need an odd one."""
        return signing.sign(claims, self.world.server.signing_key)


def _credential(request: Request) -> str:
    if request.headers.get("x-api-key"):
        return "api-key"
    header = request.headers.get("authorization")
    if not header:
        return "none"
    if not header.lower().startswith("bearer "):
        return "other"
    return "service-token" if header[7:].startswith("st.") else "bearer"

"""A lab server with many identities, each in a state of its own, and the rows of a batch that asks for all of them."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path

from diagnose.cli import demo
from diagnose.credential.spelling import holds_secret
from diagnose.gather import gather
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.lab.answers import Reply, Request
from diagnose.lab.app import App, Entry
from diagnose.lab.bench import Bench, healthy_bench
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import DIALECTS
from diagnose.lab.lab import find_state
from diagnose.lab.server import Listener
from diagnose.lab.state import World
from diagnose.lab.states import login, permission, project, states, target, token
from diagnose.model import Status

STATES = (
    *("healthy-viewer", "healthy-admin", "healthy-custom-role", "healthy-secret-by-name", "healthy-folder"),
    *("healthy-empty-environment", "healthy-temporary-role", "healthy-privilege", "healthy-token"),
    *("healthy-limited-token", "expired-client-secret", "role-for-other-environment", "unknown-environment"),
)


def thirty() -> list[str]:
    """Thirty states of era C2 that are an identity's, its token's or its project's own, and not the server's."""
    modules = {module.__name__ for module in (login, permission, project, target, token)}
    named = sorted(s.name for s in states() if s.era == "C2" and s.build.__module__ in modules)
    found = [name for name in named if _is_fit(name)]
    return found[:: len(found) // 30][:30]


def _is_fit(state: str) -> bool:
    """Whether it leaves the server as it is, and its row holds no secret in the place of an identifier."""
    bench = healthy_bench(DIALECTS["C2"], Clock())
    before = replace(bench.world.server)
    find_state(state, "C2").build(bench)
    public = [value for name, value in bench.inputs.items() if name not in {"client_secret", "token"}]
    return bench.world.server == before and not any(map(holds_secret, public))


def alone(state: str) -> str:
    """The verdict of `check` on a server of its own."""
    with Lab(state, era="C2") as lab:
        verdict = judge(gather(demo.inputs_of(lab), environ={}).evidence).verdict
    return verdict.cause or ("none" if verdict.status is Status.NO_CAUSE else "")


class _Noting(App):
    """Notes each request whole, so that two that are the same can be seen; `heard` is called before it is answered."""

    heard: Callable[[], None] = staticmethod(lambda: None)

    def handle(self, request: Request) -> Reply:
        if "/login" in request.path:
            self.logins.append(self.clock.now())
        self.requests.append(f"{request.method} {request.url} {request.headers.get('authorization')} {request.body!r}")
        self.heard()
        return super().handle(request)

    @cached_property
    def requests(self) -> list[str]:
        return []

    @cached_property
    def logins(self) -> list[float]:
        return []


@dataclass
class Fleet:
    """`rows` as a file has them; `environ`: their secrets; `states`: by row."""

    world: World
    app: _Noting
    rows: list[dict[str, str]] = field(default_factory=list)
    environ: dict[str, str] = field(default_factory=dict)
    states: list[str] = field(default_factory=list)
    admin_token: str = ""

    @property
    def log(self) -> Sequence[Entry]:
        return self.app.log

    def file(self, folder: Path) -> Path:
        """The rows as JSON Lines."""
        path = folder / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in self.rows), "utf-8")
        return path

    def logins(self) -> list[str]:
        """The client ID of each login."""
        return [
            json.loads(ast.literal_eval(request.split(" ", 3)[3]))["clientId"]
            for request in self.app.requests
            if "/universal-auth/login" in request
        ]

    @property
    def times(self) -> list[float]:
        """When each login came."""
        return self.app.logins

    def repeated(self) -> list[str]:
        """What was asked more than once, but for questions without a credential, which may be those of two rows."""
        counts = Counter(self.app.requests).items()
        return [request for request, times in counts if times > 1 and not request.endswith(("None b''", "None b'{}'"))]

    def refused_for_the_rate(self) -> int:
        return sum(entry.status == 429 for entry in self.log)


@contextmanager
def fleet(
    states: Sequence[str], *, minute: float = 60, reads: int | None = None, writes: int | None = None
) -> Iterator[Fleet]:
    """One server of era C2 with an identity in each of the states; its limits as a server states them."""
    clock, dialect = Clock(), DIALECTS["C2"]
    world = healthy_bench(dialect, clock).world
    world.server.reads_per_minute, world.server.writes_per_minute, world.server.minute = reads, writes, minute
    made = Fleet(world, _Noting(world, dialect, clock), states=list(states))
    listener = Listener(made.app)
    listener.start()
    try:
        for number, name in enumerate(states):
            _add(made, number, name, f"http://127.0.0.1:{listener.port}", clock)
        yield made
    finally:
        listener.stop()


def _add(made: Fleet, number: int, name: str, base_url: str, clock: Clock) -> None:
    bench = healthy_bench(made.app.dialect, clock)
    _join(bench, made.world)
    find_state(name, "C2").build(bench)
    made.admin_token = bench.admin_token()
    for each in fields(World):
        mine, theirs = getattr(made.world, each.name), getattr(bench.world, each.name)
        if isinstance(mine, dict):
            mine.update(theirs)
        elif isinstance(mine, set):
            mine |= theirs
        elif isinstance(mine, list):
            mine.extend(theirs)
    row = {"name": f"{name}-{number}", "domain": base_url}
    for key, value in bench.inputs.items():
        if key in {"client_secret", "token"}:
            row[key] = f"SECRET_{number}"
            made.environ[row[key]] = value
        else:
            row[key] = value
    made.rows.append(row)


def _join(bench: Bench, world: World) -> None:
    """Put a world of its own into the server and organisation of another one."""
    bench.world.server, bench.world.org_id = world.server, world.org_id
    bench.identity.org_id = bench.project.org_id = world.org_id

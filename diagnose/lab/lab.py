"""A small stateful Infisical on loopback, put into a named state, for demos and tests."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, cached_property
from types import MappingProxyType, TracebackType
from typing import Self

from diagnose.lab.app import App, Entry
from diagnose.lab.bench import healthy_bench
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import DIALECTS, ERAS
from diagnose.lab.server import Listener
from diagnose.lab.state import World
from diagnose.lab.states import LabState, states

__all__ = ["ERAS", "Lab", "LabState", "find_state", "states"]


def find_state(name: str, era: str | None = None) -> LabState:
    """The state of that name and era (no era: the newest that has it). Raises KeyError if there is none."""
    found = [state for state in _by_name().get(name, ()) if era in {None, state.era}]
    if not found:
        raise KeyError(f"no such state: {name}" if era is None else f"no such state in era {era}: {name}")
    return max(found, key=lambda state: ERAS.index(state.era))


@cache
def _by_name() -> Mapping[str, list[LabState]]:
    named: defaultdict[str, list[LabState]] = defaultdict(list)
    for state in states():
        named[state.name].append(state)
    return named


class Lab:
    """The lab in one state. `with Lab("expired-client-secret", era="B2") as lab:` serves it while the block runs.

    `port` 0 takes a free one. `build` picks another build of the era (`B1-early`, `C1-early`). Raises KeyError for an
    unknown state or build.
    """

    def __init__(
        self, name: str, *, era: str | None = None, port: int = 0, clock: Clock | None = None, build: str | None = None
    ) -> None:
        self.state = find_state(name, era)
        self.clock = clock or Clock()
        self._bench = healthy_bench(DIALECTS[build or self.state.dialect], self.clock)
        self.state.build(self._bench)
        self._app = App(self._bench.world, self._bench.dialect, self.clock)
        self._port = port
        self._listener: Listener | None = None

    @property
    def world(self) -> World:
        """What the server's database holds, for tests that look at side effects."""
        return self._bench.world

    @cached_property
    def admin_token(self) -> str:
        """An access token that may look at everything: the second, privileged credential of a support engineer."""
        return self._bench.admin_token()

    @property
    def inputs(self) -> Mapping[str, str]:
        """What the user has: `client_id` and `client_secret`, or `token`; and what they ask for.

        That is `project_id`, `environment`, `secret_path`, and where it matters `secret_name`, `action`.
        """
        return MappingProxyType(self._bench.inputs)

    @property
    def secrets(self) -> frozenset[str]:
        """Every value that a tool must not print: secrets' values, credentials, the tokens minted so far."""
        return frozenset(self._bench.canaries | self._app.minted)

    @property
    def base_url(self) -> str:
        """Where it listens. Raises RuntimeError before it does."""
        if self._listener is None:
            message = "the lab is not running"
            raise RuntimeError(message)
        scheme = "http" if self.world.server.edge is None else "https"
        return f"{scheme}://127.0.0.1:{self._listener.port}"

    @property
    def log(self) -> tuple[Entry, ...]:
        """What was asked so far, in order."""
        return tuple(self._app.log)

    def counts(self) -> dict[str, int]:
        """How many `requests`, `logins` and `writes` there were.

        A login is a login post with both credentials; a write is anything but a read, a login or the revocation of a
        token minted here.
        """
        kinds = Counter(entry.kind for entry in self._app.log)
        return {"requests": len(self._app.log), "logins": kinds["login"], "writes": kinds["write"]}

    def start(self) -> str:
        """Serve in the background; the base URL. Raises OSError if the port is taken."""
        self._listener = Listener(self._app, self._port)
        self._listener.start()
        return self.base_url

    def serve_forever(self) -> None:
        """Serve until interrupted, then free the port. Starts if that has not been done."""
        if self._listener is None:
            self.start()
        try:
            if self._listener is not None:
                self._listener.wait()
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop serving and free the port. Twice is fine."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

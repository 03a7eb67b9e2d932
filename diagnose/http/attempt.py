"""One request under way in another thread: how far it got, and the right to give it up."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from diagnose.http.faults import Stage
from diagnose.http.workers import WORKERS

T = TypeVar("T")

_STAGES: Final[Mapping[str, Stage]] = {
    "connect_tcp": Stage.CONNECT,
    "start_tls": Stage.TLS,
    "send_request_headers": Stage.SEND,
    "receive_response_headers": Stage.WAIT,
    "receive_response_body": Stage.BODY,
}


_HEAD: Final = 8
_MAKES_A_STREAM: Final = frozenset({Stage.CONNECT, Stage.TLS})


@lru_cache(maxsize=128)
def _told(name: str) -> tuple[str, Stage, bool] | None:
    """The layer and stage that a step of the library names, and whether it begins; None where that tells nothing."""
    layer, _, rest = name.partition(".")
    step, _, phase = rest.partition(".")
    stage = _STAGES.get(step)
    if stage is None or not (phase == "started" or (phase == "complete" and stage in _MAKES_A_STREAM)):
        return None
    return layer, stage, phase == "started"


class _Signal:
    """Waits and is set as an event does, in a third of the time, which counts in a batch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lock.acquire()
        self._is_set = False

    def set(self) -> None:
        """Let all pass that wait, now and later. Only one thread may do so, as often as it likes."""
        if not self._is_set:
            self._is_set = True
            self._lock.release()

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; whether it was set."""
        passed = self._lock.acquire(timeout=seconds)
        if passed:
            self._lock.release()
        return passed


class GivenUpError(Exception):
    """Nobody waits for this request any more, so it must not be sent."""


class Attempt(Generic[T]):
    """A request in another thread. Once it is given up, no request goes out that has not gone out already.

    `budget`: seconds it may take in all. `count`: called when a request is about to go out. `head`: the first bytes
    that came where an answer was awaited, as far as a connection of its own brought them.
    """

    def __init__(self, budget: float, count: Callable[[], None]) -> None:
        self.budget = budget
        self.stage = Stage.CONNECT
        self.given_up = False
        self.head = b""
        self._count = count
        self._counted = False
        self._through_proxy = False
        self._lock = threading.Lock()
        self._done, self._under_way = _Signal(), _Signal()
        self._outcome: T | None = None
        self._stream: Any = None
        self._ends_at = 0.0

    def run(self, work: Callable[[], T]) -> None:
        """Start `work`, which must not raise. Where no thread can be had, do it here, without the time limit."""

        def target() -> None:
            self._outcome = work()
            self._done.set()
            self._under_way.set()

        self._ends_at = time.monotonic() + self.budget
        try:
            WORKERS.start(target)
        except RuntimeError:
            target()

    def result(self) -> T | None:
        """Wait for the outcome until the budget is over; then give up, hang up, and give None."""
        if not self._done.wait(self.left()):
            with self._lock:
                self.given_up = not self._done.wait(0)
        if self.given_up:
            self._hang_up()
            return None
        return self._outcome

    def under_way(self) -> None:
        """Wait until the request went out, or came to nothing; at most until the budget is over."""
        self._under_way.wait(self.left())

    def left(self) -> float:
        """Seconds until the budget is over, never negative."""
        return max(0.0, self._ends_at - time.monotonic())

    def late(self, seconds: float) -> T | None:
        """Wait a little more for the outcome of a request whose own wait was cut short; None if it does not come."""
        self._done.wait(seconds)
        return self._outcome

    def begin(self, *, through_proxy: bool) -> None:
        """Begin one sending; a request that is put again begins again."""
        self.check()
        self.stage = Stage.CONNECT
        self._counted = False
        self._through_proxy = through_proxy

    def check(self) -> None:
        """Stop if nobody waits any more. Raises `GivenUpError`."""
        if self.given_up:
            raise GivenUpError

    def answered(self) -> None:
        """Note that an answer came, so that the request did go out."""
        if not self._counted:
            self._counted = True
            self._count()

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Follow the library's steps, named like `http11.send_request_headers.started`. Raises `GivenUpError`."""
        told = _told(name)
        if told is None:
            return
        layer, stage, begins = told
        if not begins:
            self._stream = info.get("return_value")
            self._watch(self._stream)
            return
        asks_proxy = getattr(info.get("request"), "method", b"") == b"CONNECT"
        # TLS that the connection itself starts is with the proxy; the one to the server is started by the tunnel.
        if self._through_proxy and (asks_proxy or (layer == "connection" and stage is Stage.TLS)):
            stage = Stage.PROXY
        with self._lock:
            self.check()
            if stage is Stage.SEND:
                self.answered()
        self.stage = stage
        if stage is Stage.WAIT:
            self._under_way.set()

    def _watch(self, stream: Any) -> None:
        """Keep the first bytes of what answers: the library drops what breaks off before it is an answer."""
        read = stream.read

        def watched(*args: Any, **kwargs: Any) -> Any:
            data = read(*args, **kwargs)
            if self.stage is Stage.WAIT and not self.head:
                self.head = data[:_HEAD]
            return data

        stream.read = watched

    def _hang_up(self) -> None:
        """End the connection, so that a thread that reads from it ends too."""
        stream = self._stream
        with contextlib.suppress(Exception):  # it may be gone, or never have been there
            stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)

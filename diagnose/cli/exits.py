"""Exit codes, and how a SIGTERM becomes one after the run has given back what it borrowed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

USAGE: Final = 2
CAUSE_FOUND: Final = 3
INTERNAL: Final = 70
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141
TERMINATED: Final = 143
BY_STATUS: Final[Mapping[str, int]] = {"no-cause": 0, "cause-found": CAUSE_FOUND, "inconclusive": 4, "not-reached": 5}


class Terminated(BaseException):
    """SIGTERM arrived. Not an Exception, so that nothing takes it for an error of its own."""


@contextmanager
def on_sigterm() -> Iterator[None]:
    """Raise `Terminated` in the main thread when SIGTERM arrives; elsewhere no signal can be handled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_: int, __: FrameType | None) -> NoReturn:
        raise Terminated

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)

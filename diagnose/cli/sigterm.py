"""How a SIGTERM becomes an exit code after the run has given back what it borrowed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from diagnose.cli.exits import Terminated


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

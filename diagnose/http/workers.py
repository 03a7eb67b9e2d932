"""Threads that wait for the next request: to start one for each takes as long as a third of a request."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Final

Work = Callable[[], None]


class Workers:
    """Daemon threads, as many as there ever was work at the same time. Safe to use from several threads."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Work]] = []
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._idle.clear)  # a child has none of its parent's threads

    def start(self, work: Work) -> None:
        """Do `work`, which must not raise, in a thread that is idle or new. Raises RuntimeError if none can be had."""
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), daemon=True).start()
        inbox.put(work)

    def _serve(self, inbox: SimpleQueue[Work]) -> None:
        while True:
            inbox.get()()
            self._idle.append(inbox)


WORKERS: Final = Workers()

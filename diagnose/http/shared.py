"""Connections and trust that many clients use together."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Final

from diagnose.http.faults import SendError
from diagnose.http.messages import Settings
from diagnose.http.transport import Opened, open_transport
from diagnose.http.trust import Trust, trust

_MOST: Final = 4
"""Servers that a thread keeps connections to, so that a file of many servers does not use up what may be open."""


class Connections:
    """Pools of connections, each for one thread and one server, and one TLS context for all of them.

    With each request a pool looks whether any of its connections has ended: those of other threads would cost time.
    `trusted`: the issuers, which are read when the first server needs them, unless somebody has read them before.
    """

    trusted: Trust | None = None

    def __init__(self) -> None:
        self._opened: defaultdict[int, dict[str, Opened | SendError]] = defaultdict(dict)
        self._lock = threading.Lock()

    def to(self, settings: Settings) -> Opened | SendError:
        """The calling thread's way to that server; what is wrong with it becomes the reason of every exchange."""
        with self._lock:
            mine = self._opened[threading.get_ident()]
            if settings.base_url not in mine:
                if len(mine) == _MOST:
                    _close(mine.pop(next(iter(mine))))
                mine[settings.base_url] = self._open(settings)
            return mine[settings.base_url]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for opened in self._opened.values():
                for way in opened.values():
                    _close(way)
            self._opened.clear()

    def _open(self, settings: Settings) -> Opened | SendError:
        try:
            if self.trusted is None and settings.base_url.startswith("https://"):
                self.trusted = trust(settings.ca_bundle, settings.environ)
            return open_transport(settings, self.trusted)
        except SendError as error:
            return error


def _close(way: Opened | SendError) -> None:
    if isinstance(way, Opened):
        way.transport.close()

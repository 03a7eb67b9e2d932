"""Connections and trust that many clients use together."""

from __future__ import annotations

import threading

from diagnose.http.faults import SendError
from diagnose.http.messages import Settings
from diagnose.http.transport import Opened, open_transport
from diagnose.http.trust import Trust, trust


class Connections:
    """One pool of connections for each server, and one TLS context for all of them.

    `trusted`: the issuers, which are read when the first server needs them, unless somebody has read them before.
    """

    trusted: Trust | None = None

    def __init__(self) -> None:
        self._opened: dict[str, Opened | SendError] = {}
        self._lock = threading.Lock()

    def to(self, settings: Settings) -> Opened | SendError:
        """The way to the server of the settings; what is wrong with it becomes the reason of every exchange."""
        with self._lock:
            known = self._opened.get(settings.base_url)
            if known is None:
                known = self._opened[settings.base_url] = self._open(settings)
            return known

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for opened in self._opened.values():
                if isinstance(opened, Opened):
                    opened.transport.close()
            self._opened.clear()

    def _open(self, settings: Settings) -> Opened | SendError:
        try:
            if self.trusted is None and settings.base_url.startswith("https://"):
                self.trusted = trust(settings.ca_bundle, settings.environ)
            return open_transport(settings, self.trusted)
        except SendError as error:
            return error

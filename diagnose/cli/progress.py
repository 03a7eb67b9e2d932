"""The line on stderr that moves while something is asked: what, of which host, and for how many seconds."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Final, TextIO

import click

from diagnose.cli.streams import is_terminal, width

_EVERY_S: Final = 0.5
_WIDEST: Final = 78
_ERASE: Final = "\r\033[K"


class MovingLine:
    """Call it with what is being asked, and with "" at the end, which leaves nothing on the screen.

    It shows nothing where nobody watches: in a pipe, on a dumb terminal, in CI, with --quiet.
    """

    def __init__(
        self, url: str = "", stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._url = url
        self._clock = clock
        self._began = clock()
        self._what = ""
        self._shown = is_terminal(self._stream) and os.environ.get("TERM") != "dumb" and not _is_unwatched()
        self._ended = threading.Event()
        self._mover: threading.Thread | None = None

    def __call__(self, what: str) -> None:
        """Show what is being asked; "" for nothing any more."""
        self._what = what
        if not self._shown:
            return
        if not what:
            self._end()
        elif self._mover is None:
            self._ended.clear()
            self._mover = threading.Thread(target=self._move, daemon=True)
            self._mover.start()
        self._paint()

    def _move(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self._paint()

    def _end(self) -> None:
        self._ended.set()
        if self._mover is not None:
            self._mover.join()
            self._mover = None

    def _paint(self) -> None:
        click.echo(_ERASE + self.text(), file=self._stream, nl=False)

    def text(self) -> str:
        """The line as it is now; what a host is called cannot act on the terminal."""
        from reports.escape import plain
        from reports.subject import host_of

        if not self._what:
            return ""
        seconds = f"{self._clock() - self._began:.0f} s"
        said = " · ".join(filter(None, (self._what, host_of(self._url), seconds)))
        return plain(said)[: min(_WIDEST, width(self._stream) - 1)]


def _is_unwatched() -> bool:
    """Whether a CI's log is the terminal, or the command was asked to be quiet."""
    context = click.get_current_context(silent=True)
    return bool(os.environ.get("CI")) or (context is not None and bool(context.params.get("quiet")))

"""When a request may go out, where many clients share what a server allows."""

from __future__ import annotations

from typing import Final, Protocol

from diagnose.http.messages import Request
from diagnose.model import Exchange


class Pace(Protocol):
    """Asked before each request, and told of each answer. Safe to use from several threads."""

    def wait(self, request: Request) -> float:
        """Return when the request may go out; the seconds that this took."""

    def learn(self, request: Request, exchange: Exchange) -> bool:
        """Take note of the answer; whether the server only turned the request away because there were too many."""


class _Unpaced:
    """Every request may go out at once."""

    def wait(self, request: Request) -> float:  # noqa: ARG002 - the protocol names it
        """Without delay."""
        return 0.0

    def learn(self, request: Request, exchange: Exchange) -> bool:  # noqa: ARG002 - the protocol names them
        """Nothing is learned."""
        return False


UNPACED: Final[Pace] = _Unpaced()

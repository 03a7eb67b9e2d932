"""What a question to the rules can end in besides yes and no."""

from __future__ import annotations


class ServerFailsError(Exception):
    """The server's library throws here, so that the request ends in an error 500 instead of a verdict."""


class UndecidableError(Exception):
    """What would decide is not known, or cannot be computed without the server; the text says what.

    `may_fail`: the server may also fail here, depending on it.
    """

    def __init__(self, what: str, *, may_fail: bool = False) -> None:
        super().__init__(what)
        self.may_fail = may_fail

"""What may be sent at all, whoever asks for it: reading, a login, and giving a token back."""

from __future__ import annotations

import re
from typing import Final

from diagnose.http.faults import SendError
from diagnose.http.messages import Request
from diagnose.model import Silence

_READS: Final = re.compile(r"/api(?:/(?!\.\.?(?:/|$))[^/?#]*)*")
_POSTS: Final = re.compile(r"/api/v1/auth/(?:[a-z]+-)+auth/login|/api/v1/auth/token/revoke")


def refuse(request: Request) -> None:
    """Raises `SendError` for a request that could change something on the server, or lies outside its API.

    Renewing a token is refused as well: it moves the token's end. A reader's GET carries no body.
    """
    reads = request.method == "GET" and request.body is None and _READS.fullmatch(request.path)
    posts = request.method == "POST" and _POSTS.fullmatch(request.path)
    if type(request.method) is not str or type(request.path) is not str or not (reads or posts):
        raise SendError(Silence.CANNOT_SEND, "only questions that change nothing are sent; this is none")

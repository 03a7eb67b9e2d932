"""What a generation of the server says at which step: status, `error`, `message`; from its source and recordings.

A table is the one before it with the lines that changed, so that a difference between two generations is one line.
"""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """One refusal: HTTP status, the body's `error` (era A: `type`) and `message`, both templates."""

    status: int
    error: str
    message: str


Texts = dict[str, Text]

# what era B2 and later put in the place of three of the library's texts
JWT_REWORDED = {
    "jwt expired": "Your token has expired. Please re-authenticate.",
    "jwt malformed": "The provided access token is malformed. Please use a valid token or generate a new one and try"
    " again.",
    "invalid algorithm": "The access token is signed with an invalid algorithm. Please provide a valid token and try"
    " again.",
}

"""What a run may spend: time, requests, and whether it keeps the token of its own login."""

from __future__ import annotations

from typing import Final

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds, for one request and for all of them. `keep_token`: do not revoke what the own login got."""

    timeout_s: float = 10
    deadline_s: float = 30
    max_requests: int = 12
    keep_token: bool = False


USUAL: Final = Limits()

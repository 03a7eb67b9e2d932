"""What a run may spend: time, requests, and whether it keeps the token of its own login."""

from __future__ import annotations

from typing import Final

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds, for one request and for all of them. `keep_token`: do not revoke what the own login got.

    `max_with_looks` holds instead of `max_requests` where a privileged credential looks at the identity.
    """

    timeout_s: float = 10
    deadline_s: float = 30
    max_requests: int = 12
    max_with_looks: int = 60
    keep_token: bool = False

    def capped(self, number: int) -> Limits:
        """The same limits with so many requests at most, looks or not."""
        return msgspec.structs.replace(self, max_requests=number, max_with_looks=number)

    def most(self, *, looking: bool) -> int:
        """How many requests there may be."""
        return self.max_with_looks if looking else self.max_requests


USUAL: Final = Limits()

"""The address that a server's log names."""

from __future__ import annotations

from collections.abc import Iterable

from checks.case import Case
from checks.knowledge.hints import hint
from checks.signs import Sign
from diagnose.model import State


def signs(case: Case) -> Iterable[Sign]:
    """The address that the server's own log names; the answer does not."""
    for _, answer in case.evidence.answered():
        if isinstance(seen := answer.data.get("client_address"), str):
            told = hint("address-seen", address=seen)
            yield from (
                Sign(cause=one, state=State.UNKNOWN, hint=told) for one in ("untrusted-ip-login", "untrusted-ip-token")
            )

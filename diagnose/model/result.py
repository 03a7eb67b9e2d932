"""What a batch has to say of one row."""

from __future__ import annotations

import msgspec

from diagnose.model.diagnosis import Status
from diagnose.model.evidence import Spent
from diagnose.model.exchange import Confidence


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One row's verdict. `row`: its line in the file; `name`: what the file calls it; `identity`: an id, no secret.

    `expires_at`: the end of the credential, where it was seen, in seconds since the epoch; `expiring`: it works, and
    ends within the time that was asked for.
    """

    row: int
    name: str
    identity: str
    base_url: str
    project_id: str | None
    environment: str
    secret_path: str
    status: Status
    cause: str | None = None
    confidence: Confidence | None = None
    headline: str = ""
    fix: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    expires_at: float | None = None
    expiring: bool = False
    spent: Spent = Spent()
    remarks: tuple[str, ...] = ()


_ORDER = (Status.CAUSE_FOUND, Status.INCONCLUSIVE, Status.NOT_REACHED, Status.NO_CAUSE)


def urgency(result: Result) -> tuple[int, bool, float, int]:
    """Sorts results: the worst first, then what expires soonest, then the order of the file."""
    ends = result.expires_at if result.expires_at is not None else float("inf")
    return _ORDER.index(result.status), not result.expiring, ends, result.row

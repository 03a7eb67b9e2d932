"""What a login's proof says beside what the identity's settings allow: as JSON values, and as rows for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from diagnose.model import Diagnosis

_FITS: Final = {True: "fits", False: "does not fit", None: "not known"}


class ProofRow(NamedTuple):
    """One setting as a table shows it."""

    setting: str
    says: str
    allowed: str
    fits: str


def proof_values(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """The rows as JSON values."""
    return [
        {"setting": one.setting, "says": list(one.says), "allowed": list(one.allowed), "fits": one.fits}
        for one in diagnosis.compared
    ]


def proof_rows(diagnosis: Diagnosis) -> Iterator[ProofRow]:
    """The rows, what does not fit first."""
    for one in sorted(diagnosis.compared, key=lambda one: one.fits is not False):
        says, allowed = ", ".join(one.says) or "nothing", ", ".join(one.allowed) or "anything"
        yield ProofRow(one.setting, says, allowed, _FITS[one.fits])

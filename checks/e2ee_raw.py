"""Another request's refusal that names the encryption outright."""

from __future__ import annotations

from collections.abc import Iterable

from checks.case import Case
from checks.signs import Sign


def signs(case: Case) -> Iterable[Sign]:
    """A request that says so outright counts, although the question itself was refused in words that say less.

    In era A a list is refused for the permission first, while asking by name tells of the encryption before that.
    """
    if len(case.suspects) < 2:  # noqa: PLR2004 - more than one is ambiguous
        return
    for reading in case.readings:
        if reading is not case.question and reading.suspects == ("e2ee-enabled",) and "secrets" in reading.kinds:
            yield Sign(cause="e2ee-enabled", because=(reading.id,))

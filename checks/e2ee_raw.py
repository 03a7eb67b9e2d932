"""Can the server read this project's secrets for a /raw request?"""

from __future__ import annotations

from collections.abc import Iterable

from checks.case import Case
from checks.check import Sign, table_check


def signs(case: Case) -> Iterable[Sign]:
    """A request that says so outright counts, although the question itself was refused in words that say less.

    In era A a list is refused for the permission first, while asking by name tells of the encryption before that.
    """
    if len(case.suspects) < 2:  # noqa: PLR2004 - more than one is ambiguous
        return
    for reading in case.readings:
        if reading is not case.question and reading.suspects == ("e2ee-enabled",) and "secrets" in reading.kinds:
            yield Sign(cause="e2ee-enabled", because=(reading.id,))


CHECK = table_check("e2ee_raw", "Can the server read this project's secrets for a /raw request?", signs)

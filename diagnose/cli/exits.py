"""Exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from diagnose.model import Diagnosis

USAGE: Final = 2
CAUSE_FOUND: Final = 3
ENDS_SOON: Final = 6
INTERNAL: Final = 70
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141
TERMINATED: Final = 143
BY_STATUS: Final[Mapping[str, int]] = {"no-cause": 0, "cause-found": CAUSE_FOUND, "inconclusive": 4, "not-reached": 5}


def code_of(diagnosis: Diagnosis) -> int:
    """The exit code of a diagnosis; one of its own where it works, but not for as long as was wished."""
    verdict, evidence = diagnosis.verdict, diagnosis.evidence
    wished = evidence.target.warn_before_s
    if wished and verdict.works_until is not None and verdict.works_until - evidence.started_at < wished:
        return ENDS_SOON
    return BY_STATUS[verdict.status.value]


class Terminated(BaseException):
    """SIGTERM arrived. Not an Exception, so that nothing takes it for an error of its own."""

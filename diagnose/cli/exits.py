"""Exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

USAGE: Final = 2
CAUSE_FOUND: Final = 3
INTERNAL: Final = 70
INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141
TERMINATED: Final = 143
BY_STATUS: Final[Mapping[str, int]] = {"no-cause": 0, "cause-found": CAUSE_FOUND, "inconclusive": 4, "not-reached": 5}


class Terminated(BaseException):
    """SIGTERM arrived. Not an Exception, so that nothing takes it for an error of its own."""

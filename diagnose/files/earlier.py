"""Before a login is sent: what an earlier run was answered, and whether one more failure would lock the client ID."""

from __future__ import annotations

import math
import time

from msgspec.structs import replace

from diagnose.files.attempts import LOCKS_AT, Attempts
from diagnose.model import Evidence, Target
from diagnose.problems import UsageProblem


def earlier(attempts: Attempts, target: Target) -> Evidence | None:
    """The answer of an earlier run that still stands. Raises UsageProblem where one more failed login would lock."""
    once = attempts.once()
    if once is not None:
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(once.started_at))
        remark = f"This was answered on {when}; nothing was sent now. Add --again to ask anew."
        return replace(once, target=target, remarks=(remark,))
    refuse_to_lock(attempts)
    return None


def refuse_to_lock(attempts: Attempts, where: str = "") -> None:
    """Raises UsageProblem where one more failed login would lock."""
    failed, wait = attempts.failures()
    if failed >= LOCKS_AT - 1:
        msg = (
            f"{failed} logins as this one failed{where} in the last 5 minutes, and servers lock it at the third by "
            f"default. Nothing was sent; wait {math.ceil(wait)} s, or add --again."
        )
        raise UsageProblem(msg)

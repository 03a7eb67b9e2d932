"""Before a login is sent: what an earlier run was answered, and whether one more failure would lock the client ID."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, NamedTuple

from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from diagnose.files.attempts import Attempts
    from diagnose.inputs import Inputs
    from diagnose.model import Diagnosis, Evidence
    from diagnose.secret.guard import Guard


class StateFlags(NamedTuple):
    """Whether to ask although an earlier answer stands, and whether to leave the state folder alone."""

    again: bool
    no_state: bool


def asked(inputs: Inputs, state: StateFlags, ask: Callable[[], tuple[Diagnosis, Guard]]) -> tuple[Diagnosis, Guard]:
    """The diagnosis: from an earlier answer if that still stands, else from the server. UsageProblem as `earlier`.

    `ask`: puts the questions to the server.
    """
    from diagnose.judgement import judge
    from diagnose.secret.guard import Guard

    attempts = None if state.no_state else attempts_for(inputs)
    before = earlier(attempts, inputs) if attempts is not None and not state.again else None
    if before is not None:
        return judge(before), Guard(inputs.credential.secrets(), inputs.public())
    diagnosis, guard = ask()
    if attempts is not None:
        _add(attempts, diagnosis.evidence, guard)
    return diagnosis, guard


def _add(attempts: Attempts, evidence: Evidence, guard: Guard) -> None:
    """Keep the attempt; where that cannot be, the report is not to be lost by it."""
    from contextlib import suppress

    with suppress(OSError, UsageProblem):
        attempts.add(evidence, guard)


def attempts_for(inputs: Inputs) -> Attempts | None:
    """What the state folder has of this pair at this server; None if it can have nothing."""
    from diagnose.files.attempts import attempts_of

    return attempts_of(inputs.target.base_url, inputs.credential, time.time())


def earlier(attempts: Attempts, inputs: Inputs) -> Evidence | None:
    """The answer of an earlier run that still stands. Raises UsageProblem where one more failed login would lock."""
    from msgspec.structs import replace

    from diagnose.files.attempts import LOCKS_AT
    from reports.phrases import moment

    once = attempts.once()
    if once is not None:
        remark = f"This was answered on {moment(once.started_at)}; nothing was sent now. Add --again to ask anew."
        return replace(once, target=inputs.target, remarks=(remark,))
    failed, wait = attempts.failures()
    if failed >= LOCKS_AT - 1:
        msg = (
            f"{failed} logins with this client ID failed in the last 5 minutes, and servers lock it at the third by "
            f"default. Nothing was sent; wait {math.ceil(wait)} s, or add --again."
        )
        raise UsageProblem(msg)
    return None

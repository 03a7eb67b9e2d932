"""Before a login is sent: what an earlier run was answered, and whether one more failure would lock the client ID."""

from __future__ import annotations

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
    """The diagnosis: from an earlier answer if that still stands, else from the server.

    `ask`: puts the questions to the server. Raises UsageProblem where a login could lock the client ID.
    """
    from diagnose.files.earlier import earlier, refuse_to_lock
    from diagnose.secret.guard import Guard

    attempts = None if state.no_state else attempts_for(inputs, inputs.target.base_url)
    there = attempts_for(inputs, inputs.also_at) if inputs.also_at is not None and not state.no_state else None
    if there is not None and not state.again:
        refuse_to_lock(there, f" at {inputs.also_at}")
    before = earlier(attempts, inputs.target) if attempts is not None and not state.again else None
    if before is not None:
        from diagnose.judgement import judge

        diagnosis, guard = judge(before), Guard(inputs.credential.secrets(), inputs.public())
    else:
        diagnosis, guard = ask()
    if attempts is None:
        return diagnosis, guard
    guard = guard.also(*attempts.key)
    if before is None:
        _add(attempts, diagnosis.evidence, guard)
        if there is not None:  # read anew: the attempt at the first server has just been added to the same file
            _add(attempts_for(inputs, inputs.also_at or "") or there, diagnosis.evidence, guard, elsewhere=True)
    return diagnosis, guard


def _add(attempts: Attempts, evidence: Evidence, guard: Guard, *, elsewhere: bool = False) -> None:
    """Keep the attempt; where that cannot be, the report is not to be lost by it."""
    from contextlib import suppress

    with suppress(OSError, UsageProblem):
        attempts.add(evidence, guard, elsewhere=elsewhere)


def attempts_for(inputs: Inputs, base_url: str) -> Attempts | None:
    """What the state folder has of this pair at that server; None if it can have nothing."""
    from diagnose.files.attempts import attempts_of

    return attempts_of(base_url, inputs.credential, time.time())

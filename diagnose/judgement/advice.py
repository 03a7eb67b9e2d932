"""What a pasted text adds to the steps of a verdict: a secret in it to renew, and the step that fits its client."""

from __future__ import annotations

import msgspec

from checks.knowledge import advice
from diagnose.model import Intake, Status, Verdict

_PLACES = 3


def advised(intake: Intake | None, decided: Verdict) -> Verdict:
    """The verdict with the steps that hang on the text; unchanged where no text was read."""
    if intake is None:
        return decided
    leaked = advice.renewal({each.kind: each.places[:_PLACES] for each in intake.redactions})
    alarm = (leaked,) if leaked else ()
    own = advice.step(decided.cause or "", intake.clients, intake.values)
    fix = (own, *decided.fix[1:]) if own else decided.fix
    customer = (own, *decided.customer_fix[1:]) if own else decided.customer_fix
    look = decided.look
    if decided.status is Status.INCONCLUSIVE and alarm:
        look = (*alarm, *(look or decided.decides))
    return msgspec.structs.replace(
        decided, fix=(*alarm, *fix), look=look, customer_fix=(*alarm, *customer) if customer else alarm
    )

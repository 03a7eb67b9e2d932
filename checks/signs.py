"""What the credential's spelling speaks for: each oddity amounts to a cause, if the server refuses that very field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from checks.case import Case
from diagnose.model import OTHER_REGION, Confidence, Silence, State


class Sign(msgspec.Struct, frozen=True, kw_only=True):
    """Something a check saw beyond the refusal's text that speaks for one cause, or against it.

    `explains`: the suspects that this cause would account for; the sign counts only if one of them is left, unless
    it is empty, then it stands alone. `state`: CAUSE, POSSIBLE or RULED_OUT. `note` replaces what is said; `hint`
    is said besides. A sign that only carries a hint has the state UNKNOWN and changes nothing else.
    """

    cause: str
    explains: tuple[str, ...] = ()
    state: State = State.CAUSE
    confidence: Confidence = Confidence.CERTAIN
    because: tuple[str, ...] = ()
    note: str = ""
    hint: str = ""


# The gates at which a server refuses what is wrong with a field of the credential.
_GATES: Final = {
    "client-id": frozenset({"client-id"}),
    "client-secret": frozenset({"secret", "secret-lifetime", "secret-uses"}),
    "token": frozenset({"token-format", "token-signature", "token-record", "service-token", "api-key", "route"}),
}


def trait_signs(case: Case) -> Iterable[Sign]:
    """One sign per oddity that no server accepts. An unsent credential is judged by its shape alone."""
    unsent = tuple(
        x.id for x in case.evidence.exchanges if x.silence is Silence.CANNOT_SEND and x.probe not in OTHER_REGION
    )
    for trait in case.evidence.credential.traits:
        if not trait.fatal:
            continue
        if unsent:
            yield Sign(cause=trait.cause, note=trait.detail, because=unsent[:1])
            continue
        if trait.field != "token" and case.evidence.of("login") is None:
            yield Sign(cause=trait.cause, note=trait.detail, because=tuple(r.id for r in case.readings[:1]))
            continue
        gates = _GATES.get(trait.field, frozenset())
        refused = tuple(suspect.cause for suspect in case.suspects if case.gate(suspect.cause) in gates)
        if refused:
            yield Sign(cause=trait.cause, explains=refused, note=trait.detail)

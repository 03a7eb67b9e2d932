"""What the credential's spelling shows; it counts only if the server refuses the credential."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checks.case import Case
from checks.signs import Sign
from diagnose.model import CredentialKind, State

_OWNED: Final = ("credential-mangled", "credential-swapped", "credential-kind-mismatch")
_SESSION: Final = "This is a person's session, not a machine identity's token: it ends when that person's session ends."


def signs(case: Case) -> Iterable[Sign]:
    """A person's session is no machine credential even where it works; a clean shape rules the shape's causes out."""
    credential = case.evidence.credential
    if credential.kind is CredentialKind.USER_SESSION:
        asked = tuple(reading.id for reading in case.readings[:1])
        yield Sign(cause="credential-kind-mismatch", because=asked, note=_SESSION)
    for cause_id in _OWNED:
        if credential.lengths and not any(trait.cause == cause_id for trait in credential.traits):
            yield Sign(cause=cause_id, state=State.RULED_OUT)

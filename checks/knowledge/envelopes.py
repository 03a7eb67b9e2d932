"""What the form of an answer's body tells, whatever its words are."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from diagnose.model import Answer, Envelope, Era

_BAD_URL: Final = " is not a valid url component"
_ENVELOPES: Final = {Envelope.A: "A", Envelope.B: "B", Envelope.C: "C"}
OF_INFISICAL: Final = frozenset(_ENVELOPES)


def stated_status(answer: Answer) -> int:
    """The status that the server itself wrote into the body: something on the way may have sent another one."""
    stated = answer.data.get("stated_status")
    return stated if isinstance(stated, int) else answer.status


def eras_of(answer: Answer) -> frozenset[Era]:
    """The eras that wrap such an error like this; all of them where the body is no error body of theirs.

    A route that does not exist, and an address that cannot be decoded, are answered by the web framework, which is the
    same one in eras B and C.
    """
    letter = _ENVELOPES.get(answer.envelope)
    frameworks = answer.error == "Not Found" or (answer.message or "").endswith(_BAD_URL)
    return _of_letters("BC" if letter == "B" and frameworks else letter)


@lru_cache(maxsize=8)
def _of_letters(letters: str | None) -> frozenset[Era]:
    return frozenset(era for era in Era if letters is None or era.value[0] in letters)

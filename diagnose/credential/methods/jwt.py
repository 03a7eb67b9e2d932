"""JWT: a token that anybody with the configured key has signed."""

from __future__ import annotations

from typing import Final

from diagnose.credential.methods import texts, tokens
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.problems import UsageProblem

OPTION: Final = "jwt"
VARIABLE: Final = "INFISICAL_JWT"

_TOKEN: Final = tokens.Kind(
    what="a token that the identity's own keys signed",
    expired="jwt-token-expired",
    wrong="jwt-token-invalid",
)


def read(place: Place) -> Proof:
    """The token of the flag, else of the official variable."""
    given = texts.from_flag(place, OPTION) or texts.from_variables(place, (VARIABLE,))
    if given is None:
        msg = f"there is no token: set {VARIABLE}, or give --jwt - or @FILE. Nothing was sent."
        raise UsageProblem(msg)
    return tokens.read(given, _TOKEN, place.now)


METHOD: Final = Method(
    id="jwt-auth",
    route="jwt",
    title="JWT",
    identities=("INFISICAL_JWT_AUTH_IDENTITY_ID",),
    read=read,
    dummy={"jwt": "x.y.z"},
)

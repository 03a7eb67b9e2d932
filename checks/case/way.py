"""The way of a request: the gates between a credential and what the user wants, in the server's order."""

from __future__ import annotations

from typing import Final

from checks.case.own_requests import OURS_PASSES
from checks.knowledge import gates, routes
from diagnose.model import CredentialKind, Era, Evidence, Sent

_LOGIN: Final = "/api/v1/auth/universal-auth/login"
_LIST: Final = "/api/v3/secrets/raw"


def of(evidence: Evidence, eras: frozenset[Era], method: frozenset[str]) -> tuple[str, ...]:
    """The gates in the order of the likeliest of the eras. `method`: the kinds of route of another method's login."""
    era, kind = _likeliest(eras), evidence.credential.kind
    read = routes.kinds("GET", f"{_LIST}/x" if evidence.target.secret_name else _LIST)
    first: tuple[str, ...] = ()
    if kind is CredentialKind.UNIVERSAL_AUTH:
        first = gates.order(era, routes.kinds("POST", _LOGIN), Sent.PAIR)
    elif kind is CredentialKind.LOGIN_METHOD:
        first = gates.order(era, method, Sent.PROOF)
    skip = {"service-token", "api-key", *OURS_PASSES} - {kind.value}
    return tuple(dict.fromkeys(g for g in ("reach", *first, *gates.order(era, read, Sent.TOKEN)) if g not in skip))


def _likeliest(eras: frozenset[Era]) -> Era:
    """The only one, else the newest there is, else the newest that is left; the newest there is where nothing fits."""
    return Era.C2 if Era.C2 in eras or not eras else max(eras, key=[*Era].index)

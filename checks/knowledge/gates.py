"""The server's own order: which gates a request passes, by era and kind of route, and what each gate is called.

Every gate hides the gates behind it. The order is from the server's source, catalogue sections a to d and b.7; where a
recorded server differed, the recording decides.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from diagnose.model import Era, Sent

TITLES: Final[dict[str, str]] = {
    "reach": "Infisical can be reached",
    "server": "The server can answer",
    "client": "The client sends the credential",
    "login-request": "The login request is complete",
    "client-id": "The client ID is known",
    "login-address": "This address may log in",
    "lockout": "The login is not locked",
    "secret": "The client secret is right",
    "secret-lifetime": "The client secret has not expired",
    "secret-uses": "The client secret has uses left",
    "sub-organisation": "The sub-organisation is open to it",
    "other-login": "The other login method is accepted",
    "token-format": "The token is of the right kind",
    "token-signature": "The token is genuine and in date",
    "token-record": "The token is known and not revoked",
    "token-address": "This address may use the token",
    "organisation": "The identity is in the organisation",
    "token-uses": "The token has uses left",
    "token-lifetime": "The token has not expired",
    "service-token": "The service token is accepted",
    "api-key": "The API key is accepted",
    "route": "The route takes this kind of credential",
    "request": "The request is complete",
    "project": "The project exists",
    "blind-index": "The project is prepared for reading by name",
    "encryption": "The server can read the project's secrets",
    "membership": "The identity is in the project",
    "role": "The identity's role exists",
    "permission": "The identity may do this",
    "location": "The environment and folder exist",
    "secret-name": "The secret exists",
    "secret-value": "The identity may see the value",
    "identity-admin": "Identities may be managed",
}

REFUSED: Final = "refused"
STOPPED: Final[dict[str, tuple[str, str]]] = {
    "reach": ("Infisical", "not reached"),
    "server": ("The server", "could not answer"),
    "client": ("The client", "does not send the credential"),
    "login-request": ("The login request", REFUSED),
    "client-id": ("The client ID", REFUSED),
    "login-address": ("The address that logs in", REFUSED),
    "lockout": ("The login", "locked"),
    "secret": ("The client secret", REFUSED),
    "secret-lifetime": ("The client secret", "expired"),
    "secret-uses": ("The client secret", "used up"),
    "sub-organisation": ("The sub-organisation", REFUSED),
    "other-login": ("The login method", REFUSED),
    "token-format": ("The kind of token", REFUSED),
    "token-signature": ("The token", REFUSED),
    "token-record": ("The token", "not known, or revoked"),
    "token-address": ("The address that uses the token", REFUSED),
    "organisation": ("The identity in the organisation", REFUSED),
    "token-uses": ("The token", "used up"),
    "token-lifetime": ("The token", "expired"),
    "service-token": ("The service token", REFUSED),
    "api-key": ("The API key", REFUSED),
    "route": ("The route for this kind of credential", REFUSED),
    "request": ("The request", REFUSED),
    "project": ("The project", REFUSED),
    "blind-index": ("Reading by name", "not prepared in the project"),
    "encryption": ("The project's secrets", "not readable for the server"),
    "membership": ("The identity in the project", REFUSED),
    "role": ("The identity's role", REFUSED),
    "permission": ("The permission for this", REFUSED),
    "location": ("The environment and folder", "not found"),
    "secret-name": ("The secret", "not found"),
    "secret-value": ("The secret's value", "withheld"),
    "identity-admin": ("Managing identities", REFUSED),
}
"""What each gate is about, and what became of it where a request stopped there."""
APART: Final = "checked separately"
"""Of a gate behind the one where the question stopped: another request passed it."""

_LOGIN: Final[dict[str, tuple[str, ...]]] = {
    "A": ("server", "login-request", "client-id", "login-address", "secret", "secret-lifetime", "secret-uses"),
    "B": ("server", "login-request", "client-id", "login-address", "secret", "secret-lifetime", "secret-uses"),
    "C": (
        "server", "login-request", "client-id", "login-address", "lockout", "secret",
        "secret-lifetime", "secret-uses", "sub-organisation",
    ),
}  # fmt: skip
_TOKEN: Final[dict[str, tuple[str, ...]]] = {
    "A": (
        "server", "token-format", "token-signature", "service-token", "api-key", "route", "token-record",
        "token-address", "token-lifetime", "token-uses",
    ),
    "B": (
        "server", "token-signature", "token-format", "service-token", "api-key", "token-record", "token-address",
        "organisation", "token-uses", "token-lifetime", "route",
    ),
    "C1": (
        "server", "api-key", "token-signature", "token-format", "service-token", "token-record", "token-address",
        "organisation", "token-uses", "token-lifetime", "route",
    ),
    "C2": (
        "server", "api-key", "token-signature", "token-format", "service-token", "token-record", "organisation",
        "token-lifetime", "token-uses", "token-address", "route",
    ),
}  # fmt: skip
_ROUTE: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "A": {
        "raw-list": ("request", "project", "membership", "role", "permission", "location", "encryption"),
        "secret-name": ("project", "blind-index", "encryption", "request", "membership", "role", "permission",
                        "location", "secret-name"),
        "folders": ("membership", "role", "permission"),
    },
    "B": {
        "raw-list": ("request", "project", "encryption", "membership", "role", "permission"),
        "secret-name": ("request", "project", "encryption", "membership", "role", "permission", "location",
                        "secret-name"),
        "encrypted": ("request", "membership", "role", "permission"),
        "folders": ("request", "membership", "role", "location"),
        "imports": ("request", "membership", "role", "permission", "location"),
        "project-object": ("project", "membership"),
        "membership": ("membership", "role"),
        "roles": ("membership", "role"),
    },
    "C": {
        "raw-list": ("request", "project", "encryption", "membership", "role", "permission", "location"),
        "v4-list": ("request", "project", "encryption", "membership", "role", "permission", "location"),
        "secret-name": ("request", "project", "encryption", "membership", "role", "location", "permission",
                        "secret-name"),
        "folders": ("request", "project", "membership", "role"),
        "imports": ("request", "project", "membership", "role"),
        "project-object": ("project", "membership", "role"),
        "membership": ("project", "membership", "role"),
        "roles": ("project", "membership", "role"),
    },
}  # fmt: skip


def _of(table: dict[str, tuple[str, ...]], era: Era) -> tuple[str, ...]:
    return table[era.value] if era.value in table else table[era.value[0]]


@lru_cache(maxsize=512)
def order(era: Era, kinds: frozenset[str], sent: Sent) -> tuple[str, ...]:
    """The gates a request of these kinds meets on a server of that era, first to last."""
    if "login" in kinds:
        return _LOGIN["C" if era in {Era.C1, Era.C2} else era.value[0]]
    if "other-login" in kinds:
        return ("server", "login-request", "other-login", "sub-organisation" if era.value[0] == "C" else "organisation")
    if kinds & {"renew", "revoke"}:
        # Neither looks at the address (catalogue section b.5).
        return ("server", "token-signature", "token-format", "token-record")
    token = _of(_TOKEN, era) if sent is not Sent.NONE else ("server",)
    table = _ROUTE[era.value[0]]
    behind = next((gates for kind, gates in table.items() if kind in kinds), ())
    if not behind and "project" in kinds:
        behind = ("project", "membership", "role", "permission")
    if not behind and "identities" in kinds:
        behind = ("organisation", "identity-admin")
    return tuple(dict.fromkeys(token + behind))


# Gates at which one request speaks for every other with the same credential and target: what stopped or let through
# this one does so for all. The rest hang on the route, the subject or the moment.
SHARED: Final = frozenset(
    {
        "reach", "client-id", "login-address", "lockout", "secret", "secret-lifetime", "secret-uses",
        "sub-organisation",
        "token-format", "token-signature", "token-record", "token-address", "organisation", "token-uses",
        "token-lifetime", "service-token", "api-key", "project", "membership", "role",
    }
)  # fmt: skip
# Gates that speak for every request on secrets, but not for other routes.
SHARED_BY_SECRETS: Final = frozenset({"encryption", "permission", "location", "secret-value"})
# What a 200 with an empty list does not prove: the server drops silently what it may not, or cannot, show.
# Eras A and B: an unknown environment or folder lists as empty. Era C: rules that do not match hide the secrets.
SILENT: Final[dict[str, frozenset[str]]] = {
    "A": frozenset({"location"}),
    "B": frozenset({"location"}),
    "C": frozenset({"permission"}),
}
# What a list with secrets in it proves beyond its own gates.
SHOWN: Final = frozenset({"permission", "location"})

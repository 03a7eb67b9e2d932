"""The server's own order: which gates a request passes, by era and kind of route, and what each gate is called.

Every gate hides the gates behind it. The order is from the server's source, catalogue sections a to d and b.7; where a
recorded server differed, the recording decides.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile
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
    "sub-organisation": "The sub-organization is open to it",
    "certificate": "A client certificate reaches the server",
    "login-identity": "The identity is known",
    "login-method": "The identity has this login method",
    "proof-issuer": "The proof can be checked with its issuer",
    "proof-form": "The proof can be read",
    "proof": "The proof is genuine and in date",
    "proof-origin": "The proof is from the issuer that is allowed",
    "proof-account": "The account of the proof is allowed",
    "proof-subject": "The subject of the proof is allowed",
    "proof-name": "The service account's name is allowed",
    "proof-audience": "The audience of the proof is allowed",
    "proof-claims": "The claims of the proof are allowed",
    "proof-details": "The further details of the proof are allowed",
    "login-plan": "The plan includes this login method",
    "token-format": "The token is of the right kind",
    "token-signature": "The token is genuine and in date",
    "token-record": "The token is known and not revoked",
    "token-address": "This address may use the token",
    "organisation": "The identity is in the organization",
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
    "sub-organisation": ("The sub-organization", REFUSED),
    "certificate": ("The client certificate", "does not reach the server"),
    "login-identity": ("The identity", "not known"),
    "login-method": ("The login method", "not set up for the identity"),
    "proof-issuer": ("The issuer of the proof", "cannot be asked"),
    "proof-form": ("The proof", "not readable"),
    "proof": ("The proof", REFUSED),
    "proof-origin": ("The issuer of the proof", "not the allowed one"),
    "proof-account": ("The account of the proof", "not allowed"),
    "proof-subject": ("The subject of the proof", "not allowed"),
    "proof-name": ("The service account's name", "not allowed"),
    "proof-audience": ("The audience of the proof", "not allowed"),
    "proof-claims": ("The claims of the proof", "not allowed"),
    "proof-details": ("The further details of the proof", "not allowed"),
    "login-plan": ("The plan", "does not include this login method"),
    "token-format": ("The kind of token", REFUSED),
    "token-signature": ("The token", REFUSED),
    "token-record": ("The token", "not known, or revoked"),
    "token-address": ("The address that uses the token", REFUSED),
    "organisation": ("The identity in the organization", REFUSED),
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
# By kind of login route. Some builds look for the identity first and some for its method, so neither refusal proves
# the other passed; they stand in the order in which a person looks.
_METHOD: Final[dict[str, tuple[str, ...]]] = {
    "login-kubernetes": ("proof-issuer", "proof", "proof-audience", "proof-claims"),
    "login-oidc": ("proof-issuer", "proof-form", "proof", "proof-origin", "proof-subject", "proof-audience",
                   "proof-claims"),
    "login-jwt": ("proof-form", "proof-issuer", "proof", "proof-origin", "proof-subject", "proof-audience",
                  "proof-claims"),
    "login-aws": ("proof-form", "proof", "proof-account", "proof-subject"),
    "login-gcp": ("proof", "proof-subject", "proof-claims"),
    "login-azure": ("proof", "proof-account", "proof-subject"),
    "login-ldap": ("lockout", "proof", "proof-details", "login-plan"),
    "login-tls-cert": ("proof", "proof-subject", "proof-details"),
    "login-spiffe": ("proof-issuer", "proof", "proof-subject"),
    "login-oci": ("proof-form", "proof", "proof-account", "proof-subject"),
    "login-alicloud": ("proof", "proof-subject"),
}  # fmt: skip
_METHOD_B: Final[dict[str, tuple[str, ...]]] = {
    **_METHOD, "login-kubernetes": ("proof-issuer", "proof", "proof-subject", "proof-name", "proof-audience"),
}  # fmt: skip
_ANY_METHOD: Final = (
    "lockout", "proof-issuer", "proof-form", "proof", "proof-origin", "proof-account", "proof-subject", "proof-name",
    "proof-audience", "proof-claims", "proof-details", "login-plan",
)  # fmt: skip
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
        return _LOGIN[era.value[0]]
    if "other-login" in kinds:
        return _by_method(era, kinds)
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


def _by_method(era: Era, kinds: frozenset[str]) -> tuple[str, ...]:
    """The gates of a login by another method than universal auth; all that there are where the method is not known."""
    table = _METHOD if era.value[0] == "C" else _METHOD_B
    known = [gates for kind, gates in table.items() if kind in kinds]
    proof = known[0] if len(known) == 1 else _ANY_METHOD
    first = ("server", "login-request", *(("certificate",) if "login-tls-cert" in kinds else ()))
    looked_up = ("login-identity", "login-method")
    if era.value[0] == "C":
        return (*first, *looked_up, *proof, "sub-organisation")
    return (*first, *looked_up, "organisation", *proof)


# What the proof of a login meets.
OF_A_PROOF: Final = frozenset(gate for gate in TITLES if gate == "proof" or gate.startswith("proof-"))


def before_the_proof(way: tuple[str, ...]) -> tuple[str, ...]:
    """The gates of a login's way that are met before its proof is looked at."""
    return tuple(takewhile(lambda gate: gate not in OF_A_PROOF, way))


# Gates at which one request speaks for every other with the same credential and target: what stopped or let through
# this one does so for all. The rest hang on the route, the subject or the moment.
SHARED: Final = frozenset(
    {
        "reach", "client-id", "login-address", "lockout", "secret", "secret-lifetime", "secret-uses",
        "sub-organisation",
        "certificate", "login-identity", "login-method", "login-plan", *OF_A_PROOF,
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

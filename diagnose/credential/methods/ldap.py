"""LDAP: a user name and password of a directory. A refused login counts towards a lockout, so there is one try only."""

from __future__ import annotations

from typing import Final

from diagnose.credential.methods import texts
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.credential.methods.tokens import trait
from diagnose.credential.spelling import trimmed
from diagnose.model import Oddity
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

USERNAME: Final = "INFISICAL_LDAP_USERNAME"
PASSWORD: Final = "INFISICAL_LDAP_PASSWORD"
_LONGEST: Final = 1024


def read(place: Place) -> Proof:
    """User name and password, as they are; the server takes blanks around either away."""
    user = place.flags.get("ldap_username") or place.environ.get(USERNAME) or ""
    if not trimmed(user):
        msg = f"there is no user name: set {USERNAME}, or give --ldap-username. Nothing was sent."
        raise UsageProblem(msg)
    password, source = _password(place)
    outer = password != trimmed(password)
    says = "The password has blanks around it, which Infisical takes away before it asks the directory."
    odd = (trait(Oddity.SURROUNDING_WHITESPACE, "ldap-bad-credentials", says),) if outer else ()
    return Proof(
        fields={"username": trimmed(user), "password": Secret(password)},
        source=source,
        claims={"username": trimmed(user)} if trimmed(user).isprintable() and len(user) < _LONGEST else {},
        traits=odd,
        held=(Secret(trimmed(password)),) if outer else (),
    )


def _password(place: Place) -> tuple[str, str]:
    given = place.flags.get("ldap_password")
    if given is not None:
        found = texts.from_flag(place, "ldap_password")
        if found is not None:
            return found.value.reveal(), found.source
    value = place.environ.get(PASSWORD, "")
    if not trimmed(value):
        msg = f"there is no password: set {PASSWORD}, or give --ldap-password - or @FILE. Nothing was sent."
        raise UsageProblem(msg)
    if any("\ud800" <= ch <= "\udfff" for ch in value):
        msg = f"{PASSWORD} is not UTF-8 text. Nothing was sent."
        raise UsageProblem(msg)
    return value, PASSWORD


METHOD: Final = Method(
    id="ldap-auth",
    route="ldap",
    title="LDAP",
    identities=("INFISICAL_LDAP_AUTH_IDENTITY_ID",),
    read=read,
    counts_failures=True,
)

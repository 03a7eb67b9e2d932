"""Which causes of a refused login the privileged looks rule out, and by which exchanges."""

from __future__ import annotations

from typing import Final

from checks.access.addresses import trusts_everyone
from checks.case.looks import Looks, ids
from checks.case.whole import covers_the_server

_SECRET: Final = frozenset({"secret", "secret-lifetime", "secret-uses"})
_WHO: Final = frozenset({"wrong-region-or-instance", "identity-deleted", "auth-method-not-configured"})
"""Causes for which no server knows the client ID, besides those of its own gate."""
_WITHOUT_METHOD: Final = frozenset(
    {"auth-method-not-configured", "wrong-region-or-instance", "identity-unknown", "identity-deleted"}
)
"""Causes for which the identity's login method has no settings here."""
_WITHOUT_MEMBERSHIP: Final = frozenset({"membership", "project"})
_BEHIND: Final = frozenset({"role", "permission", "secret-value"})
"""Gates at which members, and those who are none, are not stopped."""
AS_CLIENT_ID: Final = "identity-id-as-client-id"


def excluded(looks: Looks, suspect: str, gate: str, stops: frozenset[str]) -> tuple[str, ...]:
    """The exchanges that rule the cause out; empty where none does.

    `stops`: the gates at which the question may have been stopped. What the server itself said is not doubted: where it
    speaks of the secret alone, it knows the client ID, whatever the lists hold.
    """
    if not looks.put:
        return ()
    if suspect in _WITHOUT_METHOD and looks.exchange("look-method") is not None:
        return ids((looks.exchange("look-method"),))
    if looks.in_project is not None:
        return _by_membership(looks, gate)
    return _of_a_login(looks, suspect, gate, stops) if looks.pair_was_sent else ()


def _by_membership(looks: Looks, gate: str) -> tuple[str, ...]:
    """What the list of a project's members excludes: members are not stopped for being none, others at nothing else."""
    wrong = _WITHOUT_MEMBERSHIP | ({"role"} if looks.holds_known_roles else set())
    return ids((looks.exchange("look-project-members"),)) if gate in (wrong if looks.in_project else _BEHIND) else ()


def _of_a_login(looks: Looks, suspect: str, gate: str, stops: frozenset[str]) -> tuple[str, ...]:
    owner = looks.owner
    if owner is not None:
        if gate == "client-id" or suspect in _WHO:
            return ids((owner[1],))
        return _by_settings(looks, suspect)
    if suspect == AS_CLIENT_ID and looks.client_id not in looks.listed and looks.whole_list:
        return ids(looks.listings)
    if gate in _SECRET and "client-id" in stops:
        return _nobodys(looks)
    return ()


def _nobodys(looks: Looks) -> tuple[str, ...]:
    """The exchanges that show that no identity has the client ID, so that its secret was never looked at."""
    if looks.client_id in looks.listed:
        return ids(looks.listings)
    return looks.nobodys if covers_the_server(looks) else ()


def _by_settings(looks: Looks, suspect: str) -> tuple[str, ...]:
    facts = looks.config.answer.data if looks.config is not None and looks.config.answer is not None else {}
    if suspect == "untrusted-ip-login" and trusts_everyone(facts.get("clientSecretTrustedIps", ())):
        return ids((looks.config,))
    return ()

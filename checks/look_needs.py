"""Looks that were refused: what could not be seen, and the right that seeing it needs. Never a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from checks.case import Case
from checks.case.look_refused import of_the_token
from checks.case.looks import OTHER_ROUTE
from checks.knowledge.causes import cause

_REFUSED: Final = frozenset({401, 402, 403})
_NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    "look-project": ("the project", "membership in the project"),
    "look-self": ("its own place in the organisation", "identity: read in the organisation"),
    "look-audit": ("the organisation's audit log", "audit-logs: read in the organisation, and a plan that keeps logs"),
    "look-created": (
        "the organisation's audit log",
        "audit-logs: read in the organisation, and a plan that keeps logs",
    ),
    "look-identities": ("the identities of the organisation", "identity: read in the organisation"),
    "look-all-identities": ("the identities of the organisation", "identity: read in the organisation"),
    "look-members": ("the identities of the project", "identity: read in the project"),
    "look-config": ("the settings of universal auth", "identity: read in the organisation"),
    "look-secrets": (
        "the client secrets",
        "identity: read and get-token in the organisation, and no fewer rights than the identity has",
    ),
    "look-secret": (
        "the client secret",
        "identity: read and get-token in the organisation, and no fewer rights than the identity has",
    ),
    "look-identity": ("the identity's place in the organisation", "identity: read in the organisation"),
    "look-method": ("the settings of the login method", "identity: read in the organisation"),
    "look-rules": ("what the identity holds in the project", "identity: read in the project"),
    "look-groups": ("the groups of the project", "groups: read in the project"),
    "look-group": ("the members of a group", "groups: read in the organisation"),
    "look-managed": ("the identities of the project", "identity: read in the project"),
    "look-project-members": ("the identities of the project", "identity: read in the project"),
    "look-membership": ("the identity's roles in the project", "identity: read in the project"),
    "look-role": ("the rules of a role", "role: read in the project"),
    "look-privileges": ("the additional privileges", "identity: read, on older servers identity: edit, in the project"),
    "look-privilege": ("the additional privileges", "identity: read in the project"),
    "look-folders": ("the folders", "membership in the project"),
}


def could_not_look(case: Case) -> Iterator[str]:
    """One sentence for each kind of look that was refused for want of a right, and one if the token itself was."""
    said: dict[str, str] = {}
    if (refused := case.refused_token) is not None:
        exchange, causes = refused
        why = " or ".join(cause(each).title for each in causes)
        yield f"The privileged token itself is refused ({exchange.id}), so nothing more can be looked at: {why}."
    for exchange, answer in case.looks.refused():
        if of_the_token(exchange, answer, case.eras):
            continue
        name = exchange.probe.removesuffix(OTHER_ROUTE)
        if answer.status in _REFUSED and name in _NEEDS:
            what, needs = _NEEDS[name]
            said.setdefault(what, f"Could not look at {what} ({exchange.id}): that needs {needs}.")
    yield from said.values()

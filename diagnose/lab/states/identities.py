"""States in which an identity wants to manage identities. Reading secrets works in all of them."""

from __future__ import annotations

import uuid

from diagnose.lab.bench import Bench
from diagnose.lab.state import Identity
from diagnose.lab.states.registry import state


def _other(bench: Bench, role: str) -> None:
    other = Identity(
        id=bench.id(), name="billing-bot", client_id=str(uuid.uuid4()), org_id=bench.world.org_id, org_role=role
    )
    bench.world.identities[other.id] = other
    bench.inputs["identity_id"] = other.id


@state(
    "may-not-manage-identities", "The identity's role in the organization allows nothing about identities.", works=True
)
def no_role(bench: Bench) -> None:
    """No access to the organisation."""
    _other(bench, "member")


@state("manages-more-privileged-identity", "The identity that is to be changed has a higher role.", works=True)
def outranked(bench: Bench) -> None:
    """A member who wants to change an admin."""
    bench.identity.org_role = "member"
    _other(bench, "admin")


@state("manages-unknown-identity", "The identity that is to be changed does not exist.", works=True)
def unknown(bench: Bench) -> None:
    """An admin who asks for nothing."""
    bench.identity.org_role = "admin"
    bench.inputs["identity_id"] = bench.id()


@state("manages-identities", "Nothing is wrong: an admin of the organization manages identities.", works=True)
def admin(bench: Bench) -> None:
    """An admin."""
    bench.identity.org_role = "admin"
    _other(bench, "member")

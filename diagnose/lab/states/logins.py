"""What the states of all login methods share: how a method is set up, and how it goes missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diagnose.lab.bench import Bench
from diagnose.lab.state import LoginMethod
from diagnose.lab.states.registry import state


def log_in(bench: Bench, route: str, settings: dict[str, Any], **inputs: str) -> None:
    """Give the identity this login method, and the user what they need for it in place of a client ID and secret."""
    bench.world.login_methods[bench.identity.id, route] = LoginMethod(settings=settings)
    for name in ("client_id", "client_secret"):
        bench.inputs.pop(name, None)
    bench.inputs |= {"machine_identity_id": bench.identity.id, **inputs}


def shared(name: str, title: str, eras: str, healthy: Callable[[Bench], object], proof: str = "") -> None:
    """The states that every method has. `healthy` sets the method up; `proof` is the input that holds its token."""

    def made(breaks: Callable[[Bench], None]) -> Callable[[Bench], None]:
        def build(bench: Bench) -> None:
            healthy(bench)
            breaks(bench)

        return build

    modern = " ".join(era for era in eras.split() if era.startswith("C"))
    state(f"{name}-method-missing", f"The identity has no {title} Auth.", eras)(made(_missing))
    state(f"{name}-unknown-identity", "No identity has this ID.", eras)(made(_unknown))
    state(f"{name}-other-instance", "The identity belongs to another region or instance.", eras)(made(_elsewhere))
    if name != "ldap":
        says = "The login method is there, but its identity is gone."
        state(f"{name}-orphaned-method", says, modern)(made(_orphaned))
    state(f"{name}-closed-sub-organization", "The identity may not log in to that sub-organization.", modern)(
        made(_closed)
    )
    if proof:
        says = "An access token of Infisical was given in place of the proof."
        state(f"{name}-infisical-token", says, eras)(made(lambda bench: _swapped(bench, proof)))


def _missing(bench: Bench) -> None:
    bench.world.login_methods.clear()


def _unknown(bench: Bench) -> None:
    bench.world.login_methods.clear()
    bench.world.identities.clear()


def _elsewhere(bench: Bench) -> None:
    _unknown(bench)
    bench.world.projects.clear()


def _orphaned(bench: Bench) -> None:
    bench.world.identities.clear()


def _closed(bench: Bench) -> None:
    bench.world.sub_organizations["emea"] = frozenset()
    bench.inputs["organization_slug"] = "emea"


def _swapped(bench: Bench, proof: str) -> None:
    kept = dict(bench.inputs)
    token = bench.token()
    bench.inputs.clear()
    bench.inputs.update(kept | {proof: token})

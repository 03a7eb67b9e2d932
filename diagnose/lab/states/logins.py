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

    def missing(bench: Bench) -> None:
        healthy(bench)
        bench.world.login_methods.clear()

    def elsewhere(bench: Bench) -> None:
        healthy(bench)
        bench.world.login_methods.clear()
        bench.world.identities.clear()
        bench.world.projects.clear()

    def orphaned(bench: Bench) -> None:
        healthy(bench)
        bench.world.identities.clear()

    def closed(bench: Bench) -> None:
        healthy(bench)
        bench.world.sub_organizations["emea"] = frozenset()
        bench.inputs["organization_slug"] = "emea"

    def swapped(bench: Bench) -> None:
        healthy(bench)
        kept = dict(bench.inputs)
        token = bench.token()
        bench.inputs.clear()
        bench.inputs.update(kept | {proof: token})

    modern = " ".join(era for era in eras.split() if era.startswith("C"))
    state(f"{name}-method-missing", f"The identity has no {title} Auth.", eras)(missing)
    state(f"{name}-other-instance", "The identity belongs to another region or instance.", eras)(elsewhere)
    if name != "ldap":
        state(f"{name}-orphaned-method", "The login method is there, but its identity is gone.", modern)(orphaned)
    state(f"{name}-closed-sub-organization", "The identity may not log in to that sub-organization.", modern)(closed)
    if proof:
        says = "An access token of Infisical was given in place of the proof."
        state(f"{name}-infisical-token", says, eras)(swapped)

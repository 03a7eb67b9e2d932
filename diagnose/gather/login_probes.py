"""The login of any method as a probe; and, for a method whose proof is not worth sending, the same with a dummy."""

from __future__ import annotations

from typing import Final

from diagnose.credential.methods import find
from diagnose.gather.probe import Path, Probe
from diagnose.model import Cost, Sent

CHECK: Final = "method-check"


def login_of(method_id: str) -> Probe:
    """The login itself: its body is what the credential holds for it. Raises UsageProblem for an unknown method."""
    method = find(method_id, "the evidence")
    return Probe(
        name="login",
        shows=f"whether the {method.title} login is accepted",
        method="POST",
        paths=(Path(method.path),),
        body={"*": "login"},
        sent=Sent.PROOF,
        keep="login",
        cost=Cost(logins=1),
        when="first",
        cloud_port=method.cloud_port,
    )


def check_of(method_id: str) -> Probe | None:
    """The login with a dummy in place of the proof, or None where that tells nothing or counts as a failure."""
    method = find(method_id, "the evidence")
    if method.dummy is None or method.counts_failures:
        return None
    return Probe(
        name=CHECK,
        shows=f"whether the identity has the {method.title} method here; a dummy stands in place of the proof",
        method="POST",
        paths=(Path(method.path),),
        body={"*": "dummy"},
        sent=Sent.NONE,
        cost=Cost(),
        when="first",
    )


def dummy_of(method_id: str) -> dict[str, str]:
    """The fields of the dummy's body, besides the identity's id."""
    return dict(find(method_id, "the evidence").dummy or {})


__all__ = ["CHECK", "check_of", "dummy_of", "login_of"]

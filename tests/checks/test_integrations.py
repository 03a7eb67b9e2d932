"""What clients get wrong: no server says so, and so nothing is claimed from an answer alone."""

from __future__ import annotations

import pytest

from checks.knowledge.causes import owned_by
from diagnose.model import State
from tests.build import evidence, findings, said

OURS = owned_by("integrations")


@pytest.mark.parametrize("cause", OURS)
def test_a_clients_fault_is_not_claimed_from_a_refusal(cause: str) -> None:
    of = evidence(said("read", 401, "UnauthorizedError", "Token missing", era="B2"))
    assert findings(of)[cause].state in {State.UNKNOWN, State.NOT_REACHED}


def test_a_missing_route_may_be_an_older_client() -> None:
    gone = said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found")
    finding = findings(evidence(gone))["client-server-version-skew"]
    assert (finding.state, finding.refines) == (State.POSSIBLE, "route-not-found")

"""What servers compare of a proof, by the table of it."""

from __future__ import annotations

import pytest

from checks.knowledge import proofs
from checks.knowledge.causes import all_causes


def test_every_row_is_of_a_known_cause() -> None:
    assert proofs.compared().keys() <= all_causes().keys()


@pytest.mark.parametrize("cause", ["oidc-token-expired", "spiffe-svid-audience"])
def test_a_refusal_hangs_on_the_clock_where_a_time_is_compared(cause: str) -> None:
    assert cause in proofs.of_time()


def test_one_by_a_name_does_not() -> None:
    assert "oidc-subject-not-allowed" not in proofs.of_time()

"""A token that is refused a moment after a login gave it out."""

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from diagnose.model import Exchange
from tests.build import PAIR, evidence, login_ok, minted, said

SIGNATURE = said("read", 403, "TokenError", "invalid signature")
UNKNOWN = said("read", 401, "UnauthorizedError", "No identity access token found")
EXPIRED = said("read", 403, "TokenError", "Your token has expired. Please re-authenticate.")


@pytest.mark.parametrize(
    ("era", "refused", "expected", "several"),
    [
        ("C2", SIGNATURE, "token-bad-signature", True),
        ("C1", UNKNOWN, "token-unknown-or-revoked", True),
        ("C2", EXPIRED, "token-jwt-expired", False),
    ],
)
def test_what_the_server_says_of_a_fresh_token_stands(
    era: str,
    refused: Exchange,
    expected: str,
    several: bool,  # noqa: FBT001 - a row of the table
) -> None:
    verdict = judge(evidence(login_ok(era), refused, credential=PAIR, token=minted(era))).verdict
    assert verdict.cause == expected
    assert any("share one AUTH_SECRET" in note for note in verdict.notes) is several


def test_a_token_that_was_handed_over_shows_nothing_of_several_servers() -> None:
    assert not any("AUTH_SECRET and" in note for note in judge(evidence(SIGNATURE)).verdict.notes)

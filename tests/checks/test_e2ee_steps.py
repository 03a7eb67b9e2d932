"""What to do about end-to-end encryption hangs on the server's version; where it is not known, that comes first."""

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from tests.build import evidence, login_ok, minted, said

_OLDEST = "Failed workspace authorization due to end-to-end encryption not being disabled"


@pytest.mark.parametrize(
    ("era", "status", "words", "first"),
    [
        ("A", 400, _OLDEST, "switch off End-to-End Encryption there"),
        ("B", 400, "Failed to find bot key", "look in its overview and settings"),
        ("B", 404, "Bot not found. Please ask admin user to login", "press Upgrade Project"),
    ],
)
def test_the_first_step_is_that_of_the_servers_version(era: str, status: int, words: str, first: str) -> None:
    refused = said("read", status, "", words)
    verdict = judge(evidence(login_ok(era), refused, token=minted(era))).verdict
    assert verdict.cause == "e2ee-enabled"
    assert first in verdict.fix[0]

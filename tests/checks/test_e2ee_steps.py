"""What to do about end-to-end encryption hangs on the server's version; where it is not known, that comes first."""

from __future__ import annotations

import pytest

from diagnose.judgement import judge
from tests.build import evidence, login_ok, minted, said

_OLDEST = "getKey: Failed to find bot key for [workspaceId=7c0d2a3193f14f1e8e0b1f2f]"


@pytest.mark.parametrize(
    ("era", "status", "error", "words", "first"),
    [
        ("A", 404, "bot_not_found_error", _OLDEST, "switch off End-to-End Encryption there"),
        ("B", 400, "BadRequest", "Failed to find bot key", "look in its overview and settings"),
        ("B", 404, "NotFound", "Bot not found. Please ask admin user to login", "press Upgrade Project"),
    ],
)
def test_the_first_step_is_that_of_the_servers_version(
    era: str, status: int, error: str, words: str, first: str
) -> None:
    refused = said("read", status, error, words, era=era)
    verdict = judge(evidence(login_ok(era), refused, token=minted(era))).verdict
    assert verdict.cause == "e2ee-enabled"
    assert first in verdict.fix[0]

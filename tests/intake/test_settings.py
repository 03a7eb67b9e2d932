"""A program that misses one of Infisical's settings never asked for anything."""

from __future__ import annotations

import pytest

from diagnose.model import Confidence
from tests.intake.texts import explained


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Error: Missing environment variable INFISICAL_CLIENT_ID", "credential-not-picked-up"),
        ("KeyError: 'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET'", "credential-not-picked-up"),
        ("entrypoint.sh: line 3: INFISICAL_TOKEN: unbound variable", "credential-not-picked-up"),
        ("ValueError: INFISICAL_CLIENT_SECRET must be set", "credential-not-picked-up"),
        ("1 validation error\ninfisical_client_id\n  Field required [type=missing]", "credential-not-picked-up"),
        ("config: required env INFISICAL_PROJECT_ID not found", "project-id-missing"),
    ],
)
def test_a_missing_setting_is_the_cause(text: str, cause: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.CERTAIN)


@pytest.mark.parametrize(
    "text",
    [
        "INFISICAL_TOKEN=$(infisical login --plain)",
        "If INFISICAL_TOKEN is not set, the CLI logs in by itself.",
        "INFISICAL_SITE_URL is not set, using the default",
    ],
)
def test_a_setting_that_is_only_spoken_of_is_none(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


def test_a_row_of_a_manuals_table_tells_nothing() -> None:
    table = b"| Symptom | Cause | Fix |\n|---|---|---|\n| CI is red | Missing `INFISICAL_TOKEN` secret | Add it |\n"
    assert explained(table).verdict.cause is None


def test_a_setting_that_is_only_named_as_a_remedy_is_likely() -> None:
    verdict = explained(b"ERROR: no secrets from Infisical.\nSet INFISICAL_TOKEN or run: infisical login\n").verdict
    assert (verdict.cause, verdict.confidence) == ("credential-not-picked-up", Confidence.LIKELY)

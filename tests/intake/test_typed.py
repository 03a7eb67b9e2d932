"""What a person typed or told of a refusal is read as such: never proof, and nothing where they only ask."""

from __future__ import annotations

import pytest

from diagnose.intake.sentences import DESCRIBED, TYPED
from diagnose.model import Confidence
from tests.intake.texts import explained


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("it said: acces denied due to expired client secret (401)", "client-secret-expired"),
        ("you are not allowed to acces this ressource from current ip adress", "untrusted-ip-login"),
        ("Failed to authorise: token has been revoced", "token-revoked"),
        ("lnfisical: No identity with speclfied client lD was found", "client-id-unknown"),
        ("infisical: YOUR TOKEN HAS EXPIRED. PLEASE REAUTHENTICATE", "token-jwt-expired"),
    ],
)
def test_a_sentence_typed_off_a_screen_is_likely_at_most(text: str, cause: str) -> None:
    verdict = explained(f"{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.LIKELY)
    assert TYPED in verdict.notes


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("We moved our runners and Infisical refuses them because of their IP address.", "untrusted-ip-login"),
        ("Infisical keeps telling our cron jobs to slow down, every full hour.", "rate-limited"),
        ("Our machine identity fails since tonight: I think the client secret is expired.", "client-secret-expired"),
        ("Infisical tells us we are locked out for five minutes.", "universal-auth-lockout"),
    ],
)
def test_a_refusal_told_in_other_words_is_possible(text: str, cause: str) -> None:
    verdict = explained(f"Hello,\n{text}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (cause, Confidence.POSSIBLE)
    assert DESCRIBED in verdict.notes


@pytest.mark.parametrize(
    "text",
    [
        "What does Infisical answer our jobs when the client secret is expired?",
        "We plan to use Infisical: what if the token is expired?",
        "infisical sync: token is expired",
        "Our vault says that the token is expired.",
        "We moved to Infisical. Our GitHub token is expired.",
        "Infisical has rate limits. They apply per minute.",
        "I use Infisical. My colleague does not have permission to list pods.",
        "our branch protection is not alowed for this project",
        (
            "infisical-prod   12d   Valid   True\nError making API request.\nURL: PUT https://shop.example/v2/orders\n"
            "Code: 403. Errors:\n* Access denied: subject is not allowed here"
        ),
    ],
)
def test_a_question_a_program_and_another_service_tell_of_no_refusal(text: str) -> None:
    assert explained(f"{text}\n".encode()).verdict.cause is None


def test_words_that_somebody_describes_count_only_where_nothing_else_is_understood() -> None:
    text = "We think the client secret is expired, but Infisical says:\n403 Access denied: OIDC subject not allowed.\n"
    assert explained(text.encode()).verdict.cause == "oidc-subject-not-allowed"

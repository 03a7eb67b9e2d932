"""Managing identities, from answers that people paste: the tool itself never changes one."""

from __future__ import annotations

import pytest

from diagnose.model import Answer, CredentialFacts, CredentialKind, Envelope, State
from tests.build import A_REFUSED, PROJECT, blamed, evidence, findings, pasted
from tests.intake.texts import explained

NOBODY = CredentialFacts(kind=CredentialKind.UNKNOWN)
IDENTITIES = "/api/v1/identities"
MALFORMED = ("Find one", "Something went wrong")
EXPIRED = "Your token has expired. Please re-authenticate."


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("B", 401, "PermissionDenied", "You are not allowed to create on identity", "identity-crud-org-permission"),
        ("C", 403, "PermissionDenied", "You are not allowed to create on identity", "identity-crud-org-permission"),
        ("A", 403, "forbidden", "Failed to create a more privileged identity", "identity-role-more-privileged"),
        ("B", 400, "BadRequest", "Failed to create a more privileged identity", "identity-role-more-privileged"),
        ("B", 403, "ForbiddenError", "Failed to create a more privileged identity", "identity-role-more-privileged"),
        ("A", 403, "forbidden", "Failed to delete more privileged identity", "identity-target-more-privileged"),
        # A refusal that early era B had no status for, and so answered as a fault (catalogue 0.5).
        (
            *("B", 500, "Internal Server Error", "Failed to delete more privileged identity"),
            "identity-target-more-privileged",
        ),
        ("C", 400, "BadRequest", "Identity has delete protection", "identity-delete-protection"),
        ("C", 404, "NotFound", f"Failed to find identity with ID {PROJECT}", "identity-not-found"),
        (
            *("B", 400, "BadRequest"),
            "Failed to create identity due to identity limit reached. Upgrade plan to create more identities.",
            "identity-plan-limit",
        ),
    ],
)
def test_what_the_server_states_is_the_cause(era: str, status: int, error: str, message: str, expected: str) -> None:
    answer = Answer(status=status, envelope=Envelope(era), error=error, message=message)
    of = evidence(pasted("PATCH", f"{IDENTITIES}/{PROJECT}", answer), credential=NOBODY)
    assert blamed(of) == expected


def test_era_a_says_the_same_of_a_missing_right_and_of_a_dead_token() -> None:
    answer = Answer(status=401, envelope=Envelope.A, error="unauthorized", message=A_REFUSED)
    found = findings(evidence(pasted("PATCH", f"{IDENTITIES}/{PROJECT}", answer), credential=NOBODY))
    assert found["identity-crud-org-permission"].state is State.POSSIBLE
    assert found["token-unknown-or-revoked"].state is State.POSSIBLE


@pytest.mark.parametrize(
    ("request_line", "status", "words", "item"),
    [
        ("POST https://a.example/api/v2/workspace/x/identity-memberships/y", 500, MALFORMED, "identity-crud"),
        ("GET https://a.example/api/v1/identities/x", 500, MALFORMED, "outside"),
        ("GET https://a.example/api/v1/workspace/x/roles", 500, MALFORMED, "outside"),
        ("GET https://a.example/api/v1/identities/x", 403, ("TokenError", "invalid signature"), "outside"),
        ("GET https://a.example/api/v1/identities/x", 403, ("TokenError", EXPIRED), "expired"),
    ],
)
def test_a_request_to_manage_identities_that_names_something_wrong_belongs_to_their_item(
    request_line: str, status: int, words: tuple[str, str], item: str
) -> None:
    error, message = words
    diagnosis = explained(f'{request_line} {{"statusCode":{status},"error":"{error}","message":"{message}"}}'.encode())
    assert diagnosis.verdict.faq == item
    assert item in [i.id for i in diagnosis.faq if i.state in {State.CAUSE, State.POSSIBLE}]

"""Failed logins in an exported audit log, whose event names the method and whose reason code what was refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import diagnose.intake
from diagnose.model import Confidence, Verdict
from tests.intake.texts import explained

CODES = tuple(
    csv.DictReader(
        Path(diagnose.intake.__file__).with_name("reason_codes.csv").read_text(encoding="utf-8").splitlines()
    )
)


def _verdict(method: str, code: str, **more: str) -> Verdict:
    metadata = {"identityId": "4b1d9c0e-5f6a-4b7c-8d9e-0a1b2c3d4e5f", "reasonCode": code, **more}
    event = {"type": f"login-identity-{method}-auth-failed", "metadata": metadata}
    return explained((json.dumps({"ipAddress": "203.0.113.9", "event": event})).encode()).verdict


@pytest.mark.parametrize(
    ("method", "code", "expected"),
    [
        ("kubernetes", "namespace_not_allowed", "k8s-claim-not-allowed"),
        ("gcp", "project_not_allowed", "gcp-project-not-allowed"),
        ("aws", "root_principal_not_supported", "aws-root-principal"),
        ("tls-cert", "certificate_expired", "tls-cert-expired"),
        ("jwt", "claim_mismatch", "jwt-claim-not-allowed"),
        ("oidc", "signing_key_not_found", "oidc-signing-key-unknown"),
        ("azure", "sub_org_unauthorized", "sub-org-unauthorized"),
    ],
)
def test_the_reason_code_of_a_failed_login_is_the_cause(method: str, code: str, expected: str) -> None:
    verdict = _verdict(method, code)
    assert (verdict.cause, verdict.confidence) == (expected, Confidence.CERTAIN)


def test_the_events_own_message_tells_more_than_its_code() -> None:
    verdict = _verdict("oidc", "jwt_verification_failed", message="Access denied: jwt expired")
    assert verdict.cause == "oidc-token-expired"


@pytest.mark.parametrize("row", CODES, ids=lambda row: f"{row['method']}-{row['code']}")
def test_every_code_is_understood(row: dict[str, str]) -> None:
    assert _verdict(row["method"] or "azure", row["code"]).cause is not None


def test_a_code_that_is_not_known_blames_nobody() -> None:
    assert _verdict("kubernetes", "mood_not_allowed").cause is None


def test_the_upper_case_name_of_the_event_is_understood() -> None:
    said = "LOGIN_IDENTITY_LDAP_AUTH_FAILED reasonCode: temporarily_locked"
    assert explained((said).encode()).verdict.cause == "ldap-lockout"

"""Service tokens and API keys: over, unknown, of another project, or scoped to another place."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from diagnose.model import Action, Confidence, State
from tests.build import (
    A_REFUSED,
    API_KEY,
    B_REFUSED,
    NO_READ,
    PROJECT,
    SERVICE,
    TARGET,
    blamed,
    evidence,
    findings,
    said,
    wanting,
)

DENIED = said("read", 403, "PermissionDenied", NO_READ, era="B2")
LISTED = said("read", 200, data={"secrets": 1}, era="B2")
REMOVED = "API key authentication is not supported anymore. Please switch to identity authentication."


def itself(**says: Any) -> Any:
    scopes = [{"environment": "dev", "secretPath": "/"}]
    return said(
        "service-token",
        200,
        data={"workspace": PROJECT, "permissions": ["read"], "scopes": scopes} | says,
        era="B2",
    )


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("A", 401, "unauthorized", "Failed to authenticate expired service token", "service-token-expired"),
        ("B1", 403, "UnauthorizedError", "failed to authenticate expired service token", "service-token-expired"),
        ("B2", 403, "ForbiddenError", "Service token has expired", "service-token-expired"),
        ("C", 403, "ForbiddenError", "Service token has expired", "service-token-expired"),
        ("B2", 404, "NotFound", "Service token not found", "service-token-unknown"),
        ("C", 404, "NotFound", f"Service token with ID '{PROJECT}' not found", "service-token-unknown"),
        ("B2", 401, "UnauthorizedError", "Invalid service token", "service-token-wrong-secret"),
        ("B2", 403, "Service token not a part of the specified project", B_REFUSED, "service-token-wrong-project"),
        (
            *("A", 401, "unauthorized", "Failed service token authorization for the given workspace environment"),
            "service-token-scope",
        ),
    ],
)
def test_what_the_server_states_of_a_service_token(
    era: str, status: int, error: str, message: str, expected: str
) -> None:
    found = findings(evidence(said("read", status, error, message, era=era), credential=SERVICE))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["token-unknown-or-revoked"].state is not State.POSSIBLE


@pytest.mark.parametrize(
    ("era", "status", "error", "message"),
    [("A", 401, "unauthorized", A_REFUSED), ("B1", 403, "UnauthorizedError", B_REFUSED)],
)
def test_the_oldest_servers_say_the_same_of_three_faults(era: str, status: int, error: str, message: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era), credential=SERVICE))
    for known in ("service-token-unknown", "service-token-wrong-secret", "service-token-expired"):
        assert found[known].state is State.POSSIBLE


@pytest.mark.parametrize(
    ("scopes", "expected"),
    [
        ([{"environment": "dev", "secretPath": "/"}], State.RULED_OUT),
        ([{"environment": "prod", "secretPath": "/"}], State.CAUSE),
        ([{"environment": "dev", "secretPath": "/backend"}], State.CAUSE),
        ([{"environment": "dev", "secretPath": "/**"}], State.RULED_OUT),
        ([{"environment": "prod", "secretPath": "/"}, {"environment": "dev", "secretPath": "/"}], State.RULED_OUT),
        ([{"environment": "dev"}], State.RULED_OUT),
        ([], State.RULED_OUT),
    ],
)
def test_the_place_is_compared_with_the_tokens_scopes(scopes: list[Any], expected: State) -> None:
    found = findings(evidence(DENIED, itself(scopes=scopes), credential=SERVICE))
    assert found["service-token-scope"].state is expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/backend", "/backend/", State.RULED_OUT),
        ("/backend/*", "/backend/api", State.RULED_OUT),
        ("/backend/**", "/backend", State.RULED_OUT),
        ("/backend/**", "/backend/api/v1", State.RULED_OUT),
        ("/backend", "/backend/api", State.CAUSE),
        ("/Backend", "/backend", State.CAUSE),
    ],
)
def test_a_scopes_folder_may_be_a_pattern(pattern: str, path: str, expected: State) -> None:
    scopes = [{"environment": "dev", "secretPath": pattern}]
    target = msgspec.structs.replace(TARGET, secret_path=path)
    found = findings(evidence(DENIED, itself(scopes=scopes), credential=SERVICE, target=target))
    assert found["service-token-scope"].state is expected


def test_a_token_of_another_project_is_told_from_what_it_says_of_itself() -> None:
    of = evidence(DENIED, itself(workspace="another"), credential=SERVICE)
    assert blamed(of) == "service-token-wrong-project"


def test_an_answer_from_a_token_of_another_project_is_no_success() -> None:
    # A single-scope token overrides the place that was asked for (catalogue h).
    finding = findings(evidence(LISTED, itself(workspace="another"), credential=SERVICE))["service-token-wrong-project"]
    assert (finding.state, finding.confidence) == (State.CAUSE, Confidence.LIKELY)


@pytest.mark.parametrize(
    ("action", "granted", "expected"),
    [
        (Action.READ, ["write"], State.CAUSE),
        (Action.READ, ["read"], State.RULED_OUT),
        (Action.CREATE, ["read"], State.CAUSE),
    ],
)
def test_the_action_is_compared_with_what_the_token_grants(action: Action, granted: list[str], expected: State) -> None:
    first = LISTED if "read" in granted else DENIED
    found = findings(evidence(first, itself(permissions=granted), credential=SERVICE, target=wanting(action)))
    assert found["service-token-permission"].state is expected


@pytest.mark.parametrize("ends", ["2026-11-01T00:00:00.000Z", "2027-11-01T00:00:00.000Z", "soon", None, 5])
def test_an_end_in_the_past_counts_only_where_the_token_is_refused(ends: object) -> None:
    found = findings(evidence(LISTED, itself(expiresAt=ends), credential=SERVICE))
    assert found["service-token-expired"].state is State.RULED_OUT


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("A", 401, "unauthorized", A_REFUSED, "api-key-invalid-or-expired"),
        ("B1", 403, "UnauthorizedError", B_REFUSED, "api-key-invalid-or-expired"),
        ("B2", 401, "UnauthorizedError", B_REFUSED, "api-key-invalid-or-expired"),
        ("C", 400, "BadRequest", REMOVED, "api-key-removed"),
    ],
)
def test_what_the_server_states_of_an_api_key(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era), credential=API_KEY))
    assert found[expected].state in {State.CAUSE, State.POSSIBLE}
    assert found["token-unknown-or-revoked"].state is not State.POSSIBLE

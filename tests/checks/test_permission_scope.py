"""Permission: denied outright, hidden silently, ended with a temporary role, or foretold from the role's rules."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from diagnose.judgement import judge
from diagnose.model import Action, Confidence, State, Status
from tests.build import NO_DESCRIBE, NO_READ, blamed, evidence, findings, minted, said, wanting

DENIED = said("read-name", 403, "PermissionDenied", NO_DESCRIBE)
EMPTY = said("read", 200, data={"secrets": 0})
LISTED = said("read", 200, data={"secrets": 2})
ENDED = {"role": "viewer", "isTemporary": True, "temporaryAccessEndTime": "2026-11-01T00:00:00.000Z"}
RUNNING = {"role": "viewer", "isTemporary": True, "temporaryAccessEndTime": "2027-01-01T00:00:00.000Z"}
CUSTOM = {"role": "custom", "customRoleSlug": "deployer"}


def membership(*roles: dict[str, Any]) -> Any:
    return said("membership", 200, data={"roles": list(roles)})


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("B1", 401, "PermissionDenied", NO_READ, "permission-denied"),
        ("B2", 403, "PermissionDenied", NO_READ, "permission-denied"),
        ("C", 403, "PermissionDenied", NO_DESCRIBE, "permission-denied"),
        ("C", 403, "PermissionDenied", "in words of a later server", "permission-denied"),
        ("C", 403, "PermissionDenied", "You are not allowed to readValue on secrets", "permission-denied-read-value"),
        (
            *("C", 403, "ForbiddenReadSecretError"),
            "You do not have permission to view secret value on secret with name 'DATABASE_URL'",
            "permission-denied-read-value",
        ),
    ],
)
def test_what_the_server_states_is_the_cause(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read-name", status, error, message, era=era)))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["not-project-member"].state in {State.RULED_OUT, State.UNKNOWN}


def test_a_denial_by_rule_proves_the_membership() -> None:
    assert findings(evidence(DENIED))["not-project-member"].state is State.RULED_OUT


def test_an_empty_list_and_a_denial_by_name_is_a_silent_filter() -> None:
    denied = said("absent-name", 403, "PermissionDenied", NO_DESCRIBE)
    of = evidence(EMPTY, denied)
    verdict = judge(of).verdict
    assert (verdict.cause, verdict.confidence) == ("permission-silent-filter", Confidence.CERTAIN)
    assert findings(of)["environment-or-path-not-found"].state is State.RULED_OUT


def test_an_empty_list_alone_is_not_enough_for_a_cause() -> None:
    assert judge(evidence(EMPTY)).verdict.confidence is not Confidence.CERTAIN


def test_an_empty_folder_that_may_be_read_is_no_cause() -> None:
    absent = said("absent-name", 404, "NotFound", "Secret with name 'INFISICAL_DIAGNOSE_NO_SUCH_SECRET' not found")
    assert judge(evidence(EMPTY, absent)).verdict.status is Status.NO_CAUSE


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ((ENDED,), State.CAUSE),
        ((RUNNING,), State.RULED_OUT),
        (({"role": "viewer"},), State.RULED_OUT),
        ((ENDED, {"role": "no-access"}), State.CAUSE),
        ((ENDED, CUSTOM), State.POSSIBLE),
        (({**ENDED, "role": "no-access"}, {"role": "no-access"}), State.POSSIBLE),
        (({"role": "viewer", "isTemporary": True, "temporaryAccessEndTime": "soon"},), State.RULED_OUT),
        (({"role": "viewer", "isTemporary": True},), State.RULED_OUT),
        (({"role": "viewer", "temporaryAccessEndTime": "2026-11-01T00:00:00Z"},), State.RULED_OUT),
    ],
)
def test_a_denial_is_explained_by_temporary_roles_that_ended(roles: tuple[Any, ...], expected: State) -> None:
    assert findings(evidence(DENIED, membership(*roles)))["temporary-access-expired"].state is expected


def test_only_ended_roles_are_the_verdict() -> None:
    assert blamed(evidence(DENIED, membership(ENDED, ENDED))) == "temporary-access-expired"


def test_a_role_that_ended_beside_one_whose_rules_are_not_known_is_said_besides() -> None:
    verdict = judge(evidence(DENIED, membership(ENDED, CUSTOM))).verdict
    assert (verdict.cause, verdict.confidence) == ("permission-denied", Confidence.CERTAIN)
    assert [more.cause for more in verdict.refinements] == ["temporary-access-expired"]
    assert verdict.hint.startswith("Its role viewer ended on 2026")


def test_a_role_ends_by_the_servers_clock() -> None:
    role = {**RUNNING, "temporaryAccessEndTime": "2026-11-23T12:00:30.000Z"}  # half a minute after the run starts
    assert findings(evidence(DENIED, membership(role)))["temporary-access-expired"].state is State.RULED_OUT
    later = evidence(DENIED, membership(role), clock_skew_s=60.0)
    assert findings(later)["temporary-access-expired"].state is State.CAUSE


def rules(*permissions: dict[str, Any], slug: str = "deployer") -> Any:
    return said("role", 200, data={"slug": slug, "permissions": list(permissions)})


CREATE = {"action": "create", "subject": "secrets"}


@pytest.mark.parametrize(
    ("roles", "role", "expected"),
    [
        (({"role": "admin"},), None, State.RULED_OUT),
        (({"role": "member"},), None, State.RULED_OUT),
        (({"role": "viewer"},), None, State.CAUSE),
        (({"role": "no-access"},), None, State.CAUSE),
        (({"role": "viewer"}, {"role": "member"}), None, State.RULED_OUT),
        ((), None, State.POSSIBLE),
        ((CUSTOM,), None, State.POSSIBLE),
        ((CUSTOM,), rules(CREATE), State.RULED_OUT),
        ((CUSTOM,), rules({"action": ["read", "create"], "subject": ["secrets", "secret-folders"]}), State.RULED_OUT),
        ((CUSTOM,), rules({"action": "read", "subject": "secrets"}), State.CAUSE),
        ((CUSTOM,), rules({"action": "create", "subject": "secret-folders"}), State.CAUSE),
        ((CUSTOM,), rules(CREATE, {**CREATE, "inverted": True}), State.CAUSE),
        ((CUSTOM,), rules({**CREATE, "conditions": {"environment": "dev"}}), State.POSSIBLE),
        ((CUSTOM,), rules(CREATE, slug="another"), State.POSSIBLE),
    ],
)
def test_the_right_to_create_is_told_from_the_role(roles: tuple[Any, ...], role: Any, expected: State) -> None:
    asked = [LISTED, membership(*roles), *([role] if role else [])]
    of = evidence(*asked, target=wanting(Action.CREATE), token=minted("C1"))
    assert findings(of)["permission-denied"].state is expected


@pytest.mark.parametrize("action", [Action.CREATE, Action.EDIT, Action.DELETE])
def test_a_write_is_never_claimed_from_a_read_alone(action: Action) -> None:
    verdict = judge(evidence(LISTED, target=wanting(action))).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert verdict.cause == "permission-denied"


def test_a_foretold_denial_is_likely_at_most() -> None:
    of = evidence(LISTED, membership({"role": "viewer"}), target=wanting(Action.CREATE))
    assert findings(of)["permission-denied"].confidence is Confidence.LIKELY


EVERY_ACTION = ["read", "describeSecret", "readValue", "create", "edit", "delete"]
IN_FOLDER = {"environment": "dev", "secretPath": "/api"}


@pytest.mark.parametrize(
    ("actions", "conditions", "expected"),
    [
        (EVERY_ACTION, IN_FOLDER, True),
        (["readValue"], IN_FOLDER, False),
        (EVERY_ACTION, {"environment": "dev"}, False),
        (EVERY_ACTION, {"environment": "dev", "secretPath": {"$glob": "/api"}}, False),
    ],
)
def test_a_folder_role_is_told_from_a_rule_that_forbids(
    actions: list[str], conditions: dict[str, object], expected: object
) -> None:
    refused = said("read", 403, "PermissionDenied", "You are not allowed to describeSecret on secrets")
    assert refused.answer is not None
    rules = ({"subject": "secrets", "action": actions, "inverted": True, "conditions": conditions},)
    answer = replace(refused.answer, details=rules)
    told = findings(evidence(replace(refused, answer=answer)))["permission-denied"].hint
    assert ("A folder role decides alone" in told) is expected
    assert ("One of its rules forbids" in told) is not expected

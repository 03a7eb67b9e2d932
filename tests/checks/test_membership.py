"""Membership: in the project, in the organisation, and with a role that exists."""

from __future__ import annotations

import pytest

from diagnose.model import State
from tests.build import A_REFUSED, B_REFUSED, evidence, findings, said

ID = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
FOREIGN = f"Your token is scoped to organization with ID {ID}, but this resource belongs to a different organization."
NEWEST = (
    f"You are not a member of this project with ID {ID}. "
    "Please assign this identity to the project with the appropriate permissions, then try again."
)


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("B1", 403, "Identity not in project", B_REFUSED, "not-project-member"),
        ("B2", 403, "Identity is not a member of the specified project", B_REFUSED, "not-project-member"),
        ("C", 403, "You are not member of this project", B_REFUSED, "not-project-member"),
        ("C", 403, "ProjectMembershipNotFound", NEWEST, "not-project-member"),
        ("B1", 403, "You are not a member of this organization", B_REFUSED, "project-wrong-org"),
        ("B2", 403, "Identity is not a member of the specified organization", B_REFUSED, "project-wrong-org"),
        (
            *("C", 403, "ForbiddenError"),
            FOREIGN,
            "project-wrong-org",
        ),
        ("B1", 400, "Custom permission not found", "The request is invalid", "custom-role-missing"),
        ("B2", 404, "Custom permission not found", "The requested entity is not found", "custom-role-missing"),
        ("C", 404, "ProjectRoleInvalid", "The role was deleted", "custom-role-missing"),
        ("B1", 403, "UnauthorizedError", "Identity does not belong to any organization", "identity-not-in-org"),
        ("B2", 400, "BadRequest", "Identity does not belong to any organization", "identity-not-in-org"),
        ("C", 400, "BadRequest", "Identity does not belong to this organization", "identity-not-in-org"),
        (
            *("C", 401, "UnauthorizedError", "Failed to authorize: Identity organization membership is inactive"),
            "identity-org-membership-inactive",
        ),
    ],
)
def test_what_the_server_states_is_the_cause(era: str, status: int, error: str, message: str, expected: str) -> None:
    found = findings(evidence(said("read", status, error, message, era=era)))
    assert [cause for cause, finding in found.items() if finding.state is State.CAUSE] == [expected]
    assert found["permission-denied"].state in {State.NOT_REACHED, State.POSSIBLE}


def test_era_a_says_the_same_of_members_and_others() -> None:
    found = findings(evidence(said("read", 401, "unauthorized", A_REFUSED, era="A")))
    for known in ("not-project-member", "custom-role-missing", "permission-denied"):
        assert found[known].state is State.POSSIBLE


def test_a_member_of_another_organisations_project_may_refine() -> None:
    finding = findings(evidence(said("read", 403, "Identity not in project", B_REFUSED, era="B1")))["project-wrong-org"]
    assert (finding.state, finding.refines) == (State.POSSIBLE, "not-project-member")


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
def test_listed_secrets_rule_membership_out(era: str) -> None:
    found = findings(evidence(said("read", 200, era=era, data={"secrets": 1})))
    for known in ("not-project-member", "custom-role-missing"):
        assert found[known].state is State.RULED_OUT

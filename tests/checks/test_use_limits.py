"""A use limit that this run meets itself, and one that a server compares as text."""

from __future__ import annotations

from checks.case import Case
from diagnose.judgement import judge
from diagnose.model import Confidence, Exchange, Status
from tests.build import PAIR, TOKEN, evidence, said

USED_UP = "Unable to renew because access token number of uses limit reached"
LISTED = said("read", 200, data={"secrets": 2, "values": 0, "names": ["A"], "hidden_values": 2})
EMPTY = said("read", 200, data={"secrets": 0, "values": 0, "names": [], "hidden_values": 0})


def limit(probe: str) -> Exchange:
    return said(probe, 401, "UnauthorizedError", USED_UP, era="C")


def test_a_limit_met_after_the_question_worked_is_no_cause() -> None:
    verdict = judge(evidence(LISTED, limit("read-value"), credential=TOKEN)).verdict
    assert verdict.status is Status.NO_CAUSE
    assert any("use limit" in note for note in verdict.notes)


def test_an_empty_list_before_a_limit_is_not_called_healthy() -> None:
    verdict = judge(evidence(EMPTY, limit("absent-name"), credential=TOKEN)).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert verdict.cause == "permission-silent-filter"


def test_a_limit_met_later_hides_no_refusal_of_the_question() -> None:
    refused = said("read", 403, "ProjectMembershipNotFound", "You are not a member of this project", era="C")
    case = Case(evidence(refused, limit("own-projects"), credential=TOKEN))
    assert case.question is not None
    assert case.question.exchange.probe == "read"


def test_a_limit_that_the_question_itself_meets_is_the_cause() -> None:
    verdict = judge(evidence(limit("read"), credential=TOKEN)).verdict
    assert verdict.cause == "access-token-usage-limit"


def test_a_used_up_secret_is_likely_beside_the_defect_of_comparing_text() -> None:
    message = "Access denied due to client secret usage limit reached"
    verdict = judge(evidence(said("login", 401, "UnauthorizedError", message, era="C"), credential=PAIR)).verdict
    assert verdict.cause == "client-secret-usage-limit"
    assert verdict.confidence is Confidence.LIKELY
    assert verdict.alternatives == ("server-bug-usage-limit-string-compare",)

"""The verdict: which cause, how sure, what else it may be, what lies behind, and what to tell besides."""

from __future__ import annotations

from typing import Any

import pytest

from checks.case import Case
from checks.console import page
from checks.knowledge.causes import cause
from diagnose.judgement import judge
from diagnose.model import Action, Confidence, Evidence, Exchange, Silence, Status, Target, Token, Verdict
from tests.build import (
    NO_READ,
    PAIR,
    TARGET,
    evidence,
    login_ok,
    minted,
    said,
    silent,
    wanting,
)

LISTED = said("read", 200, data={"secrets": 2})
EXPIRED = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")
WRONG = said("login", 401, "UnauthorizedError", "Invalid credentials")
DENIED = said("read", 403, "PermissionDenied", NO_READ, era="B2")
ACCEPTED = said("token-check", 400, "BadRequest", "Missing workspace id or environment", era="B2")
REVOKED = said("revoke", 200)


def of(*exchanges: Exchange, **more: Any) -> Verdict:
    return judge(evidence(*exchanges, **more)).verdict


@pytest.mark.parametrize(
    ("seen", "status", "cause_id", "confidence"),
    [
        (evidence(LISTED), Status.NO_CAUSE, None, None),
        (evidence(EXPIRED, credential=PAIR), Status.CAUSE_FOUND, "client-secret-expired", Confidence.CERTAIN),
        (evidence(DENIED), Status.CAUSE_FOUND, "permission-denied", Confidence.CERTAIN),
        (evidence(silent("read", Silence.DNS)), Status.NOT_REACHED, "dns-failure", Confidence.CERTAIN),
        (evidence(), Status.INCONCLUSIVE, None, None),
        (evidence(login_ok("C2"), credential=PAIR), Status.INCONCLUSIVE, None, None),
        (evidence(said("read", 418, "Teapot", "unheard of")), Status.INCONCLUSIVE, None, None),
    ],
)
def test_a_verdict_has_a_status_a_cause_and_a_confidence(
    seen: Evidence, status: Status, cause_id: str | None, confidence: Confidence | None
) -> None:
    verdict = judge(seen).verdict
    assert (verdict.status, verdict.cause, verdict.confidence) == (status, cause_id, confidence)


def test_a_certain_verdict_has_no_alternatives_and_all_that_is_known_of_its_cause() -> None:
    verdict = of(EXPIRED, credential=PAIR)
    known = cause("client-secret-expired")
    assert verdict.alternatives == ()
    assert verdict.decides == ()
    assert (verdict.faq, verdict.why, verdict.who) == (known.faq, known.why, known.who)
    assert (verdict.fix, verdict.verify, verdict.docs) == (known.fix, known.verify, known.docs)
    assert verdict.proof == ("E1",)
    assert verdict.look == verdict.customer_look == ()


def test_an_open_verdict_tells_both_readers_where_to_look_and_who_can() -> None:
    verdict = of(WRONG, credential=PAIR)
    assert verdict.who == "Anyone who may view the identity (organization member or admin)"
    assert [step for step in verdict.look if "--admin-token" in step] == [verdict.look[-1]]
    assert verdict.customer_look[: len(verdict.look) - 1] == verdict.look[:-1]
    assert not [step for step in verdict.customer_look if "--" in step]


def test_the_page_of_the_console_is_that_of_the_gate() -> None:
    denied = said("read", 403, "PermissionDenied", NO_READ, era="C2")
    seen = evidence(login_ok("C2"), denied, credential=PAIR, token=minted("C2"))
    assert judge(seen).verdict.console == page(Case(seen), "permission") != ""


def test_an_unsure_verdict_names_the_others_and_what_would_decide() -> None:
    verdict = of(WRONG, credential=PAIR)
    assert verdict.cause == "client-secret-wrong"
    assert verdict.confidence is not Confidence.CERTAIN
    assert {"client-secret-revoked", "client-secret-expired", "client-id-unknown"} <= set(verdict.alternatives)
    assert verdict.cause not in verdict.alternatives
    assert 0 < len(verdict.decides) <= 4


def test_what_would_explain_a_certain_cause_further_stands_beside_it() -> None:
    verdict = of(DENIED)
    assert [refinement.cause for refinement in verdict.refinements] == ["temporary-access-expired"]
    assert verdict.refinements[0].says


def test_what_lies_behind_the_gate_is_not_said_to_be_fine() -> None:
    behind = of(EXPIRED, credential=PAIR).behind
    assert "The identity is in the project" in behind
    assert "The client ID is known" not in behind


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (evidence(LISTED), "can be read"),
        (evidence(ACCEPTED, target=Target(base_url="http://127.0.0.1:1", login_only=True)), "Only that was asked"),
    ],
)
def test_a_success_says_what_was_tried(seen: Evidence, says: str) -> None:
    verdict = judge(seen).verdict
    assert verdict.status is Status.NO_CAUSE
    assert says in verdict.headline


def test_a_write_that_the_role_allows_was_still_not_tried() -> None:
    member = said("membership", 200, data={"roles": [{"role": "member"}]})
    verdict = of(LISTED, member, target=wanting(Action.CREATE, TARGET), token=minted("C2"))
    assert verdict.status is Status.NO_CAUSE
    assert "create" in verdict.headline
    assert "not tried" in verdict.headline


@pytest.mark.parametrize(
    ("exchanges", "token", "expected"),
    [
        ((login_ok("C2"), LISTED, REVOKED), minted("C2"), ""),
        ((login_ok("C2"), LISTED), minted("C2"), "until 2026-11-23 14:00 UTC"),
        ((login_ok("C2"), LISTED, said("revoke", 500, "InternalServerError", "x")), minted("C2"), "was not revoked"),
        ((login_ok("A"), LISTED), minted("A"), "until its lifetime ends"),
        ((LISTED,), Token(claims=minted("C2").claims), ""),
    ],
)
def test_a_minted_token_that_was_not_given_back_is_noted(
    exchanges: tuple[Exchange, ...], token: Token, expected: str
) -> None:
    notes = " ".join(of(*exchanges, credential=PAIR, token=token).notes)
    assert (expected in notes) if expected else ("revoked" not in notes)


def test_a_route_that_is_gone_is_noted_where_the_newer_one_works() -> None:
    gone = said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found")
    verdict = of(gone, said("read-v4", 200, data={"secrets": 1}))
    assert verdict.status is Status.NO_CAUSE
    assert "/api/v3/secrets/raw (E1)" in verdict.notes[0]

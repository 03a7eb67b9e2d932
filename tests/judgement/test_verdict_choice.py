"""Which finding a verdict chooses, how sure it is of it, and what it says beside it."""

from __future__ import annotations

import msgspec
import pytest

from checks.case import Case
from checks.knowledge.causes import cause
from diagnose.judgement.verdict import verdict
from diagnose.model import Confidence, Evidence, Finding, Second, State, Status, Verdict
from tests.build import NO_READ, PAIR, evidence, said
from tests.intake.texts import explained
from tests.judgement.test_verdict import DENIED, EXPIRED, LISTED, WRONG, of

HOST = "https://infisical.example/api"
WRONG_LOGIN = evidence(WRONG, credential=PAIR)


def possible(cause_id: str, *because: str, sure: Confidence | None = Confidence.POSSIBLE, of: str = "") -> Finding:
    return Finding(
        check="made-up",
        cause=cause_id,
        state=State.POSSIBLE,
        says="It may be.",
        confidence=sure,
        because=because,
        refines=of or None,
    )


def chosen(*findings: Finding, evidence_: Evidence = WRONG_LOGIN) -> Verdict:
    return verdict(Case(evidence_), findings)


def response(status: int, message: str, error: str) -> str:
    return f"HTTP/1.1 {status} Refused\ncontent-type: application/json\n\n{body(status, message, error)}\n"


def body(status: int, message: str, error: str) -> str:
    return f'{{"reqId":"req-1","statusCode":{status},"message":"{message}","error":"{error}"}}'


# ------------------------------------------------------------------------------------------------------- what is left


def test_of_what_is_possible_the_surest_comes_first_then_the_order_of_the_table_then_the_rest() -> None:
    told = chosen(
        possible("client-clock-skew"),
        possible("client-secret-expired"),
        possible("client-secret-wrong"),
        possible("client-id-unknown", sure=Confidence.LIKELY),
    )
    assert told.cause == "client-id-unknown"
    assert told.alternatives == ("client-secret-wrong", "client-secret-expired", "client-clock-skew")


def test_what_is_not_possible_is_no_alternative() -> None:
    out = msgspec.structs.replace(possible("client-secret-expired"), state=State.UNKNOWN)
    assert chosen(possible("client-secret-wrong"), out).alternatives == ()


def test_what_only_explains_another_cause_further_comes_last() -> None:
    told = chosen(
        possible("temporary-access-expired", of="permission-denied"),
        possible("client-secret-wrong"),
        possible("client-id-unknown"),
    )
    assert told.cause == "client-secret-wrong"
    assert told.alternatives == ("client-id-unknown", "temporary-access-expired")


def test_what_no_answer_can_mean_and_no_check_is_sure_of_is_left_out() -> None:
    told = chosen(possible("client-secret-wrong"), possible("client-clock-skew", sure=None))
    assert told.alternatives == ()


@pytest.mark.parametrize(
    ("findings", "confidence"),
    [
        pytest.param((possible("client-secret-wrong"),), Confidence.POSSIBLE, id="one"),
        pytest.param(
            (possible("client-secret-wrong", "E1", "E2"), possible("client-id-unknown", "E1")),
            Confidence.LIKELY,
            id="more answers mean it than any other",
        ),
        pytest.param(
            (possible("client-secret-wrong", "E1"), possible("client-id-unknown", "E1")),
            Confidence.POSSIBLE,
            id="two of different answers to the FAQ",
        ),
        pytest.param(
            (possible("client-secret-expired", "E1"), possible("client-secret-usage-limit", "E1")),
            Confidence.LIKELY,
            id="all that is left is one item of the FAQ",
        ),
        pytest.param(
            (possible("client-secret-expired", sure=Confidence.LIKELY), possible("client-id-unknown")),
            Confidence.LIKELY,
            id="a check is sure enough",
        ),
    ],
)
def test_the_first_of_several_is_likely_only_for_a_reason(
    findings: tuple[Finding, ...], confidence: Confidence
) -> None:
    assert chosen(*findings).confidence is confidence


def test_a_reading_that_is_only_possible_makes_no_cause_likely() -> None:
    login = msgspec.structs.replace(WRONG, hedge="The line was cut.", at_most=Confidence.POSSIBLE)
    told = chosen(
        possible("client-secret-expired", "E1", "E2"),
        possible("client-id-unknown", "E1"),
        evidence_=evidence(login, credential=PAIR),
    )
    assert told.confidence is Confidence.POSSIBLE


# ------------------------------------------------------------------------------------------------------------- status


@pytest.mark.parametrize(
    ("told", "status", "retryable"),
    [
        (of(said("read", 503, "ServiceUnavailable", "x")), Status.NOT_REACHED, True),
        (of(said("read", 500, "InternalServerError", "Something went wrong")), Status.INCONCLUSIVE, True),
        (of(EXPIRED, credential=PAIR), Status.CAUSE_FOUND, False),
        (of(WRONG, credential=PAIR), Status.INCONCLUSIVE, False),
    ],
)
def test_a_server_that_failed_judged_no_credential(told: Verdict, status: Status, *, retryable: bool) -> None:
    assert (told.status, told.retryable) == (status, retryable)


# ---------------------------------------------------------------------------------------------------- what goes with it


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        (
            f"curl -i -X POST {HOST}/v1/auth/universal-auth/login\nHTTP/1.1 401 Refused\n",
            "A login was refused with 401",
        ),
        (f"curl -i -X POST {HOST}/v1/auth/oidc-auth/login\nHTTP/1.1 401 Refused\n", "A login was refused with 401"),
        (f"curl -i {HOST}/v3/secrets/raw\nHTTP/1.1 403 Refused\n", "A request was refused with 403"),
    ],
)
def test_of_a_status_alone_no_more_is_said_than_what_was_refused(line: str, headline: str) -> None:
    told = explained(f"curl -i {line}".encode()).verdict
    assert told.headline == f"{headline}; what the server said is missing from the text."
    assert told.decides[0].startswith("The text cannot tell")
    assert told.look[0].startswith("The text cannot tell")
    assert told.refinements == ()


@pytest.mark.parametrize(
    ("answer", "faq"),
    [
        (response(404, "Failed to find identity with id x", "NotFound"), "identity-crud"),
        (response(403, "invalid token", "TokenError"), "outside"),
        (response(429, "Rate limit exceeded", "RateLimitExceeded"), "outside"),
        (response(403, "Your IP address is not allowed", "ForbiddenError"), None),
    ],
)
def test_who_manages_identities_asks_another_question_once_the_token_is_accepted(answer: str, faq: str | None) -> None:
    told = explained(f"curl -i -X POST {HOST}/v1/identities\n{answer}".encode()).verdict
    assert told.faq == faq


def test_what_was_refused_besides_is_said_once_with_its_first_answer() -> None:
    expired = "Access denied due to expired client secret"
    login = f"POST {HOST}/v1/auth/universal-auth/login -> 401 {body(401, expired, 'UnauthorizedError')}\n"
    late = f"GET {HOST}/v3/secrets/raw -> 429 {body(429, 'Rate limit exceeded', 'RateLimitExceeded')}\n"
    told = explained(f"{login}{late}{late}".encode()).verdict
    known = cause("rate-limited")
    assert told.cause == "client-secret-expired"
    assert told.also == (Second(cause="rate-limited", says=known.headline, because=("E2",), customer=known.customer),)


def test_a_finding_that_says_more_than_the_headline_is_noted_only_if_it_is_blamed() -> None:
    blamed = msgspec.structs.replace(
        possible("client-secret-wrong", "E1", sure=Confidence.CERTAIN), state=State.CAUSE, hint="Compare them."
    )
    assert chosen(blamed).notes == ("It may be.",)
    assert chosen(blamed).hint == "Compare them."
    assert "It may be." not in chosen(possible("client-secret-wrong", "E1")).notes
    known = cause("client-secret-wrong")
    assert chosen(msgspec.structs.replace(blamed, says=known.headline)).notes == ()
    assert chosen(blamed).customer == known.customer
    assert chosen(blamed).customer_fix == known.customer_fix


def test_why_the_proof_is_none_is_noted_for_what_is_blamed_alone() -> None:
    login, read = (
        msgspec.structs.replace(x, hedge=f"{x.probe} was cut.", at_most=Confidence.LIKELY) for x in (WRONG, DENIED)
    )
    of_both = evidence(login, read, credential=PAIR)
    notes = chosen(possible("client-secret-wrong", "E1"), evidence_=of_both).notes
    assert "login was cut." in notes
    assert "read was cut." not in notes


@pytest.mark.parametrize(
    ("told", "noted"),
    [
        (of(said("read", 200, data={"secrets": 0}, era="C2")), True),
        (of(LISTED), False),
        (of(said("read", 403, "PermissionDenied", NO_READ, era="B2")), False),
        (of(WRONG, credential=PAIR), False),
    ],
)
def test_only_an_empty_list_may_come_from_an_empty_folder(told: Verdict, *, noted: bool) -> None:
    assert any("A folder that holds no secrets" in note for note in told.notes) is noted


def test_behind_a_gate_stands_the_next_one_first_and_not_the_gate_itself() -> None:
    assert of(EXPIRED, credential=PAIR).behind[0] == "The client secret has uses left"

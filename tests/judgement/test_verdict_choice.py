"""Which finding a verdict chooses, how sure it is of it, and what it says beside it."""

from __future__ import annotations

import msgspec
import pytest

from checks.case import Case
from checks.knowledge.causes import cause
from diagnose.judgement import judge
from diagnose.judgement.verdict import verdict
from diagnose.model import Answer, Confidence, Envelope, Evidence, Finding, Second, State, Status, Verdict
from tests.build import NO_READ, PAIR, evidence, login_ok, pasted, said
from tests.intake.texts import explained
from tests.judgement.test_verdict import DENIED, EXPIRED, LISTED, WRONG, of

HOST = "https://infisical.example/api"
WRONG_LOGIN = evidence(WRONG, credential=PAIR)
DENIED_C = said("read", 403, "PermissionDenied", NO_READ)
WRONG_C = said("membership", 404, "NotFound", "Unheard of")


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


def blames(cause_id: str, sure: Confidence = Confidence.LIKELY, of: str = "") -> Finding:
    return msgspec.structs.replace(possible(cause_id, "E1", sure=sure, of=of), state=State.CAUSE)


@pytest.mark.parametrize(
    ("findings", "first"),
    [
        ((blames("client-id-unknown"), blames("permission-denied", Confidence.CERTAIN)), "permission-denied"),
        (
            (blames("permission-denied"), blames("temporary-access-expired", of="permission-denied")),
            "temporary-access-expired",
        ),
        ((blames("permission-denied"), blames("client-id-unknown")), "client-id-unknown"),
        ((blames("client-clock-skew"), blames("permission-denied")), "permission-denied"),
    ],
    ids=["the surest", "what explains another one", "the first gate", "a gate before none"],
)  # fmt: skip
def test_of_what_is_blamed_the_best_is_the_answer(findings: tuple[Finding, ...], first: str) -> None:
    assert chosen(*findings).cause == first


# ------------------------------------------------------------------------------------------------------------- status


@pytest.mark.parametrize(
    ("seen", "status", "retryable"),
    [
        (evidence(said("read", 503, "ServiceUnavailable", "x")), Status.NOT_REACHED, True),
        (evidence(said("read", 500, "InternalServerError", "Something went wrong")), Status.INCONCLUSIVE, True),
        (evidence(EXPIRED, credential=PAIR), Status.CAUSE_FOUND, False),
        (evidence(WRONG, credential=PAIR), Status.INCONCLUSIVE, False),
    ],
)
def test_a_server_that_failed_judged_no_credential(seen: Evidence, status: Status, *, retryable: bool) -> None:
    told = judge(seen).verdict
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
    assert told.decides[0].startswith("The text cannot tell “")
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


@pytest.mark.parametrize(
    ("path", "cause_id", "faq"),
    [
        ("/api/v1/identities", "route-not-supported-for-project-type", "identity-crud"),
        ("/api/v1/identities", "identity-not-in-org", "outside"),
        ("/api/v1/identities", "permission-denied", cause("permission-denied").faq),
        ("/api/v3/secrets/raw", "route-not-supported-for-project-type", "outside"),
    ],
)
def test_the_item_of_a_request_on_identities_is_theirs_from_the_route_on(path: str, cause_id: str, faq: str) -> None:
    asked = pasted("GET", path, Answer(status=403, envelope=Envelope.C, error="ForbiddenError", message="No."))
    assert chosen(possible(cause_id), evidence_=evidence(asked)).faq == faq
    guessed = msgspec.structs.replace(asked, guessed=True)
    assert chosen(possible(cause_id), evidence_=evidence(guessed)).faq == cause(cause_id).faq


NO_BOT = (404, "bot_not_found_error", "Project bot for project with ID '1' not found. Please upgrade your project.")


@pytest.mark.parametrize(
    ("seen", "besides"),
    [
        (evidence(DENIED_C, said("read-name", *NO_BOT), said("read-v4", *NO_BOT)), ["e2ee-enabled", "e2ee-enabled"]),
        (evidence(said("read", *NO_BOT), said("read-name", *NO_BOT)), []),
        (evidence(said("read", *NO_BOT), msgspec.structs.replace(DENIED_C, probe="read-name")), []),
        (evidence(DENIED_C, said("project", *NO_BOT)), []),
        (evidence(DENIED_C, WRONG_C, said("read-v4", *NO_BOT)), ["e2ee-enabled"]),
    ],
    ids=["another fault", "the same fault", "what the role allows", "another route", "of several"],
)
def test_what_the_same_secrets_were_certainly_refused_for_besides_is_said(seen: Evidence, besides: list[str]) -> None:
    assert [second.cause for second in judge(seen).verdict.also] == besides


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("worker started\nworker stopped\n", "2 lines read; none mentions Infisical"),
        (
            f'curl -i {HOST}/v3/secrets/raw\nHTTP/1.1 200 OK\n\n{{"secrets":[{{"secretKey":"A"}}]}}\n',
            "No Infisical rejection found",
        ),
    ],
)
def test_a_text_without_a_refusal_names_no_cause(text: str, headline: str) -> None:
    told = explained(text.encode()).verdict
    assert told.cause is None
    assert told.headline.startswith(headline)


def test_a_login_that_worked_alone_answers_only_a_part() -> None:
    only_login, read = of(login_ok("C2"), credential=PAIR), of(login_ok("C2"), LISTED, credential=PAIR)
    assert only_login.headline != read.headline
    assert only_login.status is Status.INCONCLUSIVE
    assert only_login.proof == ("E1",)


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
    ("seen", "noted"),
    [
        (evidence(said("read", 200, data={"secrets": 0}, era="C2")), True),
        (evidence(LISTED), False),
        (evidence(said("read", 403, "PermissionDenied", NO_READ, era="B2")), False),
        (evidence(WRONG, credential=PAIR), False),
    ],
)
def test_only_an_empty_list_may_come_from_an_empty_folder(seen: Evidence, *, noted: bool) -> None:
    assert any("A folder that holds no secrets" in note for note in judge(seen).verdict.notes) is noted


def test_behind_a_gate_stands_the_next_one_first_and_not_the_gate_itself() -> None:
    assert of(EXPIRED, credential=PAIR).behind[0] == "The client secret has uses left"

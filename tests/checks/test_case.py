"""What a case makes of its evidence before any check looks: eras, the question, suspects, and what leaves them."""

from __future__ import annotations

from itertools import permutations

import pytest

from checks.case import Case
from diagnose.judgement import judge
from diagnose.model import (
    Answer,
    CredentialFacts,
    CredentialKind,
    Envelope,
    Era,
    Evidence,
    Exchange,
    Silence,
    Status,
    Token,
)
from tests.build import (
    A_REFUSED,
    B_REFUSED,
    FAULT,
    IDENTITY,
    NAMED,
    NO_DESCRIBE,
    NO_READ,
    NOW,
    PAIR,
    PROJECT,
    TARGET,
    TOKEN,
    evidence,
    login_ok,
    minted,
    pasted,
    said,
    silent,
)

OF_B2 = said("era", 401, "ValidationFailure", "clientId: Required", era="B")
LISTED = said("read", 200, data={"secrets": 2})
FROM_ELSEWHERE = "You are not allowed to access this resource from the current IP address"
WRONG_PAIR = said("login", 401, "UnauthorizedError", "Invalid credentials", era="C")


def suspects(of: Evidence) -> list[str]:
    return [suspect.cause for suspect in Case(of).suspects]


def status(*keys: str) -> Answer:
    return Answer(status=200, envelope=Envelope.DATA, data={"keys": ["date", *keys]})


def eras(of: Evidence) -> str:
    return " ".join(sorted(Case(of).eras))


# ---------------------------------------------------------------------------------------------------------------- era


@pytest.mark.parametrize(
    ("exchanges", "expected"),
    [
        ((), "A B1 B2 C1 C2"),
        ((silent("read", Silence.DNS),), "A B1 B2 C1 C2"),
        ((LISTED,), "A B1 B2 C1 C2"),
        ((said("read", 401, "unauthorized", A_REFUSED, era="A"),), "A"),
        ((said("era", 403, "ValidationFailure", "clientId: Required", era="B"),), "B1"),
        ((said("era", 401, "ValidationFailure", "clientId: Required", era="B"),), "B2"),
        ((said("era", 422, "ValidationFailure", "clientId: Required", era="C"),), "C1 C2"),
        # The statuses of 401 and 403 changed places between B1 and B2.
        ((said("read", 401, "PermissionDenied", NO_READ, era="B"),), "B1"),
        ((said("read", 403, "PermissionDenied", NO_READ, era="B"),), "B2 C1 C2"),  # or a body without its request ID
        ((said("read", 418, "Teapot", "unheard of", era="B"),), "B1 B2 C1 C2"),
        ((said("read", 200, data={"secrets": 1, "hidden_values": 1}),), "C1 C2"),
        ((pasted("GET", "/api/status", status("maxIdentityAccessTokenTTL")),), "C2"),
        ((pasted("GET", "/api/status", status("samlDefaultOrgSlug")),), "A B1 B2 C1 C2"),
        # A route that does not exist is answered by the web framework, the same one in both.
        ((said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found", era="B"),), "B1 B2 C1 C2"),
    ],
)
def test_an_answer_tells_the_era(exchanges: tuple[Exchange, ...], expected: str) -> None:
    assert eras(evidence(*exchanges)) == expected


@pytest.mark.parametrize(
    ("era", "expected"), [("A", "A C1"), ("B1", "B1 B2"), ("B2", "B1 B2"), ("C1", "C1"), ("C2", "C2")]
)
def test_a_minted_token_tells_the_era_by_what_its_end_counts_from(era: str, expected: str) -> None:
    assert eras(evidence(login_ok(era), credential=PAIR, token=minted(era))) == expected


def test_a_token_that_was_handed_over_tells_no_era() -> None:
    token = Token(claims=minted("C2").claims)
    assert eras(evidence(LISTED, token=token)) == "A B1 B2 C1 C2"


def test_the_eras_are_those_on_which_most_answers_agree() -> None:
    refused = said("read", 401, "unauthorized", A_REFUSED, era="A")
    complete = said("token-check", 400, "bad_request", "Missing environment or workspace id", era="A")
    odd = said("folders", 403, "PermissionDenied", NO_READ, era="C")
    assert {eras(evidence(*order)) for order in permutations((refused, complete, odd))} == {"A"}


def test_a_lost_request_id_does_not_outweigh_what_only_a_newer_server_says() -> None:
    denied = said("read", 403, "PermissionDenied", NO_DESCRIBE, era="B")
    assert eras(evidence(login_ok("C2"), denied, credential=PAIR, token=minted("C2"))) == "C2"
    stranger = said("read", 403, "You are not member of this project", B_REFUSED, era="B")
    assert eras(evidence(stranger)) == "C1"
    assert suspects(evidence(stranger)) == ["not-project-member"]


def test_a_body_without_a_request_id_may_have_lost_it() -> None:
    assert eras(evidence(said("login", 401, "UnauthorizedError", "Invalid credentials", era="B"))) == "B2 C1 C2"


def test_the_status_in_the_body_is_read_where_the_way_changed_the_status_line() -> None:
    changed = said("login", 404, "ForbiddenError", FROM_ELSEWHERE, data={"stated_status": 403})
    assert suspects(evidence(changed, credential=PAIR)) == ["untrusted-ip-login"]


def test_another_spelling_is_understood_of_every_era() -> None:
    loud = said("login", 403, "UnauthorizedError", "FAILED TO AUTHENTICATE.", era="B")
    assert suspects(evidence(loud, credential=PAIR)) == ["untrusted-ip-login"]


def test_a_sentence_of_infisicals_alone_is_understood_without_its_envelope() -> None:
    bare = said("login", 401, None, "Access denied due to expired client secret", envelope=Envelope.OTHER_JSON)
    assert suspects(evidence(bare, credential=PAIR)) == ["client-secret-expired"]


def test_a_request_id_shows_whose_words_they_are_without_the_errors_name() -> None:
    short = said("login", 401, None, "Invalid credentials", era="C")
    assert "client-secret-wrong" in suspects(evidence(short, credential=PAIR))
    assert suspects(evidence(said("login", 401, None, "Invalid credentials", era="B"), credential=PAIR)) == []


def test_an_era_is_named_only_if_one_is_left() -> None:
    assert Case(evidence(LISTED)).era is None
    assert Case(evidence(said("era", 401, "ValidationFailure", "x", era="B"))).era is Era.B2


# ----------------------------------------------------------------------------------------------------------- question


def test_the_question_is_the_first_one_refused() -> None:
    refused = said("read", 403, "PermissionDenied", NO_READ, era="B2")
    question = Case(evidence(login_ok("B2"), refused, credential=PAIR)).question
    assert question is not None
    assert question.id == "E2"


def test_a_supporting_answer_is_never_the_question() -> None:
    folders = said("folders", 404, "NotFound", "Environment with slug 'dev' not found")
    question = Case(evidence(folders, LISTED)).question
    assert question is not None
    assert question.exchange.probe == "read"


def test_the_newer_route_replaces_one_that_is_gone() -> None:
    gone = said("read", 404, "Not Found", "Route GET:/api/v3/secrets/raw not found")
    question = Case(evidence(gone, said("read-v4", 200, data={"secrets": 1}))).question
    assert question is not None
    assert question.exchange.probe == "read-v4"


def test_a_pasted_answer_is_a_question_too() -> None:
    answer = Answer(status=403, envelope=Envelope.C, error="PermissionDenied", message=NO_DESCRIBE)
    case = Case(evidence(pasted("GET", "/api/v3/secrets/raw/NAME", answer), credential=unknown()))
    assert case.question is not None
    assert [suspect.cause for suspect in case.suspects] == ["permission-denied"]


def unknown() -> CredentialFacts:
    return CredentialFacts(kind=CredentialKind.UNKNOWN)


def test_no_exchange_leaves_no_question() -> None:
    case = Case(evidence())
    assert case.question is None
    assert case.suspects == ()
    assert case.passed == {}


# ----------------------------------------------------------------------------------------------------------- suspects


@pytest.mark.parametrize(
    ("era", "status", "error", "message", "expected"),
    [
        ("A", 401, "unauthorized", A_REFUSED, True),
        ("B1", 403, "UnauthorizedError", "Invalid credentials", True),
        ("B1", 403, "UnauthorizedError", B_REFUSED, True),
        ("B2", 401, "UnauthorizedError", "Invalid credentials", True),  # nothing shows that it is no C
        ("C2", 401, "UnauthorizedError", "Invalid credentials", True),
    ],
)
def test_a_refused_pair_may_be_an_unknown_client_id(
    era: str, status: int, error: str, message: str, expected: object
) -> None:
    found = suspects(evidence(said("login", status, error, message, era=era), credential=PAIR))
    assert ("client-id-unknown" in found) is expected
    assert {"client-secret-wrong", "client-secret-revoked", "client-secret-expired"} <= set(found)


def test_a_server_of_b2_has_words_of_its_own_for_an_unknown_client_id() -> None:
    refused = said("login", 401, "UnauthorizedError", "Invalid credentials", era="B2")
    assert "client-id-unknown" not in suspects(evidence(refused, OF_B2, credential=PAIR))


def test_era_a_tells_a_dead_token_from_a_denial_by_an_incomplete_request() -> None:
    refused = said("read", 401, "unauthorized", A_REFUSED, era="A")
    alone = suspects(evidence(refused))
    assert {"token-unknown-or-revoked", "permission-denied", "not-project-member"} <= set(alone)
    complete = said("token-check", 400, "bad_request", "Missing environment or workspace id", era="A")
    left = suspects(evidence(refused, complete))
    assert "token-unknown-or-revoked" not in left
    assert {"permission-denied", "not-project-member"} <= set(left)


def test_era_a_keeps_only_the_token_where_the_incomplete_request_is_refused_too() -> None:
    refused = said("read", 401, "unauthorized", A_REFUSED, era="A")
    dead = said("token-check", 401, "unauthorized", A_REFUSED, era="A")
    assert suspects(evidence(refused, dead)) == ["token-unknown-or-revoked"]


def test_a_cause_stays_without_evidence_against_it() -> None:
    refused = said("read", 400, "BadRequest", "failed to find bot key", era="B1")
    assert set(suspects(evidence(refused))) == {"e2ee-enabled", "project-not-found"}
    unheard = said("folders", 418, "Teapot", "unheard of", era="B1")
    assert set(suspects(evidence(refused, unheard))) == {"e2ee-enabled", "project-not-found"}


def test_early_b1_tells_encryption_from_an_unknown_project_by_the_folders() -> None:
    refused = said("read", 400, "BadRequest", "failed to find bot key", era="B1")
    assert suspects(evidence(refused, said("folders", 200, data={"folders": []}))) == ["e2ee-enabled"]


def test_what_the_tool_itself_sends_well_is_not_suspected() -> None:
    refused = said("read", 401, "UnauthorizedError", "Token missing", era="B2")
    assert suspects(evidence(refused)) == ["token-unknown-type"]
    answer = Answer(status=401, envelope=Envelope.B, error="UnauthorizedError", message="Token missing")
    assert "token-missing" in suspects(evidence(pasted("GET", "/api/v3/secrets/raw", answer), credential=unknown()))


def test_a_token_that_was_minted_a_moment_ago_is_not_unknown() -> None:
    refused = said("read", 401, "unauthorized", A_REFUSED, era="A")
    found = suspects(evidence(login_ok("A"), refused, credential=PAIR, token=minted("A")))
    assert "token-unknown-or-revoked" not in found
    assert "permission-denied" in found


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x-ratelimit-remaining": "0"}, True),
        ({"x-ratelimit-remaining": "17"}, False),
        ({"x-ratelimit-remaining": "many"}, True),
        ({}, True),
    ],
)
def test_a_rate_limit_is_suspected_unless_requests_are_left(headers: dict[str, str], expected: object) -> None:
    fault = said("read", 500, "InternalServerError", FAULT, era="B2", headers=headers)
    assert ("rate-limited" in suspects(evidence(fault))) is expected


@pytest.mark.parametrize(("given", "expected"), [(PROJECT, False), ("shop", True)])
def test_a_well_formed_id_is_not_taken_for_a_broken_one(given: str, expected: object) -> None:
    fault = said("read", 500, "Find one", FAULT, era="B1")
    target = evidence(target=TARGET).target
    found = suspects(evidence(fault, target=type(target)(base_url=target.base_url, project_id=given)))
    assert ("invalid-uuid" in found) is expected


def test_a_fault_of_the_server_comes_after_what_else_an_answer_can_mean() -> None:
    fault = said("read", 500, "Find one", FAULT, era="B2")
    fine = said("token-check", 400, "BadRequest", "Missing workspace id or environment", era="B2")
    found = suspects(evidence(fault, fine, target=type(TARGET)(base_url=TARGET.base_url, project_id="shop")))
    assert found[0] == "invalid-uuid"


def test_the_order_of_other_answers_does_not_matter() -> None:
    answers = [
        said("read", 401, "unauthorized", A_REFUSED, era="A"),
        said("token-check", 400, "bad_request", "Missing environment or workspace id", era="A"),
        said("folders", 401, "unauthorized", A_REFUSED, era="A"),
    ]
    found = {tuple(sorted(suspects(evidence(*order)))) for order in permutations(answers)}
    assert len(found) == 1


# -------------------------------------------------------------------------------------------------------------- gates


@pytest.mark.parametrize(
    ("exchange", "passed", "open_"),
    [
        (said("read", 200, data={"secrets": 3}, era="B"), "encryption membership permission location", ""),
        # Eras A and B list an unknown folder as empty; era C hides what may not be seen.
        (said("read", 200, data={"secrets": 0}), "membership role", "permission location"),
        (said("folders", 200, data={"folders": []}), "project membership", "permission encryption"),
        (said("read-name", 200, data={"secret": True, "hidden_value": False}), "permission secret-value", ""),
        (said("read-name", 200, data={"secret": True, "hidden_value": True}), "permission", "secret-value"),
        (said("read", 403, "PermissionDenied", NO_READ, era="B2"), "encryption membership role", "permission"),
    ],
)
def test_an_answer_proves_the_gates_before_it(exchange: Exchange, passed: str, open_: str) -> None:
    proven = Case(evidence(exchange)).passed
    assert set(passed.split()) <= set(proven)
    assert not set(open_.split()) & set(proven)


def test_an_answer_in_unknown_words_proves_only_that_infisical_was_reached() -> None:
    assert Case(evidence(said("read", 418, "Teapot", "unheard of"))).passed == {"reach": ("E1",)}


def test_a_page_proves_nothing() -> None:
    assert Case(evidence(said("read", 403, envelope=Envelope.HTML))).passed == {}


def test_a_request_without_a_credential_proves_nothing_of_one() -> None:
    asked = said("config", 200, data={"isMigrationModeOn": False})
    assert set(Case(evidence(asked)).passed) <= {"reach", "server"}


def test_the_way_leads_through_the_login_only_for_a_pair() -> None:
    assert "secret" in Case(evidence(WRONG_PAIR, credential=PAIR)).way
    assert "secret" not in Case(evidence(LISTED, credential=TOKEN)).way


def test_the_way_to_a_named_secret_ends_at_the_secret() -> None:
    assert "secret-name" in Case(evidence(target=NAMED)).way
    assert "secret-name" not in Case(evidence(target=TARGET)).way


# --------------------------------------------------------------------------------------------------------------- told


def test_a_headline_is_filled_from_target_and_token() -> None:
    case = Case(evidence(token=minted("C2")))
    assert case.filled("{environment} {path} {project} {host} {action}") == f"dev / {PROJECT} infisical.example read"
    assert case.filled("{identity}") == IDENTITY


def test_what_has_no_value_is_left_as_it_stands() -> None:
    case = Case(evidence(target=type(TARGET)(base_url="http://127.0.0.1:1")))
    assert case.filled("{project} {identity} {unheard}") == "the project the identity {unheard}"


@pytest.mark.parametrize(("skew", "expected"), [(None, NOW), (90.0, NOW + 90), (-5.0, NOW - 5)])
def test_now_is_the_servers_time(skew: float | None, expected: float) -> None:
    assert Case(evidence(clock_skew_s=skew)).now == expected


def test_a_listed_secret_that_is_not_found_by_its_name_is_not_the_question() -> None:
    gone = said("read-value", 404, "NotFound", "Secret with name 'DB_URL' not found", era="C2")
    found = judge(evidence(said("read", 200, data={"secrets": 1, "names": ["DB_URL"]}), gone))
    assert found.verdict.status is Status.NO_CAUSE
    assert any("whether values may be seen is not known" in note for note in found.verdict.notes)

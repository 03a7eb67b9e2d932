"""Sentences that differ from the known ones by a word or two."""

from __future__ import annotations

import pytest

from checks.case import Case
from checks.knowledge import routes
from checks.knowledge.near import near
from checks.knowledge.table import everywhere
from diagnose.judgement import judge
from diagnose.model import Answer, Confidence, CredentialKind, Envelope
from tests.build import B_REFUSED, PAIR, evidence, said
from tests.intake.texts import explained

LOGIN = routes.kinds("POST", "/api/v1/auth/universal-auth/login")


def resembled(message: str, error: str = "UnauthorizedError", status: int = 401) -> set[str]:
    answer = Answer(status=status, envelope=Envelope.C, error=error, message=message)
    return {row.causes[0] for row in near(answer, LOGIN, CredentialKind.UNIVERSAL_AUTH)}


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ("Access denied: the client secret has expired", "client-secret-expired"),
        ("Client secret expired, access denied", "client-secret-expired"),
        ("This identity auth method is temporarily locked, retry in 5 minutes", "universal-auth-lockout"),
        ("Invalid client credentials", "client-secret-wrong"),
    ],
)
def test_a_sentence_that_lacks_or_adds_a_word_resembles_the_known_one(message: str, cause: str) -> None:
    assert cause in resembled(message)


@pytest.mark.parametrize(
    "message",
    [
        "Access denied: the client secret has not expired",  # the reverse
        "Access denied due to disabled client secret",  # the word that tells the reason is another one
        "Access denied due to client secret not used for 90 days",
        "The moon is in the wrong phase",
        "denied",
    ],
)
def test_a_sentence_of_another_meaning_resembles_none(message: str) -> None:
    assert resembled(message) == set()


def test_an_error_of_another_name_has_to_be_closer() -> None:
    close, far = "Access denied due to an expired client secret!", "Denied: client secret expired by now"
    assert resembled(close, "AuthError") == {"client-secret-expired"}
    assert resembled(far, "AuthError") == set()


def test_a_fault_of_the_server_resembles_nothing() -> None:
    assert resembled("Something went quite wrong", "InternalServerError", 500) == set()


def test_a_likeness_is_likely_at_most_proves_no_gate_and_is_said() -> None:
    refused = said("login", 401, "UnauthorizedError", "Access denied: the client secret has expired")
    verdict = judge(seen := evidence(refused, credential=PAIR)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.LIKELY)
    assert any("resemble" in note for note in verdict.notes)
    assert set(Case(seen).passed) == {"reach"}


@pytest.mark.parametrize("url", ["https://infisical.example/api/v1/auth/universal-auth/login", ""])
def test_a_pasted_body_resembles_one_only_where_the_text_names_the_request(url: str) -> None:
    said = '"message":"Access denied: the client secret has expired","error":"UnauthorizedError"'
    body = f'{{"reqId":"req-6kaXdLGbNUvpfd","statusCode":401,{said}}}'
    verdict = explained(f"POST {url} -> 401\n{body}\n".encode()).verdict
    assert (verdict.cause, verdict.confidence) == (
        ("client-secret-expired", Confidence.LIKELY) if url else (None, None)
    )


READ = routes.kinds("GET", "/api/v3/secrets/raw")
SLUG = routes.kinds("GET", "/api/v1/projects/slug/x")
ANY = routes.kinds("POST", "/api/v1/auth/login")
OVER, ENDED = "Your token has expired. Please re-authenticate.", "Access denied due to expired client secret"


@pytest.mark.parametrize(
    ("answer", "kinds", "causes"),
    [
        ((401, Envelope.C, "TokenError", OVER), READ, {"token-jwt-expired"}),
        ((400, Envelope.CLIENT, None, ENDED), everywhere(), {"client-secret-expired"}),
        ((404, Envelope.C, "NotFound", "No project found with slug x y"), SLUG, {"project-not-found"}),
        ((400, Envelope.CLIENT, None, "Invalid credentials"), LOGIN, set()),  # anybody's words
        ((400, Envelope.B, None, "Invalid credentials"), LOGIN, set()),  # anybody's form
        ((404, Envelope.C, "NotFound", "invalid moon"), LOGIN, set()),  # open words
        ((401, Envelope.C, "NoSuchName", B_REFUSED), READ, set()),  # a whole class's words
        ((401, Envelope.C, "Unauthorized", "jwt expired"), ANY, set()),  # any program's words, on a route of any
        ((200, Envelope.C, "X", ENDED), LOGIN, set()),  # no refusal
    ],
    ids=["its form", "its words", "another route", "a client's", "many's form", "a slot", "a class", "any", "success"],
)  # fmt: skip
def test_known_words_with_another_status_are_near(
    answer: tuple[int, Envelope, str | None, str], kinds: frozenset[str], causes: set[str]
) -> None:
    status, envelope, error, message = answer
    seen = Answer(status=status, envelope=envelope, error=error, message=message)
    rows = near(seen, kinds, CredentialKind.UNIVERSAL_AUTH)
    assert {row.causes[0] for row in rows} == causes
    assert all(row.doubtful for row in rows)


def test_known_words_with_another_status_are_likely_at_most_which_is_said() -> None:
    verdict = explained(b'POST https://infisical.example/api/v1/auth/universal-auth/login\n'
        b'{"reqId":"req-6kaXdLGbNUvpfd","statusCode":400,"message":"Access denied due to expired client secret",'
        b'"error":"BadRequest"}\n').verdict  # fmt: skip
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.LIKELY)
    assert any("another status or error" in note for note in verdict.notes)


def test_known_words_of_another_credential_resemble_nothing() -> None:
    answer = Answer(status=403, envelope=Envelope.C, error="ForbiddenError", message="Service token has expired")
    kinds = routes.kinds("GET", "/api/v3/secrets/raw")
    assert near(answer, kinds, CredentialKind.API_KEY) == ()


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (400, "KubernetesConnectionRefused", ["k8s-api-unreachable"]),
        (404, "SecretPathNotFound", []),
        (404, "NotFound", []),
        (403, "UnauthorizedError", []),
    ],
    ids=["one gate's", "another route's", "a class of errors", "another class"],
)
def test_an_error_of_one_gate_tells_it_in_any_words(status: int, error: str, expected: list[str]) -> None:
    answer = Answer(status=status, envelope=Envelope.C, error=error, message="in words of a later server")
    rows = near(answer, frozenset({"login-kubernetes"}), CredentialKind.LOGIN_METHOD)
    assert list(dict.fromkeys(cause for row in rows for cause in row.causes)) == expected
    assert all(row.doubtful for row in rows)

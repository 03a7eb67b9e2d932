"""Facts of the answers in the first step: the address, the request to look up, how long to wait, what is presented."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from checks.case import Case
from checks.known_names import in_console, step
from diagnose.judgement import judge
from diagnose.model import CredentialFacts, CredentialKind, Evidence, Oddity, Token
from tests.build import BASE, FROM_ADDRESS, PAIR, SERVICE, SESSION, TARGET, evidence, login_ok, minted, odd, said, trait

MENU = "Organization → Access Control → Machine Identities → the identity → Authentication"


def refused_address(host: str, request_id: str = "", **headers: str) -> Evidence:
    exchange = said("login", 403, "ForbiddenError", FROM_ADDRESS, headers=headers)
    assert exchange.answer is not None
    exchange = replace(exchange, answer=replace(exchange.answer, request_id=request_id or None))
    return evidence(exchange, target=replace(TARGET, base_url=host))


def called(name: str) -> Token:
    token = minted("C2")
    return replace(token, claims={**token.claims, "identityName": name})


def first_step(of: Evidence) -> str:
    return judge(of).verdict.fix[0]


@pytest.mark.parametrize(
    ("of", "way"),
    [
        (
            refused_address("https://eu.infisical.com", **{"cf-ray": "8f-FRA"}),
            "Open https://eu.infisical.com/cdn-cgi/trace",
        ),
        (refused_address("https://eu.infisical.com"), "curl https://icanhazip.com"),
        (refused_address("https://vault.example.com", "req-7"), "request req-7 of 2026-11-23 12:00 UTC"),
        (
            refused_address("https://vault.example.com"),
            "the request of 2026-11-23 12:00 UTC",
        ),
    ],
)
def test_the_first_step_says_how_to_find_the_address_that_this_server_saw(of: Evidence, way: str) -> None:
    assert way in first_step(of)


@pytest.mark.parametrize(
    ("asked", "said_"), [("42", "Wait 42 s."), ("90000", "Wait a minute"), ("soon", "Wait a minute")]
)
def test_how_long_to_wait_is_what_the_server_asks(asked: str, said_: str) -> None:
    limited = said("read", 429, "RateLimitExceeded", "Rate limit exceeded.", headers={"retry-after": asked})
    assert first_step(evidence(login_ok("C2"), limited, token=minted("C2"))).startswith(said_)


def test_a_name_of_the_identity_stands_in_the_menus_that_lead_to_it() -> None:
    named = Case(evidence(login_ok("C2"), token=called("deploy-bot")))
    assert in_console(named, [MENU]) == (MENU.replace("the identity", "deploy-bot"),)


@pytest.mark.parametrize("name", ["", "two\nlines", "x" * 61])
def test_a_name_that_does_not_fit_a_line_stands_nowhere(name: str) -> None:
    assert in_console(Case(evidence(token=called(name))), [MENU]) == (MENU,)


def test_what_the_spelling_shows_is_said_before_the_value_is_copied_again() -> None:
    of = evidence(credential=odd(PAIR, trait("client-secret", Oddity.QUOTES, "credential-mangled", "It is in quotes.")))
    assert step(Case(of), "{trait} Copy it again.") == "It is in quotes. Copy it again."


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Access denied: GCP zone not allowed.", "eu-3"),
        ("Access denied: GCP project not allowed.", "shop"),
        ("No.", ""),
    ],
)
def test_the_value_that_the_server_compared_is_named_where_one_comparison_is_left(message: str, shown: str) -> None:
    claims = {"google.compute_engine.zone": "eu-3", "google.compute_engine.project_id": "shop"}
    facts = CredentialFacts(kind=CredentialKind.LOGIN_METHOD, method="gcp", claims=claims)
    refused = replace(
        said("login", 401, "UnauthorizedError", message), method="POST", url=f"{BASE}/api/v1/auth/gcp-auth/login"
    )
    assert step(Case(evidence(refused, credential=facts)), "{presented}") == shown


@pytest.mark.parametrize(("top", "below", "there"), [(["app"], [], "/app"), (["app", "web"], [], "/app, /web")])
def test_folders_that_exist_are_named_from_the_top(top: list[str], below: list[str], there: str) -> None:
    listed = said("folders", 200, data={"folders": top})
    under = said("folders-parent", 200, data={"folders": below})
    of = Case(evidence(login_ok("C2"), listed, under, target=replace(TARGET, secret_path="/applications")))
    assert step(of, "{folders}") == there


def test_what_a_service_token_covers_is_named() -> None:
    own = said(
        "service-token", 200, data={"scopes": [{"environment": "dev", "secretPath": "/web"}], "projectId": "p-1"}
    )
    assert step(Case(evidence(own, credential=SERVICE)), "{covers}; {token_project}") == "dev under /web; p-1"


def test_a_person_s_session_is_called_one() -> None:
    refused = said("read", 401, "UnauthorizedError", "You are not allowed to access this resource")
    verdict = judge(evidence(refused, credential=SESSION)).verdict
    assert verdict.cause == "credential-kind-mismatch"
    assert verdict.headline.startswith("A person's session was given")
    assert verdict.fix[0].endswith("A person's session ends when that person logs out.")

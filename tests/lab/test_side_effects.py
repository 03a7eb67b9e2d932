"""What asking does to the server: the first refusal is the only honest one, uses are spent, failures lock."""

from __future__ import annotations

import pytest

from diagnose.lab import Lab
from tests.lab.client import RAW, REVOKE, Client

DENIED = "You are not allowed to access this resource"
WRONG = "Invalid credentials"
LOCKED = "This identity auth method is temporarily locked, please try again later"


@pytest.mark.parametrize(
    ("era", "first", "then"),
    [
        ("A", "Failed to authenticate identity credentials due to expired client secret", "You are not authorized"),
        ("B1", "Failed to authenticate identity credentials due to expired client secret", WRONG),
        ("B2", "Access denied due to expired client secret", WRONG),
        ("C1", "Access denied due to expired client secret", WRONG),
        ("C2", "Access denied due to expired client secret", WRONG),
    ],
)
def test_an_expired_client_secret_says_so_only_once(era: str, first: str, then: str) -> None:
    with Lab("expired-client-secret", era=era) as lab:
        client = Client(lab)
        assert client.login().body["message"] == first
        assert client.login().body["message"].startswith(then)


def test_an_untrusted_address_leaves_the_expired_secret_its_one_answer() -> None:
    with Lab("untrusted-address-and-expired-secret", era="B2") as lab:
        Client(lab).login()
        identity = next(iter(lab.world.identities.values()))
        identity.login_from = ("127.0.0.0/8",)
        assert Client(lab).login().body["message"] == "Access denied due to expired client secret"


@pytest.mark.parametrize(
    ("era", "first", "second"),
    [
        ("A", "TTL expiration", "TTL expiration"),
        ("B1", "TTL expiration", DENIED),
        ("B2", "TTL expiration", "No identity access token found"),
        ("C1", "Your token has expired", "Your token has expired"),
        ("C2", "Your token has expired", "Your token has expired"),
    ],
)
def test_an_expired_token_is_forgotten_where_the_server_deletes_its_row(era: str, first: str, second: str) -> None:
    with Lab("expired-token", era=era) as lab:
        client = Client(lab)
        assert first in client.secrets().body["message"]
        assert second in client.secrets().body["message"]


def test_the_status_route_spends_the_one_honest_answer_too() -> None:
    with Lab("expired-token", era="B2") as lab:
        client = Client(lab)
        assert "TTL expiration" in client.get("/api/status").body["message"]
        assert client.secrets().body["message"] == "No identity access token found"


def test_an_expired_service_token_is_deleted_by_asking() -> None:
    with Lab("expired-service-token", era="B2") as lab:
        client = Client(lab)
        assert client.secrets().said == (403, "ForbiddenError", "Service token has expired")
        assert client.secrets().said == (404, "NotFound", "Service token not found")


def test_a_login_spends_a_use_of_the_client_secret() -> None:
    with Lab("healthy-viewer", era="B2") as lab:
        secret = next(iter(lab.world.identities.values())).secrets[0]
        secret.uses_limit = 1
        client = Client(lab)
        assert client.login().status == 200
        assert client.login().body["message"] == "Access denied due to client secret usage limit reached"
        assert client.login().body["message"] == WRONG


def test_a_refused_request_spends_a_use_of_the_token() -> None:
    with Lab("not-a-project-member", era="B2") as lab:
        next(iter(lab.world.identities.values())).uses_limit = 2
        client = Client(lab)
        client.login()
        assert [client.secrets().status for _ in range(3)] == [403, 403, 401]


def test_the_newest_server_spends_a_use_before_it_looks_at_the_address() -> None:
    with Lab("token-from-untrusted-address", era="C2") as lab:
        Client(lab).secrets()
        assert next(iter(lab.world.tokens.values())).uses == 1


def test_three_failures_lock_the_identity_for_five_minutes() -> None:
    with Lab("healthy-viewer", era="C1") as lab:
        client = Client(lab)
        said = [client.login(clientSecret="0" * 64).body["message"] for _ in range(4)]
        assert said == [WRONG, WRONG, WRONG, LOCKED]
        assert client.login().body["message"] == LOCKED
        lab.clock.advance(301)
        assert client.login().status == 200


def test_failures_far_apart_do_not_add_up() -> None:
    with Lab("healthy-viewer", era="C1") as lab:
        client = Client(lab)
        for _ in range(4):
            assert client.login(clientSecret="0" * 64).body["message"] == WRONG
            lab.clock.advance(31)


def test_a_good_login_forgets_earlier_failures() -> None:
    with Lab("healthy-viewer", era="C2") as lab:
        client = Client(lab)
        for secret in ("0" * 64, "0" * 64, lab.inputs["client_secret"], "0" * 64, "0" * 64):
            assert client.login(clientSecret=secret).body.get("message") != LOCKED


def test_an_unknown_client_id_is_never_counted() -> None:
    with Lab("unknown-client-id", era="C1") as lab:
        client = Client(lab)
        assert {client.login().body["message"] for _ in range(5)} == {WRONG}


def test_the_early_builds_of_c_name_an_unknown_client_id_and_lock_nobody() -> None:
    with Lab("wrong-client-secret", era="C1", build="C1-early") as lab:
        client = Client(lab)
        assert {client.login().body["message"] for _ in range(5)} == {WRONG}
        assert client.login(clientId="c0ffee00-0000-4000-8000-000000000000").status == 404


@pytest.mark.parametrize("era", ["B1", "B2", "C1", "C2"])
def test_a_revoked_token_is_dead_and_its_revocation_is_no_write(era: str) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        client = Client(lab)
        client.login()
        assert client.ask("POST", REVOKE, body={"accessToken": client.token}).status == 200
        assert client.secrets().status in {401, 403}
        assert lab.counts() == {"requests": 3, "logins": 1, "writes": 0}


def test_era_a_has_no_route_to_revoke_a_token() -> None:
    with Lab("healthy-viewer", era="A") as lab:
        client = Client(lab)
        client.login()
        assert client.ask("POST", REVOKE, body={"accessToken": client.token}).body["type"] == "route_not_found"


def test_revoking_somebody_elses_token_and_changing_things_are_writes() -> None:
    with Lab("healthy-token", era="B2") as lab:
        client = Client(lab)
        client.ask("POST", REVOKE, body={"accessToken": client.token})
        client.ask("POST", f"{RAW}/NAME", body={"workspaceId": "x"})
        assert lab.counts() == {"requests": 2, "logins": 0, "writes": 2}


def test_a_login_without_both_credentials_is_no_login() -> None:
    with Lab("healthy-viewer", era="B2") as lab:
        client = Client(lab)
        client.ask("POST", "/api/v1/auth/universal-auth/login", body={})
        assert lab.counts() == {"requests": 1, "logins": 0, "writes": 0}


def test_renewing_near_the_last_end_destroys_a_healthy_token() -> None:
    with Lab("healthy-token", era="B2") as lab:
        client = Client(lab)
        got = client.ask("POST", "/api/v1/auth/token/renew", body={"accessToken": client.token})
        assert got.body["message"] == "Failed to renew MI access token past its Max TTL expiration"
        assert client.secrets().body["message"] == "No identity access token found"


def test_the_log_says_what_was_asked_and_with_what() -> None:
    with Lab("healthy-viewer", era="C2") as lab:
        client = Client(lab)
        client.login()
        client.secrets()
        login, read = lab.log
        assert (login.method, login.credential, login.kind, login.status) == ("POST", "none", "login", 200)
        assert (read.path, read.credential, read.kind, read.status) == (RAW, "bearer", "read", 200)
        assert "environment=dev" in read.query


def test_the_newest_server_ends_the_tokens_of_a_secret_that_it_finds_expired() -> None:
    with Lab("healthy-viewer", era="C2") as lab:
        client = Client(lab)
        client.login()
        lab.clock.advance(60)
        next(iter(lab.world.identities.values())).secrets[0].ttl = 1
        assert client.login().body["message"] == "Access denied due to expired client secret"
        assert client.secrets().body["message"] == "Failed to authorize: client secret has been revoked"


def test_a_defect_revokes_a_good_secret() -> None:
    with Lab("uses-compared-as-text", era="C1") as lab:
        assert Client(lab).login().body["message"] == "Access denied due to client secret usage limit reached"
        assert Client(lab).login().body["message"] == WRONG

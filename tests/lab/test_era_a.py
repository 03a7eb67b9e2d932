"""What is peculiar to era A: bare refusals, addresses frozen into tokens, and two orders of the same gates."""

from __future__ import annotations

import pytest

from diagnose.lab import Lab
from tests.lab.client import RAW, Client

BARE = (401, "unauthorized", "You are not authorized to access this resource")
MISSING = (400, "bad_request", "Missing environment or workspace id")
ENCRYPTED = "Failed workspace authorization due to end-to-end encryption not being disabled"


def logged_in(lab: Lab) -> Client:
    client = Client(lab)
    if client.token is None:
        client.login()
    return client


@pytest.mark.parametrize(
    "name", ["not-a-project-member", "no-access-role", "role-was-deleted", "unknown-project", "revoked-token"]
)
def test_very_different_faults_get_the_same_bare_refusal(name: str) -> None:
    with Lab(name, era="A") as lab:
        assert logged_in(lab).secrets().said == BARE


def test_a_list_without_parameters_tells_a_live_token_from_a_dead_one() -> None:
    with Lab("not-a-project-member", era="A") as lab:
        assert logged_in(lab).get(RAW).said == MISSING
    with Lab("revoked-token", era="A") as lab:
        assert Client(lab).get(RAW).said == BARE


def test_a_list_looks_at_encryption_last_and_a_secret_by_name_looks_at_it_first() -> None:
    with Lab("encrypted-project-and-no-access", era="A") as lab:
        client = logged_in(lab)
        assert client.secrets().said == BARE
        query = {"workspaceId": lab.inputs["project_id"], "environment": "dev"}
        assert client.get(f"{RAW}/ANY", query).said == (400, "bad_request", ENCRYPTED)


def test_a_project_without_index_and_an_unknown_one_are_alike_by_name() -> None:
    said = set()
    for name in ("project-without-index", "unknown-project"):
        with Lab(name, era="A") as lab:
            query = {"workspaceId": lab.inputs["project_id"], "environment": "dev"}
            said.add(logged_in(lab).get(f"{RAW}/API_KEY", query).said)
    assert said == {(401, "unauthorized", "Failed workspace authorization due to blind indices not being enabled")}


def test_an_id_that_cannot_be_one_is_a_fault_of_the_server() -> None:
    with Lab("project-slug-as-id", era="A") as lab:
        assert logged_in(lab).secrets().status == 500


def test_a_token_keeps_the_addresses_of_its_issue() -> None:
    with Lab("token-from-untrusted-address", era="A") as lab:
        client = Client(lab)
        next(iter(lab.world.identities.values())).use_from = ("127.0.0.0/8",)
        assert client.secrets().body["message"] == "Failed to authenticate"


def test_identities_may_not_use_the_routes_of_encrypted_secrets() -> None:
    with Lab("healthy-viewer", era="A") as lab:
        got = logged_in(lab).secrets("/api/v3/secrets")
        assert got.said == (401, "unauthorized", "Failed to authenticate unaccepted authentication mode")


def test_a_header_without_its_bearer_word_is_no_credential() -> None:
    with Lab("healthy-token", era="A") as lab:
        got = Client(lab).ask("GET", RAW, headers={"authorization": lab.inputs["token"]})
        assert got.body["message"] == "Failed to authenticate unknown authentication method"


def test_the_status_route_does_not_look_at_a_token() -> None:
    with Lab("revoked-token", era="A") as lab:
        assert Client(lab).get("/api/status").status == 200


def test_a_missing_folder_lists_nothing_unless_imports_are_asked_for() -> None:
    with Lab("unknown-folder", era="A") as lab:
        client = logged_in(lab)
        assert client.secrets().body == {"secrets": []}
        assert client.secrets(include_imports="true").said == (400, "bad_request", "Folder not found")

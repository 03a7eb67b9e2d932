"""Why an identity cannot create, read, update or delete an identity, in each generation's words."""

from __future__ import annotations

from typing import Any

import pytest

from diagnose.lab import Lab
from tests.lab.client import Client, Got

IDENTITIES = "/api/v1/identities"
SECRETS = "/api/v1/auth/universal-auth/identities"
RANK = ". Actor privilege level is not high enough to perform this action"


def asked(lab: Lab, method: str, path: str, body: Any = None) -> Got:
    client = Client(lab)
    client.login()
    return client.ask(method, path, body=body, headers={"authorization": f"Bearer {client.token}"})


def create(lab: Lab, role: str) -> Got:
    return asked(lab, "POST", IDENTITIES, {"name": "new", "organizationId": lab.world.org_id, "role": role})


@pytest.mark.parametrize(
    ("era", "said"),
    [
        ("A", (401, "unauthorized", "You are not authorized to access this resource")),
        ("B1", (401, "PermissionDenied", "You are not allowed to create on identity")),
        ("B2", (403, "PermissionDenied", "You are not allowed to create on identity")),
        ("C2", (403, "PermissionDenied", "You are not allowed to create on identity")),
    ],
)
def test_without_a_role_in_the_organisation_nothing_is_allowed(era: str, said: tuple[Any, ...]) -> None:
    with Lab("may-not-manage-identities", era=era) as lab:
        assert create(lab, "member").said == said


@pytest.mark.parametrize(
    ("era", "said"),
    [
        ("A", (403, "forbidden", "Failed to create a more privileged identity")),
        ("B1", (400, "BadRequest", "Failed to create a more privileged identity")),
        ("B2", (403, "ForbiddenError", "Failed to create a more privileged identity")),
        ("C1", (403, "PermissionBoundaryError", f"Failed to create identity{RANK}")),
    ],
)
def test_a_member_may_not_create_an_admin(era: str, said: tuple[Any, ...]) -> None:
    with Lab("manages-more-privileged-identity", era=era) as lab:
        assert create(lab, "admin").said == said


@pytest.mark.parametrize(
    ("era", "method", "said"),
    [
        ("B1", "PATCH", (500, "Internal Server Error", "Failed to delete more privileged identity")),
        ("B1", "DELETE", (500, "Internal Server Error", "Failed to delete more privileged identity")),
        ("B2", "PATCH", (403, "ForbiddenError", "Failed to delete more privileged identity")),
        ("C2", "PATCH", (403, "PermissionBoundaryError", f"Failed to update identity{RANK}")),
        ("C2", "DELETE", (403, "PermissionBoundaryError", f"Failed to delete identity{RANK}")),
        ("A", "DELETE", (401, "unauthorized", "Failed to authenticate unaccepted authentication mode")),
    ],
)
def test_a_member_may_not_change_an_admin(era: str, method: str, said: tuple[Any, ...]) -> None:
    with Lab("manages-more-privileged-identity", era=era) as lab:
        body = {"name": "x"} if method == "PATCH" else None
        assert asked(lab, method, f"{IDENTITIES}/{lab.inputs['identity_id']}", body).said == said


@pytest.mark.parametrize(
    ("era", "status", "text"),
    [
        ("B1", 400, "Failed to find identity with id {}"),
        ("B2", 404, "Failed to find identity with id {}"),
        ("C2", 404, "Failed to find identity with ID {}"),
    ],
)
def test_an_identity_that_does_not_exist_is_named(era: str, status: int, text: str) -> None:
    with Lab("manages-unknown-identity", era=era) as lab:
        identity = lab.inputs["identity_id"]
        got = asked(lab, "GET", f"{IDENTITIES}/{identity}")
        assert (got.status, got.body["message"]) == (status, text.format(identity))


def test_a_member_may_not_list_the_secrets_of_an_admin() -> None:
    with Lab("manages-more-privileged-identity", era="B2") as lab:
        got = asked(lab, "GET", f"{SECRETS}/{lab.inputs['identity_id']}/client-secrets")
        assert got.said == (403, "ForbiddenError", "Failed to add identity to project with more privileged role")


def test_an_admin_does_it_all_and_every_change_is_a_write() -> None:
    with Lab("manages-identities", era="B2") as lab:
        identity = lab.inputs["identity_id"]
        assert create(lab, "member").status == 200
        assert asked(lab, "PATCH", f"{IDENTITIES}/{identity}", {"role": "admin"}).status == 200
        assert lab.world.identities[identity].org_role == "admin"
        assert asked(lab, "DELETE", f"{IDENTITIES}/{identity}").status == 200
        assert identity not in lab.world.identities
        assert lab.counts()["writes"] == 3


def test_an_administrator_sees_what_became_of_a_client_secret() -> None:
    with Lab("expired-client-secret", era="B2") as lab:
        Client(lab).login()
        identity = next(iter(lab.world.identities.values()))
        admin = Client(lab)
        admin.token = lab.admin_token
        where = f"{SECRETS}/{identity.id}/client-secrets"
        assert admin.get(where).body["clientSecretData"] == []
        shown = admin.get(f"{where}/{identity.secrets[0].id}").body["clientSecretData"]
        assert (shown["isClientSecretRevoked"], shown["clientSecretTTL"]) == (True, 86_400)
        assert shown["clientSecretPrefix"] == lab.inputs["client_secret"][:4]


def test_renewing_moves_the_end_of_a_token_and_replaces_it_from_era_c_on() -> None:
    renewed = {}
    for era in ("B2", "C1"):
        with Lab("healthy-viewer", era=era) as lab:
            identity = next(iter(lab.world.identities.values()))
            identity.ttl, identity.max_ttl = 600, 86_400
            client = Client(lab)
            client.login()
            lab.clock.advance(500)
            got = client.ask("POST", "/api/v1/auth/token/renew", body={"accessToken": client.token})
            renewed[era] = got.body["accessToken"] == client.token
            client.token = got.body["accessToken"]
            lab.clock.advance(500)
            assert client.secrets().status == 200
    assert renewed == {"B2": True, "C1": False}


def test_the_successor_of_raw_refuses_an_encrypted_project_as_raw_does() -> None:
    with Lab("encrypted-project", era="C2") as lab:
        client = Client(lab)
        client.login()
        assert client.secrets("/api/v4/secrets").said == client.secrets().said
        assert client.secrets().said[0] == 404

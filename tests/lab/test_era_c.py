"""What is peculiar to era C: silent lists, `details`, hidden values, self-contained tokens."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from diagnose.lab import Lab
from tests.lab.client import RAW, Client

V4 = "/api/v4/secrets"


def logged_in(lab: Lab) -> Client:
    client = Client(lab)
    if client.token is None:
        client.login()
    return client


def claims(token: str | None) -> dict[str, Any]:
    part = (token or "").split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


@pytest.mark.parametrize("era", ["C1", "C2"])
@pytest.mark.parametrize("path", [RAW, V4])
def test_a_list_drops_what_may_not_be_seen_without_a_word(path: str, era: str) -> None:
    with Lab("role-for-other-environment", era=era) as lab:
        got = logged_in(lab).secrets(path)
        assert (got.status, got.body) == (200, {"secrets": [], "imports": []})


def test_by_name_the_same_rule_refuses_and_is_shown() -> None:
    with Lab("role-for-other-environment-by-name", era="C2") as lab:
        got = logged_in(lab).secrets()
        assert got.said == (403, "PermissionDenied", "You are not allowed to describeSecret on secrets")
        assert got.body["details"][0]["conditions"] == {"environment": "dev"}
        assert list(got.body).index("details") < list(got.body).index("error")


def test_a_forbidding_rule_is_shown_as_one() -> None:
    with Lab("forbidding-rule-by-name", era="C1") as lab:
        details = logged_in(lab).secrets().body["details"]
        assert [rule["inverted"] for rule in details] == [False, True]


def test_without_any_rule_the_details_are_empty() -> None:
    with Lab("no-access-role", era="C2") as lab:
        assert logged_in(lab).secrets().body["details"] == []


def test_names_without_values_are_listed_and_marked_as_hidden() -> None:
    with Lab("value-not-readable", era="C2") as lab:
        client = logged_in(lab)
        assert client.secrets().said == (403, "PermissionDenied", "You are not allowed to readValue on secrets")
        shown = client.secrets(viewSecretValue="false").body["secrets"]
        assert len(shown) == 3
        assert all(s["secretValueHidden"] for s in shown)
        assert not {s["secretValue"] for s in shown} & lab.secrets


def test_by_name_a_value_that_may_not_be_read_has_an_error_of_its_own() -> None:
    with Lab("value-not-readable-by-name", era="C1") as lab:
        assert logged_in(lab).secrets().said[:2] == (403, "ForbiddenReadSecretError")


def test_by_name_a_missing_folder_speaks_before_the_rules_do() -> None:
    with Lab("no-access-and-unknown-environment", era="C2") as lab:
        client = logged_in(lab)
        assert client.secrets().said[1] == "PermissionDenied"
        query = {"workspaceId": lab.inputs["project_id"], "environment": lab.inputs["environment"]}
        assert client.get(f"{RAW}/API_KEY", query).said[1] == "GetSecretByName"


def test_a_key_is_refused_whatever_it_is() -> None:
    with Lab("healthy-token", era="C1") as lab:
        token = lab.inputs["token"]
        got = Client(lab).ask("GET", RAW, headers={"x-api-key": "anything", "authorization": f"Bearer {token}"})
        assert got.said[:2] == (400, "BadRequest")


def test_the_end_of_a_token_is_its_ttl_in_c1_and_is_always_there_in_c2() -> None:
    lives = {}
    for era in ("B2", "C1", "C2"):
        with Lab("healthy-viewer", era=era) as lab:
            identity = next(iter(lab.world.identities.values()))
            identity.ttl, identity.max_ttl = 600, 86_400
            found = claims(logged_in(lab).token)
            lives[era] = found["exp"] - found["iat"]
    assert lives == {"B2": 86_400, "C1": 600, "C2": 600}


def test_a_token_of_c2_tells_its_organisation_and_a_token_of_c1_does_not() -> None:
    with Lab("healthy-viewer", era="C2") as lab:
        found = claims(logged_in(lab).token)
        assert found["orgId"] == lab.world.org_id
        assert found["jti"] == found["identityAccessTokenId"]
        assert "numUsesLimit" not in found
    with Lab("healthy-viewer", era="C1") as lab:
        assert "orgId" not in claims(logged_in(lab).token)


def test_a_token_of_era_a_has_no_end() -> None:
    with Lab("healthy-viewer", era="A") as lab:
        assert "exp" not in claims(logged_in(lab).token)


def test_a_token_minted_after_a_revocation_of_its_identity_lives() -> None:
    with Lab("tokens-of-identity-revoked", era="C2") as lab:
        identity = next(iter(lab.world.identities.values()))
        assert Client(lab).secrets().status == 401
        lab.clock.advance(5)
        body = {"clientId": identity.client_id, "clientSecret": identity.secrets[0].value}
        fresh = Client(lab).ask("POST", "/api/v1/auth/universal-auth/login", body=body).body["accessToken"]
        client = Client(lab)
        client.token = fresh
        assert client.secrets().status == 200


def test_identity_details_name_the_organisation() -> None:
    with Lab("not-a-project-member", era="C2") as lab:
        got = logged_in(lab).get("/api/v1/identities/details")
        assert got.body["identityDetails"]["organization"]["id"] == lab.world.org_id


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/projects/{project}", "project"),
        ("/api/v1/workspace/{project}", "workspace"),
        ("/api/v1/projects/slug/{slug}", "slug"),
        ("/api/v1/projects", "projects"),
        ("/api/v1/workspace", "workspaces"),
        ("/api/v2/organizations/{org}/workspaces", "workspaces"),
        ("/api/v1/projects/{project}/identity-memberships", "identityMemberships"),
        ("/api/v1/projects/{project}/identity-memberships/{identity}", "identityMembership"),
        ("/api/v2/workspace/{project}/identity-memberships/{identity}", "identityMembership"),
        ("/api/v1/projects/{project}/roles", "roles"),
        ("/api/v1/projects/{project}/roles/slug/viewer", "role"),
        ("/api/v1/workspace/{slug}/roles/slug/viewer", "role"),
        ("/api/v1/folders?workspaceId={project}&environment=dev", "folders"),
        ("/api/v2/folders?projectId={project}&environment=dev", "folders"),
        ("/api/v1/secret-imports?workspaceId={project}&environment=dev", "secretImports"),
    ],
)
def test_a_viewer_may_look_around(path: str, key: str) -> None:
    with Lab("healthy-viewer", era="C2") as lab:
        project = next(iter(lab.world.projects.values()))
        identity = next(iter(lab.world.identities))
        target = path.format(project=project.id, slug=project.slug, org=lab.world.org_id, identity=identity)
        got = logged_in(lab).get(target)
        assert (got.status, key in got.body) == (200, True)


def test_an_administrator_sees_the_lock_and_the_address_list() -> None:
    with Lab("locked-identity", era="C1") as lab:
        client = Client(lab)
        client.token = lab.admin_token
        identity = next(iter(lab.world.identities))
        shown = client.get(f"/api/v1/identities/{identity}").body["identity"]["identity"]
        assert shown["activeLockoutAuthMethods"] == ["universal-auth"]
        config = client.get(f"/api/v1/auth/universal-auth/identities/{identity}").body["identityUniversalAuth"]
        assert config["lockoutThreshold"] == 3
        assert config["clientSecretTrustedIps"][0]["ipAddress"] == "0.0.0.0"
        assert lab.admin_token in lab.secrets

"""Which facts of a success are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from diagnose.http.answer import read_answer
from diagnose.secret import Secret
from tests.http.answer.reading import JSON, kept


def test_a_login_gives_up_its_token_once_and_only_when_it_was_asked_for() -> None:
    body = {"accessToken": "a.b.c", "expiresIn": 600, "accessTokenMaxTTL": 86400, "tokenType": "Bearer"}
    answer, token = read_answer("login", 200, JSON, json.dumps(body).encode())
    assert (answer.data, token) == ({"expiresIn": 600, "accessTokenMaxTTL": 86400}, Secret("a.b.c"))
    assert read_answer("status", 200, JSON, json.dumps(body).encode())[1] is None
    assert read_answer("login", 401, JSON, json.dumps(body).encode())[1] is None


ROLE = {"role": "custom", "customRoleSlug": "ci", "customRoleName": "CI", "isTemporary": True}
TEMPORARY = {
    "temporaryMode": "relative",
    "temporaryAccessStartTime": "2026-01-01",
    "temporaryAccessEndTime": "2026-01-02",
}
ME = {"id": "i1", "name": "ci", "authMethod": "universal-auth"}


@pytest.mark.parametrize(
    ("keep", "body", "facts"),
    [
        (
            "secrets",
            {"secrets": [{"secretKey": "A", "secretValue": "x"}, {"secretKey": "B", "secretValueHidden": True}]},
            {"secrets": 2, "imports": 0, "values": 1, "hidden_values": 1, "names": ["A", "B"]},
        ),
        (
            "secrets",
            {"secrets": [], "imports": [{"secrets": [{"secretKey": "C"}]}]},
            {"secrets": 0, "imports": 1, "values": 0, "hidden_values": 0, "names": []},
        ),
        ("secrets", {"message": "ok"}, {}),
        ("secret", {"secret": {"secretKey": "A", "secretValue": "x"}}, {"secret": True}),
        ("secret", {"secret": {"secretValueHidden": True}}, {"secret": True, "hidden_value": True}),
        (
            "project",
            {
                "workspace": {
                    "id": "p",
                    "slug": "s",
                    "version": 3,
                    "environments": [{"id": "e", "name": "D", "slug": "dev"}],
                }
            },
            {"id": "p", "slug": "s", "version": 3, "environments": [{"name": "D", "slug": "dev"}]},
        ),
        (
            "project",
            {"id": "p", "type": "secret-manager", "autoCapitalization": True},
            {"id": "p", "type": "secret-manager"},
        ),
        (
            "projects",
            {"workspaces": [{"id": "p", "name": "n", "environments": [{"slug": "dev"}, {"slug": "prod"}]}]},
            {"projects": [{"id": "p", "name": "n", "environments": ["dev", "prod"]}]},
        ),
        ("folders", {"folders": [{"id": "f", "name": "app"}]}, {"folders": ["app"]}),
        ("imports", {"message": "ok", "secretImports": [{}, {}]}, {"imports": 2}),
        (
            "status",
            {"date": "2026-11-23T17:25:51.840Z", "maxIdentityAccessTokenTTL": 7776000},
            {
                "keys": ["date", "maxIdentityAccessTokenTTL"],
                "date": "2026-11-23T17:25:51.840Z",
                "maxIdentityAccessTokenTTL": 7776000,
            },
        ),
        (
            "config",
            {"config": {"isMigrationModeOn": False, "instanceId": "i", "id": "0"}},
            {"isMigrationModeOn": False, "instanceId": "i"},
        ),
        (
            "identity",
            {"identityDetails": {"organization": {"id": "o", "name": "n", "slug": "s", "plan": "x"}}},
            {"organization": {"id": "o", "name": "n", "slug": "s"}},
        ),
        (
            "membership",
            {"identityMembership": {"identity": ME, "roles": [{**ROLE, **TEMPORARY, "id": "r"}]}},
            {"identity": ME, "roles": [{**ROLE, **TEMPORARY}]},
        ),
        (
            "membership",
            {"identityMemberships": [{"role": "viewer", "identityId": "i2", "identity": {"name": "old"}}]},
            {"memberships": [{"identity": {"id": "i2", "name": "old"}, "roles": [{"role": "viewer"}]}]},
        ),
        (
            "role",
            {"role": {"slug": "ci", "name": "CI", "permissions": [{"action": "read", "subject": "secrets"}]}},
            {"slug": "ci", "name": "CI", "permissions": [{"action": "read", "subject": "secrets"}]},
        ),
        (
            "role",
            {"data": {"role": {"slug": "ci", "permissions": [["read", "secrets", {"environment": "dev"}, True]]}}},
            {
                "slug": "ci",
                "permissions": [
                    {"action": "read", "subject": "secrets", "inverted": True, "conditions": {"environment": "dev"}}
                ],
            },
        ),
        (
            "service-token",
            {"id": "t", "secretHash": "x", "projectId": "p", "scopes": [{"secretPath": "/", "environment": "dev"}]},
            {"id": "t", "workspace": "p", "scopes": [{"environment": "dev", "secretPath": "/"}]},
        ),
        ("", {"id": "p"}, {}),
        ("unheard-of", {"id": "p"}, {}),
    ],
)
def test_a_success_gives_up_the_facts_that_were_asked_for(keep: str, body: Any, facts: Mapping[str, Any]) -> None:
    assert kept(keep, body) == facts


@pytest.mark.parametrize(
    ("keep", "body", "list_"),
    [
        ("secrets", {"secrets": [{"secretKey": "A"}] * 60}, "names"),
        ("projects", {"projects": [{"id": "p"}] * 60}, "projects"),
        ("folders", {"folders": [{"name": "f"}] * 60}, "folders"),
        ("project", {"project": {"environments": [{"slug": "e"}] * 60}}, "environments"),
    ],
)
def test_a_long_list_is_cut_and_says_so(keep: str, body: Any, list_: str) -> None:
    facts = kept(keep, body)
    assert (len(facts[list_]), facts["truncated"]) == (50, True)


def test_a_list_of_members_is_cut_later_and_says_so() -> None:
    facts = kept("membership", {"identityMemberships": [{"identityId": "i"}] * 1001})
    assert (len(facts["memberships"]), facts["truncated"]) == (1000, True)


@pytest.mark.parametrize(
    "rule",
    [
        {"action": "read", "subject": "secrets", "conditions": {"environment": {"$in": ["e"] * 60}}},
        {"action": "read", "subject": "secrets", "conditions": {"secretPath": "/" + "a" * 300}},
        {"action": "read", "subject": "secrets", "conditions": "none"},
        {"action": "read", "subject": "secrets", "inverted": "yes"},
        {"action": 3, "subject": "secrets"},
        {"subject": "secrets"},
        ["read", "secrets", {"environment": ["e"] * 60}],
        "read secrets",
        None,
    ],
)
def test_a_rule_that_is_not_kept_whole_is_marked(rule: Any) -> None:
    assert kept("role", {"role": {"permissions": [rule]}})["permissions"][0]["cut"]


@pytest.mark.parametrize(
    "rule",
    [
        {"action": ["read"], "subject": "secrets", "conditions": {}, "inverted": False},
        {"action": "read", "subject": ["secrets"], "conditions": None},
        ["read,edit", "secrets", 0, 1],
        ["read", "secrets"],
    ],
)
def test_a_rule_that_is_kept_whole_bears_no_mark(rule: Any) -> None:
    assert "cut" not in kept("role", {"role": {"permissions": [rule]}})["permissions"][0]


def test_more_rules_than_are_kept_leave_one_that_is_not_known() -> None:
    permissions = kept("role", {"role": {"permissions": [["read", "secrets"]] * 1001}})["permissions"]
    assert permissions[-1] == {"cut": True}

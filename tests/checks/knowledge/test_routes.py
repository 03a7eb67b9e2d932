"""Requests are sorted into kinds of route by method and path."""

from __future__ import annotations

import pytest

from checks.knowledge.routes import kinds

ID = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
SECRETS = {"any", "authenticated", "project", "secrets"}


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("POST /api/v1/auth/universal-auth/login", {"any", "login"}),
        ("POST /api/v1/auth/universal-auth/login/", {"any", "login"}),
        ("GET /api/v1/auth/universal-auth/login", {"any", "authenticated"}),
        ("POST /api/v1/auth/token/renew", {"any", "renew"}),
        ("POST /api/v1/auth/token/revoke", {"any", "revoke"}),
        ("POST /api/v1/auth/kubernetes-auth/login", {"any", "other-login", "login-kubernetes"}),
        ("POST /api/v1/auth/tls-cert-auth/login", {"any", "other-login", "login-tls-cert"}),
        ("GET /api/v3/secrets/raw", SECRETS | {"raw", "raw-list"}),
        ("PATCH /api/v3/secrets/raw/A%2FB", SECRETS | {"raw", "secret-name"}),
        ("POST /api/v3/secrets/batch/raw", SECRETS | {"raw"}),
        ("POST /api/v3/secrets/raw/batch", SECRETS | {"raw"}),
        ("GET /api/v3/secrets", SECRETS | {"encrypted"}),
        ("GET /api/v3/secrets/NAME", SECRETS | {"encrypted", "secret-name"}),
        ("GET /api/v4/secrets", SECRETS | {"v4-list"}),
        ("GET /api/v4/secrets/NAME", SECRETS | {"secret-name"}),
        ("GET /api/v1/folders", {"any", "authenticated", "project", "folders"}),
        ("GET /api/v2/folders", {"any", "authenticated", "project", "folders"}),
        ("GET /api/v1/secret-imports", {"any", "authenticated", "project", "imports"}),
        (f"GET /api/v1/workspace/{ID}", {"any", "authenticated", "project", "project-object"}),
        (f"GET /api/v1/projects/{ID}", {"any", "authenticated", "project", "project-object"}),
        ("GET /api/v2/workspace/shop-abcd", {"any", "authenticated", "project-slug"}),
        ("GET /api/v1/projects/slug/shop-abcd", {"any", "authenticated", "project-slug"}),
        (f"GET /api/v1/workspace/{ID}/tags", {"any", "authenticated", "project"}),
        (f"GET /api/v1/projects/{ID}/roles/slug/x", {"any", "authenticated", "project", "roles"}),
        (
            f"GET /api/v2/workspace/{ID}/identity-memberships/{ID}",
            {"any", "authenticated", "project", "membership", "identities", "project-identities"},
        ),
        ("GET /api/v1/projects", {"any", "authenticated", "own-projects"}),
        (f"GET /api/v2/organizations/{ID}/workspaces", {"any", "authenticated", "organisation", "own-projects"}),
        (f"GET /api/v1/organization/{ID}", {"any", "authenticated", "organisation"}),
        ("GET /api/v1/identities/details", {"any", "authenticated", "token-only"}),
        (
            f"PATCH /api/v1/identities/{ID}",
            {"any", "authenticated", "organisation", "identities", "organisation-identities"},
        ),
        (
            f"POST /api/v1/auth/universal-auth/identities/{ID}/client-secrets",
            {"any", "authenticated", "organisation", "identities", "organisation-identities"},
        ),
        ("GET /api/v2/service-token", {"any", "authenticated", "token-only"}),
        ("GET /api/status", {"any", "authenticated", "token-only", "status"}),
        ("GET /api/v1/secret-tags", {"any", "authenticated"}),
        ("GET /healthcheck", {"any"}),
        ("GET /", {"any"}),
        ("GET /api", {"any"}),
    ],
)
def test_a_request_belongs_to_its_kinds(request_line: str, expected: set[str]) -> None:
    assert kinds(*request_line.split(" ", 1)) == expected

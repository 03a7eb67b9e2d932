"""Which kind of route a request went to: the table and the gates speak of kinds, not of paths."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# A request belongs to every kind in its row. Patterns are tried in order against METHOD and path.
_ROUTES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("POST", r"/api/v1/auth/universal-auth/login/?", ("login",)),
    ("POST", r"/api/v1/auth/token/renew", ("renew",)),
    ("POST", r"/api/v1/auth/token/revoke", ("revoke",)),
    ("POST", r"/api/v1/auth/([a-z]+(?:-cert)?)-auth/login/?", ("other-login", "login-{1}")),
    (".*", r"/api/v3/secrets/raw", ("authenticated", "project", "secrets", "raw", "raw-list")),
    (".*", r"/api/v3/secrets/(?:batch/raw|raw/batch)", ("authenticated", "project", "secrets", "raw")),
    (".*", r"/api/v3/secrets/raw/[^/]+", ("authenticated", "project", "secrets", "raw", "secret-name")),
    (".*", r"/api/v4/secrets", ("authenticated", "project", "secrets", "v4-list")),
    (".*", r"/api/v4/secrets/[^/]+", ("authenticated", "project", "secrets", "secret-name")),
    (".*", r"/api/v3/secrets", ("authenticated", "project", "secrets", "encrypted")),
    (".*", r"/api/v3/secrets/[^/]+", ("authenticated", "project", "secrets", "encrypted", "secret-name")),
    (".*", r"/api/v[12]/folders(?:/.*)?", ("authenticated", "project", "folders")),
    (".*", r"/api/v[12]/secret-imports(?:/.*)?", ("authenticated", "project", "imports")),
    (
        ".*",
        r"/api/v[12]/(?:workspace|projects)/[^/]+/identity-memberships(?:/[^/]+)?",
        ("authenticated", "project", "membership", "identities"),
    ),
    (".*", r"/api/v[12]/(?:workspace|projects)/[^/]+/roles(?:/.*)?", ("authenticated", "project", "roles")),
    (".*", r"/api/v2/workspace/[^/]+|/api/v1/projects/slug/[^/]+", ("authenticated", "project-slug")),
    (".*", r"/api/v1/(?:workspace|projects)/[^/]+", ("authenticated", "project", "project-object")),
    (".*", r"/api/v[12]/(?:workspace|projects)", ("authenticated", "own-projects")),
    (".*", r"/api/v[12]/(?:workspace|projects)/.+", ("authenticated", "project")),
    (".*", r"/api/v[12]/organizations?/[^/]+/workspaces", ("authenticated", "organisation", "own-projects")),
    (".*", r"/api/v[12]/organizations?(?:/.*)?", ("authenticated", "organisation")),
    (".*", r"/api/v1/identities/details", ("authenticated", "token-only")),
    (
        ".*",
        r"/api/v1/(?:identities|auth/[a-z-]+-auth/identities)(?:/.*)?",
        ("authenticated", "organisation", "identities"),
    ),
    (".*", r"/api/v2/service-token", ("authenticated", "token-only")),
    (".*", r"/api/status", ("authenticated", "token-only", "status")),
    (".*", r"/api/.*", ("authenticated",)),
)


@lru_cache(maxsize=256)
def kinds(method: str, path: str) -> frozenset[str]:
    """The kinds of route that `METHOD path` belongs to; `any` always; unknown paths are only `any`.

    An empty method is one that is not known, so it may be whatever the route takes.
    """
    for verb, pattern, names in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and (not method or re.fullmatch(verb, method)):
            return frozenset({"any", *(name.replace("{1}", (match.groups() or ("",))[0]) for name in names)})
    return frozenset({"any"})

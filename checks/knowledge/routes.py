"""Which kind of route a request went to: the table and the gates speak of kinds, not of paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

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
        r"/api/v[12]/(?:workspace|projects)/[^/]+/(?:identity-memberships|memberships/identities|identities)(?:/[^/]+)?",
        ("authenticated", "project", "membership", "identities", "project-identities"),
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
        r"/api/v1/auth/[a-z-]+-auth/identities/[^/]+/client-secrets/.+",
        ("authenticated", "organisation", "identities", "organisation-identities", "client-secrets"),
    ),
    (
        ".*",
        r"/api/v1/(?:identities|auth/[a-z-]+-auth/identities)(?:/.*)?",
        ("authenticated", "organisation", "identities", "organisation-identities"),
    ),
    (".*", r"/api/v2/service-token", ("authenticated", "token-only")),
    (".*", r"/api/status", ("authenticated", "token-only", "status")),
    (".*", r"/api/.*", ("authenticated",)),
)


CUT: Final = "…"
"""Ends a path whose rest is missing."""

# What a path that was cut off can have been; `*` is any one part.
_PATHS: Final = (
    "/api/v1/auth/universal-auth/login",
    "/api/v1/auth/token/renew",
    "/api/v1/auth/token/revoke",
    *(
        f"/api/v1/auth/{method}-auth/login"
        for method in (
            "alicloud", "aws", "azure", "gcp", "jwt", "kubernetes", "ldap", "oci", "oidc", "spiffe", "tls-cert",
        )
    ),
    "/api/v1/auth/universal-auth/identities/*",
    "/api/v3/secrets/raw/*",
    "/api/v4/secrets/*",
    "/api/v3/secrets/*",
    *(f"/api/v{version}/{name}/*" for version in (1, 2) for name in ("folders", "secret-imports")),
    *(
        f"/api/v{version}/{name}/*/{further}/*"
        for version in (1, 2)
        for name in ("workspace", "projects")
        for further in ("identity-memberships", "identities", "memberships/identities", "roles")
    ),
    "/api/v1/projects/slug/*",
    *(f"/api/v{version}/{name}/*/workspaces" for version in (1, 2) for name in ("organization", "organizations")),
    "/api/v1/identities/details",
    "/api/v1/identities/*",
    "/api/v2/service-token",
    "/api/status",
)  # fmt: skip


def path_of(url: str) -> str:
    """The URL's path without the slash before it and without the query."""
    return (url.partition("://")[2] or url).partition("/")[2].partition("?")[0]


def of_url(method: str, url: str) -> frozenset[str]:
    """The kinds of route that a URL, or a path alone, belongs to; what stands before its `api/` does not matter."""
    path = path_of(url)
    return kinds(method, "/" + path[max(0, path.find("api/")) :])


def is_infisicals(names: frozenset[str]) -> bool:
    """Whether the kinds are of a route that only Infisical is known to have, not just of some API."""
    return bool(names - {"any", "authenticated"})


def is_cut(path: str) -> bool:
    """Whether the rest of the path is missing; what is missing of a query tells nothing of the route."""
    return path.endswith(CUT) and "?" not in path


def split(url: str) -> SplitResult:
    """The parts of a URL that others wrote; of one whose host is none, such as `[REDACTED]`, what stands behind it."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit(re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*", "", url))


@lru_cache(maxsize=256)
def kinds(method: str, path: str) -> frozenset[str]:
    """The kinds of route that `METHOD path` belongs to; `any` always; unknown paths are only `any`.

    An empty method is one that is not known, so it may be whatever the route takes. A path that was cut off belongs to
    every kind that it can go on to.
    """
    if is_cut(path):
        return frozenset({"any"}).union(*(kinds(method, known) for known in _continued(path[: -len(CUT)])))
    return _kinds(method, path)


def _continued(fragment: str) -> Iterator[str]:
    """The known paths that start like the fragment, as far as they are known and whole."""
    parts = fragment.split("/")
    for known in _PATHS:
        shape = known.split("/")
        same = all(b in {a, "*"} for a, b in zip(parts[:-1], shape, strict=False))
        if (
            len(parts) <= len(shape)
            and same
            and (shape[len(parts) - 1] == "*" or shape[len(parts) - 1].startswith(parts[-1]))
        ):
            yield from ("/".join(parts[:-1] + shape[len(parts) - 1 : end]) for end in range(len(parts), len(shape) + 1))


def _kinds(method: str, path: str) -> frozenset[str]:
    for verb, pattern, names in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and (not method or re.fullmatch(verb, method)):
            return frozenset({"any", *(name.replace("{1}", (match.groups() or ("",))[0]) for name in names)})
    return frozenset({"any"})

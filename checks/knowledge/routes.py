"""Which kind of route a request went to: the table and the gates speak of kinds, not of paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

CUT: Final = "…"
"""Ends a path whose rest is missing."""

METHODS: Final = (
    "alicloud", "aws", "azure", "gcp", "jwt", "kubernetes", "ldap", "oci", "oidc", "spiffe", "tls-cert",
)  # fmt: skip
"""The login methods besides universal auth, as they stand in a path."""


class Route(NamedTuple):
    """A route, and the kinds that a request on it belongs to. Without a `verb` it is every method's.

    In `path`, `*` is one part, `/**` any further parts or none, `/...` whatever follows the slash, `(a|b)` one of
    several, `[…]` what may be missing, and `<method>` a login method, which stands for `{1}` in a kind. `continues`:
    whether a path that was cut off may have been this one.
    """

    path: str
    kinds: tuple[str, ...]
    verb: str = ""
    continues: bool = True


# The first that fits is taken.
_ROUTES: Final = (
    Route("/api/v1/auth/universal-auth/login[/]", ("login",), verb="POST"),
    Route("/api/v1/auth/token/renew", ("renew",), verb="POST"),
    Route("/api/v1/auth/token/revoke", ("revoke",), verb="POST"),
    Route("/api/v1/auth/<method>-auth/login[/]", ("other-login", "login-{1}"), verb="POST"),
    Route("/api/v3/secrets/raw", ("authenticated", "project", "secrets", "raw", "raw-list")),
    Route("/api/v3/secrets/(batch/raw|raw/batch)", ("authenticated", "project", "secrets", "raw"), continues=False),
    Route("/api/v3/secrets/raw/*", ("authenticated", "project", "secrets", "raw", "secret-name")),
    Route("/api/v4/secrets", ("authenticated", "project", "secrets", "v4-list")),
    Route("/api/v4/secrets/*", ("authenticated", "project", "secrets", "secret-name")),
    Route("/api/v3/secrets", ("authenticated", "project", "secrets", "encrypted")),
    Route("/api/v3/secrets/*", ("authenticated", "project", "secrets", "encrypted", "secret-name")),
    Route("/api/v(1|2)/folders/**", ("authenticated", "project", "folders")),
    Route("/api/v(1|2)/secret-imports/**", ("authenticated", "project", "imports")),
    Route(
        "/api/v(1|2)/(workspace|projects)/*/(identity-memberships|memberships/identities|identities)[/*]",
        ("authenticated", "project", "membership", "identities", "project-identities"),
    ),
    Route("/api/v(1|2)/(workspace|projects)/*/roles/**", ("authenticated", "project", "roles")),
    Route("/api/(v2/workspace|v1/projects/slug)/*", ("authenticated", "project-slug")),
    Route("/api/v1/(workspace|projects)/*", ("authenticated", "project", "project-object")),
    Route("/api/v(1|2)/(workspace|projects)", ("authenticated", "own-projects")),
    Route("/api/v(1|2)/(workspace|projects)/*/**", ("authenticated", "project"), continues=False),
    Route("/api/v(1|2)/organization[s]/*/workspaces", ("authenticated", "organisation", "own-projects")),
    Route("/api/v(1|2)/organization[s]/**", ("authenticated", "organisation")),
    Route("/api/v1/identities/details", ("authenticated", "token-only")),
    Route(
        "/api/v1/auth/<method>-auth/identities/*/client-secrets/*/**",
        ("authenticated", "organisation", "identities", "organisation-identities", "client-secrets"),
        continues=False,
    ),
    Route(
        "/api/v1/(identities|auth/universal-auth/identities)/**",
        ("authenticated", "organisation", "identities", "organisation-identities"),
    ),
    Route(
        "/api/v1/auth/<method>-auth/identities/**",
        ("authenticated", "organisation", "identities", "organisation-identities"),
        continues=False,
    ),
    Route("/api/v2/service-token", ("authenticated", "token-only")),
    Route("/api/status", ("authenticated", "token-only", "status")),
    Route("/api/...", ("authenticated",), continues=False),
)

_SIGN: Final = re.compile(r"/\*\*|/\.\.\.|\*|<method>|[(\[\]]")
_PATTERN: Final = {
    "/**": "(?:/.*)?", "/...": "/.*", "*": "[^/]+", "<method>": "([a-z]+(?:-cert)?)",
    "(": "(?:", "[": "(?:", "]": ")?",
}  # fmt: skip
_CHOICE: Final = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|(<method>)")


@cache
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_SIGN.sub(lambda m: _PATTERN[m[0]], path))


@cache
def _starts() -> tuple[tuple[Route, str], ...]:
    """Each route, and what a path of it starts with: few routes are met in a run, and the others need no pattern."""
    return tuple((route, _SIGN.split(route.path)[0]) for route in _ROUTES)


@cache
def _shapes() -> tuple[tuple[str, ...], ...]:
    """The parts of the paths that one that was cut off can have been; `*` is any one part."""
    paths = (path for route in _ROUTES if route.continues for path in _spelled_out(route.path))
    return tuple(tuple(path.replace("/**", "/*").split("/")) for path in paths)


def _spelled_out(path: str) -> Iterator[str]:
    """The path with each choice made in every way."""
    choice = _CHOICE.search(path)
    if choice is None:
        yield path
        return
    one_of, optional, _ = choice.groups()
    options = one_of.split("|") if one_of else ["", optional] if optional else METHODS
    for option in options:
        yield from _spelled_out(path[: choice.start()] + option + path[choice.end() :])


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
    known, last = parts[:-1], parts[-1]
    for shape in _shapes():
        if len(parts) > len(shape) or any(b not in {a, "*"} for a, b in zip(known, shape, strict=False)):
            continue
        following = shape[len(known)]
        if following == "*" or following.startswith(last):
            yield from ("/".join((*known, *shape[len(known) : end])) for end in range(len(parts), len(shape) + 1))


def _kinds(method: str, path: str) -> frozenset[str]:
    for route, start in _starts():
        if not path.startswith(start) or (method and route.verb and method != route.verb):
            continue
        match = _pattern(route.path).fullmatch(path)
        if match:
            return frozenset({"any", *(name.replace("{1}", (match.groups() or ("",))[0]) for name in route.kinds)})
    return frozenset({"any"})

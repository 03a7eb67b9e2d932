"""Which recorded requests were put to the same route, and when two requests ask the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tests.recorded.loader import WHOLE, Query, Recorded, load

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
# Nothing in the recorded projects is imported or refers to another secret, so these change no answer.
IMMATERIAL = frozenset({"include_imports", "includeImports", "expandSecretReferences"})
OF_ERA_C = "viewSecretValue"
DEFAULTS = frozenset({("secretPath", "/"), ("path", "/"), ("recursive", "false"), (OF_ERA_C, "true")})
FOLLOWED_BY_NAMES = frozenset({"workspace", "organizations"})
# Routes that these servers had although the recorder asked none of them.
NOT_ASKED = re.compile(
    r"/api/v1/workspace/[^/]+/(trusted-ips|service-token-data)|/api/v1/auth/[a-z]+-auth/|/api/v3/work"
)


def material(query: Iterable[tuple[str, str]], server: str) -> Query:
    """The parameters that can change the answer, sorted, without those that say what goes without saying."""
    skip = IMMATERIAL | ({OF_ERA_C} if server in WHOLE else set())
    pairs = {(k, (v.rstrip("/") or "/") if k in {"secretPath", "path"} else v) for k, v in query if k not in skip}
    return tuple(sorted(pairs - DEFAULTS))


@lru_cache(maxsize=3)
def known_ids(server: str) -> frozenset[str]:
    """Every id that a recorded request of that server holds."""
    asked = (x for s in load(server).values() for x in s.exchanges)
    return frozenset(p for x in asked for p in (*x.path.split("/"), *(v for _, v in x.query)) if UUID.match(p))


@lru_cache(maxsize=3)
def _routes(server: str) -> Mapping[tuple[str, re.Pattern[str]], list[Recorded]]:
    found: dict[tuple[str, re.Pattern[str]], list[Recorded]] = {}
    for x in (x for s in load(server).values() for x in s.exchanges):
        found.setdefault((x.method, _pattern(x.path)), []).append(x)
    return found


@lru_cache(maxsize=4096)
def _pattern(path: str) -> re.Pattern[str]:
    """The route of a recorded path: where it has an id, a slug or a secret's name, any other would do."""
    parts = path.split("/")
    return re.compile("/".join(map(_segment, ["", *parts], parts)) + "$")


def _segment(before: str, part: str) -> str:
    """One segment of a route, which is open if it cannot be a word of the API."""
    word = re.fullmatch(r"[a-z-]+|v\d|", part)
    return re.escape(part) if word and before not in FOLLOWED_BY_NAMES else "[^/]+"


def on_route(server: str, method: str, path: str) -> list[Recorded]:
    """All that was asked of that route in any scenario, the very path first."""
    found = [x for (m, p), some in _routes(server).items() if m == method and p.match(path) for x in some]
    return sorted(found, key=lambda x: x.path != path)

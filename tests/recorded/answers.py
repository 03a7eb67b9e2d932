"""Which recorded answer fits a request, given what was asked before. Knows nothing of HTTP or of real values.

In this order: the server has no such route; the token is dead, and refused on every route; the scenario itself has
the request; another scenario has it and its answer cannot depend on the state at hand. Else nothing.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.recorded.loader import LOGIN, RAW, REVOKE, Query, Recorded, load
from tests.recorded.routes import NOT_ASKED, UUID, known_ids, material, on_route

PLACEHOLDER = re.compile(r"<[a-z]")
JWT = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$")
AIMED = frozenset({"workspaceId", "workspaceSlug", "projectId", "environment"})
# Scenarios that differ from another one only in the environment or path that they ask for.
TWINS = {
    "combo-customenv-wrongpath": "perm-custom-env",
    "combo-e2ee-wrongenv": "e2ee-nobot",
    "combo-e2ee-wrongpath": "e2ee-nobot",
    "combo-noaccess-wrongenv": "perm-no-access",
    "combo-noaccess-wrongpath": "perm-no-access",
    "combo-notmember-wrongenv": "perm-not-in-project",
    "target-env-empty": "healthy",
    "target-env-name": "healthy",
    "target-env-nonexistent": "healthy",
    "target-env-uppercase": "healthy",
    "target-path-no-slash": "healthy",
    "target-path-nonexistent": "healthy",
}
REVOCABLE, AFTER = "healthy-renewable", "raw-after-revoke"
FEWEST, MOST_OF = 5, 0.8

Test = Callable[[Recorded], bool]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request with placeholders for secrets. `token`: the bearer's own value; `minted`: a login of this run gave it;
    `key`: what was sent as `x-api-key`.

    `query` is as `material` gives it. On the revocation route `auth` and `token` are those of the token in the body.
    """

    method: str
    path: str
    query: Query
    auth: str | None = None
    body: Any = None
    token: str = ""
    minted: bool = False
    key: str | None = None


class Answers:
    """What one recorded server answers in one state; a second request may be answered otherwise than the first."""

    def __init__(self, server: str, scenario: str) -> None:
        self._server = server
        self._name = scenario
        self._scenario = load(server)[scenario]
        self._own = [x for x in self._scenario.exchanges if not x.special and x.label not in {"revoke", AFTER}]
        self._hits: Counter[tuple[Any, ...]] = Counter()
        self._uses: Counter[str] = Counter()
        self._revoked: set[str] = set()

    def find(self, ask: Ask) -> Recorded | None:
        """The answer, or None where no recording can know it."""
        known = on_route(self._server, ask.method, ask.path)
        same_path = [x for x in known if x.path == ask.path]
        if all(x.no_route for x in same_path or known) and not NOT_ASKED.match(ask.path):
            return next(x for s in load(self._server).values() for x in s.exchanges if x.no_route)
        if ask.path == REVOKE:
            return self._revoke(ask)
        if ask.auth is None:
            return self._recorded(ask, None) or (self._login(ask) if ask.path == LOGIN else self._anonymous(ask))
        if ask.token in self._revoked:
            return self._of(REVOCABLE, lambda x: x.label == AFTER)
        return self._with_token(ask, known)

    def _with_token(self, ask: Ask, known: Iterable[Recorded]) -> Recorded | None:
        auth = self._speaks_for(ask)
        refusals, dead = self._refusals(auth)
        self._uses[ask.token] += 1
        if dead:
            return refusals[min(self._uses[ask.token], len(refusals)) - 1]
        found = self._recorded(ask, auth) or next(iter(refusals), None)
        if found is None and not PLACEHOLDER.search(auth):
            return self._mangled(auth.removeprefix("Bearer "))
        return found or self._borrowed(ask, auth, list(known))

    def _query(self, x: Recorded) -> Query:
        return material(x.query, self._server)

    def _recorded(self, ask: Ask, auth: str | None) -> Recorded | None:
        """This scenario's own answers to that very request, in recorded order; the last one is repeated."""
        wanted = (ask.method, ask.path, ask.query, auth, trimmed(ask.body))
        same = [x for x in self._own if (x.method, x.path, self._query(x), x.auth, trimmed(x.body)) == wanted]
        if not same:
            return None
        key = (*wanted, ask.token)
        self._hits[key] += 1
        return same[min(self._hits[key], len(same)) - 1]

    def _speaks_for(self, ask: Ask) -> str:
        """The header whose sweep tells what this token gets: the swept one, if raw answered both alike."""
        auth, swept = ask.auth or "", self._scenario.swept
        if not ask.minted or swept is None:
            return auth
        ours, theirs = (next((x for x in self._own if x.auth == a and x.path == RAW), None) for a in (auth, swept))
        return swept if ours and theirs and ours.signature == theirs.signature else auth

    def _refusals(self, auth: str) -> tuple[list[Recorded], bool]:
        """The successive refusals of a token, and whether it is dead: refused on every route, whatever is asked."""
        seen = [x for x in self._own if x.auth == auth and not x.no_route]
        if len(seen) < FEWEST or not seen[-1].refused:
            return [], False
        kinds: dict[Any, Recorded] = {}
        for x in filter(lambda x: x.refused, seen):
            kinds.setdefault(x.signature, x)
        if len(kinds) <= 2 and any(x.path == "/api/status" and x.refused for x in seen):
            return list(kinds.values()), True
        alike = [x for x in seen if x.signature == seen[-1].signature]
        return (alike[:1], False) if len(alike) > MOST_OF * len(seen) else ([], False)

    def _revoke(self, ask: Ask) -> Recorded | None:
        """Only a live token's revocation is recorded."""
        if not PLACEHOLDER.search(ask.auth or "") or self._refusals(self._speaks_for(ask))[1]:
            return None
        if ask.token in self._revoked:
            return None
        self._revoked.add(ask.token)
        return self._of(REVOCABLE, lambda x: x.label == "revoke")

    def _login(self, ask: Ask) -> Recorded | None:
        """A login that the scenario itself did not try."""
        shape = _shape(ask.body)
        if {("clientId", str), ("clientSecret", str)} - shape:
            return self._of("proto-malformed", lambda x: x.path == LOGIN and not x.auth and _shape(x.body) == shape)
        mine = [x for x in self._own if x.path == LOGIN and isinstance(x.body, dict)]
        if not any(x.body.get("clientId") == ask.body["clientId"] for x in mine):
            return self._of("login-wrong-client-id", lambda x: x.path == LOGIN)
        if ask.body["clientSecret"] == f"<client-secret:{self._name}>":
            return None
        ahead = mine[0].status == 500 or "IP address" in mine[0].message or "client ID" in mine[0].message
        return mine[0] if ahead else self._of("login-wrong-secret", lambda x: x.path == LOGIN)

    def _anonymous(self, ask: Ask) -> Recorded | None:
        """Without a credential every state answers alike."""
        routes = on_route(self._server, ask.method, ask.path)
        tried = [x for x in routes if x.scenario == "proto-malformed" and x.path == ask.path]
        swept = [x for x in routes if x.scenario == "at-no-header" and x.phase == "sweep"]
        return next((x for x in (*tried, *swept) if x.auth is None and not x.special), None)

    def _mangled(self, token: str) -> Recorded | None:
        """A value that is nobody's token: the answer depends on its shape only."""
        if token.startswith("st."):
            like = "st-deleted"
        elif token.count(".") != 2:
            like = "at-malformed"
        else:
            like = "at-bad-signature" if JWT.match(token) else "at-quoted"
        return self._of(like, lambda x: x.phase == "hit")

    def _borrowed(self, ask: Ask, auth: str, known: list[Recorded]) -> Recorded | None:
        """What a live token gets where the state of this scenario cannot matter."""
        if ask.path == "/api/status":
            return self._of("healthy", lambda x: x.path == ask.path and x.auth is not None)
        asked = (ask.path, ask.query)
        alike = [x for x in known if x.auth and not x.special and (x.path, self._query(x)) == asked]
        twin = TWINS.get(self._name)
        found = next((x for x in alike if x.scenario == twin), None)
        if found is None and not AIMED & {k for k, _ in ask.query} and ask.path.count("/") < 5:
            found = next((x for x in alike if x.scenario == "proto-malformed" and "#" in (x.auth or "")), None)
        return found or self._other_name(ask, auth) or self._other_project(ask)

    def _other_name(self, ask: Ask, auth: str) -> Recorded | None:
        """Another secret's name in the same folder: refused alike, or not there."""
        prefix, _, name = ask.path.rpartition("/")
        named = (x for x in self._own if x.label == "raw-one" and x.auth == auth and self._query(x) == ask.query)
        one = next(named, None) if prefix == RAW and ask.method == "GET" else None
        if one is None or one.refused:
            return one
        if any(f'"secretKey": "{name}"' in json.dumps(x.response_body) for x in self._own if x.path == RAW):
            return None
        return self._of("target-secret-nonexistent", lambda x: x.label == "raw-one")

    def _other_project(self, ask: Ask) -> Recorded | None:
        """A project that exists nowhere."""
        ghost = load(self._server)["target-project-nonexistent"].inputs["project_id"]
        parts = {*ask.path.split("/"), *(v for _, v in ask.query)}
        unheard = next((p for p in sorted(parts) if UUID.match(p) and p not in known_ids(self._server)), None)
        if unheard is None:
            return None
        path, query = ask.path.replace(unheard, ghost), tuple((k, v.replace(unheard, ghost)) for k, v in ask.query)
        asked = (ask.method, path, material(query, self._server))
        return self._of("target-project-nonexistent", lambda x: (x.method, x.path, self._query(x)) == asked)

    def _of(self, scenario: str, test: Test) -> Recorded | None:
        exchanges = load(self._server)[scenario].exchanges if scenario in load(self._server) else ()
        return next((x for x in exchanges if not x.special and test(x)), None)


def both_credentials(body: Any) -> bool:
    """Whether a login's body carries a client ID and a client secret."""
    pair = (body.get("clientId"), body.get("clientSecret")) if isinstance(body, dict) else ()
    return bool(pair) and all(isinstance(value, str) and value for value in pair)


def trimmed(body: Any) -> str:
    """A body as a comparable text; the servers trim both credentials."""
    if isinstance(body, dict):
        body = {k: v.strip() if isinstance(v, str) else v for k, v in body.items()}
    return json.dumps(body, sort_keys=True)


def _shape(body: Any) -> frozenset[tuple[str, type]]:
    """Field names and types, which is all that a schema looks at; a body that is no object has none."""
    return frozenset((k, type(v)) for k, v in body.items()) if isinstance(body, dict) else frozenset({("", type(body))})

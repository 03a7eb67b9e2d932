"""Which answer of a state's own fits a request: for servers of which a part of the routes was recorded.

A token ends after as many requests as the recorder could put with it; what a state itself was not asked is not known.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.recorded.answers import Ask, trimmed
from tests.recorded.loader import LOGIN, RAW, REVOKE, Recorded, load
from tests.recorded.routes import material

_IN_SEQUENCE = frozenset({"spend", "spent"})
_AFTERWARDS = frozenset({"revoke-again", "raw-after-revoke"})
_EVERYWHERE = "/api/status"


class OwnAnswers:
    """What one recorded server answers in one state; a second request may be answered otherwise than the first."""

    def __init__(self, server: str, scenario: str) -> None:
        self._server = server
        self._scenario = load(server)[scenario]
        plain = [x for x in self._scenario.exchanges if x.label not in _AFTERWARDS]
        self._single = [x for x in plain if x.phase not in _IN_SEQUENCE]
        self._spent = [x for x in plain if x.phase == "spent"]
        self._good_for = sum(x.phase == "spend" for x in plain)
        self._hits: Counter[tuple[Any, ...]] = Counter()
        self._uses: Counter[str] = Counter()

    def find(self, ask: Ask) -> Recorded | None:
        """The answer, or None where no recording can know it."""
        if ask.key is not None:
            return self._with_key(ask)
        if ask.path == LOGIN or ask.auth is None:
            return self._recorded(ask, ask.auth)
        auth = self._speaks_for(ask)
        if self._spent and auth == self._scenario.swept:
            return self._in_sequence(ask, auth)
        if ask.path == REVOKE:
            return self._revoked(auth)
        refusals = self._refusals_everywhere(auth)
        self._uses[ask.token] += 1
        return refusals[min(self._uses[ask.token], len(refusals)) - 1] if refusals else self._recorded(ask, auth)

    def _with_key(self, ask: Ask) -> Recorded | None:
        """What an API key gets, which no route looks behind."""
        mine = [x for x in self._scenario.exchanges if x.special.get("x-api-key") == ask.key and not x.no_route]
        return next((x for x in mine if x.path == ask.path), next(iter(mine), None))

    def _in_sequence(self, ask: Ask, auth: str) -> Recorded | None:
        """What a token of few uses gets: as good as any other while they last, then the end of it."""
        revokes = ask.path == REVOKE
        self._uses[ask.token] += not revokes
        over = self._uses[ask.token] - self._good_for
        ended = [x for x in self._spent if (x.path == REVOKE) == revokes]
        if over > 0 and ended:
            return ended[min(over, len(ended)) - 1]
        return self._revoked(auth) if revokes else self._recorded(ask, auth)

    def _revoked(self, auth: str) -> Recorded | None:
        body = {"accessToken": auth.removeprefix("Bearer ")}
        return next((x for x in self._single if x.path == REVOKE and x.body == body), None)

    def _recorded(self, ask: Ask, auth: str | None) -> Recorded | None:
        """The answers to that very request, in recorded order; the last one is repeated."""
        wanted = (ask.method, ask.path, ask.query, auth, trimmed(ask.body))
        same = [x for x in self._single if not x.special and self._asked(x) == wanted]
        key = (*wanted, ask.token)
        self._hits[key] += 1
        return same[min(self._hits[key], len(same)) - 1] if same else None

    def _asked(self, x: Recorded) -> tuple[Any, ...]:
        return x.method, x.path, material(x.query, self._server), x.auth, trimmed(x.body)

    def _speaks_for(self, ask: Ask) -> str:
        """The header whose sweep tells what this token gets: the swept one, if raw answered both alike."""
        auth, swept = ask.auth or "", self._scenario.swept
        if not ask.minted or swept is None:
            return auth
        ours, theirs = (self._first_answer(header) for header in (auth, swept))
        return swept if ours is not None and ours == theirs else auth

    def _first_answer(self, auth: str) -> tuple[int, str | None, str] | None:
        hits = (x for x in self._single if x.auth == auth and x.path.startswith(RAW))
        return next((x.signature for x in hits), None)

    def _refusals_everywhere(self, auth: str) -> list[Recorded]:
        """The successive refusals of a token that is dead: refused alike on the route that looks at nothing else."""
        seen = [x for x in self._single if x.auth == auth and not x.no_route]
        if not any(x.path == _EVERYWHERE and x.refused for x in seen):
            return []
        kinds = {json.dumps(x.signature): x for x in reversed(seen) if x.refused}
        return [*reversed(kinds.values())]

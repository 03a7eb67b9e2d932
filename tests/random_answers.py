"""Answers that no server gave: any status, envelope and text, and data of any shape."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from hypothesis import strategies as st

from checks.knowledge.table import rows
from diagnose.gather.probes import PROBES
from diagnose.http.answer import allow_list
from diagnose.model import Answer, Envelope, Exchange, Silence
from tests.build import said, silent

_WORDS: Final = sorted({row.message for row in rows()} | {row.error for row in rows()})
_KEYS: Final = (
    *("secrets", "imports", "names", "hidden_values", "hidden_value", "secret", "secretKey"),
    *("secretValueHidden", "id", "name", "slug", "orgId", "version", "environments"),
    *("workspace", "workspaces", "project", "projects", "folders", "permissions", "roles"),
    *("role", "isTemporary", "customRoleSlug", "temporaryAccessEndTime", "isMigrationModeOn", "config", "scopes"),
    *(
        "environment",
        "secretPath",
        "expiresAt",
        "expiresIn",
        "projectId",
        "accessTokenMaxTTL",
        "maxIdentityAccessTokenTTL",
    ),
    *("keys", "identityMembership", "identity", "action", "subject", "inverted"),
)
_leaf = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**60), 2**60),
    st.floats(),
    st.sampled_from(["secrets", "read", "dev", "deployer", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00", "99999"]),
    st.text(max_size=8),
)
_body: st.SearchStrategy[Any] = st.recursive(
    _leaf,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5)),
    max_leaves=12,
)
_said = st.one_of(st.none(), st.sampled_from(_WORDS), st.text(max_size=12))
_headers = st.dictionaries(
    st.sampled_from(["date", "retry-after", "x-ratelimit-remaining", "server"]), st.text(max_size=6), max_size=3
)


@st.composite
def _answer(draw: st.DrawFn, keep: str) -> Answer:
    status = draw(st.one_of(st.sampled_from([200, 301, 400, 401, 403, 404, 422, 429, 500]), st.integers(100, 599)))
    body = draw(st.dictionaries(st.sampled_from(_KEYS), _body, max_size=6))
    ok = 200 <= status < 300
    envelope = Envelope.DATA if ok and draw(st.booleans()) else draw(st.sampled_from(Envelope))
    return Answer(
        status=status,
        envelope=envelope,
        error=draw(_said),
        message=draw(_said),
        data=allow_list.kept(keep, body) if ok else {},
        headers=draw(_headers),
        marks=tuple(draw(st.lists(st.sampled_from(["gateway", "aws-waf", "cf-x", "json-broken", "?"]), max_size=2))),
    )


@st.composite
def answers(draw: st.DrawFn, probe: str) -> Exchange:
    """One exchange of that probe: any answer, or any silence."""
    if draw(st.integers(0, 9)) == 0:
        return silent(probe, draw(st.sampled_from(Silence)))
    blank = said(probe, 200, era=draw(st.sampled_from(["A", "B1", "C2"])))
    return msgspec.structs.replace(blank, answer=draw(_answer(PROBES[probe].keep)))


def exchanges() -> st.SearchStrategy[list[Exchange]]:
    """Some probes, each put once, answered anyhow."""
    names = st.lists(st.sampled_from(sorted(PROBES)), unique=True, max_size=8)
    return names.flatmap(lambda chosen: st.tuples(*(answers(name) for name in chosen)).map(list))

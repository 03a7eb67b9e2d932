"""The lab answers as the recorded servers did: status, `error`, `message` of every request that the tool could put."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from diagnose.lab.answers import Request
from diagnose.lab.dialect import DIALECTS, Dialect
from diagnose.lab.router import find
from tests.lab.recorded_world import BUILDS, Staged, stage
from tests.recorded.loader import Recorded, Scenario, load

NOT_OURS = re.compile(r"/api/docs|/api/v1/dashboard|/api/v1/organization|/api/v1/user|/api/v2/users")
_USERS = "a user's session asks for roles; the lab has one text for users and identities that are no members"
_PARSER = "the text is that of the JSON parser, and Python's words are not Node's"
KNOWN = {
    ("early2024", "at-user-jwt", "project-roles-v1"): _USERS,
    ("early2024", "at-user-jwt-no-org", "project-roles-v1"): _USERS,
    ("early2024", "at-user-jwt-other-org", "project-roles-v1"): _USERS,
    ("early2024", "proto-malformed", "malformed-json"): _PARSER,
    ("mid2024", "proto-malformed", "malformed-json"): _PARSER,
}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One answer of the lab that is not the recorded one."""

    server: str
    scenario: str
    label: str
    recorded: tuple[Any, ...]
    lab: tuple[Any, ...]

    def __str__(self) -> str:
        where = f"{self.server} {self.scenario} {self.label}"
        return f"{where}\n    recorded {self.recorded}\n    lab      {self.lab}"


def request_of(recorded: Recorded, staged: Staged) -> Request:
    """The recorded request with the lab's own values in the place of its placeholders."""
    headers = {"x-forwarded-for": staged.address} | {n: staged.fill(v) for n, v in recorded.special.items()}
    if recorded.auth is not None:
        headers["authorization"] = staged.fill(recorded.auth)
    body = staged.fill(recorded.body)
    if isinstance(body, dict):
        headers.setdefault("content-type", "application/json")
    query = {name: staged.fill(value) for name, value in recorded.query}
    url = quote(recorded.path, safe="/:") + (f"?{urlencode(query)}" if query else "")
    return Request(
        method=recorded.method,
        url=url,
        path=recorded.path,
        query=query,
        headers={n: v for n, v in headers.items() if v is not None},
        body=b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode(),
    )


def said(status: int, body: Any) -> tuple[Any, ...]:
    """What is compared of an answer; an address with its parameters counts as the address."""
    fields = body if isinstance(body, Mapping) and status >= 400 else {}
    return (status, *(_plain(fields.get(name)) for name in ("error", "message")))


def _plain(value: Any) -> Any:
    return re.sub(r"\?[^ ]*", "", value) if isinstance(value, str) else value


def comparable(scenario: Scenario, recorded: Recorded) -> bool:
    """Whether the lab has the route, or the recorded server had none."""
    if NOT_OURS.match(recorded.path):
        return False
    return recorded.no_route or find(_dialect(scenario), recorded.method, recorded.path) is not None


def _dialect(scenario: Scenario) -> Dialect:
    return DIALECTS[BUILDS[scenario.server]]


def differences(scenario: Scenario) -> tuple[int, list[Difference]]:
    """How many answers were compared, and those that differ."""
    staged, found, compared = stage(scenario), [], 0
    for recorded in scenario.exchanges:
        if not comparable(scenario, recorded):
            continue
        compared += 1
        reply = staged.app.handle(request_of(recorded, staged))
        theirs, ours = said(recorded.status, recorded.response_body), said(reply.status, reply.body)
        if theirs != ours:
            where = {"server": scenario.server, "scenario": scenario.name, "label": recorded.label}
            found.append(Difference(**where, recorded=theirs, lab=ours))
    return compared, found


@pytest.mark.parametrize("server", BUILDS)
def test_the_lab_answers_as_the_recorded_server_did(server: str) -> None:
    compared, found = 0, []
    for scenario in load(server).values():
        count, differing = differences(scenario)
        compared += count
        found += differing
    assert compared > 3000
    assert {(d.server, d.scenario, d.label) for d in found} == {k for k in KNOWN if k[0] == server}, _listed(found)
    assert len(found) <= compared / 100


def _listed(found: list[Difference]) -> str:
    return "\n".join(map(str, found))


def test_every_known_difference_says_why() -> None:
    assert all(KNOWN.values())

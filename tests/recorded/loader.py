"""The recorded answers of real servers, typed. Their secrets are placeholders such as `<client-secret:healthy>`.

| server | of | credentials refused | permission refused |
|---|---|---|---|
| early2024 | 2024-03-05 | 403 | 401 |
| mid2024 | 2024-07-24 | 403 | 401 |
| late2024 | 2024-10-10 | 401, unknown client ID 404 | 403 |
| c1 | autumn of 2025 | 401, unknown client ID as well | 403 |
| c2 | August of 2026 | 401, unknown client ID as well | 403 |

The last two are era C's own services in a frame that has a part of the routes: what was not recorded is not known.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

HERE = Path(__file__).parent
WHOLE = ("early2024", "mid2024", "late2024")
"""Servers of which every route was asked for."""
SERVERS = (*WHOLE, "c1", "c2")
LOGIN = "/api/v1/auth/universal-auth/login"
REVOKE = "/api/v1/auth/token/revoke"
RAW = "/api/v3/secrets/raw"

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request put to a real server, and its answer.

    `phase`: pre, login, cure (a fresh login's token while the old one is broken), hit (the first three identical raw
    requests), extra, sweep (every read-only route), probe, down (while the server's database or cache was away), spend
    and spent (one token used in sequence until it ends: while it is good, and after).
    `auth`: the Authorization header as sent. `special`: headers that a plain client does not send.
    `at`: when the scenario was recorded, in seconds since the epoch.
    """

    server: str
    scenario: str
    at: int
    phase: str
    label: str
    method: str
    path: str
    query: Query
    auth: str | None
    special: Mapping[str, str]
    body: Any
    status: int
    response_body: Any
    response_headers: Mapping[str, str]

    @property
    def error(self) -> str | None:
        """The server's `error` field."""
        return self.response_body.get("error") if isinstance(self.response_body, dict) else None

    @property
    def message(self) -> str:
        """The server's `message` field as text, or the whole body where it is no JSON object."""
        said = self.response_body.get("message") if isinstance(self.response_body, dict) else self.response_body
        return said if isinstance(said, str) else json.dumps(said)

    @property
    def signature(self) -> tuple[int, str | None, str]:
        """What tells one kind of answer from another."""
        return self.status, self.error, self.message

    @property
    def refused(self) -> bool:
        """Whether the server said no, for whatever reason."""
        return self.status >= 400

    @property
    def no_route(self) -> bool:
        """Whether that server has no such route."""
        return self.status == 404 and self.message.startswith("Route ")

    @property
    def url(self) -> str:
        """The path with its query as recorded."""
        return self.path + ("?" + "&".join(f"{k}={v}" for k, v in self.query) if self.query else "")


@dataclass(frozen=True, slots=True)
class Scenario:
    """One state of one server. `inputs`: what a user would have, with placeholders; `jwts`: decoded, by placeholder."""

    server: str
    name: str
    at: int
    inputs: Mapping[str, str]
    jwts: Mapping[str, Mapping[str, Any]]
    exchanges: tuple[Recorded, ...]

    @property
    def swept(self) -> str | None:
        """The Authorization header that the recorder put to every route."""
        return next((x.auth for x in self.exchanges if x.phase in {"hit", "sweep"} and x.auth), None)


@dataclass(frozen=True, slots=True)
class Row:
    """What is true of a state, and what may be said of it by someone who can only read."""

    server: str
    scenario: str
    credential: str
    true_cause: str
    also_true: frozenset[str]
    unique: bool
    acceptable: frozenset[str]
    faq: frozenset[str]

    @property
    def healthy(self) -> bool:
        """Whether the credential works for the target."""
        return self.true_cause == "none"

    @property
    def right(self) -> frozenset[str]:
        """The names of the true cause."""
        return frozenset({self.true_cause}) | (self.also_true & self.acceptable)


@lru_cache(maxsize=len(SERVERS))
def load(server: str) -> Mapping[str, Scenario]:
    """The scenarios of one server by name, in recorded order."""
    heads: dict[str, dict[str, Any]] = {}
    found: dict[str, list[Recorded]] = {}
    for line in map(msgspec.json.decode, lzma.decompress((HERE / f"{server}.jsonl.xz").read_bytes()).splitlines()):
        if "inputs" in line:
            head = heads[line["scenario"]] = line
            exchanges = found[line["scenario"]] = []
        else:
            exchanges.append(_recorded(server, head, line))
    return {n: Scenario(server, n, h["at"], h["inputs"], h["jwts"], tuple(found[n])) for n, h in heads.items()}


def _recorded(server: str, head: Mapping[str, Any], line: Mapping[str, Any]) -> Recorded:
    return Recorded(
        server=server,
        scenario=head["scenario"],
        at=head["at"],
        phase=line["phase"],
        label=line["label"],
        method=line["method"],
        path=line["path"],
        query=tuple((k, str(v)) for k, v in line.get("query", {}).items()),
        auth=line.get("auth"),
        special=line.get("headers", {}),
        body=line.get("body"),
        status=line["status"],
        response_body=line.get("answer"),
        response_headers=line.get("answer_headers", {}),
    )


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """The table of what is true, all servers in one."""
    with (HERE / "expected.csv").open(newline="") as file:
        return tuple(
            Row(
                server=row["server"],
                scenario=row["scenario"],
                credential=row["credential"],
                true_cause=row["true_cause"],
                also_true=_ids(row["also_true"]),
                unique=row["visible"] == "unique",
                acceptable=_ids(row["acceptable_causes"]),
                faq=_ids(row["faq"]),
            )
            for row in csv.DictReader(file)
        )


def _ids(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split("|")))


def decisive(server: str, scenario: str) -> Recorded:
    """The first answer that says what is wrong: a refused login, else the first answer to the user's own request."""
    plain = [x for x in load(server)[scenario].exchanges if not x.special]
    login = next((x for x in plain if x.path == LOGIN), None)
    raw = next((x for x in plain if x.phase in {"hit", "sweep"} and x.path == RAW), None)
    found = login if raw is None or (login is not None and login.refused) else raw
    if found is None:
        raise LookupError(server, scenario)
    return found


def refusals() -> Iterator[Recorded]:
    """Every recorded answer of every server that is a refusal, in recorded order."""
    return (x for server in SERVERS for s in load(server).values() for x in s.exchanges if x.refused)

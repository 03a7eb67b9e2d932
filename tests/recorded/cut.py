"""Cuts the recordings of real servers down to what the tests replay. Run by hand, never by a test.

python -m tests.recorded.cut RECORDINGS_FOLDER EXPECTED_CSV…

Writes a file for each server and `expected.csv` next to this file, byte for byte the same each time. A
line is either the head of a scenario (`at`, `inputs`, `jwts`) or one of its exchanges; see loader.py for the fields.
Kept: what a client without privileges, or without any credential, can ask without writing. The revocation is kept of
one scenario only, because in the others the recorder had renewed the token before, which changes the answer; era C's
recorder had not, so it is kept of all.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SERVERS = ("early2024", "mid2024", "late2024", "c1", "c2")
ERA_C = ("c1", "c2")
COLUMNS = ("server", "scenario", "credential", "true_cause", "also_true", "visible", "acceptable_causes", "faq")
PHASES = frozenset({"pre", "login", "cure", "hit", "extra", "sweep", "probe", "down", "spend", "spent"})
HEADERS = frozenset({"retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"})
LOGIN = "/api/v1/auth/universal-auth/login"
REVOKE = "/api/v1/auth/token/revoke"
RAW = "/api/v3/secrets/raw"
REVOCABLE = "healthy-renewable"
TOKEN = re.compile(r"<[a-z-]*token[^<>\s]*>")

Json = dict[str, Any]


def main(recordings: Path, tables: Sequence[Path]) -> None:
    """Write the files."""
    rows = [row for table in tables for row in read_table(table)]
    with (HERE / "expected.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    for server in SERVERS:
        credentials = {row["scenario"]: row["credential"] for row in rows if row["server"] == server}
        with lzma.open(recordings / f"{server}.jsonl.xz", "rt", encoding="utf-8") as lines:
            text = "".join(cut_server([json.loads(line) for line in lines], credentials))
        (HERE / f"{server}.jsonl.xz").write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def read_table(table: Path) -> list[Json]:
    """What a table says of its states, in the columns that the tests use."""
    with table.open(newline="") as file:
        return [{name: row[name] for name in COLUMNS} for row in csv.DictReader(file)]


def cut_server(raw: Sequence[Json], credentials: Mapping[str, str]) -> Iterator[str]:
    """The lines of one server's file: of each scenario its head, then its exchanges."""
    scenarios: dict[str, list[Json]] = defaultdict(list)
    jwts: Json = {}
    for exchange in raw:
        scenarios[exchange["scenario"]].append(exchange)
        jwts |= exchange.get("jwts", {})
    for name, everything in scenarios.items():
        kept = [compact(x, everything) for x in everything if wanted(x)]
        if not kept:
            continue
        mentioned = set(TOKEN.findall(json.dumps(kept, ensure_ascii=False).replace('\\"', '"')))
        head = {
            "scenario": name,
            "at": seconds(everything),
            "inputs": inputs(everything, kept, credentials.get(name)),
            "jwts": {token: jwts[whole] for token in sorted(mentioned) if (whole := uncut(token, name)) in jwts},
        }
        yield from (json.dumps(o, separators=(",", ":"), ensure_ascii=False) + "\n" for o in (head, *kept))


def uncut(token: str, scenario: str) -> str:
    """The token that a cut one is a part of: the recorder could not decode what it had cut."""
    return f"<identity-access-token:{scenario}#2>" if token.endswith(":no-signature-part>") else token


def wanted(x: Json) -> bool:
    """Whether a client that only reads could have had this exchange, and got an answer."""
    method: str = x["request"]["method"]
    path: str = x["request"]["path"]
    if x["phase"] not in PHASES or x["response"]["status"] is None:
        return False
    if x["server"] in ERA_C:
        return method == "GET" or path.rstrip("/") in {LOGIN, REVOKE}
    if x["label"] in {"revoke", "raw-after-revoke"}:
        return bool(x["scenario"] == REVOCABLE)
    if "renew" in x["label"]:
        return False
    return method == "GET" or x["phase"] == "login" or path.rstrip("/") == LOGIN


def compact(x: Json, scenario: Sequence[Json]) -> Json:
    """The exchange in short: no noise of HTTP, no marks of shortened lists, and only what differs from a plain request.

    `headers`: those that a plain client does not send; an address other than the scenario's own is one of them.
    """
    request, response = x["request"], x["response"]
    headers = dict(request["headers"])
    auth, address = headers.pop("authorization", None), headers.pop("x-forwarded-for", None)
    own = next(o["request"]["headers"].get("x-forwarded-for") for o in scenario if not o["phase"].startswith("admin"))
    if address != own:
        headers["x-forwarded-for"] = address
    short = {
        "phase": x["phase"],
        "label": x["label"],
        "method": request["method"],
        "path": request["path"],
        "query": request["query"],
        "auth": auth,
        "headers": headers,
        "body": request["body"],
        "status": response["status"],
        "answer": whole(response["body"]),
        "answer_headers": {k: v for k, v in response["headers"].items() if k in HEADERS},
    }
    return {k: v for k, v in short.items() if v is not None and (v != {} or k in {"body", "answer"})}


def whole(value: Any) -> Any:
    """JSON without the recorder's marks of shortened lists."""
    if isinstance(value, list):
        return [whole(v) for v in value if not (isinstance(v, dict) and "__truncated__" in v)]
    return {k: whole(v) for k, v in value.items()} if isinstance(value, dict) else value


def seconds(scenario: Sequence[Json]) -> int:
    """When the scenario was recorded by the server's clock, in seconds since the epoch."""
    dates = (x["response"]["headers"].get("date") for x in scenario)
    return int(parsedate_to_datetime(next(d for d in dates if d)).timestamp())


def inputs(everything: Sequence[Json], kept: Sequence[Json], credential: str | None) -> Json:
    """What a user of that scenario would hand to the tool, with placeholders for secrets."""
    logins = [x for x in kept if x["path"] == LOGIN and isinstance(x.get("body"), dict) and not x.get("headers")]
    swept = next((x["auth"] for x in kept if x["phase"] in {"hit", "sweep"} and "auth" in x), "")
    asked: Json = next((x["query"] for x in kept if x["phase"] == "hit" and x["path"].startswith(RAW)), {})
    hits = (x["path"].rpartition("/") for x in kept if x["phase"] == "hit")
    named = next(((folder, name) for folder, _, name in hits), ("", ""))
    looked_at = (x["request"]["path"] for x in everything if x["phase"] == "admin-identity" and x["label"] == "project")
    minted = {f"Bearer {x['answer'].get('accessToken')}" for x in logins if isinstance(x.get("answer"), dict)}
    by_login = credential == "universal-auth" if credential else bool(logins) and (not swept or swept in minted)
    login = logins[0]["body"] if by_login else {}
    found = {
        "client_id": login.get("clientId"),
        "client_secret": login.get("clientSecret"),
        "token": swept.removeprefix("Bearer ") if not by_login and swept.startswith("Bearer ") else None,
        "project_id": asked.get("workspaceId") or next((p.split("/")[4] for p in looked_at), None),
        "environment": asked.get("environment", "dev"),
        "secret_path": asked.get("secretPath", "/"),
        "secret_name": named[1] if named[0] == RAW else None,
    }
    return {k: v for k, v in found.items() if v is not None}


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(table) for table in sys.argv[2:]])

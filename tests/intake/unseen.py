"""Texts that nobody has written: any row of the rejection table in any client's form, with what it can mean.

Nothing of the reader is used here, so that a fault of the reader cannot hide in its own test.
"""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random

from checks.knowledge import routes
from tests.intake.forms import FORMS, SLOT, Form, Row, Said, error_of, status

_TABLE = Path(__file__).parents[2] / "checks" / "knowledge" / "rejections.csv"
_UUID = "3f2b8c1d-0a4e-4f6b-9c7d-8e1f2a3b4c5d"
ROUTES = {
    "login": ("POST", "/api/v1/auth/universal-auth/login", "CallUniversalAuthLogin"),
    "renew": ("POST", "/api/v1/auth/token/renew", "CallRenewAccessToken"),
    "revoke": ("POST", "/api/v1/auth/token/revoke", "CallRevokeAccessToken"),
    "secrets": ("GET", "/api/v3/secrets/raw", "CallListSecretsV3"),
    "secret-name": ("GET", "/api/v3/secrets/raw/DB_URL", "CallRetrieveSecretV3"),
    "identities": ("POST", "/api/v1/identities", "CallCreateIdentity"),
    "membership": ("POST", f"/api/v2/workspace/{_UUID}/identity-memberships/{_UUID}", "CallCreateProjectIdentity"),
    "folders": ("GET", "/api/v1/folders", "CallGetFoldersV1"),
    "imports": ("GET", "/api/v1/secret-imports", "CallGetImports"),
    "organisation": ("GET", f"/api/v1/organization/{_UUID}", "CallGetOrganization"),
    "roles": ("GET", f"/api/v2/workspace/{_UUID}/roles", "CallGetRoles"),
    "project-object": ("GET", f"/api/v1/workspace/{_UUID}", "CallGetProject"),
    "project-slug": ("GET", "/api/v2/workspace/web-shop", "CallGetProjectBySlug"),
    **{
        f"login-{method}": ("POST", f"/api/v1/auth/{method}-auth/login", f"Call{method.title()}AuthLogin")
        for method in routes.METHODS
    },
}
_FILL: dict[str, Callable[[Random], str]] = {
    "id": lambda r: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "identityId": lambda r: f"{r.getrandbits(96):024x}",
    "slug": lambda r: r.choice(("web-shop", "backend-x1", "pay_2")),
    "env": lambda r: r.choice(("prod", "dev", "qa-2")),
    "path": lambda r: r.choice(("/", "/apps/api", "/db")),
    "code": lambda r: r.choice(("404", "418")),
    "n": lambda r: str(r.randint(2, 60)),
    "m": lambda r: str(r.randint(2, 9)),
    "time": lambda r: f"{r.randint(2, 59)} seconds",
    "action": lambda r: r.choice(("read", "create", "edit", "delete")),
    "subject": lambda r: r.choice(("secrets", "secret-folders")),
    "name": lambda r: r.choice(("DB_URL", "API_KEY")),
    "arn": lambda r: f"arn:aws:iam::{r.randint(10**11, 10**12 - 1)}:role/ci",
    "kid": lambda r: f"{r.getrandbits(64):x}",
    "oid": lambda r: str(uuid.UUID(int=r.getrandbits(128), version=4)),
    "issuer": lambda r: r.choice(("https://issuer.example", "https://token.example")),
    "url": lambda r: r.choice(("https://idp.example/jwks", "https://sso.example/.well-known")),
    "field": lambda r: r.choice(("mail", "uid")),
    "claim": lambda r: r.choice(("repository", "ref")),
    "target": lambda r: f"https://10.4.0.{r.randint(1, 9)}:6443",
}


# Places for any words, which depend on what stands beside them.
_FREE = ("x", "rest", "reason", "reasons")
_WITHIN, _BEHIND_WORDS, _ATTACHED = (
    ("no usable ", "unknown "), ("malformed", "3 of 4 tries: no answer"), (": see the log", ", see the log", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Unseen:
    """A text. `truth`: what it can mean; `first`: what may come first, none if the form does not keep what decides."""

    form: str
    text: str
    truth: frozenset[str]
    cause: str
    first: frozenset[str]
    proven: bool
    secret: str


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """Those of which enough is fixed to be recognised, one for each choice of their message."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(row for fields in csv.DictReader(file) for row in _rows(fields))


def _rows(fields: dict[str, str]) -> list[Row]:
    statuses = tuple(int(status) for status in fields["status"].split("|"))
    choices = re.split(r"\|(?![^<]*>)", fields["message"])
    fixed = [choice for choice in choices if _is_fixed(choice) and min(statuses) >= 400]
    fixed = fixed if _routes_of(fields["where"]) else []
    return [
        Row(
            fields["eras"], fields["where"], fields["credential"], statuses,
            re.split(r"\|(?![^<]*>)", fields["error"])[0], choice,
            tuple(fields["causes"].split()), tuple(fields["may_be"].split()),
        )
        for choice in fixed
    ]  # fmt: skip


def _is_fixed(message: str) -> bool:
    names = {*SLOT.findall(message)} - {*_FREE}
    return len(SLOT.sub("", message)) >= 16 and message[0].isalpha() and names <= {*_FILL}


_ANYONES = re.compile(r"(?i)self.signed certificate|verify the first certificate|failed with status code")
_BEFORE = (
    "2026-03-01T09:59:58Z INFO starting worker 3 of 4\n", "+ set -e\n", "Pulling image registry.example/app:1.4.2\n",
    "npm warn deprecated inflight@1.0.6\n", "Hello, since this morning we see the following, can you help?\n\n",
    "$ infisical export --env=prod\n", "[entrypoint] waiting for secrets\n",
)  # fmt: skip
_BEHIND = (
    "exit status 1\n", "command terminated with exit code 1\n", "DATABASE_URL is not set, exiting\n", "\nThanks!\n",
    "Error: Process completed with exit code 1.\n", "make: *** [Makefile:14: deploy] Error 1\n",
)  # fmt: skip


# What shippers and tools put before each line.
_SHIPPED = (
    "app-{n}  | ", "[pod/web-6c9f7d{n}b-x2x4z/app] ", "Feb  3 11:20:14 node{n} myapp[4411]: ",
    "2026-03-01T10:00:0{n}.123456789Z stdout F ", "2026-03-01T10:00:0{n}.1234567Z ",
)  # fmt: skip
# Another service's failure in the same text.
_BESIDE = (
    "vault-agent: PUT https://vault.corp.example:8200/v1/auth/approle/login: 400 invalid role or secret ID\n",
    "remote: HTTP Basic: Access denied. fatal: Authentication failed for 'https://gitlab.corp.example/a/b.git/'\n",
    'psql: error: connection to server at "10.0.0.5", port 5432 failed: FATAL:  password authentication failed\n',
    "npm ERR! 401 Unauthorized - GET https://registry.corp.example/left-pad\n",
)  # fmt: skip


_FORMS_OF_ONE = 4


def unseen(seed: int) -> Unseen:
    """The text of that number. Four in a row say the same refusal in forms of their own, and each four another row."""
    row = rows()[seed // _FORMS_OF_ONE % len(rows())]
    said = _said(row, Random(seed // _FORMS_OF_ONE))
    r = said.dice = Random(f"form {seed}")
    form, keeps = r.choice([each for each in FORMS if _can_say(*each, said)])
    secret = "".join(r.choice("0123456789abcdef") for _ in range(64))
    text = form(said)
    if "u" not in keeps and row.where.startswith("login-") and form is not status:
        text = f"infisical login --method={row.where[6:]}-auth\n{text}" if r.random() < 0.3 else text
    if r.random() < 0.2 and row.where == "login":
        text = f"$ infisical login --method=universal-auth --client-secret={secret}\n{text}"
    before = "".join(r.sample(_BEFORE, r.randint(0, 2)))
    text = before + text + "".join(r.sample(_BEHIND, r.randint(0, 2)))
    if r.random() < 0.15:
        text = r.choice((lambda other: f"{other}{text}", lambda other: f"{text}{other}"))(r.choice(_BESIDE))
    if r.random() < 0.25:
        mark = r.choice(_SHIPPED).format(n=seed % 7)
        text = "".join(f"{mark}{line}\n" for line in text.splitlines())
    same = [other for other in rows() if _alike(row, other, said, keeps)] if "m" in keeps else []
    same = _most_fixed(same, keeps) if "--method=universal" not in text else [row]
    truth = frozenset(cause for other in (row, *same) for cause in (*other.causes, *other.may_be))
    first = frozenset(other.causes[0] for other in (row, *same)) if {*"ms"} <= {*keeps} else frozenset()
    proven = len({cause for other in (row, *same) for cause in other.causes}) == 1
    return Unseen(form.__name__.strip("_"), text, truth, row.causes[0], first, proven, secret)


def _said(row: Row, r: Random) -> Said:
    method, path, call = r.choice(_routes_of(row.where))
    host = r.choice(("https://app.infisical.com", "https://eu.infisical.com", "http://10.0.4.7:8080",
                     "https://secrets.{0}.example", "https://infisical.{0}.example:8443"))  # fmt: skip
    host = host.format(r.choice(("ostrava", "hafen", "lindgren", "zoo")))
    message = SLOT.sub(lambda slot: _filled(slot, r), row.message)
    identity = "".join(r.choice("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789") for _ in range(14))
    return Said(row, message, r.choice(row.status), method, path, call, host, identity, r)


def _filled(slot: re.Match[str], r: Random) -> str:
    if slot[1] not in _FREE:
        coded = slot.string[: slot.start()].endswith("status code ")
        return _FILL["code" if coded else slot[1]](r)
    if slot.end() < len(slot.string):
        return r.choice(_WITHIN)
    return r.choice(_BEHIND_WORDS if slot.string[: slot.start()].endswith(" ") else _ATTACHED)


def _can_say(form: Form, keeps: str, said: Said) -> bool:
    """Whether the form tells what the row means: words for the operation, or more than any connection's failure."""
    if form is status:
        return said.path.endswith(("-auth/login", "/secrets/raw"))
    return keeps != "m" or not _ANYONES.search(said.message)


@lru_cache(maxsize=64)
def _routes_of(where: str) -> tuple[tuple[str, str, str], ...]:
    """The requests that can be answered so."""
    return tuple(route for route in ROUTES.values() if where in routes.of_url(*route[:2]))


def _alike(row: Row, other: Row, said: Said, keeps: str) -> bool:
    """Whether the other row gives the same words, as far as the form shows them."""
    if not _fits(other.message, said.message):
        return False
    if "s" in keeps and said.status not in other.status:
        return False
    if "e" in keeps and other.eras[0] != row.eras[0]:
        return False
    if {*"en"} & {*keeps} and not _fits(other.error, error_of(row)):
        return False
    return "u" not in keeps or other.where in routes.of_url(said.method, said.path)


@lru_cache(maxsize=1000)
def _pattern(message: str) -> re.Pattern[str]:
    parts = re.split(r"(<[^<>]*>)", message)
    return re.compile("".join(".*" if part.startswith("<") else re.escape(part) for part in parts))


def _fits(pattern: str, text: str) -> bool:
    return _pattern(pattern).fullmatch(text) is not None


def _most_fixed(same: list[Row], keeps: str) -> list[Row]:
    """Those that fix the most of what the form shows: a wide pattern is no rival of the very words."""

    def fixed(row: Row) -> int:
        return _length(row.message) + (_length(row.error) if {*"en"} & {*keeps} else 0)

    return [row for row in same if fixed(row) == max(map(fixed, same))]


def _length(message: str) -> int:
    return len(SLOT.sub("", message))

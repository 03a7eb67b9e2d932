"""A world in which everything works, for states to break: one identity, one project, secrets that are canaries."""

from __future__ import annotations

import secrets as random
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from diagnose.lab import signing
from diagnose.lab.answers import Request
from diagnose.lab.call import Call
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import Dialect
from diagnose.lab.gates_login import claims, mint, new_id
from diagnose.lab.rules import Role, Rule
from diagnose.lab.state import (
    ApiKey,
    ClientSecret,
    Environment,
    Grant,
    Identity,
    Member,
    Project,
    Revocation,
    Scope,
    Server,
    ServiceToken,
    World,
)

NAMES = ("DATABASE_PASSWORD", "API_KEY", "SESSION_SECRET")
_READ = ("read", "describeSecret", "readValue")
_WRITE = ("create", "edit", "delete")
_SUBJECTS = ("identity", "role", "settings", "environments", "tags", "audit-logs", "secret-imports", "secret-folders")
ELSEWHERE = ("203.0.113.0/24",)  # holds no loopback address


def built_in_roles() -> dict[str, Role]:
    """The project roles that every server brings."""
    reads = tuple(Rule(subject=s, actions=("read",)) for s in _SUBJECTS)
    writes = tuple(Rule(subject=s, actions=("read", *_WRITE)) for s in _SUBJECTS)
    everything = Rule(subject="secrets", actions=(*_READ, *_WRITE))
    found = (
        Role(slug="admin", name="Admin", rules=(everything, *writes), built_in=True),
        Role(slug="member", name="Developer", rules=(everything, *writes[:1], *reads[1:]), built_in=True),
        Role(slug="viewer", name="Viewer", rules=(Rule(subject="secrets", actions=_READ), *reads), built_in=True),
        Role(slug="no-access", name="No Access", built_in=True),
    )
    return {role.slug: role for role in found}


def reading(
    conditions: dict[str, Any] | None = None, *, inverted: bool = False, actions: tuple[str, ...] = _READ
) -> Rule:
    """A rule about reading secrets."""
    return Rule(subject="secrets", actions=actions, conditions=conditions, inverted=inverted)


@dataclass(kw_only=True)
class Bench:
    """The world under construction, the parts that states break most, and the inputs that a user would have."""

    world: World
    dialect: Dialect
    clock: Clock
    identity: Identity
    secret: ClientSecret
    project: Project
    inputs: dict[str, str]
    canaries: set[str]

    @property
    def call(self) -> Call:
        """A call without a request, for what mints."""
        request = Request(method="POST", url="", path="", query={}, headers={})
        return Call(world=self.world, dialect=self.dialect, clock=self.clock, request=request)

    def id(self) -> str:
        """A fresh id in the generation's spelling."""
        return new_id(self.call)

    def canary(self, size: int = 24) -> str:
        """A random value that no output may show."""
        value = random.token_hex(size)
        self.canaries.add(value)
        return value

    @cached_property
    def _folder(self) -> Path:
        folder = tempfile.mkdtemp(prefix="infisical-lab-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)

    def file(self, name: str, content: str) -> str:
        """The path of a private file with that content, which is there as long as the bench is."""
        path = self._folder / name
        path.write_text(content, encoding="utf-8")
        return str(path)

    def token(self, **changed: Any) -> str:
        """An access token of the identity, its row changed as asked; what the user then has instead of a pair."""
        value = str(mint(self.call, self.identity, self.secret)["accessToken"])
        row = list(self.world.tokens.values())[-1]
        for name, new in changed.items():
            setattr(row, name, new)
        return self.hand_over(value)

    def token_of(self, age: float, **claim_changes: Any) -> str:
        """An access token issued `age` seconds ago, with claims changed (None removes one)."""
        self.clock.advance(-age)
        mint(self.call, self.identity, self.secret)
        row = list(self.world.tokens.values())[-1]
        made = claims(self.call, self.identity, row) | claim_changes
        self.clock.advance(age)
        kept = {name: value for name, value in made.items() if value is not None}
        return self.hand_over(signing.sign(kept, self.world.server.signing_key))

    def hand_over(self, token: str) -> str:
        """Give the user this token in place of client id and secret."""
        for name in ("client_id", "client_secret"):
            self.inputs.pop(name, None)
        self.inputs["token"] = token
        self.canaries.add(token)
        return token

    def role(self, *rules: Rule, slug: str = "deployer") -> None:
        """Make the identity's only role a custom one with these rules."""
        self.project.roles[slug] = Role(slug=slug, name=slug.title(), rules=rules)
        self.grant(slug)

    def grant(self, role: str, until: float | None = None) -> None:
        """Make this the identity's only role in the project."""
        self.project.members[self.identity.id] = Member(grants=(Grant(role=role, until=until),), id=self.id())

    def service_token(self, **changed: Any) -> ServiceToken:
        """A service token for the project's `dev`, handed to the user."""
        made = ServiceToken(
            id=self.id(), secret=self.canary(16), project_id=self.project.id, scopes=(Scope(environment="dev"),)
        )
        for name, new in changed.items():
            setattr(made, name, new)
        self.world.service_tokens[made.id] = made
        self.hand_over(f"st.{made.id}.{made.secret}")
        return made

    def api_key(self, **changed: Any) -> ApiKey:
        """An API key of a user who administers the project, handed to the user."""
        made = ApiKey(id=self.id(), secret=self.canary(16), user_id=self.user())
        for name, new in changed.items():
            setattr(made, name, new)
        self.world.api_keys[made.id] = made
        self.hand_over(f"ak.{made.id}.{made.secret}")
        return made

    def user(self) -> str:
        """A user who administers the project; the id."""
        user_id = self.id()
        self.world.users.add(user_id)
        self.project.members[user_id] = Member(grants=(Grant(role="admin"),), id=self.id())
        return user_id

    def session(self, org_id: str | None = "") -> str:
        """A user's session token, handed over; `org_id` empty: this organisation, None: no organisation."""
        made = {
            "authMethod": "email",
            "authTokenType": "accessToken",
            "userId": self.user(),
            "tokenVersionId": self.id(),
            "accessVersion": 1,
            "iat": int(self.clock.now()),
            "exp": int(self.clock.now()) + 864_000,
        }
        if org_id is not None:
            made["organizationId"] = org_id or self.world.org_id
        return self.hand_over(signing.sign(made, self.world.server.signing_key))

    def admin_token(self) -> str:
        """An access token of another identity, which administers the organisation and the project; not handed over."""
        secret = ClientSecret(id=self.id(), value=self.canary(32), created=self.clock.now())
        admin = Identity(
            id=self.id(),
            name="support-admin",
            client_id=str(uuid.uuid4()),
            org_id=self.world.org_id,
            org_role="admin",
            secrets=[secret],
        )
        self.world.identities[admin.id] = admin
        self.project.members[admin.id] = Member(grants=(Grant(role="admin"),), id=self.id())
        value = str(mint(self.call, admin, secret)["accessToken"])
        self.canaries.add(value)
        return value

    def revoke(self, scope: str, subject: str) -> None:
        """Era C2: refuse everything issued so far to that token, identity, client secret or auth method."""
        self.world.revocations.append(Revocation(scope=scope, id=subject, at=self.clock.now()))

    def old_project(self, bot: str) -> None:
        """Make the project one of version 1 whose bot is in that state: end-to-end encryption, unless it is active."""
        self.project.version, self.project.bot = 1, bot


def healthy_bench(dialect: Dialect, clock: Clock) -> Bench:
    """A world in which the user's request works: viewer of a project with secrets in `dev` and `prod`."""
    fresh = _ids(dialect)
    server = Server(signing_key=random.token_hex(32), instance_id=str(uuid.uuid4()))
    world = World(server=server, org_id=fresh())
    canaries: set[str] = {server.signing_key}
    secret = ClientSecret(id=fresh(), value=random.token_hex(32), created=clock.now() - 3600)
    identity = Identity(
        id=fresh(), name="deploy-bot", client_id=str(uuid.uuid4()), org_id=world.org_id, secrets=[secret]
    )
    world.identities[identity.id] = identity
    canaries.add(secret.value)
    project = _project(fresh, world.org_id, canaries, version=3 if dialect.era not in {"A", "B1"} else 1)
    world.projects[project.id] = project
    project.members[identity.id] = Member(grants=(Grant(role="viewer"),), id=fresh())
    inputs = {
        "client_id": identity.client_id,
        "client_secret": secret.value,
        "project_id": project.id,
        "environment": "dev",
        "secret_path": "/",
    }
    return Bench(
        world=world,
        dialect=dialect,
        clock=clock,
        identity=identity,
        secret=secret,
        project=project,
        inputs=inputs,
        canaries=canaries,
    )


def _ids(dialect: Dialect) -> Callable[[], str]:
    return (lambda: uuid.uuid4().hex[:24]) if dialect.family == "A" else (lambda: str(uuid.uuid4()))


def _project(fresh: Callable[[], str], org_id: str, canaries: set[str], version: int) -> Project:
    def folder() -> dict[str, str]:
        values = {name: f"canary-{random.token_hex(16)}" for name in NAMES}
        canaries.update(values.values())
        return values

    environments = (
        Environment(id=fresh(), name="Development", slug="dev", folders={"/": folder(), "/app": folder()}),
        Environment(id=fresh(), name="Staging", slug="staging"),
        Environment(id=fresh(), name="Production", slug="prod", folders={"/": folder(), "/app": folder()}),
    )
    return Project(
        id=fresh(),
        slug=f"web-shop-{random.token_hex(2)}",
        name="Web Shop",
        org_id=org_id,
        version=version,
        environments={e.slug: e for e in environments},
        roles=built_in_roles(),
    )

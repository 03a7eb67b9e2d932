"""The lab's world: what the server's database holds. Requests change it as they change the real one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from diagnose.lab.rules import Role, Rule

ANYWHERE = ("0.0.0.0/0", "::/0")
THIRTY_DAYS = 2_592_000


@dataclass(kw_only=True)
class ClientSecret:
    """A client secret. `ttl` in seconds, 0 for no end; `uses_limit` 0 for no limit."""

    id: str
    value: str
    created: float
    ttl: float = 0
    uses: int = 0
    uses_limit: int = 0
    revoked: bool = False


@dataclass(kw_only=True)
class Lockout:
    """Failed logins of one identity and client id, and until when they lock it (epoch seconds)."""

    enabled: bool = True
    threshold: int = 3
    duration: float = 300
    reset: float = 30
    failures: int = 0
    last_failure: float = 0
    locked_until: float = 0


@dataclass(kw_only=True)
class Identity:
    """A machine identity with universal auth. Times in seconds, 0 for none; limits 0 for no limit."""

    id: str
    name: str
    client_id: str
    org_id: str
    org_role: str = "no-access"
    in_org: bool = True
    org_active: bool = True
    login_from: tuple[str, ...] = ANYWHERE
    use_from: tuple[str, ...] = ANYWHERE
    ttl: float = THIRTY_DAYS
    max_ttl: float = THIRTY_DAYS
    uses_limit: int = 0
    secrets: list[ClientSecret] = field(default_factory=list)
    lockout: Lockout = field(default_factory=Lockout)


@dataclass(kw_only=True)
class LoginMethod:
    """One identity's login method besides universal auth. `settings` are what its gate in `methods/` compares."""

    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class AccessToken:
    """The row behind an access token. `frozen_from`: the trusted ranges that era A copies into it.

    `method`: the login method by which it was issued.
    """

    id: str
    identity_id: str
    client_secret_id: str
    created: float
    ttl: float
    max_ttl: float
    renewed: float | None = None
    uses: int = 0
    uses_limit: int = 0
    revoked: bool = False
    frozen_from: tuple[str, ...] = ANYWHERE
    method: str = "universal"


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """Era C2: what was issued to `id` until `at` is refused; `scope`: token, identity, client-secret, auth-method."""

    scope: str
    id: str
    at: float


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a service token may go; the path may be a pattern."""

    environment: str
    path: str = "/"


@dataclass(kw_only=True)
class ServiceToken:
    """A service token; `expires` in epoch seconds, None for never."""

    id: str
    secret: str
    project_id: str
    scopes: tuple[Scope, ...]
    permissions: tuple[str, ...] = ("read",)
    name: str = "deploy"
    expires: float | None = None


@dataclass(kw_only=True)
class ApiKey:
    """A user's API key, sent as `x-api-key`."""

    id: str
    secret: str
    user_id: str
    expires: float | None = None


@dataclass(kw_only=True)
class Environment:
    """An environment and its folders: path -> secret name -> value."""

    id: str
    name: str
    slug: str
    folders: dict[str, dict[str, str]] = field(default_factory=lambda: {"/": {}})


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One role of a member; a temporary one ends at `until` (epoch seconds)."""

    role: str
    until: float | None = None


@dataclass(kw_only=True)
class Member:
    """What an identity or user holds in a project: roles, and additional privileges (rules with an optional end)."""

    grants: tuple[Grant, ...]
    privileges: tuple[tuple[Rule, float | None], ...] = ()
    id: str = ""


@dataclass(kw_only=True)
class Project:
    """A project. `version` 1 and 2 need a bot (`active`, `inactive`, `keyless`, `missing`); 3 does not.

    `holds_key`: the server could create the bot by itself. `kind`: secret-manager, or what refuses secrets in era C1.
    """

    id: str
    slug: str
    name: str
    org_id: str
    version: int = 3
    bot: str = "active"
    holds_key: bool = False
    kind: str = "secret-manager"
    has_index: bool = True
    environments: dict[str, Environment] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """What ends TLS before the server. `pair`: the file of its certificate and key.

    `known`: the client's certificate, as PEM; the edge lets it through whoever issued it. `asks` for a certificate in
    the handshake; `hands_on`: writes it into the header in which the server looks for it.
    """

    pair: str
    known: str
    asks: bool = True
    hands_on: bool = True


@dataclass(kw_only=True)
class Server:
    """The server itself. `front`: what stands before it and answers in its place (see `front.py`), empty for nothing.

    `edge`: what ends TLS, None where the lab speaks plain HTTP.
    `reads_per_minute`, `writes_per_minute`: how many requests to one route an address may put, None for any number; a
    login counts as a write. `minute`: how long that minute lasts, in seconds, for tests that cannot wait.
    `gone`: path prefixes of routes that this build has no more. `forwards`: what a proxy before it writes into
    `x-forwarded-for`.
    `compares_as_text`: a defect of some builds of C1, by which 2 of 10 uses count as spent. `lock_contended`: failed
    logins find the counter's lock taken. `forbids_last`: rules that forbid are put behind those that allow, so that
    they win; builds of C1 before February 2026 take the rules as they stand.
    """

    maintenance: bool = False
    database_down: bool = False
    redis_down: bool = False
    front: str = ""
    edge: Edge | None = None
    forwards: str = ""
    reads_per_minute: int | None = None
    writes_per_minute: int | None = None
    minute: float = 60
    gone: tuple[str, ...] = ()
    compares_as_text: bool = False
    lock_contended: bool = False
    forbids_last: bool = True
    signing_key: str = ""
    instance_id: str = ""
    legacy_ends_at: float = 1_785_628_800.0  # 2026-08-02
    max_token_age: float = 7_776_000


@dataclass(kw_only=True)
class World:
    """Everything that the answers follow from.

    `login_methods`: by identity and route. `sub_organizations`: slug -> the identities that may log in to it.
    """

    server: Server
    org_id: str
    org_name: str = "Example"
    org_slug: str = "example"
    identities: dict[str, Identity] = field(default_factory=dict)
    tokens: dict[str, AccessToken] = field(default_factory=dict)
    revocations: list[Revocation] = field(default_factory=list)
    service_tokens: dict[str, ServiceToken] = field(default_factory=dict)
    api_keys: dict[str, ApiKey] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    login_methods: dict[tuple[str, str], LoginMethod] = field(default_factory=dict)
    sub_organizations: dict[str, frozenset[str]] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)

    def by_client_id(self, client_id: str) -> Identity | None:
        """The identity that logs in with this client id."""
        return next((i for i in self.identities.values() if i.client_id == client_id), None)

    def by_slug(self, slug: str) -> Project | None:
        """The project of that slug, whatever its organisation."""
        return next((p for p in self.projects.values() if p.slug == slug), None)

"""Puts the lab into the state of a recorded server: the recorded ids, and per scenario the fields that differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from diagnose.lab import signing
from diagnose.lab.app import App
from diagnose.lab.bench import ELSEWHERE, built_in_roles, reading
from diagnose.lab.clock import Clock
from diagnose.lab.dialect import DIALECTS
from diagnose.lab.rules import Role, Rule
from diagnose.lab.state import (
    ANYWHERE,
    AccessToken,
    ApiKey,
    ClientSecret,
    Environment,
    Grant,
    Identity,
    Member,
    Project,
    Scope,
    Server,
    ServiceToken,
    World,
)
from tests.recorded.loader import LOGIN, Scenario, load

BUILDS = {"early2024": "B1-early", "mid2024": "B1", "late2024": "B2"}
PLACEHOLDER = re.compile(r"<[a-z][a-z0-9-]*(?::[^<>\"\s]*)?>")
TRUSTED = ("203.0.113.0/24",)
OTHER_KEY = "the key of another server"
DEV = {"environment": "dev"}


@dataclass(kw_only=True)
class Facts:
    """How a scenario's world differs from the healthy one. `role` None: no member; `rules`: of a custom role."""

    role: str | None = "viewer"
    rules: tuple[Rule, ...] | None = None
    privileges: tuple[tuple[Rule, float | None], ...] = ()
    org_role: str = "no-access"
    ttl: float = 2_592_000
    max_ttl: float = 2_592_000
    uses_limit: int = 0
    secret_ttl: float = 0
    secret_revoked: bool = False
    login_from: tuple[str, ...] = ANYWHERE
    use_from: tuple[str, ...] = ANYWHERE
    address: str = "127.0.0.1"
    without: tuple[str, ...] = ()
    server: Mapping[str, Any] = field(default_factory=dict)
    session_org: bool = True


def _service(scenario: str) -> ServiceToken | None:
    """The service token of a scenario by that name; None where the server has none."""
    scopes = {
        "st-scope-path": Scope(environment="dev", path="/app"),
        "st-scope-glob": Scope(environment="dev", path="/**"),
        "st-scope-env": Scope(environment="prod"),
    }
    if scenario in {"st-deleted", "st-malformed"}:
        return None
    return ServiceToken(
        id="id",
        secret="right",
        project_id="",
        scopes=(scopes.get(scenario, Scope(environment="dev")),),
        permissions=("write",) if scenario == "st-write-only" else ("read",),
        expires=0 if scenario == "st-expired" else None,
    )


_NO_ROLE = Facts(role="no-access")
_NO_MEMBER = Facts(role=None)
FACTS: Mapping[str, Facts] = {
    "healthy-member": Facts(role="member"),
    "healthy-renewable": Facts(ttl=600, max_ttl=86_400),
    "infra-redis-down": Facts(server={"redis_down": True}),
    "infra-pg-down": Facts(server={"database_down": True}),
    "cs-expired": Facts(secret_ttl=1),
    "cs-expired-token-alive": Facts(secret_ttl=1),
    "cs-revoked": Facts(secret_revoked=True),
    "cs-deleted-db": Facts(without=("secret", "token")),
    "cs-untrusted-ip": Facts(login_from=ELSEWHERE),
    "combo-cs-untrusted-ip-wrong-secret": Facts(login_from=ELSEWHERE),
    "cs-ip-v4mapped-client": Facts(login_from=TRUSTED, address="::ffff:203.0.113.9"),
    "cs-ip-xff-port": Facts(address="203.0.113.9:5555"),
    "cs-ip-xff-list": Facts(address="203.0.113.9, 10.0.0.1"),
    "cs-ip-xff-unknown": Facts(address="unknown"),
    "cs-ip-behind-proxy": Facts(login_from=TRUSTED),
    "identity-deleted": Facts(without=("identity",)),
    "ua-removed": Facts(without=("identity",)),
    "ua-maxttl-zero": Facts(max_ttl=0),
    "at-expired-ttl": Facts(ttl=1.5),
    "at-expired-ttl-renew-first": Facts(ttl=1.5, without=("first token, where rows go",)),
    "at-expired-maxttl": Facts(ttl=2, max_ttl=2),
    "at-renewed-past-ttl": Facts(ttl=1.5),
    "at-uses-exhausted": Facts(uses_limit=2),
    "at-revoked": Facts(without=("first token",)),
    "at-row-deleted": Facts(without=("first token",)),
    "at-untrusted-ip": Facts(use_from=ELSEWHERE),
    "combo-at-untrusted-ip-noperm": Facts(use_from=ELSEWHERE, role=None),
    "combo-at-expired-untrusted-ip": Facts(use_from=ELSEWHERE, ttl=1.5),
    "combo-at-maxttl-untrusted-ip": Facts(use_from=ELSEWHERE, ttl=2, max_ttl=2),
    "combo-at-expired-noperm": Facts(role=None, ttl=1.5),
    "at-user-jwt-no-org": Facts(session_org=False),
    "perm-not-in-project": _NO_MEMBER,
    "perm-not-in-project-orgadmin": Facts(role=None, org_role="admin"),
    "perm-no-access": _NO_ROLE,
    "perm-custom-env": Facts(rules=(reading(DEV), Rule(subject="settings", actions=("read",)))),
    "perm-custom-path": Facts(rules=(reading({"secretPath": {"$glob": "/app/**"}, **DEV}),)),
    "perm-custom-nothing": Facts(rules=(Rule(subject="settings", actions=("read",)),)),
    "perm-custom-empty": Facts(rules=()),
    "perm-custom-inverted": Facts(
        rules=(reading(), reading({"secretPath": {"$glob": "/restricted"}, **DEV}, inverted=True))
    ),
    "perm-custom-secretname": Facts(rules=(reading({"secretName": {"$eq": "API_URL"}, **DEV}),)),
    "perm-privilege": Facts(role="no-access", privileges=((reading(DEV), None),)),
    "perm-privilege-expired": Facts(role="no-access", privileges=((reading(DEV), 0.0),)),
    "perm-removed-from-project": _NO_MEMBER,
    "perm-other-org": _NO_MEMBER,
    "combo-notmember-wrongenv": _NO_MEMBER,
    "combo-noaccess-wrongenv": _NO_ROLE,
    "combo-noaccess-wrongpath": _NO_ROLE,
    "e2ee-nobot-admin": Facts(role="admin"),
    "combo-e2ee-noperm": _NO_ROLE,
    "combo-e2ee-inactive-noperm": _NO_ROLE,
    "combo-e2ee-inactive-notmember": _NO_MEMBER,
    "combo-e2ee-active-noperm": _NO_ROLE,
    "e2ee-write": Facts(role="admin"),
    "crud-no-org-permission": Facts(role="admin"),
    "crud-member-on-admin": Facts(role="admin", org_role="member"),
    "crud-member-no-ua-target": Facts(role="admin", org_role="member"),
    "crud-admin": Facts(role="admin", org_role="admin"),
    "crud-member-not-in-project": Facts(role=None, org_role="admin"),
    "crud-project-viewer": Facts(role="viewer", org_role="admin"),
}
BOTS = {
    "e2ee-nobot": "missing",
    "e2ee-active": "active",
    "combo-e2ee-inactive-noperm": "inactive",
    "e2ee-bot-keyless": "keyless",
    "e2ee-auto-bot": "missing",
}


@dataclass(kw_only=True)
class Staged:
    """The lab in a recorded state, and what stands for the placeholders."""

    app: App
    values: dict[str, str]
    address: str

    def fill(self, value: Any) -> Any:
        """Placeholders in a text or in the texts of an object -> values; a placeholder without one stays."""
        if isinstance(value, dict):
            return {name: self.fill(part) for name, part in value.items()}
        if not isinstance(value, str):
            return value
        return PLACEHOLDER.sub(lambda found: self.values.get(found.group(), found.group()), value)


def stage(scenario: Scenario) -> Staged:
    """The lab with the scenario's world, its clock at the second of the recording."""
    facts = FACTS.get(scenario.name, Facts())
    dialect = DIALECTS[BUILDS[scenario.server]]
    clock = Clock(lambda: float(scenario.at))
    world = _world(scenario.server, dialect.build)
    for name, value in facts.server.items():
        setattr(world.server, name, value)
    identity = _identity(scenario, facts, world)
    values = _tokens(scenario, facts, world, identity)
    _credentials(scenario, world, values)
    _membership(facts, world, identity)
    if "identity" in facts.without:
        world.identities.clear()
    return Staged(app=App(world, dialect, clock), values=values, address=facts.address)


def _paths(scenario: Scenario, label: str, part: int) -> str:
    return next((x.path.split("/")[part] for x in scenario.exchanges if x.label == label), "")


def _world(server: str, build: str) -> World:
    scenarios = load(server)
    org_id = _paths(scenarios["healthy"], "org-workspaces", 4)
    world = World(server=Server(signing_key="the key of this server", instance_id="lab"), org_id=org_id)
    names = {"healthy": "", **{name: bot for name, bot in BOTS.items() if name in scenarios}, "perm-other-org": ""}
    for name, bot in names.items():
        scenario = scenarios[name]
        project = _project(scenario, org_id if name != "perm-other-org" else "another organisation")
        if bot:
            project.version, project.bot, project.holds_key = 1, bot, name == "e2ee-auto-bot"
        elif build != "B2":
            project.version = 1
        world.projects[project.id] = project
    return world


def _project(scenario: Scenario, org_id: str) -> Project:
    def folders() -> dict[str, dict[str, str]]:
        one = {"DB_PASSWORD": "x", "API_URL": "y"}
        return {"/": dict(one), "/app": dict(one), "/app/db": {}, "/restricted": dict(one)}

    environments = (
        Environment(id="dev-id", name="Development", slug="dev", folders=folders()),
        Environment(id="staging-id", name="Staging", slug="staging"),
        Environment(id="prod-id", name="Production", slug="prod", folders=folders()),
    )
    return Project(
        id=scenario.inputs["project_id"],
        slug=_paths(scenario, "project-roles-v1", 4),
        name="main",
        org_id=org_id,
        environments={e.slug: e for e in environments},
        roles=built_in_roles(),
    )


def _identity(scenario: Scenario, facts: Facts, world: World) -> Identity:
    claims: Mapping[str, Any] = next(
        (
            j["payload"]
            for n, j in scenario.jwts.items()
            if "identityId" in j["payload"] and not n.endswith(":other-instance>")
        ),
        {},
    )
    wrong = scenario.name in {"login-wrong-client-id", "login-malformed-client-id", "login-empty-client-id"}
    wrong = wrong or scenario.name == "login-identity-id-as-client-id"
    asked = next((x.body["clientId"] for x in scenario.exchanges if x.path == LOGIN and _has(x.body, "clientId")), "")
    identity = Identity(
        id=claims.get("identityId", "identity"),
        name=scenario.name,
        client_id="another client id" if wrong else asked,
        org_id=world.org_id,
        org_role=facts.org_role,
        login_from=facts.login_from,
        use_from=facts.use_from,
        ttl=facts.ttl,
        max_ttl=facts.max_ttl,
        uses_limit=facts.uses_limit,
    )
    secret = ClientSecret(
        id=claims.get("clientSecretId", "secret"),
        value=f"<client-secret:{scenario.name}>",
        created=scenario.at - 3,
        ttl=facts.secret_ttl,
        revoked=facts.secret_revoked,
    )
    identity.secrets = [] if "secret" in facts.without else [secret]
    world.identities[identity.id] = identity
    return identity


def _has(body: Any, name: str) -> bool:
    return isinstance(body, dict) and isinstance(body.get(name), str)


def _tokens(scenario: Scenario, facts: Facts, world: World, identity: Identity) -> dict[str, str]:
    values: dict[str, str] = {"<malformed-token>": "garbage-token"}
    for placeholder, token in scenario.jwts.items():
        payload = dict(token["payload"])
        if not facts.session_org:
            payload.pop("organizationId", None)
        values[placeholder] = _spoilt(
            placeholder, signing.sign(payload, _key(placeholder, world), token["header"]["alg"])
        )
        if payload.get("authTokenType") == "accessToken":
            world.users.add(payload["userId"])
        if "identityAccessTokenId" not in payload or _gone(placeholder, facts, scenario):
            continue
        row = AccessToken(
            id=payload["identityAccessTokenId"],
            identity_id=payload["identityId"],
            client_secret_id="secret",
            created=payload["iat"],
            ttl=identity.ttl,
            max_ttl=identity.max_ttl,
            uses_limit=identity.uses_limit,
        )
        world.tokens[row.id] = row
    return values


def _gone(placeholder: str, facts: Facts, scenario: Scenario) -> bool:
    first = placeholder.endswith("#1>")
    if "first token, where rows go" in facts.without:
        return first and scenario.server != "early2024"
    return "token" in facts.without or (first and "first token" in facts.without)


def _key(placeholder: str, world: World) -> str:
    return OTHER_KEY if "other-instance>" in placeholder or ":tampered>" in placeholder else world.server.signing_key


def _spoilt(placeholder: str, token: str) -> str:
    if ":truncated>" in placeholder:
        return token[:-20]
    if ":bad-signature>" in placeholder:
        return token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB")
    return token


def _credentials(scenario: Scenario, world: World, values: dict[str, str]) -> None:
    project_id = scenario.inputs.get("project_id", "")
    user = next(iter(world.users), "user")
    for project in world.projects.values():
        project.members[user] = Member(grants=(Grant(role="admin"),))
    world.users.add(user)
    world.api_keys["id"] = ApiKey(id="id", secret="right", user_id=user)
    values["<api-key>"] = "ak.id.right"
    values["<basic-credentials>"] = "Y2xpZW50OnNlY3JldA=="
    token = _service(scenario.name)
    if token is not None:
        token.project_id = project_id
        world.service_tokens["id"] = token
    values["<service-token:malformed>"] = "st.garbage"
    values["<service-token:wrong-secret>"] = "st.id.wrong"
    values["<service-token:with-key>"] = "st.id.right.key"
    values[f"<service-token:{scenario.name}>"] = "st.id.right"


def _membership(facts: Facts, world: World, identity: Identity) -> None:
    if facts.role is None:
        return
    role = facts.role
    for project in world.projects.values():
        if facts.rules is not None:
            role = "custom"
            project.roles[role] = Role(slug=role, name=role, rules=facts.rules)
        if project.org_id == world.org_id:
            project.members[identity.id] = Member(grants=(Grant(role=role),), privileges=facts.privileges)

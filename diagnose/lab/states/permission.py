"""States in which the identity may not touch what it asks for."""

from __future__ import annotations

from diagnose.lab.bench import Bench, reading
from diagnose.lab.rules import Rule
from diagnose.lab.states.registry import state

_HOUR = 3600
_B_AND_C = "B1 B2 C1 C2"
_C = "C1 C2"


@state("not-a-project-member", "The identity is not a member of the project.")
def not_member(bench: Bench) -> None:
    """No membership."""
    bench.project.members.pop(bench.identity.id)


@state("no-access-role", "The identity's role in the project allows nothing.")
def no_access(bench: Bench) -> None:
    """The built-in role without rules."""
    bench.grant("no-access")


@state("role-without-secrets", "The identity's custom role has no rule about secrets.")
def without_secrets(bench: Bench) -> None:
    """Settings may be read, secrets not."""
    bench.role(Rule(subject="settings", actions=("read",)), Rule(subject="role", actions=("read",)))


@state("role-for-other-environment", "The identity's custom role covers another environment.")
def other_environment(bench: Bench) -> None:
    """Reads dev, asks for prod."""
    bench.role(reading({"environment": "dev"}))
    bench.inputs["environment"] = "prod"


@state(
    "role-for-other-environment-by-name",
    "One secret of an environment that the custom role does not cover is asked for.",
)
def other_environment_by_name(bench: Bench) -> None:
    """Reads dev, asks for a secret of prod."""
    other_environment(bench)
    bench.inputs["secret_name"] = "API_KEY"


@state("role-for-other-path", "The identity's custom role covers another folder.")
def other_path(bench: Bench) -> None:
    """Reads /app and below, asks for /."""
    bench.role(reading({"environment": "dev", "secretPath": {"$glob": "/app/**"}}))


@state("forbidding-rule", "A rule of the identity's custom role forbids the folder.")
def forbidden(bench: Bench) -> None:
    """Everything but /app, which is asked for."""
    bench.role(reading(), reading({"secretPath": {"$glob": "/app/**"}}, inverted=True))
    bench.inputs["secret_path"] = "/app"


@state(
    "healthy-forbidding-rule-outweighed",
    "Nothing is wrong: a rule forbids the folder, but a later one allows it, and the last one decides.",
    "C1",
    works=True,
)
def outweighed(bench: Bench) -> None:
    """A build that takes the rules as they stand."""
    bench.role(reading({"secretPath": {"$glob": "/app/**"}}, inverted=True), reading())
    bench.inputs["secret_path"] = "/app"
    bench.world.server.forbids_last = False


@state("forbidding-rule-in-the-same-build", "A rule forbids the folder, and it is the last one, which decides.", "C1")
def last_forbids(bench: Bench) -> None:
    """The same build, the other order."""
    forbidden(bench)
    bench.world.server.forbids_last = False


@state("forbidding-rule-by-name", "A rule forbids the folder of the one secret that is asked for.", _C)
def forbidden_by_name(bench: Bench) -> None:
    """As above, by name."""
    forbidden(bench)
    bench.inputs["secret_name"] = "API_KEY"


@state("role-for-other-secret", "The identity's custom role covers another secret.", _C)
def other_secret(bench: Bench) -> None:
    """A condition on the name."""
    bench.role(reading({"environment": "dev", "secretName": {"$eq": "SESSION_SECRET"}}))
    bench.inputs["secret_name"] = "API_KEY"


@state("value-not-readable", "The custom role shows secrets but not their values.", _C)
def value_hidden(bench: Bench) -> None:
    """Only `describeSecret`, and a list is asked for."""
    bench.role(reading(actions=("describeSecret",)), Rule(subject="identity", actions=("read",)))


@state("value-not-readable-by-name", "The custom role shows the secret but not its value.", _C)
def value_hidden_by_name(bench: Bench) -> None:
    """Only `describeSecret`, and one secret is asked for."""
    value_hidden(bench)
    bench.inputs["secret_name"] = "API_KEY"


@state("temporary-role-ended", "The identity's temporary role has ended.", _B_AND_C)
def temporary_ended(bench: Bench) -> None:
    """Ended an hour ago."""
    bench.grant("viewer", until=bench.clock.now() - _HOUR)


@state("temporary-privilege-ended", "The identity's temporary additional privilege has ended.", _B_AND_C)
def privilege_ended(bench: Bench) -> None:
    """No role, and a privilege that ended an hour ago."""
    bench.grant("no-access")
    ended = bench.clock.now() - _HOUR
    bench.project.members[bench.identity.id].privileges = ((reading({"environment": "dev"}), ended),)


@state("role-was-deleted", "The custom role of the identity's membership is gone.")
def role_deleted(bench: Bench) -> None:
    """A membership that names a role which does not exist."""
    bench.grant("release-managers")


@state("project-of-other-organization", "The project belongs to another organization.")
def other_organization(bench: Bench) -> None:
    """Somebody else's project."""
    bench.project.org_id = bench.id()
    bench.project.members.pop(bench.identity.id)


@state("project-of-other-type", "The project is not one for secrets.", "C1")
def other_type(bench: Bench) -> None:
    """A project for certificates."""
    bench.project.kind = "cert-manager"


@state("may-not-create-secrets", "The identity may read secrets but wants to create one.", works=True)
def read_only(bench: Bench) -> None:
    """A viewer who wants to write; reading works."""
    bench.inputs["action"] = "create"


@state("may-create-secrets-by-privilege", "Nothing is wrong: an additional privilege lets a viewer create.", works=True)
def creates_by_privilege(bench: Bench) -> None:
    """The role alone would not allow it, and nobody but the server sees the privilege."""
    read_only(bench)
    rule = reading({"environment": "dev"}, actions=("create",))
    bench.project.members[bench.identity.id].privileges = ((rule, None),)

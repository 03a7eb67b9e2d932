"""States in which the user's request works."""

from __future__ import annotations

from diagnose.lab.bench import Bench, reading
from diagnose.lab.state import Scope
from diagnose.lab.states.registry import state

_HOUR = 3600


@state("healthy-viewer", "Nothing is wrong: the identity is a viewer of the project.", works=True)
def viewer(_bench: Bench) -> None:
    """As built."""


@state("healthy-admin", "Nothing is wrong: the identity is an admin of the project.", works=True)
def admin(bench: Bench) -> None:
    """Every rule."""
    bench.grant("admin")


@state("healthy-custom-role", "Nothing is wrong: a custom role covers what is asked for.", works=True)
def custom_role(bench: Bench) -> None:
    """Conditions that hold."""
    bench.role(reading({"environment": "dev", "secretPath": {"$glob": "/**"}}))


@state("healthy-secret-by-name", "Nothing is wrong: one secret is asked for by its name.", works=True)
def by_name(bench: Bench) -> None:
    """A name that exists."""
    bench.inputs["secret_name"] = "API_KEY"


@state("healthy-folder", "Nothing is wrong: the secrets of a folder are asked for.", works=True)
def folder(bench: Bench) -> None:
    """A folder that exists."""
    bench.inputs["secret_path"] = "/app"


@state("healthy-empty-environment", "Nothing is wrong, but the environment holds no secrets.", works=True)
def empty(bench: Bench) -> None:
    """An environment without secrets."""
    bench.inputs["environment"] = "staging"


@state("healthy-secret-with-whitespace", "Nothing is wrong: servers trim a client secret.", "B1 B2 C1 C2", works=True)
def whitespace(bench: Bench) -> None:
    """A newline at the end of the secret."""
    bench.inputs["client_secret"] += "\n"


@state("healthy-temporary-role", "Nothing is wrong: a temporary role has not ended yet.", "B1 B2 C1 C2", works=True)
def temporary(bench: Bench) -> None:
    """A role that ends in an hour."""
    bench.grant("viewer", until=bench.clock.now() + _HOUR)


@state("healthy-privilege", "Nothing is wrong: an additional privilege grants what the role does not.", works=True)
def privilege(bench: Bench) -> None:
    """No role, one privilege."""
    bench.grant("no-access")
    bench.project.members[bench.identity.id].privileges = ((reading({"environment": "dev"}), None),)


@state("healthy-token", "Nothing is wrong: an access token that is still good is used.", works=True)
def access_token(bench: Bench) -> None:
    """A token in place of the pair."""
    bench.token()


@state("healthy-limited-token", "Nothing is wrong: an access token with plenty of uses left is used.", works=True)
def limited_token(bench: Bench) -> None:
    """A use limit far away."""
    bench.token(uses_limit=1000)


@state("healthy-service-token", "Nothing is wrong: a service token that is still good is used.", works=True)
def service_token(bench: Bench) -> None:
    """A service token for the environment asked for."""
    bench.service_token(scopes=(Scope(environment="dev", path="/**"),))


@state("healthy-upgraded-project", "Nothing is wrong: an old project whose encryption was opened.", "B1 B2", works=True)
def upgraded(bench: Bench) -> None:
    """Version 1 with an active bot."""
    bench.project.version, bench.project.bot = 1, "active"

"""States of the credentials that are being retired: service tokens and API keys."""

from __future__ import annotations

from diagnose.lab.bench import Bench
from diagnose.lab.state import Scope
from diagnose.lab.states.registry import state

_HOUR = 3600


@state("expired-service-token", "The service token has expired.")
def expired(bench: Bench) -> None:
    """Ended an hour ago."""
    bench.service_token(expires=bench.clock.now() - _HOUR)


@state("deleted-service-token", "The service token was deleted.")
def deleted(bench: Bench) -> None:
    """Its row is gone."""
    bench.service_token()
    bench.world.service_tokens.clear()


@state("service-token-with-wrong-secret", "The secret part of the service token is wrong.")
def wrong(bench: Bench) -> None:
    """The right id, another secret."""
    made = bench.service_token()
    bench.hand_over(f"st.{made.id}.{bench.canary(16)}")


@state("service-token-for-other-environment", "The service token covers another environment.")
def other_environment(bench: Bench) -> None:
    """Two scopes, none for what is asked for: with a single one the server would answer from there."""
    bench.service_token(scopes=(Scope(environment="dev"), Scope(environment="staging")))
    bench.inputs["environment"] = "prod"


@state(
    "service-token-answers-elsewhere", "The service token's one scope overrides the environment asked for.", "A B1 B2"
)
def overrides(bench: Bench) -> None:
    """Asks for prod, gets dev."""
    bench.service_token()
    bench.inputs["environment"] = "prod"


@state("service-token-write-only", "The service token may write but not read.")
def write_only(bench: Bench) -> None:
    """The one permission that does not help."""
    bench.service_token(permissions=("write",))


@state("service-token-of-other-project", "The service token belongs to another project.")
def other_project(bench: Bench) -> None:
    """Two scopes, so that the server does not answer from the token's own project."""
    bench.service_token(project_id=bench.id(), scopes=(Scope(environment="dev"), Scope(environment="prod")))


@state("service-token-on-encrypted-project", "The service token's project is end-to-end encrypted.")
def encrypted(bench: Bench) -> None:
    """A raw route on a version 1 project."""
    bench.service_token()
    bench.old_project("missing")


@state("api-key-that-works", "Nothing is wrong yet: a user's API key is used.", "A B1 B2", works=True)
def api_key(bench: Bench) -> None:
    """A key of a user who administers the project."""
    bench.api_key()


@state("expired-api-key", "The user's API key has expired.", "A B1 B2")
def expired_key(bench: Bench) -> None:
    """Ended an hour ago."""
    bench.api_key(expires=bench.clock.now() - _HOUR)


@state("api-key-no-longer-taken", "The server takes no API keys any more.", "C1 C2")
def removed_key(bench: Bench) -> None:
    """A key that was good on an older server."""
    bench.api_key()

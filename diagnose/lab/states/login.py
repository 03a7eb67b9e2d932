"""States in which the login is refused."""

from __future__ import annotations

import uuid

from diagnose.lab.bench import ELSEWHERE, Bench
from diagnose.lab.states.registry import state

_DAY = 86_400


@state("expired-client-secret", "The client secret's time to live has passed.")
def expired(bench: Bench) -> None:
    """A secret of a day, two days old."""
    bench.secret.created, bench.secret.ttl = bench.clock.now() - 2 * _DAY, _DAY


@state("expired-client-secret-noticed", "The client secret has expired, and an earlier login was already told so.")
def expired_noticed(bench: Bench) -> None:
    """What an expired secret looks like from the second try on."""
    expired(bench)
    bench.secret.revoked = True


@state("used-up-client-secret", "The client secret's number of uses is spent.")
def used_up(bench: Bench) -> None:
    """Five of five uses."""
    bench.secret.uses_limit = bench.secret.uses = 5


@state("used-up-client-secret-noticed", "The client secret is used up, and an earlier login was already told so.")
def used_up_noticed(bench: Bench) -> None:
    """What a used-up secret looks like from the second try on."""
    used_up(bench)
    bench.secret.revoked = True


@state("revoked-client-secret", "The client secret was revoked.")
def revoked(bench: Bench) -> None:
    """Revoked by hand."""
    bench.secret.revoked = True


@state("deleted-client-secret", "The client secret was deleted.")
def deleted(bench: Bench) -> None:
    """Gone, as after the nightly clean-up."""
    bench.identity.secrets.clear()


@state("wrong-client-secret", "The client secret is of the right shape but not this identity's.")
def wrong(bench: Bench) -> None:
    """64 other hex digits."""
    bench.inputs["client_secret"] = bench.canary(32)


@state("unknown-client-id", "No identity has this client ID.")
def unknown(bench: Bench) -> None:
    """A UUID that names nothing."""
    bench.inputs["client_id"] = str(uuid.uuid4())


@state("identity-id-as-client-id", "The identity's own ID was given in place of the client ID.")
def identity_id(bench: Bench) -> None:
    """A mix-up of two ids on one page."""
    bench.inputs["client_id"] = bench.identity.id


@state("swapped-pair", "Client ID and client secret are in each other's place.")
def swapped(bench: Bench) -> None:
    """The pair the wrong way round."""
    pair = bench.inputs["client_id"], bench.inputs["client_secret"]
    bench.inputs["client_secret"], bench.inputs["client_id"] = pair


@state("quoted-client-secret", "The client secret is wrapped in quotes.")
def quoted(bench: Bench) -> None:
    """As a shell or a .env file leaves it."""
    bench.inputs["client_secret"] = f'"{bench.secret.value}"'


@state("truncated-client-secret", "The end of the client secret is missing.")
def truncated(bench: Bench) -> None:
    """A copy that ended early."""
    bench.inputs["client_secret"] = bench.secret.value[:50]


@state("login-from-untrusted-address", "The client secret may not be used from this address.")
def untrusted(bench: Bench) -> None:
    """An allow-list that does not hold the client."""
    bench.identity.login_from = ELSEWHERE


@state("locked-identity", "Failed logins have locked universal auth of this identity for a while.", "C1 C2")
def locked(bench: Bench) -> None:
    """A lock that ends in five minutes."""
    lock = bench.identity.lockout
    lock.failures, lock.locked_until = lock.threshold, bench.clock.now() + lock.duration


@state("nearly-locked-identity", "The client secret is wrong, and one more failure locks the identity.", "C1 C2")
def nearly_locked(bench: Bench) -> None:
    """Two of three failures."""
    wrong(bench)
    lock = bench.identity.lockout
    lock.failures, lock.last_failure = lock.threshold - 1, bench.clock.now()


@state(
    "unknown-client-id-before-lockouts", "No identity has this client ID; the server says so.", "C1", dialect="C1-early"
)
def unknown_early(bench: Bench) -> None:
    """The first builds of C1 answer as B2 did."""
    unknown(bench)


@state("deleted-identity", "The identity was deleted.")
def deleted_identity(bench: Bench) -> None:
    """Its client ID names nothing any more."""
    bench.world.identities.clear()
    bench.project.members.clear()


@state("universal-auth-removed", "Universal auth was taken off the identity, and its client ID with it.")
def universal_auth_removed(bench: Bench) -> None:
    """The identity is there; its old client ID names nothing any more."""
    bench.identity.client_id = bench.id()


@state("other-instance", "The credentials belong to another region or instance.")
def other_instance(bench: Bench) -> None:
    """Nothing of the user's exists here."""
    bench.world.identities.clear()
    bench.world.projects.clear()


@state("uses-compared-as-text", "A defect of the server takes two of ten uses for more than ten.", "C1")
def compared_as_text(bench: Bench) -> None:
    """A good secret, refused and revoked by mistake."""
    bench.world.server.compares_as_text = True
    bench.secret.uses, bench.secret.uses_limit = 2, 10


@state(
    "failures-at-the-same-time", "The client secret is wrong, and other failed logins hold the counter's lock.", "C1"
)
def contended(bench: Bench) -> None:
    """A crowd of failing clients."""
    wrong(bench)
    bench.world.server.lock_contended = True

"""States with two faults, of which the first hides the second."""

from __future__ import annotations

from diagnose.lab.bench import ELSEWHERE, Bench
from diagnose.lab.states import login, permission, target, token
from diagnose.lab.states.registry import state


@state("untrusted-address-and-wrong-secret", "The address is not trusted, and the client secret is wrong too.")
def address_and_secret(bench: Bench) -> None:
    """The address is looked at first."""
    login.untrusted(bench)
    login.wrong(bench)


@state("untrusted-address-and-expired-secret", "The address is not trusted, and the client secret has expired too.")
def address_and_expired(bench: Bench) -> None:
    """The refusal of the address does not use up the secret's one honest answer."""
    login.untrusted(bench)
    login.expired(bench)


@state("expired-and-used-up-secret", "The client secret has expired, and its uses are spent too.")
def expired_and_used_up(bench: Bench) -> None:
    """The time is looked at first."""
    login.expired(bench)
    login.used_up(bench)


@state("locked-and-wrong-secret", "The identity is locked, and the client secret is wrong too.", "C1 C2")
def locked_and_wrong(bench: Bench) -> None:
    """The lock is looked at first."""
    login.locked(bench)
    login.wrong(bench)


@state("expired-token-and-no-membership", "The access token has expired, and the identity is no member either.")
def expired_and_not_member(bench: Bench) -> None:
    """The token is looked at first."""
    token.expired(bench)
    permission.not_member(bench)


@state(
    "untrusted-address-and-no-membership", "The token's address is not trusted, and the identity is no member either."
)
def address_and_not_member(bench: Bench) -> None:
    """The address is looked at first."""
    token.untrusted(bench)
    permission.not_member(bench)


@state("expired-token-and-untrusted-address", "The access token has expired, and the address is not trusted either.")
def expired_and_address(bench: Bench) -> None:
    """Which of the two speaks depends on the generation."""
    token.expired(bench)
    bench.identity.use_from = ELSEWHERE
    for row in bench.world.tokens.values():
        row.frozen_from = ELSEWHERE


@state("encrypted-project-and-no-access", "The project is end-to-end encrypted, and the role allows nothing either.")
def encrypted_and_no_access(bench: Bench) -> None:
    """Which of the two speaks depends on the generation and the route."""
    bench.old_project("missing")
    permission.no_access(bench)


@state(
    "encrypted-project-and-no-membership", "The project is end-to-end encrypted, and the identity is no member either."
)
def encrypted_and_not_member(bench: Bench) -> None:
    """The project's key is looked at first from era B on."""
    bench.old_project("missing")
    permission.not_member(bench)


@state("no-access-and-unknown-environment", "The role allows nothing, and the environment does not exist either.")
def no_access_and_environment(bench: Bench) -> None:
    """Two reasons to see nothing."""
    permission.no_access(bench)
    target.environment(bench)


@state("no-membership-and-unknown-folder", "The identity is no member, and the folder does not exist either.")
def not_member_and_folder(bench: Bench) -> None:
    """The membership is looked at first."""
    permission.not_member(bench)
    target.folder(bench)

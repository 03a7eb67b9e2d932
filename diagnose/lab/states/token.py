"""States in which the access token is refused."""

from __future__ import annotations

from diagnose.lab.bench import ELSEWHERE, Bench
from diagnose.lab.states.registry import state

_HOUR = 3600
_MONTH = 2_592_000


@state("expired-token", "The access token's time to live has passed.")
def expired(bench: Bench) -> None:
    """A token of an hour, three hours old."""
    bench.identity.ttl, bench.identity.max_ttl = _HOUR, _MONTH
    bench.token_of(3 * _HOUR)


@state("token-past-max-ttl", "The access token is past the last end that renewing can move it to.")
def past_max(bench: Bench) -> None:
    """TTL and max TTL of an hour, three hours old."""
    bench.identity.ttl = bench.identity.max_ttl = _HOUR
    bench.token_of(3 * _HOUR)


@state("revoked-token", "The access token was revoked.")
def revoked(bench: Bench) -> None:
    """Its row is gone, or in era C2 a revocation names it."""
    bench.token_of(60)
    _revoke(bench, "token", list(bench.world.tokens)[-1])
    if not bench.dialect.stateless_tokens:
        bench.world.tokens.clear()


def _revoke(bench: Bench, scope: str, subject: str) -> None:
    from diagnose.lab.state import Revocation

    bench.world.revocations.append(Revocation(scope=scope, id=subject, at=bench.clock.now()))


@state("token-from-untrusted-address", "The access token may not be used from this address.")
def untrusted(bench: Bench) -> None:
    """An allow-list that does not hold the client."""
    bench.identity.use_from = ELSEWHERE
    bench.token()


@state("bad-signature", "The access token was signed by another server.")
def bad_signature(bench: Bench) -> None:
    """The last characters differ."""
    good = bench.token()
    bench.hand_over(good[:-6] + ("AAAAAA" if not good.endswith("AAAAAA") else "BBBBBB"))


@state("malformed-token", "What was given as a token is none.")
def malformed(bench: Bench) -> None:
    """Not a token at all."""
    bench.hand_over("not-a-token-" + bench.canary(8))

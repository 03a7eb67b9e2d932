"""States in which the access token is refused."""

from __future__ import annotations

from diagnose.lab import signing
from diagnose.lab.bench import ELSEWHERE, Bench
from diagnose.lab.states.registry import state

_HOUR = 3600
_DAY = 86_400
_MONTH = 2_592_000
_BEFORE_C2 = "A B1 B2 C1"


@state("expired-token", "The access token's time to live has passed.")
def expired(bench: Bench) -> None:
    """A token of an hour, three hours old."""
    bench.identity.ttl, bench.identity.max_ttl = _HOUR, _MONTH
    bench.token_of(3 * _HOUR)


@state("expired-token-noticed", "The access token has expired, and an earlier request was already told so.", "B1 B2")
def expired_noticed(bench: Bench) -> None:
    """What an expired token looks like from the second request on: its row is gone."""
    expired(bench)
    bench.world.tokens.clear()


@state("token-past-max-ttl", "The access token is past the last end that renewing can move it to.")
def past_max(bench: Bench) -> None:
    """TTL and max TTL of an hour, three hours old."""
    bench.identity.ttl = bench.identity.max_ttl = _HOUR
    bench.token_of(3 * _HOUR)


@state("renewed-token-past-max-ttl", "The access token was renewed in time, but its last end has passed.", "A")
def renewed_past_max(bench: Bench) -> None:
    """Renewed half an hour ago; the max TTL of two hours ended an hour ago."""
    bench.identity.ttl, bench.identity.max_ttl = _HOUR, 2 * _HOUR
    bench.token_of(3 * _HOUR)
    next(iter(bench.world.tokens.values())).renewed = bench.clock.now() - _HOUR / 2


@state("used-up-token", "The access token's number of uses is spent.")
def used_up(bench: Bench) -> None:
    """Ten of ten uses."""
    bench.identity.uses_limit = 10
    bench.token(uses=10)


@state("revoked-token", "The access token was revoked.")
def revoked(bench: Bench) -> None:
    """Its row is gone, or in era C2 a revocation names it."""
    bench.token_of(60)
    token_id = next(iter(bench.world.tokens))
    if bench.dialect.stateless_tokens:
        bench.revoke("token", token_id)
    else:
        del bench.world.tokens[token_id]


@state("tokens-of-identity-revoked", "All access tokens of the identity were revoked.", "C2")
def revoked_identity(bench: Bench) -> None:
    """A revocation that names the identity."""
    bench.token_of(60)
    bench.revoke("identity", bench.identity.id)


@state("tokens-of-client-secret-revoked", "The client secret that issued the access token was revoked.", "C2")
def revoked_secret(bench: Bench) -> None:
    """A revocation that names the client secret."""
    bench.token_of(60)
    bench.revoke("client-secret", bench.secret.id)


@state("tokens-of-auth-method-revoked", "Universal auth was taken off the identity after it issued the token.", "C2")
def revoked_method(bench: Bench) -> None:
    """A revocation that names the auth method."""
    bench.token_of(60)
    bench.revoke("auth-method", bench.identity.id)


@state("legacy-token-without-end", "The access token is of an older server, has no end, and is too old by now.", "C2")
def legacy_without_end(bench: Bench) -> None:
    """No `exp`, after the day that such tokens end."""
    bench.token_of(_DAY, exp=None, orgId=None, authMethod=None, jti=None)
    bench.world.server.legacy_ends_at = bench.clock.now() - _HOUR


@state("legacy-token-unknown", "The access token is of an older server, and its row is gone.", "C2")
def legacy_unknown(bench: Bench) -> None:
    """Era C1's claims without a row."""
    bench.token_of(_HOUR, orgId=None, authMethod=None, jti=None)
    bench.world.tokens.clear()


@state("legacy-token-alive", "Nothing is wrong: an access token of an older server is still good.", "C2", works=True)
def legacy_alive(bench: Bench) -> None:
    """Era C1's claims with a row and an end."""
    bench.token_of(_HOUR, orgId=None, authMethod=None, jti=None)


@state("token-without-claims", "The access token lacks claims that the server needs.", "C2")
def without_claims(bench: Bench) -> None:
    """Signed by this server, but of no identity."""
    bench.token_of(_HOUR, identityId=None)


@state("token-from-untrusted-address", "The access token may not be used from this address.")
def untrusted(bench: Bench) -> None:
    """An allow-list that does not hold the client."""
    bench.identity.use_from = ELSEWHERE
    bench.token()


@state("minted-token-from-untrusted-address", "The login is allowed from this address, using its token is not.")
def untrusted_after_login(bench: Bench) -> None:
    """Two allow-lists, of which only the second does not hold the client."""
    bench.identity.use_from = ELSEWHERE


@state("bad-signature", "The end of the access token's signature is not what the server wrote.")
def bad_signature(bench: Bench) -> None:
    """The last characters differ."""
    good = bench.token()
    bench.hand_over(good[:-6] + ("AAAAAA" if not good.endswith("AAAAAA") else "BBBBBB"))


@state("token-of-other-instance", "The access token was issued by another region or instance.")
def other_instance(bench: Bench) -> None:
    """The same claims under another key."""
    bench.token()
    key, bench.world.server.signing_key = bench.world.server.signing_key, bench.canary()
    claims = signing.verify(bench.inputs["token"], key, bench.clock.now())
    bench.hand_over(signing.sign(claims, bench.canary()))


@state("malformed-token", "What was given as a token is none.")
def malformed(bench: Bench) -> None:
    """Not a token at all."""
    bench.hand_over("not-a-token-" + bench.canary(8))


@state("truncated-token", "The end of the access token is missing.")
def truncated(bench: Bench) -> None:
    """A copy that ended early."""
    bench.hand_over(bench.token()[:-20])


@state("quoted-token", "The access token is wrapped in quotes.")
def quoted(bench: Bench) -> None:
    """As a shell or a .env file leaves it."""
    bench.hand_over(f'"{bench.token()}"')


@state("client-secret-as-token", "The client secret was given as an access token.")
def secret_as_token(bench: Bench) -> None:
    """64 hex digits in place of a token."""
    bench.hand_over(bench.secret.value)


@state("unsigned-token", "The access token says that it needs no signature.")
def unsigned(bench: Bench) -> None:
    """Algorithm none."""
    claims = signing.verify(bench.token(), bench.world.server.signing_key, bench.clock.now())
    bench.hand_over(signing.sign(claims, "", algorithm="none"))


@state("token-of-unknown-type", "The token is this server's, but of a type that no route takes.")
def unknown_type(bench: Bench) -> None:
    """A refresh token."""
    bench.token_of(60, authTokenType="refreshToken")


@state(
    "user-session-as-token",
    "A user's session was given as an identity's token, without an organization.",
    "B1 B2 C1 C2",
)
def user_session(bench: Bench) -> None:
    """A session from before an organisation was chosen."""
    bench.session(None)


@state(
    "user-session-that-works", "Nothing is wrong, but the token is a user's session and not an identity's.", works=True
)
def user_session_works(bench: Bench) -> None:
    """A user who administers the project."""
    bench.session()


@state("token-after-secret-expired", "Nothing is wrong: the token outlives the client secret.", _BEFORE_C2, works=True)
def outlives(bench: Bench) -> None:
    """Ending a client secret does not end its tokens."""
    bench.token()
    bench.secret.created, bench.secret.ttl = bench.clock.now() - 2 * _DAY, _DAY


@state("identity-left-organization", "The identity is no member of its organization any more.", "B1 B2 C1 C2")
def left_organization(bench: Bench) -> None:
    """The membership of the organisation is gone."""
    bench.identity.in_org = False
    bench.token()


@state("inactive-organization-membership", "The identity's membership of the organization is inactive.", "C2")
def inactive(bench: Bench) -> None:
    """A membership that was switched off."""
    bench.identity.org_active = False
    bench.token()


@state("token-of-deleted-identity", "The identity was deleted after it got the token.")
def of_deleted_identity(bench: Bench) -> None:
    """The row's identity is gone."""
    bench.token()
    bench.world.identities.clear()


@state("token-that-ended-early", "A defect of the server gave the token a thousandth of its time to live.", "B1")
def ended_early(bench: Bench) -> None:
    """Thirty days taken for milliseconds end after 43 minutes."""
    issued = int(bench.clock.now()) - 3 * _HOUR
    bench.token_of(3 * _HOUR, exp=issued + _MONTH // 1000)

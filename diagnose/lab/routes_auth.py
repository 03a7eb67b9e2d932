"""Login, renewal and revocation."""

from __future__ import annotations

from diagnose.lab import signing
from diagnose.lab.answers import RefusalError, Reply
from diagnose.lab.call import Call
from diagnose.lab.gates_login import claims, log_in
from diagnose.lab.gates_token import dead, verified
from diagnose.lab.state import AccessToken


def login(call: Call) -> Reply:
    """POST /api/v1/auth/universal-auth/login"""
    client_id, client_secret = call.fields("clientId", "clientSecret")
    return Reply(body=log_in(call, client_id, client_secret))


def renew(call: Call) -> Reply:
    """POST /api/v1/auth/token/renew: moves the end of a token, or destroys one that is too near its last end."""
    (value,) = call.fields("accessToken")
    row, name = _row(call, value, "renew.type")
    start = row.renewed or row.created
    if row.uses_limit and call.dialect.counts_uses and row.uses >= row.uses_limit:
        raise dead(call, row, "token.uses")
    if row.ttl and call.now > start + row.ttl:
        raise dead(call, row, "renew.ttl")
    if row.max_ttl:
        _max_ttl_gate(call, row)
    row.renewed = call.now
    if call.dialect.family == "C":
        value = signing.sign(claims(call, call.world.identities[name], row), call.world.server.signing_key)
    body = {"accessToken": value, "expiresIn": int(row.ttl), "accessTokenMaxTTL": int(row.max_ttl)}
    return Reply(body=body | {"tokenType": "Bearer"})


def _max_ttl_gate(call: Call, row: AccessToken) -> None:
    end = row.created + row.max_ttl
    if call.now > end:
        raise dead(call, row, "renew.max-ttl")
    # the oldest servers add the TTL as milliseconds here, so that only the very end is refused
    ahead = row.ttl if call.dialect.drops_dead_tokens else row.ttl / 1000
    if call.now + ahead > end:
        raise dead(call, row, "renew.past-max-ttl")


def revoke(call: Call) -> Reply:
    """POST /api/v1/auth/token/revoke"""
    (value,) = call.fields("accessToken")
    row, _ = _row(call, value, "revoke.type")
    del call.world.tokens[row.id]
    return Reply(body={"message": "Successfully revoked access token"})


def _row(call: Call, value: str, wrong_type: str) -> tuple[AccessToken, str]:
    found = verified(call, value)
    if found.get("authTokenType") != "identityAccessToken":
        raise RefusalError(step=wrong_type)
    call.touch_database("IdAccessTokenFindOne")
    row = call.world.tokens.get(str(found.get("identityAccessTokenId")))
    if row is None or row.revoked or row.identity_id not in call.world.identities:
        raise RefusalError(step="token.unknown")
    return row, row.identity_id

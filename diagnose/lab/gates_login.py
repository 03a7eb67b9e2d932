"""The gates of a universal-auth login, in each generation's order and with their side effects."""

from __future__ import annotations

import uuid
from typing import Any

from diagnose.lab import signing
from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Call
from diagnose.lab.state import AccessToken, ClientSecret, Identity, Revocation


def log_in(call: Call, client_id: str, client_secret: str) -> dict[str, Any]:
    """Pass all gates and mint a token; the body of the answer."""
    call.touch_database("Find one")
    identity = call.world.by_client_id(client_id)
    if identity is None:
        raise RefusalError(step="login.client")
    call.check_address(identity.login_from, "login.address")
    _lock_gate(call, identity)
    secret = _matching(call, identity, client_secret)
    _end(call, secret, "login.expired", over=bool(secret.ttl) and call.now > secret.created + secret.ttl)
    _end(call, secret, "login.used-up", over=_used_up(call, secret))
    if not identity.max_ttl and call.dialect.family == "B":
        raise RefusalError(step="login.no-max-ttl")
    secret.uses += 1
    return mint(call, identity, secret)


def _lock_gate(call: Call, identity: Identity) -> None:
    lock = identity.lockout
    if not call.dialect.lockout or not lock.enabled:
        return
    if lock.locked_until > call.now:
        raise RefusalError(step="login.locked")
    if lock.locked_until or call.now > lock.last_failure + lock.reset:
        lock.failures, lock.locked_until = 0, 0


def _matching(call: Call, identity: Identity, value: str) -> ClientSecret:
    found = next((s for s in identity.secrets if s.value == value and not s.revoked), None)
    lock = identity.lockout
    if found is not None:
        lock.failures = 0
        return found
    if call.dialect.lockout and lock.enabled:
        if call.world.server.lock_contended:
            raise RefusalError(step="login.contended")
        lock.failures += 1
        lock.last_failure = call.now
        if lock.failures >= lock.threshold:
            lock.locked_until = call.now + lock.duration
    raise RefusalError(step="login.secret")


def _used_up(call: Call, secret: ClientSecret) -> bool:
    if call.world.server.compares_as_text:
        return bool(secret.uses_limit) and str(secret.uses) >= str(secret.uses_limit)
    if call.dialect.family == "C":
        return bool(secret.uses_limit) and secret.uses >= secret.uses_limit
    return bool(secret.uses_limit) and secret.uses == secret.uses_limit


def _end(call: Call, secret: ClientSecret, step: str, *, over: bool) -> None:
    """Revoke a secret that is over, and refuse it; the newest servers revoke its tokens with it."""
    if not over:
        return
    secret.revoked = True
    if call.dialect.stateless_tokens:
        call.world.revocations.append(Revocation(scope="client-secret", id=secret.id, at=call.now))
    raise RefusalError(step=step)


def mint(call: Call, identity: Identity, secret: ClientSecret, method: str = "universal") -> dict[str, Any]:
    """A new access token and its row; the body that the login answers. `method`: its name in the login's path."""
    row = AccessToken(
        id=new_id(call),
        identity_id=identity.id,
        client_secret_id=secret.id,
        created=call.now,
        ttl=identity.ttl,
        max_ttl=identity.max_ttl,
        uses_limit=identity.uses_limit,
        frozen_from=identity.use_from,
        method=method,
    )
    call.world.tokens[row.id] = row
    lives = call.dialect.exp == "capped"
    expires_in = lifetime(call, row) if lives else identity.ttl
    return {
        "accessToken": signing.sign(claims(call, identity, row), call.world.server.signing_key),
        "expiresIn": int(expires_in),
        "accessTokenMaxTTL": int(identity.max_ttl),
        "tokenType": "Bearer",
    }


def claims(call: Call, identity: Identity, row: AccessToken) -> dict[str, Any]:
    """The claims that the generation puts into a token of this row, issued now."""
    issued = int(call.now)
    body: dict[str, Any] = {
        "identityId": identity.id,
        "clientSecretId": row.client_secret_id,
        "identityAccessTokenId": row.id,
        "authTokenType": "identityAccessToken",
    }
    if call.dialect.stateless_tokens:
        body |= _own_claims(identity, row)
    body["iat"] = issued
    seconds = {"none": 0, "max-ttl": row.max_ttl, "ttl": row.ttl, "capped": lifetime(call, row)}[call.dialect.exp]
    return body | ({"exp": issued + int(seconds)} if seconds else {})


def _own_claims(identity: Identity, row: AccessToken) -> dict[str, Any]:
    return {
        "identityAuth": {},
        "jti": row.id,
        "identityName": identity.name,
        "authMethod": f"{row.method}-auth",
        "orgId": identity.org_id,
        "rootOrgId": identity.org_id,
        "parentOrgId": identity.org_id,
        "ipRestrictionEnabled": identity.use_from != ("0.0.0.0/0", "::/0"),
        "accessTokenTTL": int(row.ttl),
        "accessTokenMaxTTL": int(row.max_ttl),
        "accessTokenPeriod": 0,
        "creationEpoch": int(row.created),
    } | ({"numUsesLimit": row.uses_limit} if row.uses_limit else {})


def lifetime(call: Call, row: AccessToken) -> float:
    """Era C2: the seconds that a token of this row lives from now."""
    left = row.created + row.max_ttl - call.now if row.max_ttl else call.world.server.max_token_age
    return min(row.ttl or left, left, call.world.server.max_token_age)


def new_id(call: Call) -> str:
    """A fresh id in the generation's spelling."""
    return uuid.uuid4().hex[:24] if call.dialect.family == "A" else str(uuid.uuid4())

"""The gates that an authenticated request passes before any route, in each generation's order and with side effects."""

from __future__ import annotations

from typing import Any

from diagnose.lab import signing
from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Actor, Call
from diagnose.lab.state import AccessToken, Identity
from diagnose.lab.texts import JWT_REWORDED

_BEARER = 7  # characters that the servers cut off the header, in B and C without looking at them
_LEGACY_NEEDS = ("iat", "identityId", "identityAccessTokenId")


def authenticate(call: Call) -> Actor | None:
    """Who asks, by the headers; None if no credential was sent, or a token of an unknown type."""
    headers = call.request.headers
    if headers.get("x-api-key"):
        return _by_api_key(call, headers["x-api-key"])
    header = headers.get("authorization")
    if not header:
        return None
    if call.dialect.family == "A" and not header.startswith("Bearer "):
        raise RefusalError(step="token.missing")
    value = header[_BEARER:]
    if value.startswith("st."):
        return _by_service_token(call, value)
    claims = verified(call, value)
    kind = claims.get("authTokenType")
    if kind == "identityAccessToken":
        return _by_identity_token(call, claims)
    if kind == "accessToken":
        return _by_session(call, claims)
    return None


def verified(call: Call, value: str) -> dict[str, Any]:
    """The claims of a token that this server signed and that has not ended."""
    try:
        return signing.verify(value, call.world.server.signing_key, call.now)
    except signing.JwtError as refused:
        reason = refused.reason
        if reason == "jwt expired":
            raise RefusalError(step="token.expired") from refused
        said = JWT_REWORDED.get(reason, reason) if call.dialect.rewords_jwt else reason
        raise RefusalError(step="token.jwt", reason=said) from refused


def _by_api_key(call: Call, value: str) -> Actor:
    parts = value.split(".")
    key = call.world.api_keys.get(parts[1]) if len(parts) == 3 and parts[0] == "ak" else None  # noqa: PLR2004 - ak.id.secret
    if call.dialect.family == "C" or key is None or key.secret != parts[2]:
        raise RefusalError(step="key.unknown")
    if key.expires is not None and call.now > key.expires:
        del call.world.api_keys[key.id]
        raise RefusalError(step="key.unknown")
    return Actor(kind="api-key", id=key.user_id, org_id=call.world.org_id)


def _by_service_token(call: Call, value: str) -> Actor:
    call.touch_database("Find one")
    _, token_id, secret = [*value.split(".", 3)[:3], "", ""][:3]
    token = call.world.service_tokens.get(token_id)
    if token is None:
        raise RefusalError(step="service.unknown", token=token_id)
    if token.expires is not None and call.now > token.expires:
        del call.world.service_tokens[token_id]
        raise RefusalError(step="service.expired")
    if token.secret != secret:
        raise RefusalError(step="service.secret")
    return Actor(kind="service", id=token.id, org_id=call.world.org_id, service=token)


def _by_session(call: Call, claims: dict[str, Any]) -> Actor:
    org_id = claims.get("organizationId")
    if str(claims.get("userId")) not in call.world.users:
        raise RefusalError(step="token.unknown")
    if call.dialect.build == "B1" and not org_id:
        raise RefusalError(step="token.no-org")
    return Actor(kind="user", id=str(claims["userId"]), org_id=org_id, claims=claims)


def _by_identity_token(call: Call, claims: dict[str, Any]) -> Actor:
    gate = {"A": _row_a, "B": _row_b}.get(call.dialect.family, _row_c2 if call.dialect.stateless_tokens else _row_b)
    row, identity = gate(call, claims)
    return Actor(kind="identity", id=identity.id, org_id=identity.org_id, identity=identity, token=row, claims=claims)


def _row(call: Call, claims: dict[str, Any]) -> tuple[AccessToken, Identity]:
    call.touch_database("IdAccessTokenFindOne")
    if call.world.server.redis_down:
        raise RefusalError(step="redis", retries=1)
    row = call.world.tokens.get(str(claims.get("identityAccessTokenId")))
    identity = call.world.identities.get(row.identity_id) if row else None
    if row is None or row.revoked or identity is None:
        raise RefusalError(step="token.unknown")
    return row, identity


def _row_a(call: Call, claims: dict[str, Any]) -> tuple[AccessToken, Identity]:
    row, identity = _row(call, claims)
    call.check_address(row.frozen_from, "token.address")
    if row.ttl and call.now > (row.renewed or row.created) + row.ttl:
        raise RefusalError(step="token.ttl")
    if row.max_ttl and call.now > row.created + row.max_ttl:
        raise RefusalError(step="token.max-ttl")
    if row.uses_limit and row.uses == row.uses_limit:
        raise RefusalError(step="token.uses")
    row.uses += 1
    return row, identity


def _row_b(call: Call, claims: dict[str, Any]) -> tuple[AccessToken, Identity]:
    row, identity = _row(call, claims)
    call.check_address(identity.use_from, "token.address")
    if not identity.in_org:
        raise RefusalError(step="token.org")
    if call.dialect.counts_uses and row.uses_limit and row.uses >= row.uses_limit:
        raise dead(call, row, "token.uses")
    if row.ttl and call.now > (row.renewed or row.created) + row.ttl:
        raise dead(call, row, "token.ttl")
    row.uses += 1
    return row, identity


def _row_c2(call: Call, claims: dict[str, Any]) -> tuple[AccessToken, Identity]:
    if any(name not in claims for name in _LEGACY_NEEDS):
        raise RefusalError(step="token.claims")
    legacy = "orgId" not in claims
    call.touch_database("IdAccessTokenFindOne")
    row = call.world.tokens.get(str(claims["identityAccessTokenId"]))
    identity = call.world.identities.get(str(claims["identityId"]))
    if legacy and (row is None or row.revoked):
        raise RefusalError(step="token.unknown")
    if "exp" not in claims and call.now > call.world.server.legacy_ends_at:
        raise RefusalError(step="token.legacy-age")
    _revocation_gate(call, claims)
    if identity is None:
        raise RefusalError(step="token.revoked.identity")  # its deletion revokes what it was given
    if row is None or not identity.in_org:
        raise RefusalError(step="token.org")
    if not identity.org_active:
        raise RefusalError(step="token.org-inactive")
    if row.uses_limit and row.uses >= row.uses_limit:
        raise RefusalError(step="token.uses")
    row.uses += 1
    call.check_address(identity.use_from, "token.address")
    return row, identity


def _revocation_gate(call: Call, claims: dict[str, Any]) -> None:
    names = {
        "token": claims["identityAccessTokenId"],
        "identity": claims["identityId"],
        "client-secret": claims.get("clientSecretId"),
        "auth-method": claims["identityId"],
    }
    for scope, subject in names.items():
        if any(r.scope == scope and r.id == subject and claims["iat"] <= r.at for r in call.world.revocations):
            raise RefusalError(step=f"token.revoked.{scope}")


def dead(call: Call, row: AccessToken, step: str) -> RefusalError:
    """The refusal of a token that has ended; where the generation does so, its row goes with it."""
    if call.dialect.drops_dead_tokens:
        call.world.tokens.pop(row.id, None)
    return RefusalError(step=step)

"""A credential as it was handed to us: its values, its kind, and the facts about its shape that may be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from diagnose.credential.oddities import CLIENT_ID_FIELD, CLIENT_SECRET_FIELD, TOKEN_FIELD, pair_traits, token_traits
from diagnose.credential.spelling import UUID, core, token_oddity, trimmed
from diagnose.credential.token import decode, read_token
from diagnose.model import CredentialFacts, CredentialKind, Oddity, Token, Trait
from diagnose.secret import Secret

_TYPES: Final = {
    "identityAccessToken": CredentialKind.ACCESS_TOKEN,
    "accessToken": CredentialKind.USER_SESSION,
    "apiKey": CredentialKind.API_KEY,
}


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """What will be sent, white space around it removed, and what may be told about it.

    Either `client_id` and `client_secret` are set, or `token` is, or `login`: the fields with which another login
    method logs in. `client_id` is whatever stood in its place, which may be a secret: show `facts.client_id` instead,
    which is set only when the value is an identifier. `organization` is the slug of the sub-organization to log in to.
    `held`: further secrets that went into what is sent. `certificate`: the files of one and its key, for the handshake.
    """

    kind: CredentialKind
    facts: CredentialFacts
    client_id: str | None = None
    client_secret: Secret | None = None
    token: Secret | None = None
    token_facts: Token | None = None
    login: Mapping[str, str | Secret] = {}
    organization: str | None = None
    held: tuple[Secret, ...] = ()
    certificate: tuple[str, str] | None = None

    def secrets(self) -> tuple[Secret, ...]:
        """Every value that must not be shown, for the output scan."""
        misplaced = Secret(self.client_id) if self.client_id and not self.facts.client_id else None
        proof = (value for value in self.login.values() if isinstance(value, Secret))
        return tuple(value for value in (misplaced, self.client_secret, self.token, *proof, *self.held) if value)

    def fatal(self) -> tuple[Trait, ...]:
        """The oddities with which no server accepts the credential."""
        return tuple(trait for trait in self.facts.traits if trait.fatal)

    def __repr__(self) -> str:
        return f"Credential(kind={self.kind.value!r}, facts={self.facts!r})"


def classify(text: str) -> CredentialKind:
    """What a token is, told from its value: prefix first, then the claims of a JWT; quotes and the like put aside."""
    value = core(text)
    oddity = token_oddity(value)
    if oddity is Oddity.IS_SERVICE_TOKEN:
        return CredentialKind.SERVICE_TOKEN
    if oddity is Oddity.IS_API_KEY:
        return CredentialKind.API_KEY
    decoded = decode(value)
    if decoded is None:
        return CredentialKind.UNKNOWN
    claims = decoded[1]
    stated = claims.get("authTokenType")
    if stated is not None:
        return _TYPES.get(stated, CredentialKind.UNKNOWN) if isinstance(stated, str) else CredentialKind.UNKNOWN
    if claims.get("identityId"):
        return CredentialKind.ACCESS_TOKEN
    return CredentialKind.USER_SESSION if claims.get("userId") else CredentialKind.UNKNOWN


def from_pair(
    client_id: str, client_secret: str, sources: Mapping[str, str], extra: tuple[Trait, ...] = ()
) -> Credential:
    """A universal-auth pair. `sources`: field -> where from; `extra`: traits that only the reader of a file can see."""
    identifier = trimmed(client_id)
    facts = CredentialFacts(
        kind=CredentialKind.UNIVERSAL_AUTH,
        sources=dict(sources),
        lengths={CLIENT_ID_FIELD: len(client_id), CLIENT_SECRET_FIELD: len(client_secret)},
        traits=(*extra, *pair_traits(client_id, client_secret)),
        client_id=identifier if UUID.fullmatch(identifier) else None,
    )
    return Credential(kind=facts.kind, facts=facts, client_id=identifier, client_secret=Secret(trimmed(client_secret)))


def from_token(token: str, sources: Mapping[str, str], extra: tuple[Trait, ...] = ()) -> Credential:
    """An access token, service token, API key or session. Its claims are read when it is a JWT."""
    kind = classify(token)
    facts = CredentialFacts(
        kind=kind,
        sources=dict(sources),
        lengths={TOKEN_FIELD: len(token)},
        traits=(*extra, *token_traits(token, kind)),
    )
    value = trimmed(token)
    return Credential(kind=kind, facts=facts, token=Secret(value), token_facts=read_token(core(token)))

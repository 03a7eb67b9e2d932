"""What is asked, of whom, with which credential, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec


class Era(StrEnum):
    """A generation of the server; they differ in gates, statuses and texts. Order is age."""

    A = "A"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"


class CredentialKind(StrEnum):
    """What the value is that was handed to us, told from the value itself."""

    UNIVERSAL_AUTH = "universal-auth"
    ACCESS_TOKEN = "access-token"
    SERVICE_TOKEN = "service-token"
    API_KEY = "api-key"
    USER_SESSION = "user-session"
    LOGIN_METHOD = "login-method"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What the user wanted to do with secrets. Only `read` is ever put to the server."""

    READ = "read"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """What the user tried to reach. `sources` says for each field where its value came from.

    `login_only`: whether the credential is accepted is all that was meant. `warn_before_s`: for how long it is to go on
    working at least, in seconds.
    """

    base_url: str
    project_id: str | None = None
    environment: str = "dev"
    secret_path: str = "/"
    secret_name: str | None = None
    action: Action = Action.READ
    sources: Mapping[str, str] = {}
    login_only: bool = False
    warn_before_s: float = 0.0


class Oddity(StrEnum):
    """Something about the spelling of a credential, told without sending it."""

    SURROUNDING_WHITESPACE = "surrounding-whitespace"
    INNER_WHITESPACE = "inner-whitespace"
    CARRIAGE_RETURN = "carriage-return"
    BYTE_ORDER_MARK = "byte-order-mark"
    INVISIBLE_CHARACTER = "invisible-character"
    QUOTES = "quotes"
    BEARER_PREFIX = "bearer-prefix"
    PLACEHOLDER = "placeholder"
    TRUNCATED = "truncated"
    TOO_LONG = "too-long"
    NOT_A_UUID = "not-a-uuid"
    NOT_64_HEX = "not-64-hex"
    IS_UUID = "is-a-uuid"
    IS_CLIENT_SECRET = "is-a-client-secret"
    IS_JWT = "is-a-jwt"
    IS_SERVICE_TOKEN = "is-a-service-token"
    IS_API_KEY = "is-an-api-key"
    JWT_UNDECODABLE = "jwt-undecodable"
    JWT_NO_SIGNATURE = "jwt-no-signature"
    JWT_ALGORITHM = "jwt-algorithm"
    JWT_TYPE = "jwt-type"
    NOT_A_TOKEN = "not-a-token"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    NO_EXPIRY = "no-expiry"
    OTHER_AUDIENCE = "other-audience"
    OTHER_ISSUER = "other-issuer"
    INCOMPLETE = "incomplete"


class Trait(msgspec.Struct, frozen=True, kw_only=True):
    """One oddity of one field of the credential (`client-id`, `client-secret`, `token`, `project-id`, …).

    `fatal`: no server of any era accepts such a value (servers trim whitespace, so that alone is not fatal).
    `cause`: the id of the cause that the oddity amounts to if the server refuses the value.
    `detail`: shown to people; never holds any part of a secret.
    """

    field: str
    oddity: Oddity
    fatal: bool
    cause: str
    detail: str = ""


class CredentialFacts(msgspec.Struct, frozen=True, kw_only=True):
    """All that is kept of a credential: kind, where from, shape. Never the value, nor a hash of it.

    `client_id` is an identifier, not a secret, and is kept when it looks like one. `lengths` maps field -> characters.
    Of another login method than universal auth: `method` is its name, `identity_id` the machine identity's ID, and
    `claims` what the proof says in the clear, by allow-list.
    """

    kind: CredentialKind
    sources: Mapping[str, str] = {}
    lengths: Mapping[str, int] = {}
    traits: tuple[Trait, ...] = ()
    client_id: str | None = None
    method: str | None = None
    identity_id: str | None = None
    claims: Mapping[str, Any] = {}


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What putting a probe once costs. `logins`: uses of the client secret. `token_uses`: uses of the access token."""

    requests: int = 1
    logins: int = 0
    token_uses: int = 0
    writes: int = 0

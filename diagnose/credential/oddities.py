"""The oddities of each field of a credential, told without sending it. No detail holds any part of the value."""

from __future__ import annotations

import re
from typing import Any, Final

from diagnose.credential.spelling import (
    CLIENT_SECRET,
    HEX,
    KIND_MISMATCH,
    MANGLED,
    UUID,
    core,
    has_bearer_prefix,
    is_client_secret,
    is_uuid,
    spoils,
    surroundings,
    token_oddity,
    trimmed,
)
from diagnose.credential.token import decode
from diagnose.model import CredentialKind, Oddity, Trait
from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM

CLIENT_ID_FIELD: Final = "client-id"
CLIENT_SECRET_FIELD: Final = "client-secret"
TOKEN_FIELD: Final = "token"

_SECRET_LENGTH: Final = 64
_UUID_LENGTH: Final = 36
_HS256_LENGTH: Final = 43
_ID: Final = f"({OBJECT_ID_FORM}|{UUID_FORM})"
# Compiled where they are used, which is not in a run with a well-formed pair.
_SERVICE_TOKEN: Final = rf"(?i:st\.{_ID}\.[0-9a-f]+(\.[!-~]+)?)"
_API_KEY: Final = rf"(?i:ak\.{_ID}\.[!-~]+)"
_PART_OF_A_UUID: Final = r"(?i:[0-9a-f-]+|[{(]?(urn:uuid:)?[0-9a-f-]{30,}[)}]?)"

_TOKEN_NAMES: Final = {
    Oddity.IS_JWT: "an access token (a JWT)",
    Oddity.IS_SERVICE_TOKEN: "a service token",
    Oddity.IS_API_KEY: "an API key",
}


def pair_traits(client_id: str, client_secret: str) -> tuple[Trait, ...]:
    """The oddities of a universal-auth pair. Values in each other's place are told from each other."""
    if is_client_secret(client_id) and is_uuid(client_secret):
        says = "The client ID and the client secret are in each other's place."
        return (
            _trait(CLIENT_ID_FIELD, Oddity.IS_CLIENT_SECRET, "credential-swapped", says),
            _trait(CLIENT_SECRET_FIELD, Oddity.IS_UUID, "credential-swapped", says),
        )
    return (*client_id_traits(client_id), *client_secret_traits(client_secret, client_id))


def client_id_traits(text: str) -> tuple[Trait, ...]:
    """The oddities of a client ID: a lower-case UUID in every era."""
    around = surroundings(CLIENT_ID_FIELD, "client ID", text)
    spoilt = spoils(CLIENT_ID_FIELD, "client ID", text)
    wrong = _not_a_client_id(text)
    if wrong is not None or spoilt:
        return (*around, *spoilt, *([wrong] if wrong else []))
    return (*around, *_client_id_form(trimmed(text)))


def client_secret_traits(text: str, client_id: str = "") -> tuple[Trait, ...]:
    """The oddities of a client secret: 64 lower-case hex characters in every era."""
    around = surroundings(CLIENT_SECRET_FIELD, "client secret", text)
    spoilt = spoils(CLIENT_SECRET_FIELD, "client secret", text)
    wrong = _not_a_client_secret(text, client_id)
    if wrong is not None or spoilt:
        return (*around, *spoilt, *([wrong] if wrong else []))
    return (*around, *_client_secret_form(trimmed(text)))


def token_traits(text: str, kind: CredentialKind) -> tuple[Trait, ...]:
    """The oddities of what was handed over as a token; `kind` is what it was taken for."""
    found = [*surroundings(TOKEN_FIELD, "token", text)]
    if has_bearer_prefix(text):
        says = 'The token starts with "Bearer"; that word belongs to the header, not to the token.'
        found.append(_trait(TOKEN_FIELD, Oddity.BEARER_PREFIX, "auth-header-format", says))
    spoilt = spoils(TOKEN_FIELD, "token", text)
    wrong = _not_a_token(text)
    if wrong is not None or spoilt:
        return (*found, *spoilt, *([wrong] if wrong else []))
    return (*found, *_token_form(core(text), kind))


def _trait(field: str, oddity: Oddity, cause: str, detail: str, *, fatal: bool = True) -> Trait:
    return Trait(field=field, oddity=oddity, fatal=fatal, cause=cause, detail=detail)


def _not_a_client_id(text: str) -> Trait | None:
    if is_client_secret(text):
        says = "The client ID has the form of a client secret (64 hex characters)."
        return _trait(CLIENT_ID_FIELD, Oddity.IS_CLIENT_SECRET, KIND_MISMATCH, says)
    return _is_token(CLIENT_ID_FIELD, "client ID", text)


def _not_a_client_secret(text: str, client_id: str) -> Trait | None:
    if is_uuid(text):
        same = client_id and core(text).lower() == core(client_id).lower()
        says = (
            "The client secret is the client ID once more."
            if same
            else "The client secret is a UUID: that is the form of a client secret's ID, not of the secret."
        )
        return _trait(CLIENT_SECRET_FIELD, Oddity.IS_UUID, KIND_MISMATCH, says)
    return _is_token(CLIENT_SECRET_FIELD, "client secret", text)


def _is_token(field: str, name: str, text: str) -> Trait | None:
    oddity = token_oddity(text)
    return _trait(field, oddity, KIND_MISMATCH, f"The {name} is {_TOKEN_NAMES[oddity]}.") if oddity else None


def _not_a_token(text: str) -> Trait | None:
    if is_client_secret(text):
        says = "The token has the form of a client secret; log in with it to get an access token."
        return _trait(TOKEN_FIELD, Oddity.IS_CLIENT_SECRET, KIND_MISMATCH, says)
    if is_uuid(text):
        return _trait(TOKEN_FIELD, Oddity.IS_UUID, KIND_MISMATCH, "The token is a UUID: an identifier, not a token.")
    return None


def _client_id_form(value: str) -> list[Trait]:
    if UUID.fullmatch(value):
        if value == value.lower():
            return []
        says = "The client ID has upper-case letters; servers compare it letter by letter with a lower-case one."
        return [_trait(CLIENT_ID_FIELD, Oddity.NOT_A_UUID, MANGLED, says)]
    if not re.fullmatch(OBJECT_ID_FORM, value) and re.fullmatch(_PART_OF_A_UUID, value):
        says = f"The client ID looks like a damaged UUID: {len(value)} characters instead of {_UUID_LENGTH}."
        return [_trait(CLIENT_ID_FIELD, Oddity.NOT_A_UUID, MANGLED, says)]
    says = "The client ID is not a UUID, and every client ID is one."
    return [_trait(CLIENT_ID_FIELD, Oddity.NOT_A_UUID, "client-id-unknown", says)]


def _client_secret_form(value: str) -> list[Trait]:
    if CLIENT_SECRET.fullmatch(value):
        return []
    length = f"{len(value)} characters instead of {_SECRET_LENGTH}"
    if not HEX.fullmatch(value):
        says = f"The client secret is not made of {_SECRET_LENGTH} hex characters, and every client secret is."
        return [_trait(CLIENT_SECRET_FIELD, Oddity.NOT_64_HEX, MANGLED, says)]
    if len(value) < _SECRET_LENGTH:
        says = f"The client secret is cut off: {length}."
        return [_trait(CLIENT_SECRET_FIELD, Oddity.TRUNCATED, MANGLED, says)]
    if len(value) > _SECRET_LENGTH:
        says = f"The client secret is too long: {length}."
        return [_trait(CLIENT_SECRET_FIELD, Oddity.TOO_LONG, MANGLED, says)]
    says = "The client secret has upper-case letters; Infisical issues lower-case ones, and the case counts."
    return [_trait(CLIENT_SECRET_FIELD, Oddity.NOT_64_HEX, MANGLED, says)]


def _token_form(value: str, kind: CredentialKind) -> list[Trait]:
    match token_oddity(value):
        case Oddity.IS_SERVICE_TOKEN:
            if re.fullmatch(_SERVICE_TOKEN, value):
                return []
            says = "The service token does not have the form st.<id>.<secret>."
        case Oddity.IS_API_KEY:
            if re.fullmatch(_API_KEY, value):
                return []
            says = "The API key does not have the form ak.<id>.<secret>."
        case Oddity.IS_JWT:
            return _jwt_form(value, kind)
        case _ if value.count(".") == 2 or value.startswith("eyJ"):  # noqa: PLR2004 - two dots make a JWT
            return _jwt_form(value, kind)
        case _:
            says = "The token is neither a JWT nor a service token (st.…) nor an API key (ak.…)."
    return [_trait(TOKEN_FIELD, Oddity.NOT_A_TOKEN, "token-malformed", says)]


def _jwt_form(value: str, kind: CredentialKind) -> list[Trait]:
    decoded = decode(value)
    if decoded is None:
        dots = value.count(".")
        says = (
            "The token cannot be decoded: its three parts are not what a JWT is made of."
            if dots == 2  # noqa: PLR2004 - two dots make a JWT
            else f"The token has {dots + 1} dot-separated part(s); a JWT has three."
        )
        return [_trait(TOKEN_FIELD, Oddity.JWT_UNDECODABLE, "token-malformed", says)]
    head, body = decoded
    return [*_jwt_signature(head.get("alg"), value.rpartition(".")[2]), *_jwt_type(body, kind)]


def _jwt_signature(algorithm: object, signature: str) -> list[Trait]:
    if not signature or (isinstance(algorithm, str) and algorithm.lower() == "none"):
        says = "The token is not signed."
        return [_trait(TOKEN_FIELD, Oddity.JWT_NO_SIGNATURE, "token-invalid-algorithm", says)]
    if algorithm != "HS256":
        says = "The token is signed with another method than Infisical's (HS256)."
        return [_trait(TOKEN_FIELD, Oddity.JWT_ALGORITHM, "token-invalid-algorithm", says, fatal=False)]
    if len(signature) == _HS256_LENGTH:
        return []
    short = len(signature) < _HS256_LENGTH
    says = f"The token's signature has {len(signature)} characters instead of {_HS256_LENGTH}."
    return [_trait(TOKEN_FIELD, Oddity.TRUNCATED if short else Oddity.TOO_LONG, MANGLED, says)]


def _jwt_type(body: dict[str, Any], kind: CredentialKind) -> list[Trait]:
    if kind is CredentialKind.USER_SESSION:
        says = "The token is a person's session, not a machine identity's access token."
    elif kind is not CredentialKind.UNKNOWN:
        return []
    elif "iss" in body:
        says = "The token was issued by another system: it names neither an identity nor a person of Infisical."
    else:
        says = "The token is not a machine identity's access token."
    return [_trait(TOKEN_FIELD, Oddity.JWT_TYPE, KIND_MISMATCH, says, fatal=False)]

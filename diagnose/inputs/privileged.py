"""The second credential, which may look at the first one's identity: a token, or a pair that logs in once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from diagnose.credential.spelling import trimmed
from diagnose.credential.token import read_token
from diagnose.inputs.sources import Handed, from_flag, from_variable
from diagnose.model import Privileged
from diagnose.model.identifier import UUID_FORM
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

TOKEN: Final = "INFISICAL_DIAGNOSE_ADMIN_TOKEN"
CLIENT_ID: Final = "INFISICAL_DIAGNOSE_ADMIN_CLIENT_ID"
CLIENT_SECRET: Final = "INFISICAL_DIAGNOSE_ADMIN_CLIENT_SECRET"
SECRET_VARIABLES: Final = (TOKEN, CLIENT_SECRET)
_ID: Final = re.compile(f"{UUID_FORM}|[0-9a-f]{{24}}", re.IGNORECASE)
_FLAG: Final = "--admin-token"


class PrivilegedCredential(msgspec.Struct, frozen=True, kw_only=True):
    """What looks are sent with, and what may be told of it. Either `token` is set, or the pair, which logs in once."""

    facts: Privileged
    token: Secret | None = None
    client_id: str | None = None
    client_secret: Secret | None = None

    @property
    def logs_in(self) -> bool:
        """Whether it is a pair, so that its token is its own login's and is to be given back."""
        return self.client_secret is not None

    def secrets(self) -> tuple[Secret, ...]:
        """Every value of it that must not be shown."""
        return tuple(value for value in (self.token, self.client_secret) if value is not None)

    def with_token(self, token: Secret) -> PrivilegedCredential:
        """The credential once its pair has logged in."""
        return msgspec.structs.replace(self, token=token, facts=_facts(token, self.facts))

    def __repr__(self) -> str:
        return f"PrivilegedCredential(facts={self.facts!r})"


def privileged(
    flag: str | Handed | None, subject: str | None, environ: Mapping[str, str], cwd: Path, stdin: Callable[[], bytes]
) -> PrivilegedCredential | None:
    """The second credential, or None if there is none. `flag`: `-` or `@FILE`; `subject`: the identity to look at.

    Raises UsageProblem where two are given, half of a pair, or an identity without a credential to look with.
    """
    subject = _identity(subject)
    token = from_flag(_FLAG, flag, "token", cwd, stdin) if flag is not None else None
    if token is None and environ.get(TOKEN):
        token = from_variable(TOKEN, environ[TOKEN])
    client_id, client_secret = environ.get(CLIENT_ID), environ.get(CLIENT_SECRET)
    if token is not None:
        value = Secret(trimmed(token.value.reveal()))
        source = _FLAG if flag is not None else TOKEN
        return PrivilegedCredential(facts=_facts(value, Privileged(source=source, subject_id=subject)), token=value)
    if client_id and client_secret:
        facts = Privileged(source=CLIENT_ID, subject_id=subject)
        return PrivilegedCredential(
            facts=facts, client_id=trimmed(client_id), client_secret=Secret(trimmed(client_secret))
        )
    if client_id or client_secret:
        msg = f"{CLIENT_ID} and {CLIENT_SECRET} belong together; only one of them is set."
        raise UsageProblem(msg)
    if subject is not None:
        msg = f"--identity-id says whom to look at; give {_FLAG} or {TOKEN} to look with."
        raise UsageProblem(msg)
    return None


def _identity(written: str | None) -> str | None:
    if written is None:
        return None
    if not _ID.fullmatch(trimmed(written)):
        msg = "--identity-id takes the ID of an identity: a UUID, on the oldest servers 24 hexadecimal digits."
        raise UsageProblem(msg)
    return trimmed(written)


def _facts(token: Secret, known: Privileged) -> Privileged:
    """What the token's own claims tell of it."""
    read = read_token(token.reveal())
    claims = read.claims if read is not None else {}
    limit = claims.get("numUsesLimit")
    return msgspec.structs.replace(
        known,
        own_id=claims.get("identityId"),
        organisation_id=claims.get("orgId"),
        uses_limit=int(limit) if isinstance(limit, int | float) and limit else None,
    )

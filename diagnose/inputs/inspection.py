"""What `inspect` looks at: an identity, by its own ID or by its client ID, and what it may do at a target."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import msgspec

from diagnose.credential import Credential
from diagnose.credential.spelling import UUID, trimmed
from diagnose.inputs import Given, Inputs, target_of
from diagnose.inputs.privileged import CLIENT_ID, TOKEN, privileged
from diagnose.model import CredentialFacts, CredentialKind
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

_PREFIX: Final = re.compile(r"[0-9a-f]{2,4}")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to look at, as it was typed. One of the two ids is given."""

    identity_id: str | None = None
    client_id: str | None = None
    secret_prefix: str | None = None
    from_address: str | None = None


def resolve_inspection(
    given: Given, subject: Subject, environ: Mapping[str, str], cwd: Path | None, stdin: Callable[[], bytes]
) -> Inputs:
    """The inputs of an inspection. Sends nothing. Raises UsageProblem with one line for people."""
    if (subject.identity_id is None) == (subject.client_id is None):
        msg = "Give either --identity-id or --client-id: the identity to look at."
        raise UsageProblem(msg)
    target, remarks = target_of(given, environ, cwd)
    second = privileged(given.admin_token, subject.identity_id, environ, cwd or Path(), stdin)
    if second is None:
        msg = f"No privileged credential was given: set {TOKEN}, or {CLIENT_ID} and its secret, or give --admin-token."
        raise UsageProblem(msg)
    prefix = _prefix(subject.secret_prefix)
    facts = msgspec.structs.replace(
        second.facts, from_address=_address(subject.from_address), compares_secret=prefix is not None
    )
    return Inputs(
        target=target,
        credential=_credential(subject.client_id, prefix),
        stray=tuple(remarks),
        ca_bundle=given.ca_bundle,
        privileged=msgspec.structs.replace(second, facts=facts),
        inspecting=True,
    )


def _credential(client_id: str | None, prefix: str | None) -> Credential:
    """The identity's own credential, as far as it is known; it is never sent."""
    if client_id is not None and not UUID.fullmatch(trimmed(client_id)):
        msg = "--client-id takes a client ID, a UUID."
        raise UsageProblem(msg)
    known = trimmed(client_id) if client_id is not None else None
    facts = CredentialFacts(
        kind=CredentialKind.UNIVERSAL_AUTH, client_id=known, sources={"client-id": "--client-id"} if known else {}
    )
    return Credential(
        kind=facts.kind, facts=facts, client_id=known, client_secret=None if prefix is None else Secret(prefix)
    )


def _prefix(written: str | None) -> str | None:
    if written is not None and not _PREFIX.fullmatch(written):
        msg = "--secret-prefix takes the first two to four characters of the client secret, and no more."
        raise UsageProblem(msg)
    return written


def _address(written: str | None) -> str | None:
    if written is None:
        return None
    try:
        return str(ip_address(written))
    except ValueError:
        msg = "--from-address takes an IP address."
        raise UsageProblem(msg) from None

"""Another login method than universal auth: which one is meant, for which identity, and its proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from diagnose.credential import Credential
from diagnose.credential.method_names import IDENTITY
from diagnose.credential.methods import Fetch, FetchError, Method, NotFetched, Place, Proof, find
from diagnose.credential.spelling import UUID, holds_secret, is_uuid, trimmed
from diagnose.model import CredentialFacts, CredentialKind
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

PROOF: Final = "proof"
IDENTITY_FIELD: Final = "machine-identity-id"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A method as it was asked for, and the means to find its proof. `source` is who named it."""

    name: str
    source: str
    identity: str | None
    flags: Mapping[str, str]
    environ: Mapping[str, str]
    cwd: Path
    stdin: Callable[[], bytes]
    fetch: Callable[[Fetch], bytes]

    def __repr__(self) -> str:
        return "Asked(…)"


def nothing_fetched(fetch: Fetch) -> bytes:
    """For where nothing may be asked. Always raises NotFetched."""
    raise NotFetched(fetch.what)


def credential_of(asked: Asked) -> Credential:
    """The credential that logs in with that method. Raises UsageProblem with one line for people; sends nothing.

    What a metadata service or build system is asked for is fetched through `asked.fetch`.
    """
    method = find(asked.name, asked.source)
    identity, source = _identity(asked, method)
    place = Place(
        identity_id=identity,
        environ=asked.environ,
        flags=asked.flags,
        cwd=asked.cwd,
        stdin=asked.stdin,
        fetch=asked.fetch,
        now=time.time(),
        asks=asked.fetch is not nothing_fetched,
    )
    proof = _proof(method, place)
    shown = {name: len(v.reveal() if isinstance(v, Secret) else v) for name, v in proof.fields.items()}
    facts = CredentialFacts(
        kind=CredentialKind.LOGIN_METHOD,
        sources={IDENTITY_FIELD: source, PROOF: proof.source, "method": asked.source},
        lengths={IDENTITY_FIELD: len(identity), **({PROOF: sum(shown.values())} if shown else {})},
        traits=proof.traits,
        method=method.id,
        identity_id=identity,
        claims=proof.claims,
    )
    return Credential(
        kind=facts.kind,
        facts=facts,
        login={"identityId": identity, **proof.fields},
        held=proof.held,
        certificate=proof.certificate,
    )


def _proof(method: Method, place: Place) -> Proof:
    try:
        return method.read(place)
    except NotFetched as unasked:
        return Proof(fields={}, source=f"{unasked.what} (not asked yet)")
    except FetchError as error:
        msg = f"{method.title}: {error}. Nothing was sent to Infisical."
        raise UsageProblem(msg) from None


def _identity(asked: Asked, method: Method) -> tuple[str, str]:
    """The identity's id and where it is from. Raises UsageProblem if there is none or it cannot be one."""
    names = (IDENTITY, *method.identities)
    variable = next((name for name in names if asked.environ.get(name)), None)
    if asked.identity is not None:
        value, source = asked.identity, "--machine-identity-id"
    elif variable is not None:
        value, source = asked.environ[variable], variable
    else:
        msg = f"{method.title} needs the identity's ID: set {IDENTITY} or give --machine-identity-id."
        raise UsageProblem(msg)
    kept = trimmed(value)
    if not kept:
        msg = f"{source} is empty."
        raise UsageProblem(msg)
    if UUID.fullmatch(kept):
        return kept, source
    if is_uuid(kept):
        msg = f"{source}: the value stands in quotation marks; take them away. Nothing was sent."
        raise UsageProblem(msg)
    what = "holds what has the form of a secret" if holds_secret(kept) else "is no UUID, and every identity's ID is one"
    msg = f"{source} {what}; copy the ID from the identity's page. Nothing was sent."
    raise UsageProblem(msg)

"""Evidence in a line or two: what was asked, what was said, and what the judge makes of it.

    evidence(said("login", 401, "UnauthorizedError", "Invalid credentials"))

Eras are those of the model; `C` alone is enough where C1 and C2 do not differ, `B` likewise. Success is
`said(probe, 200, data={...})`. Exchanges are numbered E1, E2, … in the order given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from diagnose.gather.probes import PROBES, Aim
from diagnose.judgement import judge
from diagnose.model import (
    Action,
    Answer,
    CredentialFacts,
    CredentialKind,
    Envelope,
    Evidence,
    Exchange,
    Finding,
    Oddity,
    Silence,
    State,
    Target,
    Token,
    Trait,
)

NOW: Final = 1_795_435_200.0  # 2026-11-23 12:00:00 UTC
BASE: Final = "https://infisical.example"
PROJECT: Final = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
IDENTITY: Final = "c1de4c4e-7d4f-4b6c-9d0a-5d8f6a1b2c3d"
ORGANISATION: Final = "0f5e8f0a-1b2c-4d3e-8f90-a1b2c3d4e5f6"
TARGET: Final = Target(base_url=BASE, project_id=PROJECT, environment="dev", secret_path="/")
NAMED: Final = msgspec.structs.replace(TARGET, secret_name="DATABASE_URL")

PAIR: Final = CredentialFacts(
    kind=CredentialKind.UNIVERSAL_AUTH, lengths={"client-id": 36, "client-secret": 64}, client_id=IDENTITY
)
TOKEN: Final = CredentialFacts(kind=CredentialKind.ACCESS_TOKEN, lengths={"token": 400})
SERVICE: Final = CredentialFacts(kind=CredentialKind.SERVICE_TOKEN, lengths={"token": 60})
API_KEY: Final = CredentialFacts(kind=CredentialKind.API_KEY, lengths={"token": 60})
SESSION: Final = CredentialFacts(kind=CredentialKind.USER_SESSION, lengths={"token": 300})

A_REFUSED: Final = "You are not authorized to access this resource"
A_FAULT: Final = "The server encountered an error while processing the request"
B_REFUSED: Final = "You are not allowed to access this resource"
FAULT: Final = "Something went wrong"
FROM_ADDRESS: Final = "You are not allowed to access this resource from the current IP address"
NO_READ: Final = "You are not allowed to read on secrets"
NO_DESCRIBE: Final = "You are not allowed to describeSecret on secrets"

_AIM: Final = Aim(
    target=NAMED,
    identity_id=IDENTITY,
    role_slug="deployer",
    project_slug="shop-abcd",
    secret_name="DATABASE_URL",
    organisation_id=ORGANISATION,
)


def said(
    probe: str,
    status: int,
    error: str | None = None,
    message: str | None = None,
    *,
    era: str = "C",
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    envelope: Envelope | None = None,
    marks: tuple[str, ...] = (),
) -> Exchange:
    """What a server of that era said to the probe."""
    shape = Envelope.DATA if status < 300 else Envelope(era[0])
    answer = Answer(
        status=status,
        envelope=envelope or shape,
        error=error,
        message=message,
        data=data or {},
        headers=headers or {},
        marks=marks,
    )
    return _put(probe, era, answer=answer)


def silent(probe: str, silence: Silence) -> Exchange:
    """The probe was put and nothing came back that can be read."""
    return _put(probe, "C", silence=silence)


def pasted(method: str, path: str, answer: Answer) -> Exchange:
    """An answer that a person pasted: nobody knows which credential the request carried."""
    return Exchange(id="", probe="pasted", method=method, url=BASE + path, at=NOW, took_ms=0.0, answer=answer)


def _put(probe: str, era: str, *, answer: Answer | None = None, silence: Silence | None = None) -> Exchange:
    known = PROBES[probe]
    aim = msgspec.structs.replace(_AIM, modern=era.startswith("C"))
    nested = msgspec.structs.replace(NAMED, project_id="shop-abcd", secret_path="/app/db")
    ask = known.ask(aim if known.possible(aim) else msgspec.structs.replace(aim, target=nested))
    return Exchange(
        id="",
        probe=probe,
        method=ask.method,
        url=BASE + ask.path,
        at=NOW,
        took_ms=20.0,
        answer=answer,
        silence=silence,
        sent=known.sent,
    )


def login_ok(era: str = "C", *, ttl: int = 7200, longest: int = 86400) -> Exchange:
    """A login that was accepted."""
    return said("login", 200, era=era, data={"expiresIn": ttl, "accessTokenMaxTTL": longest})


def minted(era: str) -> Token:
    """The token that a login of that era issues, claims as in catalogue section b.1."""
    claims: dict[str, Any] = {"identityId": IDENTITY, "authTokenType": "identityAccessToken", "iat": int(NOW)}
    if era.startswith("B"):
        claims["exp"] = int(NOW) + 86400
    if era.startswith("C"):
        claims["exp"] = int(NOW) + 7200
    if era == "C2":
        claims |= {"jti": "t", "orgId": ORGANISATION, "accessTokenTTL": 7200, "accessTokenMaxTTL": 86400}
    return Token(minted=True, algorithm="HS256", claims=claims)


def trait(field: str, oddity: Oddity, cause: str, detail: str = "It is oddly spelt.") -> Trait:
    """An oddity that no server accepts."""
    return Trait(field=field, oddity=oddity, fatal=True, cause=cause, detail=detail)


def odd(credential: CredentialFacts, *traits: Trait) -> CredentialFacts:
    """The credential with these oddities."""
    return msgspec.structs.replace(credential, traits=traits)


def wanting(action: Action, target: Target = TARGET) -> Target:
    """The target, for something else than reading."""
    return msgspec.structs.replace(target, action=action)


def evidence(
    *exchanges: Exchange,
    credential: CredentialFacts = TOKEN,
    target: Target = TARGET,
    token: Token | None = None,
    clock_skew_s: float | None = None,
) -> Evidence:
    """Everything that a check may know, exchanges numbered in the order given."""
    numbered = tuple(msgspec.structs.replace(x, id=f"E{at}") for at, x in enumerate(exchanges, start=1))
    return Evidence(
        target=target,
        credential=credential,
        exchanges=numbered,
        token=token,
        started_at=NOW,
        clock_skew_s=clock_skew_s,
    )


def findings(of: Evidence) -> dict[str, Finding]:
    """The findings by cause."""
    return {finding.cause: finding for finding in judge(of).findings}


def state(of: Evidence, cause: str) -> State:
    """What the evidence says of one cause."""
    return findings(of)[cause].state


def blamed(of: Evidence) -> str | None:
    """The verdict's cause."""
    return judge(of).verdict.cause

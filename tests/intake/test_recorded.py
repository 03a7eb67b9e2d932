"""Every refusal of the recorded servers, printed as raw JSON with its URL, read as well as it was heard live."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache

import pytest

from checks.case import Case
from diagnose.http.answer import read_answer
from diagnose.model import CredentialFacts, CredentialKind, Evidence, Exchange, Target
from tests.intake.texts import evidence_in
from tests.recorded.loader import SERVERS, Recorded, load, refusals
from tests.recorded.values import Values

HOST = "https://infisical.example"


ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{24}\b|\breq-\w+")


@cache
def distinct() -> tuple[Recorded, ...]:
    """Every refusal once: of several that print the same text but for their ids, the first server's."""
    kept: dict[object, Recorded] = {}
    for answer in refusals():
        of_the_api = answer.path.startswith("/api/")  # any other path in a text may be anybody's
        if of_the_api and isinstance(answer.response_body, dict):
            same = ID.sub("", repr((answer.path, answer.signature)))
            kept.setdefault((answer.method, same, *sorted(answer.response_body)), answer)
    return tuple(kept.values())


def filled(answer: Recorded) -> Recorded:
    """The answer with values for the placeholders that the recorder left in it."""
    body = Values(load(answer.server)[answer.scenario], answer.at).fill(answer.response_body, answer.at)
    return dataclasses.replace(answer, response_body=body)


@cache
def known(server: str) -> list[tuple[Recorded, set[str]]]:
    """The distinct refusals of the server, and what each can mean where nobody knows the credential."""
    own = [filled(recorded) for recorded in distinct() if recorded.server == server]
    return [(recorded, heard(recorded, CredentialKind.UNKNOWN)) for recorded in own]


def heard(recorded: Recorded, kind: CredentialKind) -> set[str]:
    body = json.dumps(recorded.response_body).encode()
    answer, _ = read_answer("", recorded.status, (), body)
    exchange = Exchange(
        id="E1", probe="pasted", method=recorded.method, url=HOST + recorded.path, at=0, took_ms=0, answer=answer
    )
    case = Case(Evidence(target=Target(base_url=HOST), credential=CredentialFacts(kind=kind), exchanges=(exchange,)))
    return {suspect.cause for suspect in case.suspects}


def printed(recorded: Recorded) -> bytes:
    status = recorded.response_body.get("statusCode", recorded.status)
    return f"{recorded.method} {HOST}{recorded.path} -> {status}\n{json.dumps(recorded.response_body)}\n".encode()


@pytest.mark.parametrize("server", SERVERS)
def test_a_printed_refusal_has_the_same_candidates_as_one_heard_live(server: str) -> None:
    different = {}
    for recorded, live in known(server):
        if "statusCode" not in recorded.response_body:
            continue
        read = {suspect.cause for suspect in Case(evidence_in(printed(recorded))).suspects}
        if read != live:
            different[recorded.method, recorded.path, recorded.signature] = (read, live)
    assert different == {}


# Of these a service token has one more reading, which is left to texts that name the token: few still send one to a
# server of era C, and for all others it would only cast doubt on a clear refusal.
OF_IDENTITIES = frozenset(f"You are not allowed to {action} on secrets" for action in ("describeSecret", "readValue"))


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("kind", [CredentialKind.ACCESS_TOKEN, CredentialKind.SERVICE_TOKEN, CredentialKind.API_KEY])
def test_an_unknown_credential_leaves_every_candidate_of_a_known_one(server: str, kind: CredentialKind) -> None:
    asked = [(recorded, live) for recorded, live in known(server) if recorded.message not in OF_IDENTITIES]
    lost = {recorded.signature: heard(recorded, kind) - any_kind for recorded, any_kind in asked}
    assert [signature for signature, causes in lost.items() if causes] == []

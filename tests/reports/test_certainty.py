"""How sure a verdict is said to be, and by what."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.model import Diagnosis, Oddity, Status, Trait
from reports.certainty import sure
from tests.reports.samples import inconclusive, no_cause, not_reached, secret_expired


def with_trait() -> Diagnosis:
    full = secret_expired()
    trait = Trait(field="client_secret", oddity=next(iter(Oddity)), fatal=True, cause=full.verdict.cause or "")
    credential = msgspec.structs.replace(full.evidence.credential, traits=(trait,))
    return msgspec.structs.replace(full, evidence=msgspec.structs.replace(full.evidence, credential=credential))


def open_by_a_fault() -> Diagnosis:
    full = inconclusive()
    faulty = [
        msgspec.structs.replace(x, answer=msgspec.structs.replace(x.answer, status=500)) if x.answer else x
        for x in full.evidence.exchanges
    ]
    return msgspec.structs.replace(full, evidence=msgspec.structs.replace(full.evidence, exchanges=tuple(faulty)))


def without_proof() -> Diagnosis:
    full = secret_expired()
    return msgspec.structs.replace(full, verdict=msgspec.structs.replace(full.verdict, proof=()))


@pytest.mark.parametrize(
    ("diagnosis", "said"),
    [
        (secret_expired(), "certain: the answer shows it"),
        (with_trait(), "certain: the credential itself shows it"),
        (without_proof(), "certain: seen without asking"),
        (not_reached(), "certain: the connection shows it"),
        (inconclusive(), "the refusal is certain, its cause is one of 4"),
        (open_by_a_fault(), "the failure is certain, its cause is one of 4"),
        (msgspec.structs.replace(no_cause(), verdict=msgspec.structs.replace(no_cause().verdict, proof=())), ""),
    ],
)
def test_what_is_certain_is_said_with_what_it_rests_on(diagnosis: Diagnosis, said: str) -> None:
    assert sure(diagnosis) == said


def test_what_works_says_how_many_secrets_came_back() -> None:
    full = no_cause()
    read = msgspec.structs.replace(full.evidence.exchanges[-1])
    assert read.answer is not None
    answer = msgspec.structs.replace(read.answer, data={"secrets": 3})
    read = msgspec.structs.replace(read, answer=answer)
    evidence = msgspec.structs.replace(full.evidence, exchanges=(read,))
    verdict = msgspec.structs.replace(full.verdict, proof=(read.id,))
    assert full.verdict.status is Status.NO_CAUSE
    assert sure(msgspec.structs.replace(full, evidence=evidence, verdict=verdict)) == "certain: 3 secrets listed"

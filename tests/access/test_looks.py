"""What a privileged credential's looks settle of a refused login, and what they leave open."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from checks.case.looks import Looks
from checks.look_signs import revoked_by_hand
from checks.secret_row import secret_sign
from diagnose.gather.looks import LOOKS
from diagnose.gather.plan import next_step
from diagnose.gather.probe import Aim
from diagnose.judgement import judge
from diagnose.model import Answer, Confidence, Diagnosis, Envelope, Evidence, Exchange, Privileged, State
from tests.build import B_REFUSED, BASE, NAMED, NOW, ORGANISATION, PAIR, PROJECT, evidence, said

OURS, OTHER, OWN = (f"{digit * 8}-1111-4111-8111-111111111111" for digit in "123")
REFUSED = said("login", 403, "UnauthorizedError", B_REFUSED, era="B1")
PRIVILEGED = Privileged(source="INFISICAL_DIAGNOSE_ADMIN_TOKEN", own_id=OWN, organisation_id=ORGANISATION)


def look(
    name: str, data: dict[str, Any] | None = None, *, status: int = 200, message: str = "", who: str = ""
) -> Exchange:
    """What a server of era B1 answered to the look."""
    more = {"organisation_of_look": ORGANISATION, "candidate_id": who, "subject_id": who, "own_id": OWN}
    ask = LOOKS[name].ask(Aim(target=NAMED, more=more))
    envelope = Envelope.DATA if status < 300 else Envelope.B
    answer = Answer(status=status, envelope=envelope, message=message or None, data=data or {})
    return Exchange(
        id="", probe=name, method="GET", url=BASE + ask.path, at=NOW, took_ms=5.0, answer=answer, sent=LOOKS[name].sent
    )


def listed(*ids: str, **more: Any) -> Exchange:
    found = [{"id": id_, "name": f"name of {id_[0]}", "methods": ["universal-auth"]} for id_ in ids]
    return look("look-identities", {"identities": found, **more})


def config(who: str, client_id: str, **more: Any) -> Exchange:
    return look("look-config", {"identityId": who, "clientId": client_id, **more}, who=who)


def secrets(*rows: dict[str, Any], who: str = OURS) -> Exchange:
    return look("look-secrets", {"secrets": list(rows)}, who=who)


def seen(*exchanges: Exchange) -> Evidence:
    found = evidence(REFUSED, *exchanges, credential=PAIR)
    return msgspec.structs.replace(found, privileged=PRIVILEGED)


def judged(*exchanges: Exchange) -> Diagnosis:
    return judge(seen(*exchanges))


def left(diagnosis: Diagnosis) -> set[str]:
    return {f.cause for f in diagnosis.findings if f.state in {State.CAUSE, State.POSSIBLE}}


CLIENT_ID = PAIR.client_id or ""


@pytest.mark.parametrize(
    ("project", "confidence"),
    [
        ([look("look-project", {"orgId": ORGANISATION})], Confidence.CERTAIN),
        ([look("look-project", {"orgId": OTHER})], Confidence.LIKELY),
        ([], Confidence.LIKELY),
    ],
)
def test_a_client_id_that_no_identity_of_the_projects_organisation_has_is_unknown_for_certain(
    project: list[Exchange], confidence: Confidence
) -> None:
    verdict = judged(listed(OURS, OTHER), config(OURS, "x"), config(OTHER, "y"), *project).verdict
    assert (verdict.cause, verdict.confidence) == ("client-id-unknown", confidence)
    assert verdict.proof[:3] == ("E2", "E3", "E4")


@pytest.mark.parametrize(
    "looks",
    [
        (listed(OURS, partial=True), config(OURS, "x")),
        (listed(OURS, partial=True, total=9), config(OURS, "x")),
        (listed(OURS, OTHER), config(OURS, "x"), look("look-config", status=403, message="not allowed", who=OTHER)),
        (look("look-members", {"identities": []}),),
    ],
    ids=["rows were hidden", "one of nine", "settings not shown", "the project's own identities alone"],
)
def test_identities_that_were_not_looked_at_may_have_the_client_id(looks: tuple[Exchange, ...]) -> None:
    verdict = judged(*looks).verdict
    assert verdict.confidence is Confidence.POSSIBLE
    assert {"client-id-unknown", "client-secret-wrong"} <= {verdict.cause, *verdict.alternatives}


def test_the_id_of_an_identity_sent_as_the_client_id_is_named() -> None:
    verdict = judged(listed(CLIENT_ID, OTHER)).verdict
    assert (verdict.cause, verdict.confidence) == ("identity-id-as-client-id", Confidence.CERTAIN)
    assert "name of" in verdict.hint


def test_a_client_id_that_an_identity_has_leaves_only_the_secret() -> None:
    diagnosis = judged(listed(OURS), config(OURS, CLIENT_ID), secrets())
    assert left(diagnosis) == {
        "client-secret-wrong",
        "client-secret-revoked",
        "client-secret-expired",
        "client-secret-usage-limit",
    }
    assert diagnosis.verdict.confidence is Confidence.POSSIBLE
    assert "no client secret" in diagnosis.verdict.hint


def test_a_secret_that_starts_as_one_in_force_was_probably_changed() -> None:
    row = {"id": "s", "starts": "ab", "matches": True}
    verdict = judged(listed(OURS), config(OURS, CLIENT_ID), secrets(row)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.LIKELY)


def test_the_servers_own_words_win_over_a_list_that_lacks_the_identity() -> None:
    words = "Failed to authenticate identity credentials due to expired client secret"
    expired = said("login", 403, "UnauthorizedError", words, era="B1")
    found = msgspec.structs.replace(evidence(expired, listed(), credential=PAIR), privileged=PRIVILEGED)
    assert judge(found).verdict.cause == "client-secret-expired"


def test_a_refused_look_is_no_verdict() -> None:
    refused = look("look-identities", status=403, message="You are not allowed to read on identity")
    assert judged(refused).verdict.confidence is Confidence.POSSIBLE
    assert left(judged(refused)) == left(judge(evidence(REFUSED, credential=PAIR)))


def names(found: Evidence) -> tuple[str, ...]:
    return tuple(probe.name for probe in next_step(found).probes)


def test_the_search_goes_from_the_project_to_the_list_to_one_identity_after_the_other() -> None:
    known = msgspec.structs.replace(PRIVILEGED, organisation_id=None)
    first = msgspec.structs.replace(seen(), privileged=known)
    assert names(first) == ("look-project",)
    assert names(seen()) == ("look-identities",)
    assert names(seen(listed(OWN, OTHER))) == ("look-config",)
    assert names(seen(listed(OWN, OTHER), config(OTHER, "x"))) == ("look-project",)
    assert names(seen(listed(OWN, OTHER), config(OTHER, "x"), look("look-project"))) == ()


def test_an_identity_that_the_user_names_saves_the_search() -> None:
    named = msgspec.structs.replace(PRIVILEGED, subject_id=OURS)
    assert names(msgspec.structs.replace(seen(), privileged=named)) == ("look-config",)
    after = msgspec.structs.replace(seen(config(OURS, CLIENT_ID)), privileged=named)
    assert names(after) == ("look-secrets",)


def test_without_a_privileged_credential_nothing_is_looked_at() -> None:
    assert names(evidence(REFUSED, credential=PAIR)) == ()


def test_every_look_reads_only_and_goes_nowhere_near_settings_that_hold_passwords() -> None:
    assert {probe.method for probe in LOOKS.values()} == {"GET"}
    paths = [path.text for probe in LOOKS.values() for path in probe.paths]
    assert not [path for path in paths if "ldap" in path or "kubernetes" in path]


def test_one_client_secret_is_never_read_by_its_id_where_that_is_recorded_as_a_revocation() -> None:
    more = {"subject_id": OURS, "client_secret_id": "s"}
    assert not LOOKS["look-secret"].possible(Aim(target=NAMED, more=more, modern=False))
    assert LOOKS["look-secret"].possible(Aim(target=NAMED, more=more, modern=True))


def test_the_project_is_that_of_the_target() -> None:
    assert PROJECT in LOOKS["look-project"].ask(Aim(target=NAMED)).path


@pytest.mark.parametrize(("by_hand", "confidence"), [(True, Confidence.CERTAIN), (False, Confidence.LIKELY)])
def test_a_revocation_that_the_audit_log_names_was_made_by_hand(by_hand: object, confidence: Confidence) -> None:
    row = {"id": "s", "matches": True, "isClientSecretRevoked": True}
    row |= {"clientSecretNumUses": 2, "clientSecretNumUsesLimit": 10}
    sign = secret_sign(NOW, row, ("E1",), by_hand=bool(by_hand))
    assert sign is not None
    assert (sign.cause, sign.confidence) == ("client-secret-revoked", confidence)


def test_the_audit_log_is_read_for_the_revocation_of_the_secret() -> None:
    events = [{"type": "revoke-identity-universal-auth-client-secret", "clientSecretId": "s"}]
    answer = Answer(status=200, envelope=Envelope.DATA, data={"events": events})
    looks = Looks(seen(msgspec.structs.replace(secrets(), probe="look-created", answer=answer)))
    assert revoked_by_hand(looks, "s")
    assert not revoked_by_hand(looks, "other")

"""An identity that is only looked at: what would stop it, and that nothing is ever sent as the identity itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from checks.case import Case
from diagnose.gather.looks import LOOKS
from diagnose.gather.plan import next_step
from diagnose.gather.probe import Aim
from diagnose.inputs import Given
from diagnose.inputs.inspection import Subject, resolve_inspection
from diagnose.judgement import judge
from diagnose.model import (
    Answer,
    Confidence,
    CredentialFacts,
    CredentialKind,
    Envelope,
    Era,
    Evidence,
    Exchange,
    Silence,
    Status,
)
from diagnose.problems import UsageProblem
from tests.access.test_looks import OURS, PRIVILEGED, look, secrets
from tests.build import BASE, NOW, TARGET

TOKEN = "an.admin.token"
ADDRESS = "203.0.113.9"


def seen(*exchanges: Exchange, **more: Any) -> Evidence:
    privileged = msgspec.structs.replace(PRIVILEGED, **{"subject_id": OURS, **more})
    answer = Answer(status=403, envelope=Envelope.B, error="Unauthorized access", message="Token missing")
    era = Exchange(id="", probe="look-era", method="GET", url=f"{BASE}/api/x", at=NOW, took_ms=1.0, answer=answer)
    numbered = tuple(msgspec.structs.replace(x, id=f"E{n}") for n, x in enumerate((era, *exchanges), 1))
    return Evidence(
        target=TARGET,
        credential=CredentialFacts(kind=CredentialKind.UNIVERSAL_AUTH),
        exchanges=numbered,
        started_at=NOW,
        privileged=privileged,
        inspected=True,
    )


def config(*trusted: str) -> Exchange:
    lists = {"clientSecretTrustedIps": list(trusted), "accessTokenTrustedIps": ["0.0.0.0/0", "::/0"]}
    return look("look-config", {"identityId": OURS, "clientId": "c", **lists}, who=OURS)


def member(role: str) -> Exchange:
    return look("look-membership", {"identity": {"id": OURS}, "roles": [{"role": role}]}, who=OURS)


def test_an_identity_whose_role_allows_it_may() -> None:
    verdict = judge(seen(member("viewer"))).verdict
    assert (verdict.status, verdict.headline) == (
        Status.NO_CAUSE,
        "The identity may read secrets in dev under /.",
    )


NO_PRIVILEGES = msgspec.structs.replace(look("look-self", {"privileges": []}), probe="look-privileges")


def test_an_identity_without_a_rule_may_not_and_the_missing_rule_is_given() -> None:
    diagnosis = judge(seen(member("no-access"), NO_PRIVILEGES))
    assert (diagnosis.verdict.cause, diagnosis.verdict.confidence) == ("permission-denied", Confidence.CERTAIN)
    assert diagnosis.access is not None
    assert diagnosis.access.add is not None


@pytest.mark.parametrize(("trusted", "cause"), [("10.0.0.0/8", "untrusted-ip-login"), ("203.0.113.0/24", None)])
def test_an_address_is_held_against_the_trusted_ones(trusted: str, cause: str | None) -> None:
    assert judge(seen(config(trusted), from_address=ADDRESS)).verdict.cause == cause


def test_a_client_secret_past_its_end_is_named_before_it_is_used() -> None:
    row = {"id": "s", "matches": True, "createdAt": "2026-01-01T00:00:00.000Z", "clientSecretTTL": 60}
    verdict = judge(seen(config("::/0"), secrets(row), compares_secret=True)).verdict
    assert (verdict.cause, verdict.confidence) == ("client-secret-expired", Confidence.CERTAIN)


def test_a_client_secret_that_is_not_listed_is_left_open() -> None:
    verdict = judge(seen(config("::/0"), secrets({"id": "s", "matches": False}), compares_secret=True)).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert {verdict.cause, *verdict.alternatives} >= {"client-secret-revoked", "client-secret-wrong"}


def test_where_every_client_secret_has_ended_for_one_reason_that_is_named() -> None:
    ended = {"id": "s", "createdAt": "2026-01-01T00:00:00.000Z", "clientSecretTTL": 60}
    used_up = {"id": "t", "clientSecretNumUses": 2, "clientSecretNumUsesLimit": 2}
    both = judge(seen(config("::/0"), secrets(ended, {**ended, "id": "u"}))).verdict
    assert (both.cause, both.confidence) == ("client-secret-expired", Confidence.CERTAIN)
    assert judge(seen(config("::/0"), secrets(ended, used_up))).verdict.cause is None
    assert judge(seen(config("::/0"), secrets(ended, {"id": "v"}))).verdict.cause is None


def test_an_identity_that_is_not_in_the_project_is_not_and_may_nothing() -> None:
    missing = look("look-membership", status=400, message=f"Membership not found for identity {OURS}", who=OURS)
    diagnosis = judge(seen(missing))
    assert diagnosis.verdict.cause == "not-project-member"
    assert diagnosis.access is not None
    assert diagnosis.access.allowed is False


@pytest.mark.parametrize(("path", "above"), [("/payments", "/"), ("/payments/eu/", "/payments")])
def test_a_folder_is_looked_for_in_the_one_above_it(path: str, above: str) -> None:
    aim = Aim(target=msgspec.structs.replace(TARGET, secret_path=path))
    assert LOOKS["look-folders"].possible(aim)
    assert LOOKS["look-folders"].ask(aim).query["path"] == above
    assert not LOOKS["look-folders"].possible(Aim(target=TARGET))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (look("look-identity", {"hasDeleteProtection": False}, who=OURS), {Era.C1, Era.C2}),
        (look("look-config", {"lockoutEnabled": True}, who=OURS), {Era.C1, Era.C2}),
        (look("look-membership", {"permissions": [{"action": ["describeSecret"]}]}, who=OURS), {Era.C1, Era.C2}),
        (look("look-membership", {"permissions": [{"action": "read"}]}, who=OURS), set(Era)),
    ],
)
def test_what_only_newer_servers_show_of_an_identity_tells_the_era(shown: Exchange, expected: set[Era]) -> None:
    unknown = CredentialFacts(kind=CredentialKind.UNKNOWN)
    found = Evidence(target=TARGET, credential=unknown, exchanges=(shown,), started_at=NOW)
    assert Case(found).eras == expected


def test_what_could_not_be_seen_is_no_verdict_and_its_right_is_named() -> None:
    refused = look("look-membership", status=403, message="You are not allowed to read on identity", who=OURS)
    verdict = judge(seen(refused)).verdict
    assert verdict.status is Status.INCONCLUSIVE
    assert any("needs identity: read in the project" in note for note in verdict.notes)


def test_a_server_that_answers_no_look_was_not_reached() -> None:
    of = seen(look("look-membership", status=403, message="x", who=OURS))
    unheard = [msgspec.structs.replace(x, answer=None, silence=Silence.DNS) for x in of.exchanges]
    verdict = judge(msgspec.structs.replace(of, exchanges=tuple(unheard))).verdict
    assert (verdict.status, verdict.cause, verdict.proof) == (Status.NOT_REACHED, "dns-failure", ("E1",))
    one = judge(msgspec.structs.replace(of, exchanges=(of.exchanges[0], unheard[1]))).verdict
    assert one.status is Status.INCONCLUSIVE


def test_what_answers_every_look_in_place_of_infisical_is_named() -> None:
    of = seen(look("look-membership", status=403, message="x", who=OURS))
    gate = Answer(status=302, envelope=Envelope.HTML, marks=("access-gate",))
    everywhere = [msgspec.structs.replace(x, answer=gate) for x in of.exchanges]
    verdict = judge(msgspec.structs.replace(of, exchanges=tuple(everywhere))).verdict
    assert (verdict.status, verdict.cause, verdict.proof) == (Status.NOT_REACHED, "edge-waf-block", ("E1",))
    one = judge(msgspec.structs.replace(of, exchanges=(of.exchanges[0], everywhere[1]))).verdict
    assert one.status is Status.INCONCLUSIVE


def test_only_looks_are_put() -> None:
    found = seen(member("viewer"), config("::/0"))
    names, step = [], next_step(found)
    while step.probes:
        names += [(probe.method, probe.name) for probe in step.probes]
        answers = tuple(look(probe.name, {}, who=OURS) for probe in step.probes)
        found = msgspec.structs.replace(found, exchanges=(*found.exchanges, *answers))
        step = next_step(found)
    assert names
    assert all(method == "GET" and name.startswith("look-") for method, name in names)


def resolved(tmp_path: Path, subject: Subject, **environ: str) -> Any:
    return resolve_inspection(Given(domain=BASE), subject, environ, tmp_path, lambda: b"")


def test_the_token_and_the_start_of_the_secret_are_never_shown(tmp_path: Path) -> None:
    subject = Subject(identity_id=OURS, secret_prefix="ab12", from_address=ADDRESS)
    inputs = resolved(tmp_path, subject, INFISICAL_DIAGNOSE_ADMIN_TOKEN=TOKEN)
    assert TOKEN in {secret.reveal() for secret in inputs.secrets()}
    assert TOKEN not in repr(inputs)


@pytest.mark.parametrize(
    ("subject", "environ"),
    [
        (Subject(), {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": TOKEN}),
        (Subject(identity_id=OURS, client_id=OURS), {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": TOKEN}),
        (Subject(identity_id="x"), {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": TOKEN}),
        (Subject(identity_id=OURS), {}),
        (Subject(identity_id=OURS), {"INFISICAL_DIAGNOSE_ADMIN_CLIENT_ID": OURS}),
        (Subject(identity_id=OURS, secret_prefix="abcdef"), {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": TOKEN}),
        (Subject(identity_id=OURS, from_address="here"), {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": TOKEN}),
    ],
)
def test_what_cannot_be_looked_at_is_refused_before_anything_is_sent(
    tmp_path: Path, subject: Subject, environ: dict[str, str]
) -> None:
    with pytest.raises(UsageProblem):
        resolved(tmp_path, subject, **environ)


def of_role(slug: str) -> Exchange:
    held = {"role": "custom", "customRoleSlug": slug}
    return look("look-membership", {"identity": {"id": OURS}, "roles": [held]}, who=OURS)


def rules_of_role(*rules: dict[str, Any]) -> Exchange:
    read = look("look-self", {"slug": "deployer", "permissions": list(rules)})
    return msgspec.structs.replace(read, probe="look-role", url=f"{BASE}/roles/slug/deployer")


READS = {"action": ["read"], "subject": "secrets"}
READS_DEV = {**READS, "conditions": {"environment": TARGET.environment}}


@pytest.mark.parametrize(("rules", "verdict"), [((READS,), True), ((READS, READS_DEV), None)])
def test_a_rule_that_adds_nothing_may_forbid_where_servers_do_not_show_that(
    rules: tuple[dict[str, Any], ...], verdict: object
) -> None:
    found = judge(seen(of_role("deployer"), rules_of_role(*rules), NO_PRIVILEGES)).access
    assert found is not None
    assert found.allowed is verdict


def test_a_list_without_the_one_who_looks_does_not_show_that_nobody_has_the_client_id() -> None:
    empty = look("look-identities", {"identities": []})
    project = look("look-project", {"orgId": PRIVILEGED.organisation_id})
    evidence = seen(empty, project, subject_id=None)
    credential = msgspec.structs.replace(evidence.credential, client_id=OURS)
    verdict = judge(msgspec.structs.replace(evidence, credential=credential)).verdict
    assert (verdict.status, verdict.confidence) == (Status.INCONCLUSIVE, Confidence.POSSIBLE)

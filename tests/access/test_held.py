"""What an identity holds: by the server's own list of it, by its groups, and what is not known of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnose.gather import Limits, first_evidence
from diagnose.gather.looks import LOOKS
from diagnose.gather.plan import next_step
from diagnose.gather.probe import Aim
from diagnose.gather.run import Run
from diagnose.http.answer.look_list import kept
from diagnose.inputs import Given
from diagnose.inputs.inspection import Subject, resolve_inspection
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.model import (
    Answer,
    Confidence,
    CredentialFacts,
    CredentialKind,
    Diagnosis,
    Envelope,
    Evidence,
    Exchange,
)
from tests.access.test_looks import OURS, PRIVILEGED
from tests.build import BASE, NAMED, NOW
from tests.in_process import LOOPBACK, Direct

GROUP = "44444444-1111-4111-8111-111111111111"
PRIVILEGE = "55555555-1111-4111-8111-111111111111"
PAST = "2026-01-01T00:00:00.000Z"
READS = ["describeSecret,readValue", "secrets"]


def look(name: str, body: dict[str, Any] | None = None, *, status: int = 200, message: str = "") -> Exchange:
    """What a server of era C answered to the look: `body` as the server sends it."""
    more = {"subject_id": OURS, "candidate_id": OURS, "look_role": "deployer", "project_slug": "shop"}
    more |= {"group_id": GROUP, "group_offset": "0", "privilege_id": PRIVILEGE}
    ask = LOOKS[name].ask(Aim(target=NAMED, more=more, modern=True))
    envelope = Envelope.DATA if status < 300 else Envelope.C
    data: dict[str, Any] = {}
    if body is not None:
        from diagnose.http.answer import allow_list

        keep = LOOKS[name].keep
        data = allow_list.kept(keep, body) if keep in allow_list.KEEPERS else kept(keep, body)
    answer = Answer(status=status, envelope=envelope, message=message or None, data=data)
    return Exchange(
        id="", probe=name, method="GET", url=BASE + ask.path, at=NOW, took_ms=5.0, answer=answer, sent=LOOKS[name].sent
    )


def seen(*exchanges: Exchange) -> Evidence:
    era = Answer(status=401, envelope=Envelope.C, error="UnauthorizedError", message="Token missing")
    first = Exchange(id="", probe="look-era", method="GET", url=f"{BASE}/api/x", at=NOW, took_ms=1.0, answer=era)
    numbered = tuple(msgspec.structs.replace(x, id=f"E{n}") for n, x in enumerate((first, *exchanges), 1))
    return Evidence(
        target=NAMED,
        credential=CredentialFacts(kind=CredentialKind.UNIVERSAL_AUTH),
        exchanges=numbered,
        started_at=NOW,
        privileged=msgspec.structs.replace(PRIVILEGED, subject_id=OURS),
        inspected=True,
    )


def allowed(*exchanges: Exchange) -> bool | None:
    access = judge(seen(*exchanges)).access
    return access.allowed if access is not None else None


def rules(*sources: dict[str, Any]) -> Exchange:
    return look("look-rules", {"sources": list(sources)})


def role(*permissions: Any, **more: Any) -> dict[str, Any]:
    return {"type": "role", "name": "Deployer", "slug": "custom", "permissions": list(permissions), **more}


@pytest.mark.parametrize(
    ("sources", "verdict"),
    [
        ([role(READS)], True),
        ([role()], False),
        ([role(READS), role(["readValue", "secrets", 0, 1])], False),
        ([role(name="Viewer", slug="viewer")], True),
        ([role(name="Viewer")], False),
        ([role(READS, type="group_role", groupName="Ops")], True),
        ([role(READS, type="additional_privilege")], True),
        ([role(READS), {"type": "folder_role", "permissions": [READS]}], None),
        ([role(READS), "?"], None),
        ([role({"action": 3})], None),
    ],
)
def test_the_servers_own_list_decides(sources: list[Any], verdict: object) -> None:
    assert allowed(rules(*sources)) is verdict


def test_who_is_in_the_project_by_no_way_is_certainly_not_a_member() -> None:
    message = f"Target identity with ID '{OURS}' is not a member of project with ID 'p'"
    verdict = judge(seen(look("look-rules", status=404, message=message))).verdict
    assert (verdict.cause, verdict.confidence) == ("not-project-member", Confidence.CERTAIN)


NO_MEMBER = look("look-membership", status=404, message=f"Project membership for identity with ID '{OURS}' not found")
NO_PRIVILEGES = look("look-privileges", {"privileges": []})
NO_ROUTE = look("look-membership", status=404, message="Route GET:/api/v1/projects/p/identity-memberships/x not found")
GROUPS = look(
    "look-groups",
    {"groupMemberships": [{"groupId": GROUP, "group": {"id": GROUP, "name": "Ops"}, "roles": [{"role": "viewer"}]}]},
)


def members(*, inside: bool, total: int = 1) -> Exchange:
    return look("look-group", {"machineIdentities": [{"id": OURS, "isPartOfGroup": inside}], "totalCount": total})


def test_a_group_lets_in_without_a_membership() -> None:
    assert allowed(NO_MEMBER, GROUPS, members(inside=True), NO_PRIVILEGES) is True


@pytest.mark.parametrize(
    ("exchanges", "confidence"),
    [
        ((NO_MEMBER,), Confidence.LIKELY),
        ((NO_MEMBER, GROUPS), Confidence.LIKELY),
        ((NO_MEMBER, GROUPS, members(inside=False)), Confidence.CERTAIN),
    ],
)
def test_no_membership_is_certain_once_every_group_was_read(
    exchanges: tuple[Exchange, ...], confidence: Confidence
) -> None:
    verdict = judge(seen(*exchanges)).verdict
    assert (verdict.cause, verdict.confidence) == ("not-project-member", confidence)


def test_a_route_that_the_server_lacks_says_nothing_of_the_membership() -> None:
    assert judge(seen(NO_ROUTE)).verdict.cause is None


def names(*exchanges: Exchange) -> tuple[str, ...]:
    """The looks that follow."""
    found, put = seen(*exchanges), []
    for _ in range(20):
        step = next_step(found)
        if not step.probes:
            break
        put += [probe.name for probe in step.probes]
        more = tuple(look(probe.name, status=404, message="Route GET:/x not found") for probe in step.probes)
        found = msgspec.structs.replace(found, exchanges=(*found.exchanges, *more))
    return tuple(put)


def test_what_a_server_lacks_is_asked_by_the_other_route_once() -> None:
    put = names()
    assert put.count("look-rules") == put.count("look-rules-elsewhere") == 1
    assert {"look-membership-elsewhere", "look-groups-elsewhere"} <= set(put)


def test_a_group_is_read_page_by_page_until_the_identity_is_found() -> None:
    step = next_step(seen(look("look-rules", status=403), NO_MEMBER, GROUPS, *(_other_looks())))
    assert step.aim.more["group_offset"] == "0"
    page = look("look-group", {"machineIdentities": [], "totalCount": 150})
    step = next_step(seen(look("look-rules", status=403), NO_MEMBER, GROUPS, *_other_looks(), page))
    assert ([probe.name for probe in step.probes], step.aim.more["group_offset"]) == (["look-group"], "100")


def _other_looks() -> tuple[Exchange, ...]:
    names = ("look-identity", "look-config", "look-project", "look-project-elsewhere", "look-privileges-elsewhere")
    return tuple(look(name, status=403) for name in names)


TEMPLATE = ["describeSecret,readValue", "secrets", {"environment": "{{identity.metadata.env}}"}]


@pytest.mark.parametrize(("metadata", "verdict"), [(None, None), ([], False), ([{"key": "env", "value": "dev"}], None)])
def test_a_rule_that_speaks_of_the_identity_is_open_until_it_is_known_to_lack_the_key(
    metadata: list[Any] | None, verdict: object
) -> None:
    identity = {"identity": {"identity": {"id": OURS, "name": "bot"}, "metadata": metadata}}
    assert allowed(look("look-identity", identity), rules(role(TEMPLATE))) is verdict


def test_the_identitys_own_name_is_filled_in() -> None:
    by_name = ["describeSecret,readValue", "secrets", {"secretPath": {"$glob": "/{{identity.username}}/**"}}]
    identity = look("look-identity", {"identity": {"identity": {"id": OURS, "name": "bot"}}})
    assert allowed(identity, rules(role(by_name))) is False


@pytest.mark.parametrize("refused", [401, 403, 404, 500])
def test_privileges_that_could_not_be_read_leave_a_denial_open(refused: int) -> None:
    membership = look("look-membership", {"identityMembership": {"identityId": OURS, "roles": [{"role": "no-access"}]}})
    assert allowed(membership, look("look-privileges", status=refused)) is None


READING = {"subject": "secrets", "action": ["describeSecret", "readValue"]}
NO_ROUTE = look("look-privileges", status=404, message="Route GET:/x not found")
LISTED = look("look-privileges-elsewhere", {"privileges": [{"id": PRIVILEGE, "slug": "p", "isTemporary": False}]})


def no_access() -> Exchange:
    return look("look-membership", {"identityMembership": {"identityId": OURS, "roles": [{"role": "no-access"}]}})


def test_privileges_are_asked_by_the_newer_route_where_the_server_lacks_the_older_one() -> None:
    project = look("look-project", {"project": {"id": "p", "slug": "shop"}})
    asked = (project, look("look-rules", status=403), no_access())
    assert [probe.name for probe in next_step(seen(*_unneeded(), *asked)).probes] == ["look-privileges"]
    assert [probe.name for probe in next_step(seen(*_unneeded(), *asked, NO_ROUTE)).probes] == [
        "look-privileges-elsewhere"
    ]


def _unneeded() -> tuple[Exchange, ...]:
    return tuple(look(name, status=403) for name in ("look-identity", "look-config"))


def test_rules_that_the_newer_list_lacks_are_read_privilege_by_privilege() -> None:
    asked = (*_other_looks(), look("look-rules", status=403), no_access(), NO_ROUTE, LISTED)
    step = next_step(seen(*asked))
    assert [step.aim.more[probe.paths[0].text.rpartition("{")[2].rstrip("}")] for probe in step.probes] == [PRIVILEGE]
    read = look("look-privilege", {"privilege": {"id": PRIVILEGE, "slug": "p", "permissions": [READING]}})
    assert not [probe for probe in next_step(seen(*asked, read)).probes if probe.name == "look-privilege"]
    assert allowed(no_access(), NO_ROUTE, LISTED, read) is True


def test_a_privilege_whose_rules_could_not_be_read_leaves_a_denial_open() -> None:
    assert allowed(no_access(), NO_ROUTE, LISTED, look("look-privilege", status=403)) is None


def inspected(name: str, era: str) -> tuple[Lab, Diagnosis]:
    lab = Lab(name, era=era)
    given = Given(domain=LOOPBACK, project_id=lab.inputs["project_id"], environment=lab.inputs["environment"])
    given = msgspec.structs.replace(given, secret_path=lab.inputs["secret_path"])
    environ = {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token}
    owner = next(i for i in lab.world.identities.values() if i.name == "deploy-bot")
    inputs = resolve_inspection(given, Subject(identity_id=owner.id), environ, Path("/"), lambda: b"")
    run = Run(Direct(lab), inputs.credential, Limits(), privileged=inputs.privileged)
    return lab, judge(run.gather(first_evidence(inputs)))


@pytest.mark.parametrize("era", ["A", "B1", "B2", "C1", "C2"])
@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("healthy-viewer", None),
        ("not-a-project-member", "not-project-member"),
        ("role-for-other-path", "permission-denied"),
        ("role-for-other-environment", "permission-denied"),
    ],
)
def test_every_generation_says_what_an_identity_may_do(name: str, era: str, cause: str | None) -> None:
    lab, diagnosis = inspected(name, era)
    verdict = diagnosis.verdict
    # What B2 answers may be C's without its request IDs, where a group can let the identity in.
    sure = Confidence.LIKELY if (era, cause) == ("B2", "not-project-member") else Confidence.CERTAIN
    assert (verdict.cause, verdict.confidence) == (cause, None if cause is None else sure)
    assert (lab.counts()["writes"], lab.counts()["logins"]) == (0, 0)


@pytest.mark.parametrize("era", ["B1", "B2", "C1", "C2"])
@pytest.mark.parametrize("name", ["temporary-role-ended", "temporary-privilege-ended"])
def test_what_has_ended_is_named_where_it_would_allow(name: str, era: str) -> None:
    assert inspected(name, era)[1].verdict.cause == "temporary-access-expired"

"""From a run's evidence to what the identity's rules say of its question."""

from __future__ import annotations

from typing import Any

import msgspec

from diagnose.gather.looks import LOOKS
from diagnose.gather.plan import next_step
from diagnose.gather.probe import Aim
from diagnose.judgement import judge
from diagnose.model import Access, Answer, Envelope, Evidence, Exchange, Privileged
from tests.build import BASE, IDENTITY, NAMED, NO_READ, NOW, PAIR, evidence, login_ok, minted, said

PRIVILEGED = Privileged(source="INFISICAL_DIAGNOSE_ADMIN_TOKEN", own_id="9" * 8)
DENIED = said("read", 403, "PermissionDenied", NO_READ, era="B2")
PAST, FUTURE = "2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"
EVERYWHERE: dict[str, Any] = {"action": ["read"], "subject": "secrets"}
ELSEWHERE = {**EVERYWHERE, "conditions": {"environment": "prod", "secretPath": {"$glob": "/**"}}}


def look(name: str, data: dict[str, Any], role: str = "deployer") -> Exchange:
    more = {"subject_id": IDENTITY, "look_role": role, "project_slug": "shop-abcd"}
    answer = Answer(status=200, envelope=Envelope.DATA, data=data)
    ask = LOOKS[name].ask(Aim(target=NAMED, more=more))
    return Exchange(
        id="", probe=name, method="GET", url=BASE + ask.path, at=NOW, took_ms=5.0, answer=answer, sent=LOOKS[name].sent
    )


def member(*roles: dict[str, Any]) -> Exchange:
    return look("look-membership", {"identity": {"id": IDENTITY}, "roles": list(roles)})


def custom(slug: str, **more: Any) -> dict[str, Any]:
    return {"role": "custom", "customRoleSlug": slug, **more}


def role(slug: str, *rules: dict[str, Any]) -> Exchange:
    return look("look-role", {"slug": slug, "permissions": list(rules)}, slug)


def privileges(*held: dict[str, Any]) -> Exchange:
    return look("look-privileges", {"privileges": list(held)})


def seen(*exchanges: Exchange) -> Evidence:
    found = evidence(login_ok("B2"), DENIED, *exchanges, credential=PAIR, token=minted("B2"))
    return msgspec.structs.replace(found, privileged=PRIVILEGED)


def access(*exchanges: Exchange) -> Access:
    found = judge(seen(*exchanges)).access
    assert found is not None
    return found


def test_the_rule_that_misses_is_shown_and_the_least_one_is_offered() -> None:
    found = access(member(custom("deployer")), role("deployer", ELSEWHERE), privileges())
    assert found.allowed is False
    assert [(row.source, row.matches) for row in found.rules] == [("role deployer", False)]
    assert found.add is not None
    assert found.add.rule["conditions"] == {"environment": "dev", "secretPath": {"$glob": "/"}}
    assert IDENTITY in found.add.request


def test_the_servers_refusal_stands_against_rules_that_it_may_show_in_part() -> None:
    found = access(member(custom("deployer")), role("deployer", EVERYWHERE), privileges())
    assert found.allowed is False
    assert found.depends_on


def test_a_privilege_that_ended_and_would_allow_it_is_the_cause() -> None:
    ended = {"slug": "p", "isTemporary": True, "temporaryAccessEndTime": PAST, "permissions": [EVERYWHERE]}
    diagnosis = judge(seen(member({"role": "no-access"}), privileges(ended)))
    assert diagnosis.verdict.cause == "temporary-access-expired"


def test_a_privilege_that_ended_and_would_not_allow_it_is_not() -> None:
    ended = {"slug": "p", "isTemporary": True, "temporaryAccessEndTime": PAST, "permissions": [ELSEWHERE]}
    diagnosis = judge(seen(member({"role": "no-access"}), privileges(ended)))
    assert diagnosis.verdict.cause == "permission-denied"


def test_a_privilege_in_force_counts() -> None:
    still = {"slug": "p", "isTemporary": True, "temporaryAccessEndTime": FUTURE, "permissions": [ELSEWHERE]}
    found = access(member({"role": "no-access"}), privileges(still))
    assert [row.source for row in found.rules] == ["privilege p"]


def test_without_roles_there_is_no_answer() -> None:
    assert judge(seen()).access is None


def test_the_looks_go_from_the_membership_to_each_role_and_the_privileges() -> None:
    def names(*exchanges: Exchange) -> list[str]:
        return [probe.name for probe in next_step(seen(said("membership", 403, era="B2"), *exchanges)).probes]

    project = look("look-project", {"slug": "shop-abcd"})
    held = member(custom("deployer"))
    assert names() == ["look-project"]
    assert names(project) == ["look-membership"]
    assert names(project, held) == ["look-role"]
    assert names(project, held, role("deployer")) == ["look-privileges"]
    assert names(project, held, role("deployer"), privileges()) == []

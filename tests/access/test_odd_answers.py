"""Answers to looks that are refused, absent, cut or of an odd shape: none makes a verdict certain and wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnose.cli.demo import VARIABLES
from diagnose.gather import Limits, first_evidence
from diagnose.gather.run import Run
from diagnose.http.answer import read_answer
from diagnose.http.messages import Reply, Request
from diagnose.inputs import Given, resolve
from diagnose.inputs.inspection import Subject, resolve_inspection
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.lab.truth import truth
from diagnose.model import Confidence, Diagnosis, Sent, Status
from tests.in_process import LOOPBACK, Direct

STATES = (
    "healthy-viewer",
    "no-access-role",
    "not-a-project-member",
    "role-for-other-path",
    "forbidding-rule",
    "temporary-role-ended",
    "temporary-privilege-ended",
    "role-was-deleted",
)
ODD: tuple[Any, ...] = (None, [], {}, "x", 3, True, [None], {"x": []}, -1, "9999-99-99T00:00:00Z")


def _places(body: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body that holds something."""
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from _places(part, (*path, key))


def _changed(body: Any, chance: random.Random) -> Any:
    """The body with one place changed or taken away."""
    # What a rule wants is its own: another condition would be another rule.
    places = [
        place for place in _places(body) if "permissions" not in place or len(place) - place.index("permissions") < 4
    ]
    if not places:
        return chance.choice(ODD)
    *way, last = chance.choice(places)
    inner = body
    for key in way:
        inner = inner[key]
    if isinstance(inner, dict) and chance.random() < 0.3:
        del inner[last]
    else:  # a value of the same type would be an answer like any other
        inner[last] = chance.choice([value for value in ODD if type(value) is not type(inner[last])])
    return body


class Odd(Direct):
    """A lab whose answers to looks are changed."""

    def __init__(self, lab: Lab, change: Callable[[int, Any], tuple[int, Any]]) -> None:
        super().__init__(lab)
        self._change = change

    def send(self, request: Request) -> Reply:
        """Put the request, and change the answer."""
        reply = super().send(request)
        answered = self.last
        if not request.probe.startswith("look-") or answered.status != 200 or request.probe == "look-era":
            return reply
        status, body = self._change(answered.status, json.loads(answered.encoded()))
        answer, _ = read_answer(request.keep, status, [("content-type", "application/json")], json.dumps(body).encode())
        return Reply(msgspec.structs.replace(reply.exchange, answer=answer))


def inspected(lab: Lab, change: Callable[[int, Any], tuple[int, Any]]) -> Diagnosis:
    given = Given(domain=LOOPBACK, project_id=lab.inputs["project_id"], environment=lab.inputs["environment"])
    given = msgspec.structs.replace(given, secret_path=lab.inputs["secret_path"])
    owner = next(i for i in lab.world.identities.values() if i.name == "deploy-bot")
    environ = {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token}
    inputs = resolve_inspection(given, Subject(identity_id=owner.id), environ, Path("/"), lambda: b"")
    run = Run(Odd(lab, change), inputs.credential, Limits(), privileged=inputs.privileged)
    return judge(run.gather(first_evidence(inputs)))


def is_wrong(diagnosis: Diagnosis, name: str, era: str) -> bool:
    verdict, true = diagnosis.verdict, truth(name, era)
    if verdict.status is Status.NO_CAUSE:
        return true != {"none"} and not (diagnosis.access is not None and diagnosis.access.depends_on)
    return verdict.confidence is Confidence.CERTAIN and verdict.cause not in true


ASKED = [(name, era) for name in STATES for era in ("A", "B1", "B2", "C1", "C2")]
KNOWN = [(name, era) for name, era in ASKED if not (era == "A" and name.startswith("temporary"))]


@pytest.mark.parametrize(("name", "era"), KNOWN)
def test_one_changed_place_in_each_answer_makes_nothing_certain_and_wrong(name: str, era: str) -> None:
    chance = random.Random(f"{name} {era}")
    found = inspected(Lab(name, era=era), lambda status, body: (status, _changed(body, chance)))
    assert not is_wrong(found, name, era)


def checked(lab: Lab, change: Callable[[int, Any], tuple[int, Any]]) -> Diagnosis:
    environ = {VARIABLES[name]: value for name, value in lab.inputs.items() if name in VARIABLES}
    environ |= {"INFISICAL_DIAGNOSE_ADMIN_TOKEN": lab.admin_token, "INFISICAL_DOMAIN": LOOPBACK}
    inputs = resolve(Given(), environ, Path("/"), lambda: b"", None)
    run = Run(Odd(lab, change), inputs.credential, Limits(), privileged=inputs.privileged)
    return judge(run.gather(first_evidence(inputs)))


LOGINS = ("wrong-client-secret", "unknown-client-id", "revoked-client-secret", "login-from-untrusted-address")


@pytest.mark.parametrize("era", ["A", "B1", "C1", "C2"])
@pytest.mark.parametrize("name", LOGINS)
def test_one_changed_place_in_each_answer_says_nothing_wrong_of_a_refused_login(name: str, era: str) -> None:
    chance = random.Random(f"{name} {era}")
    found = checked(Lab(name, era=era), lambda status, body: (status, _changed(body, chance)))
    assert not is_wrong(found, name, era)


def _refused(status: int) -> Callable[[int, Any], tuple[int, Any]]:
    said = {
        "reqId": "r",
        "statusCode": status,
        "message": "You are not allowed to do this",
        "error": "PermissionDenied",
    }
    return lambda _, __: (status, said)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 429, 500])
@pytest.mark.parametrize("era", ["A", "B2", "C2"])
def test_looks_that_are_all_refused_give_no_verdict(era: str, status: int) -> None:
    found = inspected(Lab("no-access-role", era=era), _refused(status))
    assert found.verdict.status is Status.INCONCLUSIVE


@pytest.mark.parametrize("status", [401, 402, 403])
def test_what_a_refused_look_needs_is_said(status: int) -> None:
    found = inspected(Lab("no-access-role", era="C2"), _refused(status))
    assert any("Could not look at" in note and "needs" in note for note in found.verdict.notes)


EXPIRED = {"statusCode": 403, "message": "Your token has expired. Please re-authenticate.", "error": "TokenError"}


@pytest.mark.parametrize("era", ["B2", "C2"])
def test_a_privileged_token_that_is_refused_itself_lacks_no_right_and_looks_no_further(era: str) -> None:
    found = inspected(Lab("no-access-role", era=era), lambda _, __: (403, {"reqId": "r", **EXPIRED}))
    assert found.verdict.status is Status.INCONCLUSIVE
    assert found.verdict.headline == "The privileged token itself is refused, so the identity could not be looked at."
    assert found.verdict.fix
    assert not any("that needs" in note for note in found.verdict.notes)
    assert any("Expired access token" in note for note in found.verdict.notes)
    assert sum(exchange.sent is Sent.ADMIN for exchange in found.evidence.exchanges) == 1


@pytest.mark.long
@pytest.mark.parametrize("seed", range(400))
def test_many_changed_places_make_nothing_certain_and_wrong(seed: int) -> None:
    chance = random.Random(seed)
    name, era = chance.choice([*KNOWN, *((name, era) for name in LOGINS for era in ("A", "B1", "C1", "C2"))])
    found = (checked if name in LOGINS else inspected)(
        Lab(name, era=era), lambda status, body: (status, _changed(body, chance))
    )
    assert not is_wrong(found, name, era)

"""The tool against every state of the lab, in every era: what may be named is computed from the lab's own answers.

Two states whose answers to every request that the tool may put are the same cannot be told apart by anybody, so a
verdict on one of them may name what is true of either, and may be certain only of what is true of both.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
import pytest

from checks.case import Case
from checks.knowledge.causes import cause
from diagnose.cli.demo import VARIABLES
from diagnose.gather import first_evidence, gather
from diagnose.gather.plan import Step, aim_of, next_step
from diagnose.gather.probes import PROBES, Aim
from diagnose.gather.run import Asker, Run
from diagnose.inputs import Given, Inputs, resolve
from diagnose.judgement import judge
from diagnose.lab import Lab, LabState, states
from diagnose.lab.truth import truth
from diagnose.model import Action, Confidence, Diagnosis, Era, Evidence, Exchange, Sent, Spent, State, Status
from tests.in_process import LOOPBACK, Direct, client_of, in_front

_IDENTIFIERS = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{24}\b|\b[0-9a-f]{4}\b|127\.0\.0\.1:\d+|\d+ seconds"
)
_VAGUE = ("Something went wrong", "The server encountered an error while processing the request")
# Facts that hang on the second in which a busy machine comes to ask.
_TIMES = ("date", "expiresIn")
_A_RUN_S = 30
_NEVER = ("login", "revoke", "era")
# Answers that say what later requests name; their kind says of which era the server is.
_AIMED_BY = frozenset({"read", "read-v4", "project", "membership"})


class Seen(msgspec.Struct, frozen=True):
    """One state, what the tool said of it, and everything a client could have seen of it."""

    state: LabState
    diagnosis: Diagnosis
    counts: Mapping[str, int]
    everything: Evidence
    signature: str
    secrets: frozenset[str]

    @property
    def true(self) -> frozenset[str]:
        return truth(self.state.name, self.state.era)

    @property
    def named(self) -> str | None:
        return "none" if self.diagnosis.verdict.status is Status.NO_CAUSE else self.diagnosis.verdict.cause

    def __str__(self) -> str:
        verdict = self.diagnosis.verdict
        return f"{self.state.era} {self.state.name}: true {sorted(self.true)}, said {self.named} ({verdict.confidence})"


def _inputs(lab: Lab, base_url: str = LOOPBACK) -> Inputs:
    environ = {"INFISICAL_DOMAIN": base_url}
    environ |= {VARIABLES[name]: value for name, value in lab.inputs.items() if name in VARIABLES}
    given = Given(action=Action(lab.inputs.get("action", "read")), ca_bundle=lab.inputs.get("ca_bundle"))
    return resolve(given, environ, Path("/"), lambda: b"", None)


def _everything(state: LabState) -> tuple[Evidence, str]:
    """All that a client with these inputs can see: every probe, each once; and it without identifiers and times."""
    lab = Lab(state.name, era=state.era)
    inputs = _inputs(lab)
    evidence = every_probe(Direct(lab), inputs)
    shown = [_told(exchange) for exchange in evidence.exchanges]
    traits = sorted(f"{trait.field} {trait.oddity}" for trait in inputs.credential.facts.traits)
    target = inputs.target
    asked = (target.action.value, target.secret_name is None, _shape(target.project_id or ""))
    listed = (evidence.of("project") or evidence.exchanges[0]).answer
    names = {
        str(name).casefold() for e in (listed.data if listed else {}).get("environments", ()) for name in e.values()
    }
    parts = (
        inputs.credential.facts.method or inputs.credential.kind.value,
        traits,
        asked,
        target.environment.casefold() in names,
        shown,
        _ages(evidence),
    )
    return evidence, _IDENTIFIERS.sub("#", repr(parts))


def every_probe(client: Asker, inputs: Inputs, *, modern: bool = False) -> Evidence:
    """What the server says to the login and to every probe. `modern`: in era C's paths whatever the answers tell."""
    run, evidence = Run(client, inputs.credential), first_evidence(inputs)
    login = next((probe for probe in next_step(evidence).probes if probe.when == "first"), None)
    if inputs.credential.token is None and login is not None:
        evidence = run._put(Step(probes=(login,), aim=Aim(target=inputs.target)), evidence)
    aim = None
    for probe in PROBES.values():
        if aim is None:
            aim = aim_of(Case(evidence))
            aim = msgspec.structs.replace(aim, modern=True) if modern else aim
        authorised = evidence.token or inputs.credential.token or probe.sent is Sent.NONE
        if probe.name not in _NEVER and authorised and probe.possible(aim):
            before = {answer.envelope for _, answer in evidence.answered()}
            evidence = run._put(Step(probes=(probe,), aim=aim), evidence)
            after = {answer.envelope for _, answer in evidence.answered()}
            aim = None if probe.name in _AIMED_BY or before != after else aim
    return evidence


def _shape(text: str) -> str:
    return re.sub(r"[0-9a-f]", "x", text) if _IDENTIFIERS.fullmatch(text) else text


def _ages(evidence: Evidence) -> list[str]:
    """Which claims the token has, and which of its times are over; a token of this very run has none that are."""
    claims = evidence.token.claims if evidence.token is not None else {}
    before = evidence.started_at - _A_RUN_S
    return sorted(f"{name}{'<' if isinstance(v, int) and v < before else ''}" for name, v in claims.items())


def _told(exchange: Exchange) -> tuple[Any, ...]:
    answer = exchange.answer
    if answer is None:
        return exchange.probe, exchange.silence
    data = {key: value for key, value in sorted(answer.data.items()) if key not in _TIMES}
    limits = sorted(name for name in answer.headers if "ratelimit" in name or name == "retry-after")
    no_route = "oute" in f"{answer.message} {answer.error}"
    said = (answer.error, "" if no_route else answer.message, answer.details)
    return (exchange.probe, answer.status, answer.envelope, *said, data, limits, answer.marks)


def _seen(state: LabState) -> Seen:
    lab = Lab(state.name, era=state.era)
    evidence = _gathered(lab)
    return Seen(state, judge(evidence), lab.counts(), *_everything(state), lab.secrets)


def _gathered(lab: Lab) -> Evidence:
    inputs = _inputs(lab)
    with client_of(lab) as client:
        return Run(client, inputs.credential).gather(first_evidence(inputs))


@cache
def results() -> tuple[Seen, ...]:
    return tuple(_seen(state) for state in states())


@cache
def _groups() -> Mapping[str, tuple[Seen, ...]]:
    groups: dict[str, list[Seen]] = defaultdict(list)
    for seen in results():
        groups[seen.signature].append(seen)
    return {signature: tuple(members) for signature, members in groups.items()}


def acceptable(seen: Seen) -> frozenset[str]:
    """What is true of this state or of one that nobody could tell from it.

    The lab has no state of a server that fails by accident: it would answer 500 as the states do that name a reason.
    """
    vague = any(a.status >= 500 and (a.message or "") in _VAGUE for _, a in seen.diagnosis.evidence.answered())
    fault = {"server-error"} if vague and seen.diagnosis.verdict.confidence is not Confidence.CERTAIN else set()
    return frozenset(fault).union(*(member.true for member in _groups()[seen.signature]))


def common(seen: Seen) -> frozenset[str]:
    """What is true of this state and of every one that nobody could tell from it."""
    shared = frozenset.intersection(*(member.true for member in _groups()[seen.signature]))
    by_accident = "server-error" in acceptable(seen) and "server-error" not in shared
    return frozenset() if by_accident else shared


def _heard(evidence: Evidence) -> str:
    """Every exchange without identifiers, with what silence was noted."""
    heard = repr([(*_told(exchange), exchange.note) for exchange in evidence.exchanges])
    return re.sub(r"localhost:\d+", "localhost:#", _IDENTIFIERS.sub("#", heard))


_FRONTS = [state.name for state in states() if (state.name, "C2") in in_front() and state.era == "C2"]


@pytest.mark.parametrize("name", [*_FRONTS, "expired-client-secret", "healthy-viewer"])
def test_without_sockets_the_client_hears_and_counts_what_it_does_over_them(name: str) -> None:
    lab = Lab(name, era="C2")
    near = _gathered(lab)
    with Lab(name, era="C2") as served:
        far = gather(_inputs(served, served.base_url), environ={}).evidence

    assert _heard(near) == _heard(far)
    assert (near.spent, lab.counts()) == (far.spent, served.counts())


def _said(bad: list[Seen]) -> str:
    return "\n".join(map(str, bad))


def test_the_verdict_names_what_may_be_named_or_nothing() -> None:
    bad = [s for s in results() if s.named is not None and s.named not in acceptable(s)]

    assert not bad, _said(bad)


def test_the_true_cause_is_named_or_among_the_alternatives() -> None:
    faulty = [s for s in results() if "none" not in s.true]
    bad = [s for s in faulty if not s.true & {s.named or "", *s.diagnosis.verdict.alternatives}]

    assert not bad, _said(bad)


def test_the_true_cause_comes_first_where_the_answers_tell_it() -> None:
    bad = [s for s in results() if common(s) and s.named not in common(s)]

    assert not bad, _said(bad)


def test_a_certain_verdict_is_true_of_every_state_with_the_same_answers() -> None:
    sure = [s for s in results() if s.diagnosis.verdict.confidence is Confidence.CERTAIN]
    bad = [s for s in sure if s.named not in common(s)]

    assert not bad, _said(bad)


def test_what_the_answers_tell_is_said_with_certainty() -> None:
    told = [s for s in results() if common(s) and "none" not in s.true]
    sure = [s for s in told if s.diagnosis.verdict.confidence is Confidence.CERTAIN]

    assert len(sure) / len(told) >= 0.98, _said([s for s in told if s not in sure])


def test_a_healthy_state_is_called_healthy_and_a_faulty_one_is_not() -> None:
    bad = [s for s in results() if common(s) == {"none"} and s.named != "none"]
    bad += [s for s in results() if "none" not in acceptable(s) and s.named == "none"]

    assert not bad, _said(bad)


def test_the_faq_item_is_that_of_an_acceptable_cause() -> None:
    bad = []
    for seen in results():
        items = {cause(c).faq for c in acceptable(seen) if c != "none"} | (
            {None} if "none" in acceptable(seen) else set()
        )
        if seen.diagnosis.verdict.faq not in items:
            bad.append(seen)

    assert not bad, _said(bad)


def test_it_logs_in_once_writes_nothing_and_counts_what_it_spends() -> None:
    bad = []
    for seen in results():
        counted = Spent(requests=seen.counts["requests"], logins=seen.counts["logins"], writes=0)
        if seen.diagnosis.evidence.spent != counted or counted.logins > 1 or seen.counts["writes"]:
            bad.append(seen)

    assert not bad, _said(bad)


def test_it_asks_few_questions() -> None:
    requests = [seen.counts["requests"] for seen in results()]
    healthy = [seen.counts["requests"] for seen in results() if common(seen) == {"none"}]

    assert median(requests) <= 4
    assert max(requests) <= 8
    assert max(healthy) <= 4


def test_no_secret_is_in_the_evidence() -> None:
    for seen in results():
        text = msgspec.json.encode(seen.diagnosis.evidence).decode()
        assert not [secret for secret in seen.secrets if secret in text], seen


def _suspects(evidence: Evidence, era: Era) -> list[str]:
    """What is left where the server is known to be of that era."""
    case = Case(evidence)
    case.__dict__["eras"] = frozenset({era})  # where the case keeps what it has found out
    return [suspect.cause for suspect in case.suspects]


def test_no_verdict_hangs_on_which_of_the_two_newest_generations_the_server_is_of() -> None:
    # GET /api/status would tell them apart without a credential; so there is no need to spend a request on it.
    both = {Era.C1, Era.C2}
    unknown = [s for s in results() if both <= Case(s.diagnosis.evidence).eras]
    bad = [s for s in unknown if len({tuple(_suspects(s.diagnosis.evidence, era)) for era in both}) > 1]

    assert len(unknown) > 100
    assert not bad, _said(bad)


def test_no_further_evidence_ever_rules_the_true_cause_out() -> None:
    chance, bad = random.Random(20240927), []
    for seen in results():
        exchanges = seen.everything.exchanges
        for size in {len(exchanges), *chance.sample(range(1, len(exchanges) + 1), k=min(2, len(exchanges)))}:
            some = tuple(chance.sample(exchanges, k=size))
            diagnosis = judge(msgspec.structs.replace(seen.everything, exchanges=some))
            states_of = {f.cause: f.state for f in diagnosis.findings}
            if seen.true and all(states_of.get(c) is State.RULED_OUT for c in seen.true):
                blamed = {c: [f.because for f in diagnosis.findings if f.cause == c] for c in seen.true}
                bad.append(f"{seen} ruled out by {blamed} after {[f'{x.id} {x.probe}' for x in some]}")

    assert not bad, "\n".join(bad)

"""What holds of judging whatever the answers: truth is never ruled out, and nothing makes it raise."""

from __future__ import annotations

from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.case import Case
from diagnose.judgement import judge, verdict_of
from diagnose.model import Action, Confidence, CredentialFacts, Exchange, State, Status, Target
from tests.build import API_KEY, PAIR, SERVICE, SESSION, TARGET, TOKEN, evidence, minted, wanting
from tests.in_process import World, broken_states
from tests.random_answers import exchanges

# Every read that the tool can put without knowing more than its inputs.
READS = (
    *("read", "read-imports", "read-name", "absent-name", "token-check", "folders", "project", "membership"),
    *("own-projects", "service-token", "config", "era"),
)


def asked_of(world: World, era: str, random: Random) -> list[Exchange]:
    """The login, where there is one, and some of the reads in any order."""
    modern = era.startswith("C")
    asked = [world.put("login", modern)] if world.pair else []
    chosen = random.sample(READS, random.randint(1, len(READS)))
    asked.extend(world.put(probe, modern) for probe in chosen if world.possible(probe, modern))
    return asked


def assert_not_ruled_out(world: World, asked: tuple[Exchange, ...]) -> None:
    states = {f.cause: f.state for f in judge(world.evidence(asked)).findings}
    excluded = {cause for cause in world.truth - {"none"} if states.get(cause) is State.RULED_OUT}
    assert excluded != world.truth - {"none"}, [x.probe for x in asked]


@pytest.mark.parametrize(("name", "era"), broken_states())
def test_no_true_answer_ever_rules_the_true_cause_out(name: str, era: str) -> None:
    random, world = Random(f"{name} {era}"), World(name, era)
    asked = asked_of(world, era, random)
    for number in {len(asked), random.randint(min(1, len(asked)), len(asked))} - {0}:
        assert_not_ruled_out(world, tuple(asked[:number]))


@pytest.mark.long
@pytest.mark.parametrize(("name", "era"), broken_states())
def test_neither_do_any_of_the_answers_before_the_last(name: str, era: str) -> None:
    for seed in range(4):
        world = World(name, era)
        asked = asked_of(world, era, Random(f"{name} {era} {seed}"))
        for number in range(1, len(asked) + 1):
            assert_not_ruled_out(world, tuple(asked[:number]))


@pytest.mark.parametrize(("name", "era"), broken_states()[::9])
def test_the_verdict_by_itself_is_that_of_the_whole_diagnosis(name: str, era: str) -> None:
    world = World(name, era)
    of = world.evidence(tuple(asked_of(world, era, Random(name))))
    assert verdict_of(of) == judge(of).verdict


@settings(max_examples=50, deadline=None)
@given(
    exchanges(),
    st.sampled_from([PAIR, TOKEN, SERVICE, API_KEY, SESSION]),
    st.sampled_from([TARGET, wanting(Action.CREATE), Target(base_url="")]),
    st.sampled_from([None, "A", "B1", "C2"]),
)
def test_judging_never_raises_and_keeps_its_promises(
    asked: list[Exchange], credential: CredentialFacts, target: Target, era: str | None
) -> None:
    of = evidence(*asked, credential=credential, target=target, token=minted(era) if era else None)
    diagnosis = judge(of)
    assert not [f.says for f in diagnosis.findings if f.says.startswith("The check ")]
    verdict = diagnosis.verdict
    assert verdict_of(of) == verdict
    assert (verdict.cause is None) is (verdict.confidence is None)
    assert (verdict.status is Status.NO_CAUSE) <= (verdict.cause is None)
    assert verdict.headline
    assert set(verdict.proof) <= {exchange.id for exchange in of.exchanges}
    assert verdict.cause not in verdict.alternatives
    assert not (verdict.confidence is Confidence.CERTAIN and verdict.alternatives)
    assert Case(of).eras
    msgspec.json.encode(diagnosis, enc_hook=str)

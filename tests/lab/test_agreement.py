"""No diagnosis of a state of the lab, or of a log of two refusals, says two things of one gate, cause or item."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from checks.knowledge.causes import faq_items
from diagnose.model import State
from tests.intake import test_story as story
from tests.lab.agreement import contradictions
from tests.lab.test_verdicts import results

LOGINS = (story.EXPIRED, story.INVALID, story.LOCKED, story.NO_IP)
READS = (
    story.DENIED, story.BAD_SIGNATURE, story.OLD_TOKEN, story.NO_MEMBER, story.NO_FOLDER, story.TTL, story.NO_TOKEN,
    story.BUSY,
)  # fmt: skip
REFUSALS = (*((story.LOGIN, said) for said in LOGINS), *((story.READ, said) for said in READS))
PAIRS = list(permutations(REFUSALS, 2))


def test_no_diagnosis_of_a_state_says_two_things_of_one_gate_cause_or_item() -> None:
    found = {str(seen): said for seen in results() if (said := contradictions(seen.diagnosis))}
    assert found == {}


def _of_logs(pairs: Sequence[tuple[tuple[str, tuple[int, str, str]], ...]]) -> dict[str, list[str]]:
    found = {}
    for pair in pairs:
        lines = [story.line(minute, *refusal) for minute, refusal in enumerate(pair, start=1)]
        found["".join(lines)] = contradictions(story.told(*lines))
    return {log: said for log, said in found.items() if said}


def test_no_diagnosis_of_a_log_says_two_things_of_one_gate_cause_or_item() -> None:
    assert _of_logs(PAIRS[::7]) == {}


@pytest.mark.long
def test_no_diagnosis_of_any_log_of_two_refusals_says_two_things() -> None:
    assert _of_logs(PAIRS) == {}


def test_what_led_to_a_lock_is_refused_as_well_and_no_guess() -> None:
    lines = [story.line(1, story.LOGIN, story.EXPIRED), story.line(2, story.LOGIN, story.LOCKED)]
    diagnosis = story.told(*lines)
    state = {finding.cause: finding.state for finding in diagnosis.findings}
    assert (state["universal-auth-lockout"], state["client-secret-expired"]) == (State.CAUSE, State.CAUSE)
    assert diagnosis.verdict.refinements == ()


def test_an_item_whose_causes_would_only_explain_a_certain_one_says_so() -> None:
    outside = next(i for i in story.told(story.line(1, story.LOGIN, story.LOCKED)).faq if i.id == "outside")
    assert outside.state is State.POSSIBLE
    assert outside.says == next(i for i in faq_items() if i.id == "outside").says["further"]

"""Verdicts that leave the cause open: they state nothing that is only possible, and say what to look at."""

from __future__ import annotations

import msgspec

from checks.knowledge.causes import cause
from diagnose.judgement import judge
from diagnose.model import Confidence, GateState, Sent, Verdict
from tests.build import PAIR, evidence, said

WRONG = said("login", 401, "UnauthorizedError", "Invalid credentials")


def of_wrong_pair() -> Verdict:
    return judge(evidence(WRONG, credential=PAIR)).verdict


def test_a_refused_pair_is_told_without_naming_a_cause() -> None:
    assert of_wrong_pair().headline == "Infisical refuses this client ID and secret, and does not say why."


def test_the_first_candidate_stays_in_the_verdict() -> None:
    verdict = of_wrong_pair()
    assert (verdict.cause, verdict.confidence) == ("client-secret-wrong", Confidence.POSSIBLE)


def test_it_says_what_to_look_at_in_the_servers_order() -> None:
    look = of_wrong_pair().look
    assert 3 <= len(look) <= 5
    assert look[0] == cause("client-id-unknown").look
    assert look.index(cause("client-secret-wrong").look) < look.index(cause("client-secret-expired").look)
    assert look[-1] == cause("client-secret-wrong").settle


def test_what_a_privileged_token_was_used_for_is_not_advised_again() -> None:
    refused = said("token-check", 403, "PermissionDenied", "no")
    looked = msgspec.structs.replace(refused, probe="look-identities", sent=Sent.ADMIN)
    look = judge(evidence(WRONG, looked, credential=PAIR)).verdict.look
    assert look
    assert cause("client-secret-wrong").settle not in look


def test_the_gate_of_an_open_cause_is_not_drawn_as_broken() -> None:
    chain = judge(evidence(WRONG, credential=PAIR)).chain
    assert GateState.FAILED not in {gate.state for gate in chain}
    assert next(gate.state for gate in chain if gate.id == "secret") is GateState.UNCLEAR


def test_words_that_nobody_knows_are_told_with_what_their_status_means_elsewhere() -> None:
    verdict = judge(evidence(said("login", 403, "ForbiddenError", "You shall not pass here"))).verdict

    assert verdict.cause is None
    known = "Versions of Infisical that are known answer this request with 403 for: "
    assert verdict.look == (
        f"{known}Client secret used from an untrusted IP.",
        "The server's own log of this request tells why; whoever runs the server finds it by its time or request ID.",
    )


def test_a_status_that_can_mean_too_much_is_no_help_with_words_that_nobody_knows() -> None:
    verdict = judge(evidence(said("login", 418, "TeapotError", "You shall not pass here"))).verdict

    assert [line for line in verdict.look if "Versions of Infisical" in line] == []
    assert len(verdict.look) == 1

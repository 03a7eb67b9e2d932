"""The chain: passed up to the gate that refused, broken there, not reached behind it."""

from __future__ import annotations

import msgspec
import pytest

from checks.case import Case
from checks.knowledge import gates
from diagnose.cli.demo import inputs_of
from diagnose.gather import gather
from diagnose.judgement import judge
from diagnose.judgement.chain import chain
from diagnose.lab import Lab
from diagnose.model import Evidence, Finding, GateState, Silence, State
from tests.build import NO_READ, PAIR, evidence, login_ok, minted, said, silent

LISTED = said("read", 200, data={"secrets": 2})
DENIED = said("read", 403, "PermissionDenied", NO_READ, era="B2")
EXPIRED = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")
DENIED_AFTER_LOGIN = evidence(login_ok("B2"), DENIED, credential=PAIR, token=minted("B2"))


def links(of: Evidence) -> dict[str, GateState]:
    return {link.id: link.state for link in judge(of).chain}


@pytest.mark.parametrize(
    ("of", "broken"),
    [
        (evidence(silent("read", Silence.DNS)), "reach"),
        (evidence(EXPIRED, credential=PAIR), "secret-lifetime"),
        (DENIED_AFTER_LOGIN, "permission"),
    ],
)
def test_the_chain_breaks_once_at_the_causes_gate(of: Evidence, broken: str) -> None:
    states = list(links(of).items())
    assert [gate for gate, state in states if state is GateState.FAILED] == [broken]
    at = [gate for gate, _ in states].index(broken)
    assert all(state in {GateState.PASSED, GateState.UNCLEAR} for _, state in states[:at])
    assert all(state in {GateState.NOT_REACHED, GateState.PASSED} for _, state in states[at + 1 :])


def test_what_was_passed_names_its_proof() -> None:
    drawn = judge(DENIED_AFTER_LOGIN).chain
    assert {link.id: link.because for link in drawn}["membership"] == ("E2",)
    assert {link.id: link.because for link in drawn}["permission"] == ("E2",)
    assert all(link.because for link in drawn if link.state in {GateState.PASSED, GateState.FAILED})


def test_a_credential_that_works_has_an_unbroken_chain() -> None:
    states = links(evidence(login_ok("C1"), LISTED, credential=PAIR, token=minted("C1")))
    assert set(states.values()) == {GateState.PASSED}
    assert next(iter(states)) == "reach"


@pytest.mark.parametrize("of", [evidence(), evidence(said("read", 418, "Teapot", "unheard of"))])
def test_without_a_cause_nothing_is_drawn_as_broken(of: Evidence) -> None:
    assert GateState.FAILED not in links(of).values()


@pytest.mark.parametrize("of", [evidence(LISTED), DENIED_AFTER_LOGIN, evidence(EXPIRED, credential=PAIR)])
def test_links_stand_in_the_servers_order_under_their_titles(of: Evidence) -> None:
    chain = judge(of).chain
    assert len({link.id for link in chain}) == len(chain)
    failed = GateState.FAILED
    assert all(link.title == gates.TITLES[link.id] for link in chain if link.state is not failed)
    assert all((link.title, link.says) == gates.STOPPED[link.id] for link in chain if link.state is failed)


def _of_lab(name: str) -> dict[str, GateState]:
    with Lab(name, era="C2") as lab:
        return links(gather(inputs_of(lab), environ={}).evidence)


@pytest.mark.parametrize(
    ("name", "passed", "broken", "behind"),
    [
        ("oidc-other-audience", "login-identity login-method proof-issuer proof proof-subject", "proof-audience",
         "proof-claims sub-organisation"),
        ("tls-cert-other-authority", "certificate login-identity login-method", "proof", "proof-subject"),
        ("aws-closed-sub-organization", "login-method proof proof-account proof-subject", "sub-organisation",
         "token-format"),
        ("ldap-locked", "login-identity login-method", "lockout", "proof login-plan"),
    ],
)  # fmt: skip
def test_a_login_method_shows_the_steps_it_passed(name: str, passed: str, broken: str, behind: str) -> None:
    states = _of_lab(name)
    assert {states[gate] for gate in passed.split()} == {GateState.PASSED}
    assert states[broken] is GateState.FAILED
    assert {states[gate] for gate in behind.split()} == {GateState.NOT_REACHED}


def test_a_login_method_that_works_has_passed_all_its_gates() -> None:
    states = _of_lab("kubernetes-healthy")
    assert set(states.values()) == {GateState.PASSED}
    assert {"login-identity", "login-method", "proof-issuer", "proof", "proof-claims"} <= states.keys()


def test_every_gate_can_be_told_as_the_one_where_it_stopped() -> None:
    assert gates.STOPPED.keys() == gates.TITLES.keys()


def test_what_another_request_passed_behind_the_stop_is_told_apart() -> None:
    gone, folders = said("read", 404, "NotFound", "Project with ID 'x' not found"), said("folders", 200, data={})
    drawn = judge(evidence(login_ok("C2"), gone, folders, credential=PAIR, token=minted("C2"))).chain
    assert [link.id for link in drawn if link.apart] == ["membership", "role"]
    assert {link.says for link in drawn if link.state is GateState.PASSED and not link.apart} == {""}
    assert {(link.state, link.says, link.because) for link in drawn if link.apart} == {
        (GateState.PASSED, "checked separately", ("E3",))
    }


NO_PROJECT = Finding(check="theirs", cause="project-not-found", state=State.CAUSE, says="There is none.")


@pytest.mark.parametrize(("findings", "alternatives"), [((NO_PROJECT,), ()), ((), ("project-not-found",))])
def test_a_gate_at_which_a_request_may_have_stopped_is_not_drawn_as_passed(
    findings: tuple[Finding, ...], alternatives: tuple[str, ...]
) -> None:
    verdict = msgspec.structs.replace(judge(DENIED_AFTER_LOGIN).verdict, alternatives=alternatives)
    states = {link.id: link.state for link in chain(Case(DENIED_AFTER_LOGIN), findings, verdict)}
    assert (states["project"], states["membership"]) == (GateState.UNCLEAR, GateState.PASSED)


def test_the_gate_of_a_cause_that_is_not_proved_names_what_it_was_read_from() -> None:
    refused = said("login", 401, "UnauthorizedError", "Invalid credentials")
    drawn = {link.id: link for link in judge(evidence(refused, said("era", 401, "x", "y"), credential=PAIR)).chain}
    assert (drawn["secret"].state, drawn["secret"].because) == (GateState.UNCLEAR, ("E1",))


def test_a_value_that_is_withheld_marks_its_gate_although_a_list_passes_it_by() -> None:
    hidden = said("read-value", 403, "PermissionDenied", "You are not allowed to readValue on secrets")
    drawn = judge(evidence(login_ok("C2"), LISTED, hidden, credential=PAIR, token=minted("C2"))).chain
    assert [link.id for link in drawn if link.state is GateState.FAILED] == ["secret-value"]

"""The parts of a diagnosis agree: what was not looked at is not called fine, and what is fine was looked at."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest

from diagnose.cli.demo import VARIABLES
from diagnose.gather import first_evidence
from diagnose.gather.run import Run
from diagnose.inputs import Given, resolve
from diagnose.intake import read
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.model import Confidence, Diagnosis, Evidence, FaqItem, Silence, State
from tests.build import evidence, findings, said, silent
from tests.in_process import LOOPBACK, client_of

ERAS_C = pytest.mark.parametrize("era", ["C1", "C2"])


def asked(name: str, era: str, *, project: bool = True) -> Diagnosis:
    """What is said of that state of the lab, asked without sockets."""
    lab = Lab(name, era=era)
    environ = {VARIABLES[given]: value for given, value in lab.inputs.items() if given in VARIABLES}
    if not project:
        del environ[VARIABLES["project_id"]]
    inputs = resolve(Given(), {**environ, "INFISICAL_DOMAIN": LOOPBACK}, Path("/"), lambda: b"", None)
    with client_of(lab) as client:
        return judge(Run(client, inputs.credential).gather(first_evidence(inputs)))


def item(diagnosis: Diagnosis, name: str) -> FaqItem:
    return next(one for one in diagnosis.faq if one.id == name)


@ERAS_C
def test_without_a_project_nothing_is_said_of_permissions(era: str) -> None:
    assert item(asked("healthy-viewer", era, project=False), "permission").state is State.UNKNOWN


def test_words_that_nobody_knows_leave_reasons_outside_the_faq_open() -> None:
    unheard = judge(evidence(said("read", 418, "TeapotError", "No words of any server", era="C")))
    assert unheard.verdict.cause is None
    assert item(unheard, "outside").state is not State.RULED_OUT


@ERAS_C
def test_a_cut_token_is_not_also_said_to_be_of_another_instance(era: str) -> None:
    verdict = asked("truncated-token", era).verdict
    assert (verdict.cause, verdict.confidence) == ("credential-mangled", Confidence.CERTAIN)
    assert verdict.refinements == ()


@ERAS_C
def test_an_address_that_the_login_passed_was_looked_at(era: str) -> None:
    address = item(asked("expired-client-secret", era), "untrusted-ip")
    assert address.state is State.NOT_REACHED
    assert address.says.startswith("The address was accepted where it was looked at")


@ERAS_C
def test_an_address_that_a_refused_pair_may_have_passed_is_not_said_to_be_not_looked_at(era: str) -> None:
    refused = asked("wrong-client-secret", era)
    assert {gate.state.value for gate in refused.chain if gate.id == "login-address"} == {"unclear"}
    assert item(refused, "untrusted-ip").state is State.UNKNOWN


def test_an_item_of_the_faq_cites_what_was_refused_as_well() -> None:
    log = (
        'POST https://x.example/api/v1/auth/universal-auth/login failed: 401 {"statusCode":401,"message":'
        '"Access denied due to expired client secret","error":"UnauthorizedError"}\n'
        'POST https://x.example/api/v1/auth/universal-auth/login failed: 401 {"statusCode":401,"message":'
        '"This identity auth method is temporarily locked, please try again later","error":"UnauthorizedError"}\n'
    )
    told = judge(read(("-",), lambda: io.BytesIO(log.encode())))
    (second,) = told.verdict.also
    assert (told.verdict.cause, second.cause) == ("universal-auth-lockout", "client-secret-expired")
    assert set(second.because) < set(item(told, "expired").because)


def test_a_connection_that_was_closed_is_not_said_to_be_late() -> None:
    closed = judge(evidence(silent("read", Silence.RESET)))
    assert closed.verdict.cause == "connection-timeout"
    assert "not for want of time" in " ".join(closed.verdict.notes)
    assert "in time" not in closed.verdict.headline


@pytest.mark.parametrize(("url", "says"), [("http://host", "no certificate"), ("https://host", "trusted here")])
def test_only_a_secure_connection_shows_a_certificate(url: str, says: str) -> None:
    answered = said("read", 200, data={"secrets": 1, "values": 1})
    works = msgspec.structs.replace(answered, url=f"{url}/api/v3/secrets/raw")
    assert says in findings(evidence(works))["tls-untrusted-ca"].says


def test_a_connection_that_was_never_made_spends_no_login() -> None:
    spent = asked_nobody().spent
    assert (spent.requests, spent.logins) == (0, 0)


def asked_nobody() -> Evidence:
    """A run against a port at which nobody listens."""
    from diagnose.gather import gather

    pair = {VARIABLES["client_id"]: "0e9f1a3c-5b7d-4c2e-8f60-1a2b3c4d5e6f", VARIABLES["client_secret"]: "ab" * 32}
    given = resolve(Given(), {**pair, "INFISICAL_DOMAIN": "http://127.0.0.1:9"}, Path("/"), lambda: b"", None)
    return gather(given, environ={}).evidence

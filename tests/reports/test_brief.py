"""The report that fits one screen: how long it is, what stands in it, and which words do not."""

from __future__ import annotations

import re

import msgspec
import pytest
from rich.cells import cell_len

from diagnose.model import Action, CredentialFacts, CredentialKind, Diagnosis, Status
from reports import Options, command, render
from tests.reports.hostile import few, texts
from tests.reports.samples import (
    PROJECT_ID,
    SAMPLES,
    everywhere,
    inconclusive,
    no_cause,
    permission_denied,
    secret_expired,
)

ID = "0f3a6c1e-5b7d-4e2a-9c84-d1e5f7a9b3c6"
MOST = {Status.NO_CAUSE: 5, Status.CAUSE_FOUND: 15, Status.NOT_REACHED: 15, Status.INCONCLUSIVE: 20}
NAMES = [name for name in SAMPLES if name != "permission-denied"]


def shown(diagnosis: Diagnosis, **options: object) -> str:
    return render(diagnosis, "terminal", msgspec.convert(options, Options))


@pytest.mark.parametrize("name", NAMES)
def test_the_samples_fit_too(name: str) -> None:
    diagnosis = SAMPLES[name]()
    assert shown(diagnosis).count("\n") <= MOST[diagnosis.verdict.status]


def test_what_matters_stands_in_it() -> None:
    text = " ".join(shown(secret_expired()).split())
    for part in (
        "✗ Cause found: The client secret has expired. (certain: the answer shows it)",
        "Do this 1.",
        "401 “Access denied due to",
        "Then run",
    ):
        assert part in text


def test_a_step_is_left_out_before_the_proof_is() -> None:
    full = secret_expired()
    many = msgspec.structs.replace(full, verdict=msgspec.structs.replace(full.verdict, fix=("a step",) * 30))
    text = shown(many)
    assert text.count("\n") == MOST[Status.CAUSE_FOUND]
    assert "1. a step" in text
    assert "Proof" in text


def test_ids_are_the_first_to_be_cut_from_a_long_answer() -> None:
    words = "You may not read here. Ask an administrator of that project, by the name under which it was made, for it."
    diagnosis = permission_denied(f"Project {PROJECT_ID}: {words}")
    steps = msgspec.structs.replace(diagnosis.verdict, fix=("a step " * 60,))
    text = " ".join(shown(msgspec.structs.replace(diagnosis, verdict=steps)).split())
    assert f"“Project …: {words}”" in text


def test_what_the_first_step_says_is_not_said_before_it() -> None:
    full = secret_expired()
    told = msgspec.structs.replace(
        full.verdict, hint="Use prod, not Production.", fix=("For Production use prod, not it.",)
    )
    assert "Use prod, not Production." not in shown(msgspec.structs.replace(full, verdict=told))


def test_fields_of_an_answer_without_a_sentence_are_left_out_whole() -> None:
    full = no_cause()
    data = {"environments": [{"name": "Production", "slug": "prod"}], "note": "a " * 80, "orgId": PROJECT_ID}
    asked = full.evidence.exchanges[0].answer
    assert asked is not None
    answer = msgspec.structs.replace(asked, message=None, error=None, data=data)
    exchange = msgspec.structs.replace(full.evidence.exchanges[0], answer=answer)
    evidence = msgspec.structs.replace(full.evidence, exchanges=(exchange,))
    verdict = msgspec.structs.replace(full.verdict, status=Status.CAUSE_FOUND, proof=(exchange.id,))
    text = shown(msgspec.structs.replace(full, evidence=evidence, verdict=verdict))
    assert "environments: Production (prod); …" in text


def test_an_open_verdict_says_what_to_look_at() -> None:
    assert "Look at     1. " in shown(inconclusive())


def test_the_command_repeats_flags_and_no_variables() -> None:
    text = shown(secret_expired())
    assert "infisical-diagnose check" in text
    target = secret_expired().evidence.target
    flags = [name for name, source in target.sources.items() if source.startswith("--")]
    assert all(f"{command._TARGET[name]} " in text for name in flags)
    assert text.count("--") == len(flags)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            CredentialFacts(
                kind=CredentialKind.UNIVERSAL_AUTH,
                sources={"client-id": "--client-id", "client-secret": "file"},
                client_id=ID,
            ),
            f"check --client-id {ID} --client-secret @FILE",
        ),
        (CredentialFacts(kind=CredentialKind.ACCESS_TOKEN, sources={"token": "stdin"}), "check --token -"),
        (CredentialFacts(kind=CredentialKind.ACCESS_TOKEN, sources={"token": "INFISICAL_TOKEN"}), "check"),
        (
            CredentialFacts(
                kind=CredentialKind.LOGIN_METHOD,
                sources={"machine-identity-id": "--machine-identity-id", "proof": "the pod's", "method": "--method"},
                method="kubernetes",
                identity_id=ID,
            ),
            f"check --machine-identity-id {ID} --method kubernetes",
        ),
    ],
)
def test_the_command_gives_the_credential_as_it_was_given(facts: CredentialFacts, says: str) -> None:
    full = secret_expired()
    target = msgspec.structs.replace(full.evidence.target, sources={})
    evidence = msgspec.structs.replace(full.evidence, target=target, credential=facts)
    assert command.again(msgspec.structs.replace(full, evidence=evidence)) == f"infisical-diagnose {says}"


def test_the_command_asks_for_the_same_action() -> None:
    full = secret_expired()
    target = msgspec.structs.replace(full.evidence.target, sources={}, action=Action.DELETE)
    evidence = msgspec.structs.replace(full.evidence, target=target)
    assert command.again(msgspec.structs.replace(full, evidence=evidence)).endswith(" --action delete")


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("infisical-diagnose check", ["infisical-diagnose check"]),
        ("tool check --domain eu --env dev", ["tool check --domain eu \\", "--env dev"]),
        ("tool check --project-id 0123456789ab", ["tool check \\", "--project-id 0123456789ab"]),
        ("tool check --project-id 0123456789abc", ["tool check --project-id 0123456789abc"]),
        ("tool check --path '/a b --c' --env dev", ["tool check --path '/a b --c' --env dev"]),
    ],
)
def test_a_command_of_several_lines_can_be_copied_whole(said: str, lines: list[str]) -> None:
    assert command.in_lines(said, 27) == lines


def test_a_working_credential_is_told_in_a_few_lines() -> None:
    lines = shown(no_cause()).splitlines()
    assert lines[0].startswith("✓ ")
    assert 3 <= len(lines) <= MOST[Status.NO_CAUSE]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    lines = shown(SAMPLES[name](), width=width).splitlines()
    assert [line for line in lines if cell_len(line) > width or line != line.rstrip()] == []


def test_a_long_link_is_broken_at_its_slashes() -> None:
    one, other = "7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10", "c1de4c4e-7d4f-4b6c-9d0a-5d8f6a1b2c3d"
    diagnosis = permission_denied("no")
    url = f"https://infisical.example/api/v1/projects/{one}/identity-memberships/{other}?x=1"
    changed = [msgspec.structs.replace(x, url=url) for x in diagnosis.evidence.exchanges]
    evidence = msgspec.structs.replace(diagnosis.evidence, exchanges=tuple(changed))
    text = shown(msgspec.structs.replace(diagnosis, evidence=evidence))
    assert one in text
    assert other in text
    assert "x=1" not in text


@pytest.mark.parametrize("name", SAMPLES)
def test_an_ascii_terminal_gets_ascii(name: str) -> None:
    assert shown(SAMPLES[name](), unicode=False).isascii()


def test_no_text_of_a_server_moves_the_cursor() -> None:
    from hypothesis import given

    from reports.escape import ACTING

    @few
    @given(texts)
    def hold(text: str) -> None:
        assert re.search(f"(?!\n)[{ACTING}]", shown(everywhere(text))) is None

    hold()

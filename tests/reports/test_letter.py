from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from diagnose.model import (
    Action,
    Confidence,
    CredentialFacts,
    CredentialKind,
    Diagnosis,
    Intake,
    Server,
    Status,
    Verdict,
)
from reports import Options, letter, render
from tests.build import BASE as LAB
from tests.build import evidence, said
from tests.reports.samples import NOON, SAMPLES, inconclusive, no_cause, permission_denied, secret_expired

FORMATS = ("terminal", "html", "markdown")
PLAIN = "The client secret has expired."
STEPS = ("Ask an admin for a new client secret.", "Put it into your configuration.", "Start the application again.")


def told(diagnosis: Diagnosis, **verdict: Any) -> Diagnosis:
    return msgspec.structs.replace(diagnosis, verdict=msgspec.structs.replace(diagnosis.verdict, **verdict))


def expired(**verdict: Any) -> Diagnosis:
    return told(secret_expired(), **{"customer": PLAIN, "customer_fix": STEPS, **verdict})


def copy(diagnosis: Diagnosis, format_: str, **options: Any) -> str:
    text = render(diagnosis, format_, Options(audience="customer", width=200, **options))
    return " ".join(text.replace("&#39;", "'").split())


@pytest.mark.parametrize("format_", FORMATS)
def test_a_customer_reads_the_plain_words_the_steps_who_and_what_to_send(format_: str) -> None:
    text = copy(expired(), format_)

    places = [text.index(words) for words in (PLAIN, *STEPS)]

    assert places == sorted(places)
    assert "An admin of the organization" in text
    assert "Start your application again" in text
    assert "req-7Gq2hJ3kLm9P" in text
    assert letter.letter(expired()).reference in text
    assert "September 2026" in copy(msgspec.structs.replace(expired(), knowledge="2026-09"), format_)


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_customer_reads_no_words_of_the_server_no_cause_ids_and_no_sources(name: str, format_: str) -> None:
    diagnosis = told(SAMPLES[name](), customer=PLAIN, customer_fix=STEPS)
    verdict = diagnosis.verdict
    said_ = {answer.message for _, answer in diagnosis.evidence.answered()} - {None}
    internal = {
        *(word for word in said_ if word),
        *(one for one in (verdict.cause, verdict.why, *verdict.alternatives) if one),
        *(one for one in diagnosis.evidence.target.sources.values() if not one.startswith("--")),
        *diagnosis.evidence.credential.sources.values(),
        *diagnosis.evidence.remarks,
        "cloudflare",
        "generation",
        diagnosis.evidence.credential.client_id or "no client ID",
    } - {"default"}

    text = copy(diagnosis, format_, verbose=True)

    assert [word for word in internal if " ".join(word.split()) in text] == []


@pytest.mark.parametrize("format_", FORMATS)
def test_of_the_answers_only_request_ids_are_for_the_customer(format_: str) -> None:
    diagnosis = permission_denied("only-support-reads-this")
    exchanges = tuple(
        msgspec.structs.replace(one, answer=msgspec.structs.replace(one.answer, request_id="req-1"))
        for one in diagnosis.evidence.exchanges
        if one.answer is not None
    )
    evidence_ = msgspec.structs.replace(diagnosis.evidence, exchanges=exchanges)

    text = copy(msgspec.structs.replace(diagnosis, evidence=evidence_), format_, verbose=True)

    assert "only-support-reads-this" not in text
    assert "req-1" in text


def test_no_more_than_five_steps_are_asked_of_a_customer() -> None:
    steps = tuple(f"Step {number}." for number in range(9))

    assert letter.letter(expired(customer_fix=steps)).steps == steps[:5]


@pytest.mark.parametrize(
    ("status", "sure"),
    [
        (Status.CAUSE_FOUND, ""),
        (Status.NOT_REACHED, "This is the most likely reason; there may be another one."),
    ],
)
def test_doubt_is_said_once(status: Status, sure: str) -> None:
    doubtful = letter.letter(expired(confidence=Confidence.LIKELY, status=status))
    assert doubtful.sure == sure
    assert doubtful.says.startswith("Most likely: ") is not bool(sure)


@pytest.mark.parametrize(("confidence", "lead"), [("certain", ""), ("likely", "Most likely: ")])
@pytest.mark.parametrize("audience", ["support", "customer"])
def test_a_cause_that_is_not_certain_is_not_told_as_a_fact(audience: str, confidence: str, lead: str) -> None:
    diagnosis = expired(confidence=Confidence(confidence), headline=PLAIN)

    assert f'<h1 id="answer">{lead}{PLAIN}</h1>' in render(diagnosis, "html", Options(audience=audience))


def test_an_open_cause_is_told_as_what_is_known_and_what_to_look_at() -> None:
    looks = ("Compare the client ID.", "Look for the secret.")
    diagnosis = told(inconclusive(), customer=PLAIN, customer_look=looks, look=(*looks, "Add --admin-token."))
    said = letter.letter(diagnosis)

    assert said.says == diagnosis.verdict.headline
    assert (said.heading, said.steps, said.where) == ("What to look at, in this order", looks, ())
    assert PLAIN not in copy(diagnosis, "markdown")
    assert "--admin-token" not in render(diagnosis, "html", Options(audience="customer", verbose=True))


def test_a_text_without_a_refusal_does_not_say_that_anything_was_refused() -> None:
    read = msgspec.structs.replace(secret_expired().evidence, exchanges=(), intake=Intake(lines=7))
    verdict = Verdict(status=Status.INCONCLUSIVE, headline="7 lines read; none mentions Infisical.")
    diagnosis = msgspec.structs.replace(expired(), evidence=read, verdict=verdict, chain=())
    text = copy(diagnosis, "markdown")

    assert letter.letter(diagnosis).says == verdict.headline
    assert "refused" not in text
    assert "cannot use" not in letter.letter(diagnosis).title


def test_an_email_has_a_subject_a_greeting_three_steps_and_the_reference() -> None:
    diagnosis = expired(customer_fix=("Do a.", "Do b.", "Do c.", "Do d."))
    text = render(diagnosis, "email", Options())

    assert text.startswith("Subject: Why your application cannot use its Infisical secrets (D-")
    assert "\n\nHello,\n\n" in text
    assert re.findall(r"^\d\. .*", text, re.MULTILINE) == ["1. Do a.", "2. Do b.", "3. Do c."]
    assert f"the reference {letter.letter(diagnosis).reference}." in text
    assert max(map(len, text.splitlines()[1:])) <= 72


def test_an_email_says_what_the_address_of_the_console_is() -> None:
    address = f"{secret_expired().evidence.target.base_url}/organizations/o/projects/p/overview"
    text = render(expired(fix=("Renew it.",), console=address), "email", Options())

    assert f"\n\nWhere in Infisical:\n{address}\n\n" in text


def test_who_manages_identities_is_not_told_to_look_for_secrets() -> None:
    managing = letter.letter(expired(faq="identity-crud"))

    assert managing.worked == "Try the same again. It worked if there is no new error."
    assert managing.command == ""


def test_a_text_without_a_time_gets_no_date() -> None:
    exchanges = tuple(msgspec.structs.replace(one, at=0.0) for one in secret_expired().evidence.exchanges)
    read = msgspec.structs.replace(secret_expired().evidence, started_at=0.0, exchanges=exchanges)
    diagnosis = msgspec.structs.replace(expired(), evidence=read)

    for audience in ("support", "customer"):
        assert "1970" not in render(diagnosis, "html", Options(audience=audience, verbose=True))
    assert "1970" not in copy(diagnosis, "markdown")


def test_a_credential_that_works_and_a_refusal_without_a_cause_have_their_own_words() -> None:
    unknown = told(inconclusive(), cause=None, confidence=None, alternatives=(), fix=())

    assert letter.letter(no_cause()).says == "The credentials work: Infisical accepted them."
    assert letter.letter(unknown).says == "Infisical refused your application, and its answer does not say why."
    assert letter.letter(unknown).steps


def test_the_reference_names_the_evidence_and_not_the_words_about_it() -> None:
    other = msgspec.structs.replace(secret_expired().evidence, started_at=NOON + 1)
    later = msgspec.structs.replace(secret_expired(), evidence=other)

    assert letter.letter(expired()).reference == letter.letter(secret_expired()).reference
    assert letter.letter(later).reference != letter.letter(secret_expired()).reference


def test_the_command_repeats_the_target_and_holds_no_credential() -> None:
    target = msgspec.structs.replace(secret_expired().evidence.target, action=Action.CREATE)
    diagnosis = _with_target(target)

    assert letter.letter(diagnosis).command == (
        "infisical-diagnose check --domain https://eu.infisical.com --project-id 7c0d2a31-93f1-4f1e-8e0b-1f2f6f4f9b10"
        " --env prod --path /payments --action create"
    )


def test_the_command_names_the_login_method() -> None:
    full = secret_expired()
    facts = CredentialFacts(kind=CredentialKind.LOGIN_METHOD, method="aws-iam", identity_id="i")
    evidence = msgspec.structs.replace(full.evidence, credential=facts)
    told = letter.letter(msgspec.structs.replace(full, evidence=evidence)).command

    assert " --method aws-iam --machine-identity-id i --project-id " in told


@pytest.mark.parametrize("value", ["$(id)", "a b", "a;b", "'", "-rf", "a\nb", "\u202eb"])
def test_a_value_that_a_shell_could_misread_makes_no_command(value: str) -> None:
    target = msgspec.structs.replace(secret_expired().evidence.target, secret_name=value)

    assert letter.letter(_with_target(target)).command == ""


def _with_target(target: Any) -> Diagnosis:
    return msgspec.structs.replace(
        secret_expired(), evidence=msgspec.structs.replace(secret_expired().evidence, target=target)
    )


@pytest.mark.parametrize(
    ("server", "knowledge", "confidence", "words"),
    [
        (Server(era="C2", eras=("C2",)), "2026-09", Confidence.CERTAIN, "newer than September 2026"),
        (Server(era=None, eras=("C1", "C2")), "2026-09", Confidence.CERTAIN, "newer than September 2026"),
        (Server(era="C2", eras=("C2",)), "2026-11", Confidence.CERTAIN, ""),
        (Server(era="B1", eras=("B1",)), "2026-09", Confidence.LIKELY, ""),
        (Server(era=None, eras=("B1", "C2")), "2026-11", Confidence.CERTAIN, ""),
        (Server(era=None, eras=("B1", "C2")), "2026-11", Confidence.LIKELY, "could not be told"),
        (Server(era=None, eras=()), "2026-11", Confidence.POSSIBLE, "could not be told"),
    ],
)
def test_a_reader_is_warned_where_the_server_is_newer_or_its_version_unknown(
    server: Server, knowledge: str, confidence: Confidence, words: str
) -> None:
    diagnosis = msgspec.structs.replace(secret_expired(), server=server, knowledge=knowledge)
    text = letter.warning(told(diagnosis, confidence=confidence))

    assert words in text
    assert bool(text) == bool(words)


def test_one_line_is_one_line_for_a_customer_too() -> None:
    assert render(expired(), "terminal", Options(audience="customer", quiet=True)) == f"{PLAIN}\n"


def test_the_judge_hands_the_customers_words_of_the_cause_to_the_reports() -> None:
    from checks.knowledge.causes import cause
    from diagnose.judgement import judge

    refused = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")
    verdict = judge(evidence(refused)).verdict

    assert (verdict.status, LAB) == (Status.CAUSE_FOUND, "https://infisical.example")
    assert verdict.cause is not None
    assert (verdict.customer, verdict.customer_fix) == (
        cause(verdict.cause).customer,
        cause(verdict.cause).customer_fix,
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_whoever_can_do_it_is_told_where_in_the_console(format_: str) -> None:
    place = "Open Organization → Access Control → Machine Identities."
    diagnosis = told(expired(), fix=("Wait a minute.", place))
    assert letter.letter(diagnosis).where == (place,)
    assert place in copy(diagnosis, format_)
    assert "Wait a minute." not in copy(diagnosis, format_)

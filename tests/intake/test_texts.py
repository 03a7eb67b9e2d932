from __future__ import annotations

import random
from functools import cache

import pytest

from diagnose.model import Diagnosis
from reports import Options, render
from tests.intake import mutations
from tests.intake.texts import Text, explained, reports, texts, verdict_on

DECODED = {text.name: text.content.decode("utf-16" if text.content[:2] == b"\xff\xfe" else "utf-8") for text in texts()}
LOGS = tuple(
    text
    for text in texts()
    if text.name.startswith(
        ("operator-max", "operator-empty", "operator-k8s", "eso-log", "pino", "compose", "log-", "go-")
    )
)
# A browser's recording is one JSON value, and a page alone among other software's lines tells of nobody.
UNCHANGEABLE = {"har-login-invalid.har": {"other_ids", "other_hosts", "windows_line_ends"}}
every_text = pytest.mark.parametrize("text", texts(), ids=lambda text: text.name)


@cache
def diagnosis_of(text: Text) -> Diagnosis:
    return explained(text.content)


@every_text
def test_the_verdict_is_what_the_text_proves(text: Text) -> None:
    diagnosis = diagnosis_of(text)
    assert text.wrong(diagnosis.verdict) == ""
    assert (diagnosis.verdict.faq or "none") in {*text.faq, *(("none",) if text.undecidable else ())}


@pytest.mark.parametrize("report", tuple(reports()), ids=lambda report: report.name)
def test_a_public_report_is_read_as_its_reader_would(report: Text) -> None:
    assert report.wrong(verdict_on(report.content)) == ""


@every_text
def test_the_report_holds_the_facts_and_no_secret(text: Text) -> None:
    report = render(diagnosis_of(text), "json", Options())
    squeezed = "".join(report.split())
    shown = squeezed.replace('\\"', '"')
    assert [fact for fact in text.facts if "".join(fact.split()) not in shown] == []
    assert [secret for secret in text.secrets if secret[-24:] in squeezed] == []


@every_text
@pytest.mark.parametrize("mutate", mutations.MUTATIONS, ids=lambda mutate: mutate.__name__)
def test_another_shape_of_the_text_changes_nothing(text: Text, mutate: mutations.Mutation) -> None:
    if mutate.__name__ not in UNCHANGEABLE.get(text.name, {mutate.__name__}):
        pytest.skip("this text has one shape only")
    if (text.name, mutate.__name__) == ("html-nginx-403.html", "in_a_long_log"):
        pytest.skip("a bare page among other lines tells of nobody")
    changed = mutate(DECODED[text.name], random.Random(1))
    assert text.wrong(verdict_on(changed.encode())) == ""


@pytest.mark.parametrize(
    "text", [text for text in texts() if not text.name.startswith("r-")], ids=lambda text: text.name
)
@pytest.mark.parametrize("packing", mutations.PACKINGS)
def test_another_encoding_of_the_text_changes_nothing(text: Text, packing: str) -> None:
    assert text.wrong(verdict_on(mutations.PACKINGS[packing](DECODED[text.name]))) == ""


@pytest.mark.parametrize("text", LOGS, ids=lambda text: text.name)
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_a_logs_lines_changes_nothing(text: Text, seed: int) -> None:
    changed = mutations.another_order(DECODED[text.name], random.Random(seed))
    assert text.wrong(verdict_on(changed.encode())) == ""

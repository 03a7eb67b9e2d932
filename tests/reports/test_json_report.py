from __future__ import annotations

import copy
import json
import re
from enum import StrEnum
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given

from diagnose.model import (
    Confidence,
    CredentialKind,
    Diagnosis,
    Envelope,
    Era,
    GateState,
    Oddity,
    Sent,
    Silence,
    State,
    Status,
)
from reports import Options, render
from reports.escape import ACTING
from reports.json_report import schema
from tests.reports.hostile import few, texts
from tests.reports.samples import SAMPLES, everywhere, permission_denied, secret_expired

VALIDATOR = jsonschema.Draft202012Validator(schema())


def report(diagnosis: Diagnosis) -> Any:
    return json.loads(render(diagnosis, "json", Options()))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_meets_the_schema(name: str) -> None:
    VALIDATOR.validate(report(SAMPLES[name]()))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_of_a_report_is_described(name: str) -> None:
    assert list(_undescribed(report(SAMPLES[name]()), schema())) == []


def _undescribed(value: Any, rule: dict[str, Any], path: str = "") -> list[str]:
    """Fields that the schema does not name, in objects for which it names any."""
    rule = _resolved(rule)
    if isinstance(value, list):
        return [found for item in value for found in _undescribed(item, rule.get("items", {}), f"{path}[]")]
    known = rule.get("properties")
    if not isinstance(value, dict) or known is None:
        return []
    missing = [f"{path}.{name}" for name in value if name not in known]
    return missing + [
        found for name in value if name in known for found in _undescribed(value[name], known[name], f"{path}.{name}")
    ]


def _resolved(rule: dict[str, Any]) -> dict[str, Any]:
    if "properties" not in rule and "oneOf" in rule:
        rule = rule["oneOf"][0]
    return _resolved(schema()["$defs"][rule["$ref"].rpartition("/")[2]]) if "$ref" in rule else rule


@pytest.mark.parametrize("name", schema()["required"])
def test_a_report_without_one_of_its_parts_is_invalid(name: str) -> None:
    broken = copy.deepcopy(report(secret_expired()))
    del broken[name]

    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        ("verdict", "status", "guilty"),
        ("verdict", "confidence", "sure"),
        ("verdict", "confidence", None),
        ("verdict", "cause", None),
        ("verdict", "faq", "weather"),
        ("server", "era", "Z"),
        ("credential", "kind", "password"),
        ("spent", "logins", -1),
    ],
)
def test_a_value_outside_the_promise_is_invalid(part: str, field: str, value: object) -> None:
    broken = copy.deepcopy(report(secret_expired()))
    broken[part][field] = value

    assert not VALIDATOR.is_valid(broken)


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (Status, ("verdict", "properties", "status")),
        (Confidence, ("confidence",)),
        (State, ("state",)),
        (GateState, ("gate", "properties", "state")),
        (Envelope, ("said", "properties", "envelope")),
        (Silence, ("exchange", "properties", "silence")),
        (CredentialKind, ("credential", "properties", "kind")),
        (Oddity, ("credential", "properties", "traits", "items", "properties", "oddity")),
        (Era, ("era",)),
        (Sent, ("exchange", "properties", "sent")),
    ],
)
def test_the_schema_lists_the_words_of_the_model(words: type[StrEnum], path: tuple[str, ...]) -> None:
    rule = schema()["$defs"]
    for step in path:
        rule = rule[step]

    assert {word for word in rule["enum"] if word is not None} == {word.value for word in words}


def test_the_shape_of_the_answer() -> None:
    said = report(secret_expired())

    assert list(said) == [
        *("schema", "verdict", "faq", "chain", "findings", "considered", "evidence", "server", "target", "credential"),
        *("spent", "tool", "started_at", "remarks", "intake", "access", "proof"),
    ]
    assert said["schema"] == "infisical-diagnose/report/v1"
    assert list(said["verdict"])[:9] == [
        *("status", "cause", "confidence", "faq", "headline", "alternatives", "fix", "who", "docs"),
    ]
    assert said["verdict"]["cause"] == "client-secret-expired"
    assert said["started_at"] == "2026-11-23T12:00:00.000Z"
    assert said["evidence"][1]["at"] == "2026-11-23T12:00:00.500Z"
    assert said["spent"] == {"requests": 2, "logins": 1, "writes": 0}


def test_a_question_without_an_answer_says_why() -> None:
    exchange = report(SAMPLES["not-reached"]())["evidence"][0]

    assert (exchange["status"], exchange["said"], exchange["silence"]) == (None, None, "tls-untrusted-ca")


def test_it_is_indented_by_two_and_keeps_letters() -> None:
    text = render(secret_expired(), "json", Options())

    assert text.startswith('{\n  "schema": ')
    assert "“Invalid credentials”" in text
    assert "Machine Identities" in text


@few
@given(texts)
def test_hostile_text_is_escaped_and_reads_back_equal(text: str) -> None:
    written = render(permission_denied(text), "json", Options())

    assert re.search(f"(?!\n)[{ACTING}]", written) is None
    assert json.loads(written)["evidence"][2]["said"]["message"] == json.loads(json.dumps(text))


@few
@given(texts)
def test_any_text_in_any_field_makes_valid_json(text: str) -> None:
    json.loads(render(everywhere(text), "json", Options()))


@pytest.mark.parametrize("at", [1e300, -1e300, float("nan"), float("inf")])
def test_a_time_that_no_calendar_holds_is_null(at: float) -> None:
    evidence = msgspec.structs.replace(secret_expired().evidence, started_at=at)

    assert report(msgspec.structs.replace(secret_expired(), evidence=evidence))["started_at"] is None

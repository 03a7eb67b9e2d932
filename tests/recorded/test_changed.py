"""Servers like the recorded ones whose answers look otherwise: another build or a proxy says the same, or less."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from diagnose.gather import first_evidence
from diagnose.gather.run import Run
from diagnose.judgement import judge
from diagnose.model import Confidence, Diagnosis, Status
from tests.recorded.loader import Row
from tests.recorded.server import RecordedServer, Reply
from tests.recorded.test_parts import PARTS, Change, client_of, inputs_of

STATES = (
    "wrong-client-secret", "locked-identity", "not-a-project-member", "unknown-folder-by-name",
    "used-up-client-secret", "project-slug-as-id", "expired-service-token",
)  # fmt: skip
ROWS = [row for row in PARTS if row.scenario in STATES and row.server == "c1"]
Body = dict[str, Any]


def refused(change: Callable[[Body], Body]) -> Change:
    """The change, made to the bodies of refusals."""

    def changed(reply: Reply) -> Reply:
        status, headers, raw = reply
        body = json.loads(raw)
        return (status, headers, json.dumps(change(body)).encode()) if status in range(400, 599) else reply

    return changed


def said(change: Callable[[str], str]) -> Change:
    """The change, made to the sentence of refusals."""
    return refused(
        lambda body: body | {"message": change(body["message"])} if isinstance(body["message"], str) else body
    )


def through_a_proxy(reply: Reply) -> Reply:
    status, headers, raw = reply
    added = {"via": "1.1 varnish", "server": "cloudflare", "cf-ray": "8f00ba4f00ba4f00-FRA", "set-cookie": "__cf_bm=x"}
    return status, {**headers, **added, "content-type": "Application/JSON;charset=UTF-8"}, raw


def without(*names: str) -> Change:
    return refused(lambda body: {name: value for name, value in body.items() if name not in names})


SAME: dict[str, Change] = {
    "a full stop more or less": said(lambda text: text[:-1] if text.endswith(".") else f"{text}."),
    "other quotes": said(lambda text: text.replace("'", "\u2019")),
    "another case": said(lambda text: text[:1].swapcase() + text[1:]),
    "other numbers": said(lambda text: re.sub(r"\d+ seconds", "1 minute", text)),
    "more fields": refused(lambda body: {"traceId": "abc", **body, "documentation": "https://infisical.com/docs"}),
    "no details": without("details"),
    "a proxy": through_a_proxy,
}
LESS: dict[str, Change] = {
    "no error": without("error"),
    "no message": refused(lambda body: body | {"message": None}),
    "words of another language": said(lambda _: "Die Anfrage wurde abgelehnt"),
    "other words": said(lambda text: text.replace("not found", "missing").replace("Invalid", "Wrong")),
    "all of it in one field": refused(lambda body: {"error": body}),
}


def of(row: Row, change: Change) -> Diagnosis:
    server = RecordedServer(row.server, row.scenario)
    try:
        inputs = inputs_of(server)
        return judge(Run(client_of(server, change), inputs.credential).gather(first_evidence(inputs)))
    finally:
        server.close()


def named(diagnosis: Diagnosis) -> str | None:
    return "none" if diagnosis.verdict.status is Status.NO_CAUSE else diagnosis.verdict.cause


@cache
def unchanged(row: Row) -> str | None:
    return named(of(row, lambda reply: reply))


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_the_same_answer_in_another_form_has_the_same_cause(change: Change) -> None:
    found = {row.scenario: named(of(row, change)) for row in ROWS}
    assert found == {row.scenario: unchanged(row) for row in ROWS}


@pytest.mark.parametrize("change", LESS.values(), ids=LESS)
def test_an_answer_that_says_less_makes_nothing_certain_that_is_not_so(change: Change) -> None:
    for row in ROWS:
        diagnosis = of(row, change)
        if diagnosis.verdict.confidence is Confidence.CERTAIN or named(diagnosis) == "none":
            assert named(diagnosis) in row.right | row.also_true

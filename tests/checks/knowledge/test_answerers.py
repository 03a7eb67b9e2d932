"""Who answers in place of the API, by the table of them."""

from __future__ import annotations

import pytest

from checks.knowledge import answerers
from checks.knowledge.causes import all_causes
from diagnose.model import Answer, Confidence, Envelope


def test_every_row_names_a_cause_that_is_known() -> None:
    assert {row.cause for row in answerers.rows()} <= set(all_causes())


def test_some_row_fits_any_answer() -> None:
    last = answerers.rows()[-1]
    assert (last.mark, last.statuses, last.body) == ("", (), "")


@pytest.mark.parametrize(
    ("status", "marks", "cause", "sure"),
    [
        (403, ("access-denied",), "edge-waf-block", Confidence.LIKELY),
        (403, ("cloudflare", "cf-1020"), "edge-waf-block", Confidence.CERTAIN),
        (403, ("envoy-filter", "access-denied"), "edge-waf-block", Confidence.CERTAIN),
        (403, ("vault",), "not-infisical", Confidence.LIKELY),
        (503, ("vault",), "not-infisical", Confidence.LIKELY),
        (400, ("client-certificate",), "tls-client-certificate-required", Confidence.LIKELY),
        (304, (), "not-infisical", Confidence.LIKELY),
        (502, ("cut-web-app",), "base-url-api-suffix", Confidence.CERTAIN),
        (511, (), "not-infisical", Confidence.LIKELY),
        (431, (), "edge-waf-block", Confidence.LIKELY),
        (464, (), "edge-waf-block", Confidence.LIKELY),
    ],
)
def test_marks_and_status_tell_who_answered(status: int, marks: tuple[str, ...], cause: str, sure: Confidence) -> None:
    wrote = answerers.answerer(Answer(status=status, envelope=Envelope.TEXT, marks=marks))
    assert (wrote.cause, wrote.sure) == (cause, sure)

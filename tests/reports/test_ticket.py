"""What is pasted into a ticket: the answer, for whom, the steps, the proof and the reference, and no empty line."""

from __future__ import annotations

import msgspec
import pytest

from diagnose.model import Intake, Server
from reports import Options, evidence_block, names, render, ticket, view
from reports.html_page import behaviour
from tests.reports.samples import SAMPLES, everywhere, secret_expired


@pytest.mark.parametrize("name", SAMPLES)
def test_a_summary_has_no_empty_line_and_stands_on_the_page_as_it_is(name: str) -> None:
    summary = ticket.summary(SAMPLES[name]())
    assert all(line.strip() for line in summary.split("\n"))
    page = render(SAMPLES[name](), "html", Options())
    assert 'hidden data-copy="a summary for a ticket"' in page
    assert "[data-copy]" in behaviour()


def test_it_says_what_a_colleague_needs() -> None:
    diagnosis = secret_expired()
    summary = ticket.summary(diagnosis)
    assert summary.startswith("**The client secret has expired.** (certain: the answer shows it)\n")
    assert f"1. {diagnosis.verdict.fix[0][:20]}" in summary
    assert "\nProof: `" in summary
    assert summary.endswith(f"Reference `{evidence_block.reference(diagnosis.evidence)}`")


def test_no_text_of_a_server_adds_a_line_to_it() -> None:
    plain = ticket.summary(everywhere("x")).count("\n")
    assert ticket.summary(everywhere("a\n\n# b\n1. c")).count("\n") == plain


def test_the_page_says_below_its_headline_for_whom_and_of_a_text_since_when() -> None:
    diagnosis = secret_expired()
    assert '<p class="subject">' in render(diagnosis, "html", Options())
    read = msgspec.structs.replace(diagnosis.evidence, intake=Intake(sources=("app.log",), lines=7))
    assert " · since 2026-11-23" in render(msgspec.structs.replace(diagnosis, evidence=read), "html", Options())


def test_a_server_is_told_by_when_its_version_was_released() -> None:
    for eras, says in (
        (("A",), "2022 to January 2024"),
        (("C1", "C2"), "since October 2024"),
        (("C2",), "since March 2026"),
    ):
        assert says in view.server_phrase(Server(eras=eras))
    assert view.server_phrase(Server(eras=tuple(names.VERSIONS))) == ""


@pytest.mark.parametrize(
    ("skew", "says"),
    [
        (0.4, "clock agrees with this machine's"),
        (-1.9, "clock agrees with this machine's"),
        (3.0, "clock 3.0 s ahead of this machine's"),
        (-64.0, "clock 1 min 4 s behind this machine's"),
    ],
)
def test_a_difference_of_clocks_that_a_header_cannot_tell_is_none(skew: float, says: str) -> None:
    assert view.server_phrase(Server(clock_skew_s=skew)) == says

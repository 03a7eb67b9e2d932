"""The search of long logs by literal texts: it passes over nothing that the reader would make something of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.intake import sift
from diagnose.intake.literals import Lines, Literal, literals
from diagnose.intake.sift import Sift
from diagnose.intake.tables import patterns, patterns_of
from diagnose.model import Diagnosis
from tests.intake.forms import SLOT, error_of
from tests.intake.texts import Text, explained, reports, texts
from tests.intake.unseen import rows, unseen

ABOUT = (
    patterns("sentences")["about"],
    patterns("sentences")["misses"],
    patterns("statuses")["ours"],
    patterns("silences")["about"],
    patterns("bodies")["key"],
    patterns("clients")["block"],
    patterns("clients")["code"],
)
NOISE = "2026-06-20T04:00:{:02d}Z INFO  shop: GET /v1/items/{} 200 12ms trace={:08x}\n"
SOME = (
    Literal(b"denied"),
    Literal(b"key 7"),
    Literal(b"beef"),
    Literal(b"/v", re.compile(rb"/v\d")),
)


def noise(lines: int) -> str:
    return "".join(NOISE.format(n % 60, n * 7919 % 9973, n * 2654435761 % 2**32) for n in range(lines))


@settings(max_examples=30)
@given(
    st.lists(
        st.lists(st.sampled_from(["denied", "Denied", "deny", "key 7", "ky ", "beef", "/v1", "/va", "0", "f", "g"]))
    )
)
def test_a_line_is_found_if_and_only_if_it_has_a_literal(pieces: list[list[str]]) -> None:
    lines = ["".join(line).encode() for line in pieces]
    page = b"\n".join(lines)
    found = [(hit.number, page[hit.first : hit.end]) for hit in Lines(SOME).hits(page, 0, len(page))]
    assert found == [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if any(True for one in SOME for _ in one.places(line.lower()))
    ]


def test_a_shape_is_looked_at_again_after_it_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnose.intake.literals._REMEMBERED", 500)
    page = b"".join(f"{'x' * n} {'denied' if n % 10 == 0 else 'granted'}\n".encode() for n in range(300)) * 2
    found = [hit.number for hit in Lines(SOME).hits(page, 0, len(page))]
    assert found == [number for number in range(1, 601) if (number - 1) % 300 % 10 == 0]


def test_of_an_overlong_line_each_place_is_found() -> None:
    page = b"x" * 600_000 + b"denied" + b"y" * 600_000 + b"denied" + b"z" * 300_000
    hits = list(Lines(SOME).hits(page, 0, len(page)))
    assert [hit.number for hit in hits] == [1, 1]
    assert all(b"denied" in page[hit.first : hit.end] and hit.end - hit.first < 200_000 for hit in hits)


def test_a_sentence_that_only_infisical_says_is_found_by_itself_in_a_long_log() -> None:
    said = [one.text for one in literals() if one.whole is None]
    content = b"".join(noise(100).encode() + b"12:00:01 " + text + b" 401 \n" for text in said)
    lines = {number: raw for block in Sift().blocks(iter([content])) for number, raw in block}
    assert [text for n, text in enumerate(said, start=1) if text not in lines.get(n * 101, b"")] == []


@pytest.mark.parametrize(
    ("sentence", "cause"),
    [
        ("Access denied: OIDC subject not allowed.", "oidc-subject-not-allowed"),
        ("You are not allowed to describeSecret on secrets", "permission-denied"),
    ],
)
def test_a_bare_sentence_in_a_long_log_is_understood(sentence: str, cause: str) -> None:
    diagnosis = explained((noise(20_000) + f"04:00:01 worker: 403 {sentence}\n" + noise(20_000)).encode())
    assert [x.source for x in diagnosis.evidence.exchanges] == ["stdin:20001"]
    assert diagnosis.verdict.cause == cause


def _among_others(text: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Diagnosis]:
    """What is said of a text among lines of another program, when all is read and when the lines are chosen."""
    content = noise(45).encode() + text.rstrip(b"\n") + b"\n" + noise(45).encode()
    said = []
    for whole in (len(content), 0):
        monkeypatch.setattr(sift, "_WHOLE", whole)
        said.append(explained(content))
    return said


def _differs(text: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    everything, chosen = _among_others(text, monkeypatch)
    return (
        chosen.verdict.cause != everything.verdict.cause or chosen.evidence.exchanges != everything.evidence.exchanges
    )


def _is_text(text: Text) -> bool:
    return not text.content.startswith((b"\x1f\x8b", b"\xff\xfe")) and b'"entries"' not in text.content


@pytest.mark.parametrize("every", [60, pytest.param(1, marks=pytest.mark.long)])
def test_choosing_lines_changes_nothing_of_what_is_understood(every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = [text for text in (*texts(), *reports()) if _is_text(text)]
    assert [text.name for text in corpus[::every] if _differs(text.content, monkeypatch)] == []


@pytest.mark.parametrize("pattern", [*ABOUT, *patterns_of("client error")], ids=lambda pattern: pattern.pattern[:24])
@settings(max_examples=20)
@given(st.data())
def test_what_tells_of_infisical_or_of_an_answer_makes_a_line_worth_reading(
    pattern: re.Pattern[str], data: st.DataObject
) -> None:
    line = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="ascii", min_codepoint=32))).encode()
    assert list(Lines().hits(line, 0, len(line)))


@pytest.mark.parametrize("every", [90, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "form",
    ["{status} {error}: {message}", "status: {status}\nerror: {error}\nmessage: {message}", "jwt-auth: {message}"],
)
def test_choosing_lines_passes_over_no_sentence(form: str, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {
        form.format(status=row.status[0], error=error_of(row), message=SLOT.sub("x-1", row.message))
        for row in rows()[::every]
    }
    assert [text for text in sorted(said) if _differs(text.encode(), monkeypatch)] == []


def test_whose_answer_it_is_stands_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = '{"statusCode": 404, "message": "Secret not found", "error": "NotFound"}'
    text = f"requests.exceptions.HTTPError: 404 Client Error for url: https://registry.example/v2/\n{answer}\n"
    assert not _differs(text.encode(), monkeypatch)


@pytest.mark.long
def test_choosing_lines_changes_nothing_of_texts_that_nobody_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [seed for seed in range(3000) if _differs(unseen(seed).text.encode(), monkeypatch)] == []

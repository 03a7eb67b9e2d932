from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from rich.cells import cell_len

from diagnose.model import Diagnosis, GateResult, GateState, Status
from reports import Options, render, view
from reports.escape import ACTING
from tests.reports.hostile import few, texts
from tests.reports.samples import SAMPLES, everywhere, inconclusive, no_cause, permission_denied, secret_expired

SGR = re.compile(r"\x1b\[[0-9;]*m")
NAMES = [name for name in SAMPLES if name != "permission-denied"]


def shown(diagnosis: Diagnosis, **options: object) -> str:
    return render(diagnosis, "terminal", msgspec.convert({"verbose": True, **options}, Options))


def test_the_first_line_is_the_answer() -> None:
    assert (
        shown(secret_expired()).splitlines()[0]
        == "✗ Cause found: The client secret has expired. (certain: the answer shows it)"
    )


@pytest.mark.parametrize(
    ("name", "sign", "ascii_sign"),
    [
        ("secret-expired", "✗ ", "FAIL "),
        ("no-cause", "✓ ", "ok "),
        ("inconclusive", "? ", "?? "),
        ("not-reached", "! ", "!! "),
    ],
)
def test_the_sign_tells_the_kind_of_verdict(name: str, sign: str, ascii_sign: str) -> None:
    assert shown(SAMPLES[name]()).startswith(sign)
    assert shown(SAMPLES[name](), unicode=False).startswith(ascii_sign)


def test_a_note_that_is_also_a_remark_is_said_once() -> None:
    full = inconclusive()
    verdict = msgspec.structs.replace(full.verdict, notes=full.evidence.remarks)

    assert shown(msgspec.structs.replace(full, verdict=verdict)).count("TOKEN is set") == 1


def test_a_note_that_the_headline_says_is_not_said_again() -> None:
    full = inconclusive()
    verdict = msgspec.structs.replace(full.verdict, notes=(full.verdict.headline,))

    assert view.notes(msgspec.structs.replace(full, verdict=verdict)) == full.evidence.remarks


def test_what_is_open_comes_with_what_would_decide() -> None:
    text = shown(inconclusive())

    assert "Possible    ? client-secret-wrong: The secret does not belong" in text
    assert "To decide   An admin's view of the identity shows" in text


def test_what_explains_the_cause_further_is_named_beside_it() -> None:
    assert "More to it  temporary-access-expired: A temporary role that ended" in shown(permission_denied("no"))


def test_items_that_are_ruled_out_alike_share_a_line() -> None:
    assert shown(no_cause(), width=200, verbose=True).count("The request works.") == 1


def test_the_evidence_is_listed() -> None:
    assert "Evidence    E1  GET /api/status" in shown(secret_expired())


@pytest.mark.parametrize("unicode_", [True, False])
@pytest.mark.parametrize("width", [20, 60, 80, 100, 200])
@pytest.mark.parametrize("name", SAMPLES)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, *, unicode_: bool) -> None:
    lines = shown(SAMPLES[name](), width=width, unicode=unicode_, verbose=True).splitlines()

    assert [line for line in lines if cell_len(line) > width or line != line.rstrip()] == []


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_broken_that_fits_the_line(name: str, width: int) -> None:
    diagnosis = SAMPLES[name]()
    verdict = diagnosis.verdict
    words = " ".join(
        (verdict.headline, verdict.why, *verdict.fix, verdict.who, verdict.docs or "", *verdict.notes)
    ).split()

    written = shown(diagnosis, width=width).split()

    assert [word for word in words if len(word) <= width and word not in written] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_without_colour_nothing_but_text_and_newlines_is_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "33")

    assert "\x1b" not in shown(SAMPLES[name](), verbose=True)
    assert "Gates       " in shown(SAMPLES[name]())


@pytest.mark.parametrize("name", SAMPLES)
def test_colour_changes_no_word(name: str) -> None:
    coloured = shown(SAMPLES[name](), color=True)

    assert "\x1b[" in coloured
    assert SGR.sub("", coloured) == shown(SAMPLES[name]())


@pytest.mark.parametrize("name", SAMPLES)
def test_an_ascii_terminal_gets_ascii(name: str) -> None:
    assert shown(SAMPLES[name](), unicode=False, verbose=True).isascii()


@few
@given(texts)
def test_no_text_moves_the_cursor_hides_or_reorders(text: str) -> None:
    for options in ({"verbose": True}, {"quiet": True}, {"verbose": True, "unicode": False}):
        assert re.search(f"(?!\n)[{ACTING}]", shown(everywhere(text), **options)) is None


@few
@given(texts)
def test_with_colour_the_only_escapes_are_ours(text: str) -> None:
    assert re.search(f"(?!\n)[{ACTING}]", SGR.sub("", shown(everywhere(text), color=True, verbose=True))) is None


def test_markup_of_the_library_is_text() -> None:
    assert "“[bold red]no[/] :smile:”" in shown(permission_denied("[bold red]no[/] :smile:"))


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("secret-expired", "client-secret-expired (certain): The client secret has expired.\n"),
        ("no-cause", "no-cause: The credential works: it reads prod /payments.\n"),
        ("inconclusive", "client-secret-wrong (possible): The login is refused, and the server does not say why.\n"),
    ],
)
def test_quiet_is_one_line(name: str, line: str) -> None:
    assert shown(SAMPLES[name](), quiet=True) == line


def test_a_diagnosis_with_nothing_but_a_status_still_reads() -> None:
    full = no_cause()
    bare = msgspec.structs.replace(
        full,
        verdict=msgspec.structs.replace(
            full.verdict, status=Status.INCONCLUSIVE, headline="", why="", proof=(), verify=""
        ),
        faq=(),
        chain=(GateResult(id="reach", title="Infisical answers", state=GateState.UNCLEAR),),
        findings=(),
    )

    lines = shown(bare).splitlines()

    assert lines[0] == "? Could not tell."
    assert "Gates       ? Infisical answers  unclear" in lines
    assert "\n\n\n" not in shown(bare)

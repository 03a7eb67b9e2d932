from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from diagnose.cli import run
from diagnose.cli.verify import compare
from diagnose.files import evidence_file
from diagnose.judgement import judge
from diagnose.model import Evidence
from diagnose.problems import UsageProblem
from reports import Options, evidence_block, render
from tests.build import NO_READ, evidence, login_ok, said

EXPIRED = evidence(said("login", 401, "UnauthorizedError", "Access denied due to expired client secret"))
REFUSED = evidence(login_ok(), said("read", 403, "PermissionDenied", NO_READ))
HOSTILE = evidence(said("login", 401, "UnauthorizedError", "</script><script>alert(1)</script>\u2028\u202e&amp;"))


@pytest.fixture
def page(tmp_path: Path) -> Any:
    def written(
        what: Evidence = EXPIRED, audience: str = "support", *, verbose: bool = False, lang: str = "en"
    ) -> Path:
        file = tmp_path / f"{audience}.html"
        text = render(judge(what), "html", Options(audience=audience, verbose=verbose, language=lang))
        file.write_text(text, encoding="utf-8")
        return file

    return written


def changed(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


@pytest.mark.parametrize("what", [EXPIRED, REFUSED, HOSTILE], ids=["expired", "refused", "hostile"])
@pytest.mark.parametrize("verbose", [False, True])
def test_a_page_that_nobody_changed_says_what_its_evidence_says(page: Any, what: Evidence, verbose: bool) -> None:  # noqa: FBT001 - a parameter of the table
    outcome = compare(page(what, verbose=verbose), None)

    assert outcome.holds
    assert judge(what).verdict.headline in outcome.says


def test_a_page_is_held_against_its_own_language(page: Any, tmp_path: Path) -> None:
    evidence_file.save(EXPIRED, tmp_path / "evidence.json")
    file = page(audience="customer", lang="de")

    assert compare(file, tmp_path / "evidence.json").holds
    assert not compare(changed(file, '<html lang="de">', '<html lang="tlh">'), tmp_path / "evidence.json").holds


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("client secret has expired", "client secret has long expired"),
        ("Cause found", "It works"),
        ("</main>", "<p>Call this number.</p></main>"),
        ("default-src &#39;none&#39;", "default-src *"),
    ],
)
def test_a_changed_page_is_told_from_its_evidence(page: Any, old: str, new: str) -> None:
    outcome = compare(changed(page(), old, new), None)

    assert not outcome.holds
    assert "was changed" in outcome.says


def test_changed_evidence_does_not_fit_the_hash(page: Any) -> None:
    outcome = compare(changed(page(), "due to expired client", "due to revoked client"), None)

    assert not outcome.holds


def test_ends_of_lines_may_change_on_the_way(page: Any) -> None:
    file = page()
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert compare(file, None).holds


def test_a_customers_copy_is_compared_with_the_evidence_file_or_the_support_copy(page: Any, tmp_path: Path) -> None:
    saved = tmp_path / "evidence.json"
    evidence_file.save(EXPIRED, saved)

    assert compare(page(audience="customer"), saved).holds
    assert compare(page(audience="customer"), page()).holds


def test_a_customers_copy_alone_cannot_be_compared(page: Any) -> None:
    with pytest.raises(UsageProblem, match="carries no evidence, only its hash"):
        compare(page(audience="customer"), None)


def test_other_evidence_is_told_from_that_of_the_page(page: Any, tmp_path: Path) -> None:
    saved = tmp_path / "evidence.json"
    evidence_file.save(REFUSED, saved)

    outcome = compare(page(audience="customer"), saved)

    assert outcome == (False, "The page names other evidence than this: the two do not belong together.")


def test_a_page_of_another_version_is_left_to_that_version(page: Any) -> None:
    file = page()
    version = judge(EXPIRED).tool_version

    with pytest.raises(UsageProblem, match=r"was made by version 9\.9\.9"):
        compare(changed(file, f'content="{version};', 'content="9.9.9;'), None)


@pytest.mark.parametrize("content", [b"", b"<html>", b"\xff\xfe", b'{"format": 1}', b"<!DOCTYPE html><meta name=x>"])
def test_what_is_no_report_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.html"
    file.write_bytes(content)

    with pytest.raises(UsageProblem, match="is not a report of this tool"):
        compare(file, None)


def test_the_block_in_the_page_is_an_evidence_file() -> None:
    assert (evidence_block.FORMAT, evidence_block.VERSION) == (evidence_file.FORMAT, evidence_file.VERSION)


def test_the_command_ends_with_zero_three_or_two(page: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(page())]) == 0
    assert "says what its evidence says" in capsys.readouterr().out
    assert run(["verify", str(changed(page(), "Cause found", "It works"))]) == 3
    assert "was changed" in capsys.readouterr().err
    assert run(["verify", str(page(audience="customer"))]) == 2

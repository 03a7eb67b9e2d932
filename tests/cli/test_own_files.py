"""Files that this tool wrote, given to it again: it knows what they are, and judges the evidence that they hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from diagnose.cli.own_files import evidence_of, load
from diagnose.files import evidence_file
from diagnose.model import Diagnosis
from diagnose.problems import UsageProblem
from reports import Options, render
from tests.cli.command import command
from tests.intake.texts import explained

TEXT = (
    b'{"reqId":"req-a1B2c3D4e5F6g7","statusCode":401,"message":"Access denied due to expired client secret",'
    b'"error":"UnauthorizedError"}'
)


@pytest.fixture(scope="module")
def diagnosis() -> Diagnosis:
    return explained(TEXT)


def written(folder: Path, diagnosis: Diagnosis, form: str, audience: str = "support") -> Path:
    path = folder / f"{audience}.{form}"
    path.write_text(render(diagnosis, form, Options(audience=audience)), encoding="utf-8")
    return path


def test_an_evidence_file_holds_its_evidence(tmp_path: Path, diagnosis: Diagnosis) -> None:
    evidence_file.save(diagnosis.evidence, tmp_path / "e.json")
    assert evidence_of(tmp_path / "e.json") == diagnosis.evidence


def test_the_support_copy_holds_its_evidence(tmp_path: Path, diagnosis: Diagnosis) -> None:
    assert load(written(tmp_path, diagnosis, "html")) == diagnosis.evidence


@pytest.mark.parametrize(
    ("form", "audience", "is_named"),
    [("html", "customer", "carries no evidence, only its hash"), ("json", "support", "is a JSON report of this tool")],
)
def test_a_report_without_evidence_is_named_with_what_to_give_instead(
    tmp_path: Path, diagnosis: Diagnosis, form: str, audience: str, is_named: str
) -> None:
    path = written(tmp_path, diagnosis, form, audience)
    with pytest.raises(UsageProblem, match=f"{is_named}.* give the support copy of the HTML report"):
        evidence_of(path)


@pytest.mark.parametrize("text", ["", "<!DOCTYPE html><title>502</title>", '{"statusCode": 401}', "no file of ours"])
def test_another_file_is_none_of_its_own(tmp_path: Path, text: str) -> None:
    (tmp_path / "text").write_text(text, encoding="utf-8")
    assert evidence_of(tmp_path / "text") is None


@pytest.mark.parametrize("name", ["explain", "report"])
def test_a_page_is_judged_by_its_evidence(tmp_path: Path, diagnosis: Diagnosis, name: str) -> None:
    ran = command(tmp_path, name, "-q", str(written(tmp_path, diagnosis, "html")))
    assert ran.out.startswith("client-secret-expired (certain)")


def test_a_page_among_other_texts_is_refused(tmp_path: Path, diagnosis: Diagnosis) -> None:
    page = written(tmp_path, diagnosis, "html")
    assert "give it alone" in command(tmp_path, "explain", str(page), str(page)).err


@pytest.mark.parametrize(
    "unit", ["<!--", "<a ", "<![", "</", "<?", "<a b='", '<script type="application/json" id="evidence">']
)
def test_a_page_that_is_made_to_be_hard_to_read_is_refused_at_once(tmp_path: Path, unit: str) -> None:
    file = tmp_path / "page.html"
    head = '<!DOCTYPE html><html lang="en"><meta name="infisical-diagnose" content="0.1.0; support; sha256='
    file.write_text(f'{head}{"a" * 64}">{unit * (300_000 // len(unit))}')
    begun = time.process_time()
    with pytest.raises(UsageProblem, match="carries no evidence"):
        load(file)

    assert time.process_time() - begun < 1

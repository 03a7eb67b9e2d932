"""`import diagnose`: the library, as a program uses it."""

from __future__ import annotations

import asyncio
import importlib.util
import re
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import diagnose
from diagnose import api
from diagnose.lab import Lab
from tests.build import evidence, said

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SCRIPT = """
import diagnose

found: diagnose.Diagnosis = diagnose.explain("Response code 403 ... Access denied due to expired client secret")
again: diagnose.Diagnosis = diagnose.judge(found.evidence)
cause: str | None = again.verdict.cause
page: str = diagnose.render(again, "json")
sure: diagnose.Confidence | None = again.verdict.confidence
print(cause, len(page) > 0)
"""


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab("role-for-other-environment") as running:
        yield running


def asked(lab: Lab) -> diagnose.Diagnosis:
    given = lab.inputs
    return diagnose.check(
        domain=lab.base_url,
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        project_id=given["project_id"],
        environment=given["environment"],
    )


def awaited(coroutine: Coroutine[Any, Any, diagnose.Diagnosis]) -> diagnose.Diagnosis:
    """What it gives, in a thread of its own: a test before this one may have left a loop running here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def block(beginning: str) -> str:
    """The README's block of Python that begins so."""
    found = next(text for text in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if text.startswith(beginning))
    return str(found)


def test_check_asks_with_the_values_that_it_is_given(lab: Lab, capfd: pytest.CaptureFixture[str]) -> None:
    found = asked(lab)
    assert found.verdict.cause == "permission-silent-filter"
    assert capfd.readouterr() == ("", "")


def test_what_check_finds_holds_no_secret(lab: Lab) -> None:
    shown = diagnose.render(asked(lab), "json")
    assert [secret for secret in lab.secrets if secret in shown] == []


def test_check_async_gives_what_check_gives(lab: Lab) -> None:
    found = awaited(diagnose.check_async(domain=lab.base_url, token="not-a-token", project_id="p"))
    assert found.verdict.status is diagnose.Status.CAUSE_FOUND


def test_check_reads_neither_environment_nor_project_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lab: Lab
) -> None:
    (tmp_path / ".infisical.json").write_text('{"workspaceId": "from-the-file"}', "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INFISICAL_PROJECT_ID", "from-the-environment")
    found = diagnose.check(domain=lab.base_url, token="not-a-token")
    assert found.evidence.target.project_id is None


def test_a_missing_credential_is_a_problem_of_the_caller() -> None:
    with pytest.raises(diagnose.UsageProblem, match="No credential was given"):
        diagnose.check(domain="eu")


def test_explain_takes_secrets_out_of_a_text_and_judges_it() -> None:
    found = awaited(diagnose.explain_async("401 Access denied due to expired client secret"))
    assert found.verdict.cause == "client-secret-expired"


def test_saved_evidence_gives_the_same_diagnosis_again(tmp_path: Path) -> None:
    refused = evidence(said("login", 401, "UnauthorizedError", "Access denied due to expired client secret"))
    diagnose.save_evidence(refused, tmp_path / "evidence.json")
    assert diagnose.judge(diagnose.load_evidence(tmp_path / "evidence.json")) == diagnose.judge(refused)


def test_a_format_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no such format"):
        diagnose.render(diagnose.judge(evidence()), "pdf")


def test_the_import_loads_nothing_before_a_name_is_used() -> None:
    code = "import sys; import diagnose; dir(diagnose); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert {name for name in done.stdout.split() if name.partition(".")[0] in {"diagnose", "httpx", "msgspec"}} == {
        "diagnose"
    }


def test_every_name_that_is_promised_is_there_and_no_other() -> None:
    assert {name for name in diagnose.__all__ if getattr(diagnose, name) is not getattr(api, name)} == set()
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        diagnose.chekc  # type: ignore[attr-defined] # noqa: B018


def test_judge_stays_a_function_whatever_is_imported() -> None:
    import diagnose.judgement.plugins

    assert callable(diagnose.judge)
    assert isinstance(diagnose.judgement, ModuleType)


def test_a_script_that_imports_nothing_else_runs_without_a_warning(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, "-W", "error", "-X", "dev", "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("client-secret-expired True\n", "")


@pytest.mark.long
def test_such_a_script_has_full_types(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", f"--cache-dir={tmp_path}", "script.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout == "Success: no issues found in 1 source file\n"


def test_the_readmes_example_is_ten_lines_and_compiles() -> None:
    example = block("import os\n")
    compile(example, "README.md", "exec")
    assert len([line for line in example.splitlines() if line]) <= 10


def test_the_readmes_own_test_passes() -> None:
    names: dict[str, object] = {}
    exec(compile(block("import diagnose\nimport httpx"), "README.md", "exec"), names)
    run = names["test_my_program_is_told_what_is_wrong"]
    assert callable(run)
    run()


def test_the_librarys_page_is_made_of_its_docstrings() -> None:
    spec = importlib.util.spec_from_file_location("library_page", ROOT / ".ci" / "library_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text("utf-8") == module.page()


def test_a_proxy_setting_that_cannot_be_used_is_the_answer_itself(lab: Lab) -> None:
    given = lab.inputs
    found = diagnose.check(
        domain="https://infisical.example",
        client_id=given["client_id"],
        client_secret=given["client_secret"],
        project_id=given["project_id"],
        environ={"HTTPS_PROXY": "http://proxy:port"},
    )
    assert (found.verdict.cause, found.evidence.spent.requests) == ("proxy-variable-unusable", 0)
    assert "The proxy that HTTPS_PROXY names is not an address." in found.verdict.notes

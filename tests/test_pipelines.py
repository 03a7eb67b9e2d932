"""The files for pipelines name variables that are read; what the action runs is run here as its shell would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from diagnose.lab import Lab
from tests.cli.command import asking

ROOT = Path(__file__).parents[1]
ACTION = (ROOT / "action.yml").read_text("utf-8")
FILES = [ROOT / "action.yml", *sorted((ROOT / "pipelines").iterdir())]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_variable_of_a_pipeline_is_one_that_the_readme_names(path: Path) -> None:
    named = set(re.findall(r"INFISICAL_[A-Z_]+", path.read_text("utf-8")))
    assert {name for name in named if f"`{name}`" not in README} == set()


def test_the_action_hands_each_input_over_by_a_variable_and_by_nothing_else() -> None:
    inputs = re.findall(r"^  ([a-z-]+):\n    description", ACTION, re.MULTILINE)
    handed = re.findall(r"^        INFISICAL_[A-Z_]+: \$\{\{ inputs\.([a-z-]+) \}\}$", ACTION, re.MULTILINE)
    assert sorted(handed) == sorted(inputs)
    assert ACTION.count("${{") == len(inputs)


def test_what_the_action_runs_annotates_the_job_and_fails_it(tmp_path: Path) -> None:
    """As the runner does: inputs that were not given are empty variables, and the shell ends at the first error."""
    steps = re.findall(r"^      run: \|\n((?:        .*\n)+)", ACTION, re.MULTILINE)
    (tmp_path / "infisical-diagnose").mkdir()
    (tmp_path / "infisical-diagnose" / "bin").symlink_to(Path(sys.executable).parent)
    empty = dict.fromkeys(re.findall(r"^        (INFISICAL_[A-Z_]+):", ACTION, re.MULTILINE), "")
    summary = tmp_path / "summary.md"
    with Lab("expired-client-secret") as lab:
        environ = {**empty, **asking(lab), "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(summary)}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[-1]],
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **environ},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stdout.partition(" ")[0]) == (3, "::error")
    assert "expired" in summary.read_text("utf-8")

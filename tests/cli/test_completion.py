"""Completion in a shell, by the variable that the README names."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import sys; sys.argv[0] = 'infisical-diagnose'; from diagnose.cli import main; main()"


def completed(words: str, at: int) -> list[str]:
    asked = {"_INFISICAL_DIAGNOSE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=os.environ | asked, capture_output=True, text=True, check=False
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [("infisical-diagnose ex", 1, ["explain"]), ("infisical-diagnose check --client-s", 2, ["--client-secret"])],
)
def test_commands_and_options_are_completed(words: str, at: int, offered: list[str]) -> None:
    assert completed(words, at) == offered

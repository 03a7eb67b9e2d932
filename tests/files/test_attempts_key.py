"""The key of the state folder, which its hashes are made with: no output holds it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from diagnose.cli.again import StateFlags, asked
from diagnose.credential import from_pair
from diagnose.files.attempts import Attempts
from diagnose.inputs import Given, resolve
from diagnose.judgement import judge
from diagnose.model import Diagnosis
from diagnose.problems import LeakFound
from diagnose.secret.guard import Guard
from tests.build import PAIR, evidence, said
from tests.jwts import SECRET, UUID

ENDED = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")


@pytest.mark.parametrize("runs", [1, 2])
def test_no_output_holds_the_key_of_the_state_folder(
    runs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    pair = {
        "INFISICAL_DOMAIN": "https://infisical.example",
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b",
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": "0a1b2c3d" * 8,
    }
    inputs = resolve(Given(), pair, tmp_path, lambda: b"", None)
    for _ in range(runs):
        _, guard = asked(inputs, StateFlags(again=False, no_state=False), _answered)

    key = (tmp_path / "infisical-diagnose" / "key").read_bytes()
    guard.check("an ordinary report")
    for shown in (key.hex(), base64.b64encode(key).decode()):
        with pytest.raises(LeakFound):
            guard.check(f"a report with {shown}")


def _answered() -> tuple[Diagnosis, Guard]:
    return judge(evidence(ENDED, credential=PAIR)), Guard(())


@pytest.mark.parametrize("name", ["key", "attempts.json"])
def test_a_pipe_in_the_place_of_a_file_of_the_folder_holds_nobody_up(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "infisical-diagnose"
    folder.mkdir()
    os.mkfifo(folder / name)
    attempts = Attempts(folder, "https://infisical.example", from_pair(UUID, SECRET, {}), 1_800_000_000.0)
    assert (attempts.once(), attempts.failures()) == (None, (0, 0.0))

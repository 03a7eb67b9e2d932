"""A secret that is typed in the place of anything else: no option and no argument of any command shows it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from diagnose.cli import COMMANDS, run

SECRET = "9f1c" + "0a7b3d5e" * 7 + "c2e4"
PLACES = ("{}", "/nowhere/{}.html", "https://{}.example/", "@{}")
AHEAD = {
    "check": ["--plan"],
    "inspect": ["--plan", "--identity-id", "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b"],
    "demo": ["--list"],
    "watch": ["--timeout", "1s"],
}


def _typed() -> Iterator[list[str]]:
    for name in COMMANDS:
        command: click.Command = getattr(import_module(f"diagnose.cli.{name}"), name)
        for parameter in command.params:
            long = parameter.opts[-1]
            if not isinstance(parameter, click.Option):
                yield [name, *AHEAD.get(name, []), "{}"]
            elif parameter.is_flag:
                yield [name, *AHEAD.get(name, []), f"{long}={{}}"]
            else:
                yield [name, *AHEAD.get(name, []), long, "{}"]


@pytest.mark.parametrize("place", PLACES)
def test_no_command_shows_a_secret_that_was_typed_in_any_place(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("INFISICAL_DOMAIN", "http://127.0.0.1:9")
    monkeypatch.setenv("INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b")
    monkeypatch.setenv("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "4e5f6071" * 8)
    monkeypatch.setenv("INFISICAL_DIAGNOSE_ADMIN_TOKEN", "an-admin-token-of-no-form")
    typed = place.format(SECRET)

    shown = []
    for args in _typed():
        code = run([part.replace("{}", typed) for part in args])
        out = "".join(capfd.readouterr())
        assert code in {0, 2, 3, 4}, args
        if SECRET[:20] in out.lower():
            shown.append(args)
    assert shown == []


LOG = "POST https://app.infisical.com/api/v1/auth/universal-auth/login 401 Invalid credentials\n"


@pytest.mark.parametrize("named", ["{}-json.log", "clientSecret={}.log"])  # the first as Docker names a container's
@pytest.mark.parametrize("format_", ["terminal", "json", "html", "markdown"])
def test_a_text_in_a_file_that_is_named_like_a_secret_is_judged_and_the_name_not_shown(
    named: str, format_: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / named.format(SECRET)
    file.write_text(LOG)
    assert run(["explain", "--format", format_, str(file)]) == 4
    out, _ = capfd.readouterr()
    assert "universal-auth/login" in out
    assert SECRET[:20] not in out.replace("\n", "").replace(" ", "")

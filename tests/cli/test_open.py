"""`--open`: a page under a name of its own, shown by the user's browser."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from diagnose.files import evidence_file
from diagnose.model import Target
from tests.build import evidence, said
from tests.cli.command import command, ended, process

EXPIRED = said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")


def save(folder: Path, base_url: str) -> None:
    evidence_file.save(evidence(EXPIRED, target=Target(base_url=base_url)), folder / "e.json")


def browser(folder: Path, *lines: str) -> str:
    """A program that stands for the browser, as the variable that webbrowser reads wants it."""
    script = folder / "browser"
    script.write_text("\n".join(("#!/bin/sh", *lines, "")))
    script.chmod(0o700)
    return f"{script} %s"


def test_the_browser_gets_the_page_and_none_of_the_credentials(tmp_path: Path) -> None:
    save(tmp_path, "https://infisical.example")
    shown = browser(tmp_path, f'echo "$1" > {tmp_path}/asked.part', f"env >> {tmp_path}/asked.part",
                    f"mv {tmp_path}/asked.part {tmp_path}/asked")  # fmt: skip
    env = {"BROWSER": shown, "INFISICAL_TOKEN": "hunter2hunter2", "PATH": os.defpath}
    env |= {"TOKEN": "hunter2hunter2", "https_proxy": "http://u:p@proxy.example", "ALL_PROXY": "http://u:p@x.example"}

    done = ended(process(tmp_path, "report", "e.json", "--open", env=env))

    (page,) = tmp_path.glob("*.html")
    assert (done.code, done.out) == (3, "")
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked[0] == page.as_uri()
    assert [line for line in asked if "hunter2" in line or "u:p@" in line] == []


def test_where_there_is_no_browser_the_page_is_still_written(tmp_path: Path) -> None:
    save(tmp_path, "https://infisical.example")
    done = ended(process(tmp_path, "report", "e.json", "--open", env={"BROWSER": browser(tmp_path, "exit 1")}))
    assert done.code == 3
    assert done.err.endswith("No browser could be opened here; open the file yourself.\n")
    assert len(list(tmp_path.glob("*.html"))) == 1


@pytest.mark.parametrize(
    ("variable", "inherited"),
    [
        ("TOKEN", False),
        ("HTTPS_PROXY", False),
        ("AWS_SECRET_ACCESS_KEY", False),
        ("AWS_SESSION_TOKEN", False),
        ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", False),
        ("IDENTITY_HEADER", False),
        ("PGPASSWORD", False),
        ("GOOGLE_APPLICATION_CREDENTIALS", False),
        ("XAUTHORITY", True),
        ("DBUS_SESSION_BUS_ADDRESS", True),
    ],
)
def test_the_browser_inherits_what_it_needs_and_no_variable_that_may_hold_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, *, inherited: bool
) -> None:
    save(tmp_path, "https://infisical.example")
    seen: list[bool] = []

    def shown(_: str) -> bool:
        seen.append(variable in os.environ)
        return True

    monkeypatch.setattr("webbrowser.open", shown)
    command(tmp_path, "report", "e.json", "--open", **{variable: "a value"})
    assert seen == [inherited]


@pytest.mark.parametrize(
    ("base_url", "host"),
    [
        ("https://infisical.example:8443/x", "-infisical.example"),
        ("https://[::1]:8080", "-1"),
        ("https://[redacted]", ""),
        ("", ""),
        (f"https://{'a' * 300}", f"-{'a' * 60}"),
        ("https://../../etc", ""),
        ("https://..%2f..%2fetc/x", "-2f..-2fetc"),
    ],
)
def test_the_name_holds_host_and_time_and_nothing_that_a_folder_could_be(
    tmp_path: Path, base_url: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(tmp_path, base_url)
    monkeypatch.setattr(time, "gmtime", lambda: time.struct_time((2026, 11, 25, 13, 5, 9, 0, 0, 0)))
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    assert command(tmp_path, "report", "e.json", "--open").code == 3
    assert [path.name for path in tmp_path.glob("*.html")] == [f"infisical-diagnosis{host}-20261125T130509Z.html"]


def test_two_pages_of_one_second_do_not_overwrite_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, "https://infisical.example")
    monkeypatch.setattr(time, "gmtime", lambda: time.struct_time((2026, 11, 25, 13, 5, 9, 0, 0, 0)))
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    assert command(tmp_path, "report", "e.json", "--open").code == 3
    done = command(tmp_path, "report", "e.json", "--open")
    assert done.code == 2
    assert re.search(r"exists already; nothing was written\.$", done.err.strip())


def test_a_folder_that_takes_no_file_is_told_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = command(tmp_path, "demo", "--open")
    assert (done.code, done.out) == (2, "")
    assert "name another place with -o" in done.err

"""The manual's pages name what the commands take; CI makes them anew and compares."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from diagnose.cli import COMMANDS, cli

PAGES = Path(__file__).parents[2] / "docs" / "man"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_of_a_command_names_its_options(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    page = (PAGES / f"infisical-diagnose-{name}.1").read_text(encoding="utf-8").replace("\\-", "-")
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    assert [one.opts for one in options if one.opts[0] not in page] == []

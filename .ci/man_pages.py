"""Write the manual pages from the commands' help, by click-man: one page for the tool and one for each command.

    python .ci/man_pages.py FOLDER

Run it with an interpreter that has the tool and click-man installed. click-man looks at the commands that a group
holds; ours are loaded when they are run, so it is given a group that holds them all.
"""

import sys
from pathlib import Path

import click
from click_man.core import write_man_pages

from diagnose import __version__
from diagnose.cli import COMMANDS, EPILOG, cli

NAME = "infisical-diagnose"
DATE = "2026"


def whole() -> click.Group:
    """The tool's group with every command in it."""
    context = click.Context(cli, info_name=NAME)
    found = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    commands = {name: command for name, command in found.items() if command is not None}
    for name, command in commands.items():
        command.short_help = COMMANDS[name].rstrip(".")
    about = "Find out why the Infisical API rejects a machine identity's credentials"
    return click.Group(NAME, commands=commands, params=cli.params, help=cli.help, short_help=about)


def write(folder: Path) -> None:
    """Write all pages; the tool's own ends with the exit codes."""
    write_man_pages(NAME, whole(), version=__version__, target_dir=str(folder), date=DATE)
    codes = EPILOG.removeprefix("Exit codes: ").split(" · ")
    rows = "".join(f".TP\n{code}\n{says.rstrip('.')}.\n" for code, _, says in (each.partition(" ") for each in codes))
    with (folder / f"{NAME}.1").open("a", encoding="utf-8") as page:
        page.write(f"\n.SH EXIT STATUS\n{rows}")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

"""`--knowledge`: rejections and causes from files of the user's, beside our own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.paths import FilePath
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.cli.options import F

_ADDED: Final = "checks.knowledge.added"


def _use(_: click.Context, __: click.Parameter, paths: tuple[Path, ...]) -> None:
    """Put them in use before the command runs. Raises UsageProblem for a file that cannot be."""
    if not paths and _ADDED not in sys.modules:
        return
    from checks.knowledge.added import BadKnowledgeError, use

    try:
        use(paths)
    except BadKnowledgeError as error:
        msg = f"--knowledge: {error}"
        raise UsageProblem(msg) from None


def knowledge_option(command: F) -> F:
    """Add the option; it reaches no parameter, since it holds for everything that the command judges."""
    option = click.option(
        "--knowledge",
        type=FilePath(),
        multiple=True,
        expose_value=False,
        callback=_use,
        help="A TOML file, or a folder of them, with more rejections and causes.",
    )
    return option(command)

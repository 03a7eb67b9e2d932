"""`verify`: whether a page still says what its evidence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from diagnose.cli.exits import CAUSE_FOUND
from diagnose.cli.paths import FilePath
from diagnose.cli.streams import complain

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("report", type=FilePath())
@click.argument("evidence", type=FilePath(), required=False)
def verify(report: Path, evidence: Path | None) -> int:
    """Judge the evidence of an HTML report again, and compare it with the page. Sends nothing.

    A customer's copy holds only the hash of its evidence: name the EVIDENCE file, or the support copy, as well. Exit
    code 0 if the page says what the evidence says, 3 if not. It tells whether a page was changed, not who made it.
    """
    from diagnose.plugins import plugin_checks
    from diagnose.verify import verify as compare
    from reports.text import plain

    outcome = compare(report, evidence, plugin_checks())
    if outcome.holds:
        click.echo(plain(outcome.says))
        return 0
    complain(outcome.says)
    return CAUSE_FOUND

"""`explain`: the same verdict as `check`, from pasted text, without touching the network."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from diagnose.cli.output import Output, output_options
from diagnose.cli.sections import REPORT, Sectioned
from diagnose.cli.streams import is_terminal, raw_stdin

if TYPE_CHECKING:
    from diagnose.model import Evidence

_ERAS: Final = ("A", "B1", "B2", "C1", "C2")
# When servers of an era were released: first and last day (infisical's history; the borders overlap by a release).
_DAYS: Final = (
    ("A", date(2022, 1, 1), date(2024, 1, 28)),
    ("B1", date(2024, 1, 28), date(2024, 9, 30)),
    ("B2", date(2024, 9, 30), date(2024, 11, 30)),
    ("C1", date(2024, 10, 11), date(2026, 5, 31)),
    ("C2", date(2026, 3, 1), date.max),
)


@click.command(
    cls=Sectioned,
    headings={"era": "The server", **REPORT},
    example="infisical-diagnose explain app.log\nkubectl logs deploy/app | infisical-diagnose explain -",
)
@click.argument("files", nargs=-1, metavar="[FILE…|-]")
@click.option("--era", type=click.Choice(_ERAS), help="The server's generation; `causes ID` tells their dates.")
@click.option(
    "--server-date",
    type=click.DateTime(formats=["%Y-%m-%d", "%Y-%m"]),
    metavar="YYYY-MM-DD",
    help="When the server's version was released.",
)
@output_options
def explain(files: tuple[str, ...], era: str | None, server_date: datetime | None, output: Output) -> int:
    """Say from logs and error messages why a credential is rejected. Sends nothing.

    Takes what a customer pasted: curl output, CLI, operator, Terraform, CI and SDK errors, server logs, HAR files; an
    evidence file or HTML report of this tool is judged again. Secrets are taken out before a text is read. Without a
    file, or with -, it reads stdin.
    """
    from diagnose.cli.progress import MovingLine
    from diagnose.intake import read
    from diagnose.judgement import judge
    from diagnose.judgement.plugins import plugin_checks
    from diagnose.model import Era
    from diagnose.redact import Redactor
    from diagnose.secret.last_scan import LastScan

    eras = [Era(era)] if era else _of_day(server_date.date()) if server_date else []
    redactor = Redactor()
    evidence = _own(files)
    if evidence is None:
        progress = MovingLine()
        evidence = read(files or ("-",), _stdin, eras=[Era(e) for e in eras], progress=progress, redactor=redactor)
        progress("")
    diagnosis = judge(evidence, plugin_checks())
    return output.write(output.render(diagnosis, LastScan(redactor.values)), diagnosis)


def _own(files: tuple[str, ...]) -> Evidence | None:
    """The evidence in a file of this tool's own; None where texts were given."""
    from diagnose.cli.own_files import evidence_of
    from diagnose.problems import UsageProblem

    own = [evidence for file in files if file != "-" and (evidence := evidence_of(Path(file))) is not None]
    if own and len(files) > 1:
        msg = "A report or an evidence file of this tool is judged by itself: give it alone."
        raise UsageProblem(msg)
    return own[0] if own else None


def _of_day(day: date) -> list[str]:
    return [era for era, first, last in _DAYS if first <= day <= last]


def _stdin() -> BinaryIO:
    if is_terminal(sys.stdin):
        click.echo("Paste the text, then press Ctrl-D on a line of its own.", err=True)
    return raw_stdin()

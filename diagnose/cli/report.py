"""`report`: judge and render saved evidence again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from diagnose.cli.output import Output, output_options
from diagnose.cli.paths import FilePath
from diagnose.cli.sections import REPORT, Sectioned
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Sectioned,
    headings=REPORT,
    example="infisical-diagnose report evidence.json -o report.html --audience customer",
)
@click.argument("evidence", type=FilePath(), nargs=-1, required=True)
@click.option("--compare", is_flag=True, help="Say what is different in the second of two files.")
@output_options
def report(evidence: tuple[Path, ...], output: Output, *, compare: bool) -> int:
    """Judge a file that `check --save-evidence` wrote, and render it. Sends nothing.

    An HTML report that carries its evidence, the support copy, does as well.
    """
    from diagnose.cli.own_files import load
    from diagnose.judgement import judge
    from diagnose.judgement.plugins import plugin_checks
    from diagnose.secret.last_scan import LastScan

    if len(evidence) != (2 if compare else 1):
        msg = "--compare takes two files: before and after" if compare else "one file only; --compare takes two"
        raise UsageProblem(msg)
    plugins = plugin_checks()
    *before, diagnosis = [judge(load(path), plugins) for path in evidence]
    if before:
        return output.write(output.compare(before[0], diagnosis, LastScan()), diagnosis)
    return output.write(output.render(diagnosis, LastScan()), diagnosis)

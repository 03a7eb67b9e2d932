"""`report`: judge and render saved evidence again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from diagnose.cli.output import Output, output_options
from diagnose.cli.paths import FilePath
from diagnose.cli.sections import REPORT, Sectioned

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Sectioned,
    headings=REPORT,
    example="infisical-diagnose report evidence.json -o report.html --audience customer",
)
@click.argument("evidence", type=FilePath())
@output_options
def report(evidence: Path, output: Output) -> int:
    """Judge a file that `check --save-evidence` wrote, and render it again. Sends nothing."""
    from diagnose.files.evidence_file import load
    from diagnose.judgement import judge
    from diagnose.judgement.plugins import plugin_checks
    from diagnose.redact.last_scan import LastScan

    diagnosis = judge(load(evidence), plugin_checks())
    return output.write(output.render(diagnosis, LastScan()), diagnosis)

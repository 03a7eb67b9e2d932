"""`report`: judge and render saved evidence again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from diagnose.cli.output import Output, output_options


@click.command()
@click.argument("evidence", type=click.Path(path_type=Path))
@output_options
def report(evidence: Path, **options: Any) -> int:
    """Judge a file that `check --save-evidence` wrote, and render it again. Sends nothing."""
    output = Output(**options)
    from diagnose.evidence_file import load
    from diagnose.judge import judge
    from diagnose.output import Guard
    from diagnose.plugins import plugin_checks

    diagnosis = judge(load(evidence), plugin_checks())
    return output.write(output.render(diagnosis, Guard(())), diagnosis)

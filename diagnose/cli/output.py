"""From a diagnosis to what the user gets: rendered, scanned for secrets, and only then written."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from diagnose.cli.exits import BY_STATUS
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from diagnose.model import Diagnosis
    from diagnose.secret import Secret

FORMATS: Final = ("terminal", "json", "html", "markdown")
F = TypeVar("F", bound=Callable[..., Any])
_BY_SUFFIX: Final = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown"}


def output_options(command: F) -> F:
    """Add the options that every command with a report shares."""
    options = (
        click.option("--format", "format_", type=click.Choice(FORMATS), help="How to show it.  [default: terminal]"),
        click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the report to this file."),
        click.option("--force", is_flag=True, help="Overwrite the file if it exists."),
        click.option("-q", "--quiet", is_flag=True, help="One line only."),
        click.option("-v", "--verbose", is_flag=True, help="Show the evidence as well."),
    )
    for option in reversed(options):
        command = option(command)
    return command


class Output:
    """Where a report goes and how it is shown; checked before anything is asked of a server."""

    def __init__(self, *, format_: str | None, output: Path | None, force: bool, quiet: bool, verbose: bool) -> None:
        suffix = output.suffix.lower() if output is not None else ""
        self.format = format_ or _BY_SUFFIX.get(suffix, "terminal")
        self.path, self.force, self._quiet, self._verbose = output, force, quiet, verbose
        if quiet and self.format != "terminal":
            msg = "--quiet is one line for the terminal; leave out --format, or --quiet"
            raise UsageProblem(msg)
        if self.format == "html" and output is None and sys.stdout.isatty():
            msg = "an HTML page is for a file: add -o report.html"
            raise UsageProblem(msg)
        if output is not None and not force and output.exists():
            msg = f"{output} exists; choose another name or add --force"
            raise UsageProblem(msg)

    def show(self, diagnosis: Diagnosis, secrets: Iterable[Secret] = (), public: Iterable[str] = ()) -> int:
        """Render, scan, write; gives the exit code. A leak raises before a byte is written."""
        from diagnose.output import Guard, write_private
        from reports import Options, render

        to_terminal = self.path is None and sys.stdout.isatty()
        options = Options(
            width=shutil.get_terminal_size().columns if to_terminal else 80,
            color=to_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
            unicode=self.path is not None or "utf" in (sys.stdout.encoding or "").lower(),
            verbose=self._verbose,
            quiet=self._quiet,
        )
        text = render(diagnosis, self.format, options)
        Guard(secrets, public).check(text)
        if self.path is None:
            _print(text)
        else:
            write_private(self.path, text.encode("utf-8"), force=self.force)
            click.echo(f"{diagnosis.verdict.headline}\nThe report is in {self.path}", err=True)
        return BY_STATUS[diagnosis.verdict.status.value]


def _print(text: str) -> None:
    """Write to stdout as UTF-8 where it can be; what the stream cannot show is escaped, never an error."""
    encoding = sys.stdout.encoding or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)

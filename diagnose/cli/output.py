"""From a diagnosis to what the user gets: rendered, scanned for secrets, and only then written."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final, Protocol

import click

from diagnose.cli.exits import code_of
from diagnose.cli.knowledge import knowledge_option
from diagnose.cli.options import F, grouped
from diagnose.cli.paths import FilePath
from diagnose.cli.streams import complain, is_terminal, need_stdout, shows_color, shows_unicode, width
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.model import Diagnosis
    from reports import Options

FORMATS: Final = ("terminal", "json", "html", "markdown", "email", "junit", "github")
AUDIENCES: Final = ("support", "customer")
ENGLISH: Final = "en"
LANGUAGES: Final = {ENGLISH: True, "de": True, "es": False, "fr": False, "ja": False, "pt": False}
"""By the code of each: whether every sentence is in it. As in `reports.languages`, which help does not load."""
_IN_PART: Final = ", ".join(code for code, whole in LANGUAGES.items() if not whole)
_BY_SUFFIX: Final = {".html": "html", ".htm": "html", ".json": "json", ".md": "markdown", ".xml": "junit"}
_TEXT: Final = (".txt", ".log")
SUMMARY: Final = "GITHUB_STEP_SUMMARY"
"""The variable in which GitHub Actions names the file of the job's summary."""
_LONGEST_HOST: Final = 60
_COMPARED: Final = ("terminal", "json")
_MAY_HOLD_SECRETS: Final = re.compile(
    r"(?i:infisical.*|.*(?:token|secret|passw|credential|key|identity_header).*|.*_proxy)"
)


def output_options(command: F) -> F:
    """Add the options that every command with a report shares; they reach it as `output`, an `Output`."""
    options = (
        click.option("--format", "format_", type=click.Choice(FORMATS), help="How to show it.  [default: terminal]"),
        click.option(
            "--audience", type=click.Choice(AUDIENCES), default="support", help="Who reads it.  [default: support]"
        ),
        click.option(
            "--lang",
            type=click.Choice([*LANGUAGES]),
            help=f"Language of the customer's copy; in part only: {_IN_PART}.  [default: en]",
        ),
        click.option("-o", "--output", type=FilePath(), help="Write the report to this file."),
        click.option("--open", "open_", is_flag=True, help="Show the HTML page in a browser."),
        click.option("--force", is_flag=True, help="Overwrite a file that is no report of this tool."),
        click.option("-q", "--quiet", is_flag=True, help="One line only, and nothing on stderr."),
        click.option("-v", "--verbose", is_flag=True, help="Show the evidence as well; in JSON, every finding."),
    )
    return grouped("output", Output, *options)(knowledge_option(command))


class Scan(Protocol):
    """A look at what is about to be written; raises LeakFound."""

    def check(self, text: str) -> None:
        """Raises LeakFound if a secret is in `text`."""


class Output:
    """Where a report goes and how it is shown; checked before anything is asked of a server."""

    def __init__(  # noqa: PLR0913 - one parameter per option
        self,
        *,
        format_: str | None,
        audience: str,
        lang: str | None,
        output: Path | None,
        open_: bool,
        force: bool,
        quiet: bool,
        verbose: bool,
    ) -> None:
        suffix = output.suffix.lower() if output is not None else ""
        if format_ is None and suffix[1:].isalpha() and suffix not in {*_BY_SUFFIX, *_TEXT}:
            known = ", ".join([*_BY_SUFFIX, *_TEXT])
            msg = f"no report is written as {suffix}; the endings are {known}, and --format goes with any name"
            raise UsageProblem(msg)
        self.format = format_ or ("html" if open_ and output is None else _BY_SUFFIX.get(suffix, "terminal"))
        self.path, self.force, self._quiet, self._verbose = output, force, quiet, verbose
        self._audience, self._language = audience, lang or ENGLISH
        self._open, self._summary = open_, ""
        _check_reader(audience, self.format, lang)
        if open_ and self.format != "html":
            msg = "--open shows an HTML page; add --format html, or leave out --open"
            raise UsageProblem(msg)
        # A page is for a browser: unless it is piped somewhere, it goes to a file, if need be one that we name.
        self._to_own_name = output is None and self.format == "html" and (open_ or is_terminal(sys.stdout))
        if self._to_own_name and not os.access(os.curdir, os.W_OK):
            msg = "the page cannot be written to this folder; name another place with -o"
            raise UsageProblem(msg)
        if output is None:
            need_stdout()
        else:
            check_place(output, force=force or _is_own_report(output))

    def load(self) -> None:
        """Load what renders the report, before there is one to render."""
        from reports import renderer

        renderer(self.format, self._options())

    def _options(self) -> Options:
        from reports import Options

        to_file = self.path is not None or self._to_own_name
        return Options(
            audience=self._audience,
            language=self._language,
            width=80 if to_file else width(sys.stdout),
            color=not to_file and shows_color(sys.stdout),
            unicode=to_file or shows_unicode(sys.stdout),
            verbose=self._verbose,
            quiet=self._quiet,
        )

    def render(self, diagnosis: Diagnosis, guard: Scan) -> str:
        """The report as text. Raises LeakFound if a secret is in it."""
        from reports import render

        options = self._options()
        text = render(diagnosis, self.format, options)
        guard.check(text)
        if self.format == "github" and os.environ.get(SUMMARY):
            self._summary = render(diagnosis, "markdown", options)
            guard.check(self._summary)
        return text

    def compare(self, before: Diagnosis, after: Diagnosis, guard: Scan) -> str:
        """What is different between two runs, as text or JSON. Raises LeakFound if a secret is in it."""
        from reports import comparison

        if self.format not in _COMPARED:
            msg = f"a comparison is shown as {' or '.join(_COMPARED)}"
            raise UsageProblem(msg)
        is_json = self.format == "json"
        unicode = self.path is not None or shows_unicode(sys.stdout)
        text = comparison.json(before, after) if is_json else comparison.text(before, after, unicode=unicode)
        guard.check(text)
        return text

    def write(self, text: str, diagnosis: Diagnosis) -> int:
        """Put a rendered report where it belongs; gives the exit code. The verdict is told even if that fails."""
        from diagnose.files.names import shown
        from diagnose.files.private import write_private

        if self._summary:
            _append(os.environ[SUMMARY], self._summary)
        path = _own_name(diagnosis) if self._to_own_name else self.path
        if path is None:
            click.echo(text, nl=False, color=shows_color(sys.stdout))
        else:
            self.tell(diagnosis.verdict.headline)
            # A name of our own may be that of another page of the same second, which nobody meant to replace.
            force = self.force or (not self._to_own_name and _is_own_report(path))
            write_private(path, text.encode("utf-8", "backslashreplace"), force=force)
            self.tell(f"The report is in {shown(path)}")
            if self._open:
                _show(path)
        return code_of(diagnosis)

    def tell(self, line: str) -> None:
        """Say a line on stderr, unless that is to be quiet."""
        if not self._quiet:
            complain(line)


def _check_reader(audience: str, format_: str, lang: str | None) -> None:
    """Raises UsageProblem where there is no such report for that reader."""
    from reports import FOR_PROGRAMS

    if audience == "customer" and format_ in FOR_PROGRAMS:
        msg = f"the {format_} report is for programs; for a customer choose html, markdown or terminal"
        raise UsageProblem(msg)
    if lang is not None and audience != "customer" and format_ != "email":
        msg = "--lang is for the customer's copy; add --audience customer, or leave out --lang"
        raise UsageProblem(msg)


def _append(summary: str, text: str) -> None:
    """Add to the file that GitHub shows below the job. Where that cannot be, the annotation is not to be lost by it."""
    from pathlib import Path

    try:
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except (OSError, ValueError):
        complain("The job's summary could not be written.")


def _is_own_report(path: Path) -> bool:
    from diagnose.files.own_report import is_own_report

    return is_own_report(path)


def _own_name(diagnosis: Diagnosis) -> Path:
    """`infisical-diagnosis-HOST-TIME.html` in the current folder: sorts by host and time, and is safe as a name."""
    import time
    from pathlib import Path

    from checks.knowledge import routes

    host = routes.split(diagnosis.evidence.target.base_url).hostname or ""
    named = re.sub(r"[^a-z0-9.-]+", "-", host)[:_LONGEST_HOST].strip("-.")
    when = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    return Path("-".join(filter(None, ("infisical-diagnosis", named, when))) + ".html")


def _show(path: Path) -> None:
    """Open the page in the user's browser, which is not to inherit the credentials from our environment."""
    import webbrowser

    for name in [name for name in os.environ if _MAY_HOLD_SECRETS.fullmatch(name)]:
        del os.environ[name]
    try:
        shown = webbrowser.open(path.absolute().as_uri())
    except (OSError, webbrowser.Error):
        shown = False
    if not shown:
        complain("No browser could be opened here; open the file yourself.")


def check_place(path: Path, *, force: bool) -> None:
    """Refuse, before anything is asked, a place where no file could be written. Raises UsageProblem."""
    from diagnose.files.private import refuse

    refuse(path, force=force)
    if not path.parent.is_dir():
        msg = f"{path} cannot be written: there is no folder {path.parent}."
        raise UsageProblem(msg)

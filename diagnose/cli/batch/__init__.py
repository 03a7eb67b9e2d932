"""`batch`: many credentials from a file, resumable, within the limits that the servers state."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from diagnose.cli.batch.output import FORMATS, Results
from diagnose.cli.knowledge import knowledge_option
from diagnose.cli.options import SECONDS, SPAN, grouped
from diagnose.cli.paths import FilePath
from diagnose.cli.sections import Sectioned
from diagnose.cli.target_options import CONNECTION_OPTIONS, check_certificates
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.cli.batch.journal import Journal
    from diagnose.cli.batch.run import Batch
    from diagnose.cli.batch.unit import Tools

_HEADINGS: Final = {
    "format_": "Report",
    "expiring_within": "What counts",
    "concurrency": "Limits",
    "allow_http": "Server",
    "journal": "Earlier runs",
}
_MOST_AT_ONCE: Final = 64


class How(NamedTuple):
    """How much at once, how long, and which connections are allowed."""

    concurrency: int
    timeout: float
    deadline: float
    allow_http: bool
    ca_bundle: str | None


@click.command(cls=Sectioned, headings=_HEADINGS, example="infisical-diagnose batch fleet.csv -o fleet.html")
@click.argument("file", type=FilePath())
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="How to show it.  [default: table; jsonl in a pipe]"
)
@click.option("-o", "--output", type=FilePath(), help="Write it to this file; .html, .jsonl or .txt says how.")
@click.option("--force", is_flag=True, help="Overwrite the file if it exists.")
@click.option(
    "--expiring-within", type=SPAN, metavar="14d", help="Count what works and ends within this time as found."
)
@grouped(
    "how",
    How,
    click.option(
        "--concurrency", type=click.IntRange(1, _MOST_AT_ONCE), default=8, metavar="N", help="At once.  [default: 8]"
    ),
    click.option("--timeout", type=SECONDS, default=10, metavar="SECONDS", help="For one request.  [default: 10]"),
    click.option("--deadline", type=SECONDS, default=30, metavar="SECONDS", help="For one row.  [default: 30]"),
    *CONNECTION_OPTIONS,
)
@knowledge_option
@click.option("--journal", type=FilePath(), help="Where to keep what is done.  [default: in the state folder]")
@click.option("--fresh", is_flag=True, help="Forget what an earlier run has done.")
@click.option("--again", is_flag=True, help="Ask although an earlier answer stands or a lock is near.")
@click.option("--redo-interrupted", is_flag=True, help="Ask again what a run was asking when it was ended.")
def batch(  # noqa: PLR0913 - one parameter per option
    *,
    file: Path,
    format_: str | None,
    output: Path | None,
    force: bool,
    expiring_within: float | None,
    how: How,
    journal: Path | None,
    fresh: bool,
    again: bool,
    redo_interrupted: bool,
) -> int:
    """Ask for many credentials, one per row of FILE.

    FILE is CSV with a header, or JSON Lines. It holds no secret: client_secret and token name a variable, or @FILE; a
    row without either is looked at with INFISICAL_DIAGNOSE_ADMIN_TOKEN. Run again, it does what is left. The exit code
    is that of the worst row.
    """
    from diagnose.cli.batch.journal import Journal
    from diagnose.cli.batch.rows import read_rows
    from diagnose.cli.batch.run import Batch

    results = Results(format_, output, force=force, source=file.name)
    trusted = check_certificates(how.ca_bundle, "", os.environ)
    rows = read_rows(file)
    with Journal(journal or _own_journal(file)) as kept:
        tools = _tools(file, kept, how, expiring_within, again=again)
        runs = Batch(rows, tools, results.add, concurrency=how.concurrency)
        places = runs.check()
        if how.ca_bundle is None and any(place.startswith("https://") for place in places):
            trusted = check_certificates(None, "https://", os.environ)
        tools.connections.trusted = trusted
        _prepare(kept, fresh=fresh or runs.is_done(), redo=redo_interrupted)
        return _run(runs, results, len(rows), tools)


def _run(runs: Batch, results: Results, total: int, tools: Tools) -> int:
    from diagnose.cli.batch.processor import one_processor

    try:
        with results.progress(total), one_processor():
            runs.run()
    finally:
        tools.connections.close()
    return results.finish()


def _prepare(journal: Journal, *, fresh: bool, redo: bool) -> None:
    if fresh:
        journal.forget_all()
    elif redo:
        journal.forget_begun()


def _tools(file: Path, journal: Journal, how: How, within_s: float | None, *, again: bool) -> Tools:
    from diagnose.cli.batch.asked_of import Common
    from diagnose.cli.batch.budget import Budget
    from diagnose.cli.batch.unit import Tools
    from diagnose.gather import Limits
    from diagnose.http.shared import Connections
    from diagnose.judgement.plugins import plugin_checks

    common = Common(
        environ=dict(os.environ),
        folder=file.parent,
        source=file.name,
        allow_http=how.allow_http,
        ca_bundle=how.ca_bundle,
    )
    return Tools(
        common=common,
        limits=Limits(timeout_s=how.timeout, deadline_s=how.deadline),
        plugins=plugin_checks(),
        budget=Budget(journal),
        connections=Connections(),
        journal=journal,
        within_s=within_s,
        state=_state(),
        again=again,
    )


def _state() -> Path | None:
    from diagnose.files.state_folder import state_folder

    try:
        return state_folder()
    except OSError:
        return None


def _own_journal(file: Path) -> Path:
    """The journal of that file in the state folder."""
    import hashlib

    from diagnose.files.state_folder import state_folder

    try:
        name = hashlib.sha256(str(file.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return state_folder() / f"batch-{name}.sqlite"
    except OSError:
        msg = "there is no state folder to keep the journal in; name a place with --journal."
        raise UsageProblem(msg) from None

"""`verify`: whether a page still says what its evidence says: judged and rendered again, and compared letter by letter.

This shows that page, evidence and this tool agree. It does not show who made the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from msgspec import structs

from checks.check import Check
from diagnose import __version__
from diagnose.cli.embedded import Embedded
from diagnose.cli.exits import CAUSE_FOUND
from diagnose.cli.paths import FilePath
from diagnose.cli.sections import Sectioned
from diagnose.cli.streams import complain
from diagnose.files.evidence_file import decode, read
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from reports import Options


class Outcome(NamedTuple):
    """Whether the page holds, and one sentence about it."""

    holds: bool
    says: str


@click.command(
    cls=Sectioned,
    headings={},
    example="infisical-diagnose verify report.html",
)
@click.argument("report", type=FilePath())
@click.argument("evidence", type=FilePath(), required=False)
def verify(report: Path, evidence: Path | None) -> int:
    """Judge the evidence of an HTML report again, and compare. Sends nothing.

    A customer's copy holds only the hash of its evidence: name the EVIDENCE file, or the support copy, as well. Exit
    code 0 if the page says what the evidence says, 3 if not. It tells whether a page was changed, not who made it.
    """
    from diagnose.judgement.plugins import plugin_checks
    from diagnose.secret.last_scan import LastScan
    from reports.escape import plain

    outcome = compare(report, evidence, plugin_checks())
    LastScan().check(outcome.says)
    if outcome.holds:
        click.echo(plain(outcome.says))
        return 0
    complain(outcome.says)
    return CAUSE_FOUND


def compare(report: Path, beside: Path | None, plugins: Sequence[Check] = ()) -> Outcome:
    """Judge the evidence of a page again and compare. `beside`: an evidence file, or a page that carries evidence.

    Raises UsageProblem where there is nothing to compare: no page of this tool, no evidence, another version.
    """
    from reports import Options, evidence_block
    from reports.languages import ENGLISH, LANGUAGES

    text = _text(report)
    page = Embedded(text)
    made = page.making()
    if made is None:
        msg = f"{report} is not a report of this tool, or its first lines were changed."
        raise UsageProblem(msg)
    version, audience, named = made
    known = audience == "customer" and page.language in LANGUAGES
    options = Options(audience=audience, language=page.language if known else ENGLISH)
    evidence = page.carried(report) if beside is None else _evidence(beside)
    if evidence_block.digest(evidence) != named:
        return Outcome(holds=False, says="The page names other evidence than this: the two do not belong together.")
    if version != __version__:
        msg = f"{report} was made by version {version}; only that version can compare it, and this is {__version__}."
        raise UsageProblem(msg)
    return _compared(text, evidence, options, plugins)


def _compared(text: str, evidence: Evidence, options: Options, plugins: Sequence[Check]) -> Outcome:
    from diagnose.judgement import judge
    from reports import render

    diagnosis = judge(evidence, plugins)
    written = (render(diagnosis, "html", structs.replace(options, verbose=opened)) for opened in (False, True))
    if any(_lines(text) == _lines(one) for one in written):
        return Outcome(holds=True, says=f"The page says what its evidence says: {diagnosis.verdict.headline}")
    return Outcome(
        holds=False, says=f"The page was changed after it was made. The evidence says: {diagnosis.verdict.headline}"
    )


def _evidence(path: Path) -> Evidence:
    content = read(path)
    if content.lstrip()[:1] == b"<":
        return Embedded(content.decode("utf-8", "replace")).carried(path)
    return decode(content, path)


def _text(path: Path) -> str:
    try:
        return read(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = f"{path} is not a report of this tool: it is no UTF-8 text."
        raise UsageProblem(msg) from None


def _lines(text: str) -> str:
    """Mail programs change the ends of lines; nothing else may differ."""
    return text.replace("\r\n", "\n").rstrip("\n")

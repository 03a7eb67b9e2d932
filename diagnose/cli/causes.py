"""`causes`: what the tool knows, readable without a problem at hand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from diagnose.cli.knowledge import knowledge_option
from diagnose.cli.sections import Sectioned
from diagnose.cli.streams import width
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checks.knowledge.causes import Cause


_SHORT: Final = 3
_MOST_NEAR: Final = 3


@click.command(
    cls=Sectioned,
    headings={},
    example="infisical-diagnose causes client-secret-expired\ninfisical-diagnose causes 'current IP address'",
)
@click.argument("cause_id", metavar="[ID|WORDS]", required=False)
@click.option("--export", is_flag=True, help="Print all rejections of servers and causes as a file for --knowledge.")
@knowledge_option
def causes(cause_id: str | None, *, export: bool) -> int:
    """List the causes this tool can name, or explain one.

    WORDS may be of the cause or of a server: the causes that hold them are listed.
    """
    from checks.knowledge.causes import all_causes

    known = all_causes()
    if export:
        return _export(cause_id)
    if cause_id is None:
        return _list(known.values())
    if cause_id not in known:
        return _list(_about(cause_id, known.values()))
    click.echo(_explained(known[cause_id]), nl=False)
    return 0


def _export(cause_id: str | None) -> int:
    from checks.knowledge.causes import all_causes
    from checks.knowledge.exported import exported
    from checks.knowledge.table import rows

    if cause_id is not None:
        msg = "--export prints all of them; leave the words out"
        raise UsageProblem(msg)
    click.echo(exported(rows(), all_causes().values()), nl=False)
    return 0


def _list(found: Iterable[Cause]) -> int:
    listed = list(found)
    longest = max(len(item.id) for item in listed)
    for item in listed:
        click.echo(f"{item.id:<{longest}}  {item.title}")
    return 0


def _about(words: str, known: Iterable[Cause]) -> list[Cause]:
    """The causes whose id, title, headline, FAQ item or server's message holds the words. UsageProblem if none does."""
    from checks.knowledge.causes import faq_items
    from checks.knowledge.table import rows

    wanted = words.lower()
    said = {cause for row in rows() if wanted in row.message.lower() for cause in row.causes}
    items = {item.id for item in faq_items() if wanted in {item.id, item.title.lower()}}
    every = list(known)
    found = [
        c
        for c in every
        if c.id in said or c.faq in items or any(wanted in t.lower() for t in (c.id, c.title, c.headline))
    ]
    if not found:
        raise UsageProblem(_nothing_of(words, every))
    return found


def _nothing_of(words: str, known: Sequence[Cause]) -> str:
    """That nothing has this name, with the nearest ids and words."""
    import difflib

    from checks.knowledge.causes import faq_items

    parts = {part for item in known for part in (*item.id.split("-"), *item.title.lower().split())}
    parts |= {part for item in faq_items() for part in item.title.lower().split()}
    near = difflib.get_close_matches(words.lower(), [item.id for item in known], n=_MOST_NEAR)
    long = sorted(part for part in parts if len(part) > _SHORT)
    near += difflib.get_close_matches(words.lower(), long, n=_MOST_NEAR, cutoff=0.7)
    told = [f"`{one}`" for one in dict.fromkeys(near)][:_MOST_NEAR]
    hint = f"; did you mean {' or '.join(told)}?" if told else "; `infisical-diagnose causes` lists them"
    return f"there is no cause of that name, and none with these words{hint}"


def _explained(item: Cause) -> str:
    from checks.knowledge.table import rows

    said = [row for row in rows() if item.id in row.causes]
    lines = [item.title, "", _filled(item.headline), "", item.why, "", "What to do:"]
    lines += [f"  {number}. {step}" for number, step in enumerate(item.fix, start=1)]
    lines += [
        f"Who: {item.who}",
        f"Check it worked: {item.verify}",
        f"Told apart by: {item.decides}",
        f"Read: {item.docs}",
    ]
    if said:
        lines += ["", "What servers say (era, status, error, message):"]
        lines += dict.fromkeys(_said(sorted(row.eras), row.statuses, row.error, row.message) for row in said)
        lines += ["", f"Eras, by when a server was released: {_eras()}."]
    columns = width(sys.stdout)
    return "\n".join(_wrapped(line, columns) for line in lines) + "\n"


def _eras() -> str:
    from reports.names import VERSIONS

    return ", ".join(
        f"{era} {first} to {last}" if last else f"{era} since {first}" for era, (first, last) in VERSIONS.items()
    )


def _filled(headline: str) -> str:
    import re

    return re.sub(r"\{(\w+)\}", r"<\1>", headline)


def _said(eras: Sequence[str], statuses: tuple[int, ...], error: str, message: str) -> str:
    status = "/".join(map(str, statuses))
    names = error.replace("|", " or ") or "-"
    return f"  {' '.join(eras):<11} {status:<7} {names}: {message}"


def _wrapped(line: str, columns: int) -> str:
    """The line in lines of that many columns; one with a link stays whole, so that it can be opened."""
    import textwrap

    if not line or line.startswith("Read: "):
        return line
    indent = " " * (len(line) - len(line.lstrip()) + (3 if line.startswith("  ") else 0))
    return textwrap.fill(line, columns, subsequent_indent=indent, break_long_words=False)

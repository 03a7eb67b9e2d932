"""`causes`: what the tool knows, readable without a problem at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from checks.knowledge.causes import Cause


@click.command()
@click.argument("cause_id", metavar="[ID]", required=False)
def causes(cause_id: str | None) -> int:
    """List the causes this tool can name, or explain one."""
    from checks.knowledge.causes import all_causes

    known = all_causes()
    if cause_id is None:
        width = max(map(len, known))
        for item in known.values():
            click.echo(f"{item.id:<{width}}  {item.title}")
        return 0
    if cause_id not in known:
        import difflib

        near = difflib.get_close_matches(cause_id, list(known), n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `infisical-diagnose causes` lists them"
        msg = f"there is no cause of that name{hint}"
        raise UsageProblem(msg)
    click.echo(_explained(known[cause_id]), nl=False)
    return 0


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
    return "\n".join(_wrapped(line) for line in lines) + "\n"


def _filled(headline: str) -> str:
    import re

    return re.sub(r"\{(\w+)\}", r"<\1>", headline)


def _said(eras: Sequence[str], statuses: tuple[int, ...], error: str, message: str) -> str:
    status = "/".join(map(str, statuses))
    names = error.replace("|", " or ") or "-"
    return f"  {' '.join(eras):<11} {status:<7} {names}: {message}"


def _wrapped(line: str) -> str:
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()) + (3 if line.startswith("  ") else 0))
    return textwrap.fill(line, 100, subsequent_indent=indent, break_long_words=False) if line else ""

"""The results of a batch: one line of JSON each, or a table in the terminal or on a page, the worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from diagnose.model import Status
from diagnose.model.result import Result, urgency
from reports import names, sights, symbols
from reports.escape import ascii_only, json_text, plain
from reports.phrases import count, moment

SCHEMA: Final = "infisical-diagnose/cli/batch/v1"
_WIDEST: Final = 40
_GAP: Final = "  "
_SHORTEST: Final = 20
_WORDS: Final = {status: said.lower() for status, said in names.STATUSES.items()} | {Status.NO_CAUSE: "works"}


def line(result: Result) -> str:
    """The result as one line of JSON."""
    fields = {"schema": SCHEMA, **msgspec.to_builtins(result)}
    return json_text(msgspec.json.encode(fields).decode()) + "\n"


def counts(results: Iterable[Result]) -> str:
    """How many there are of each verdict, the worst first."""
    found = Counter(result.status for result in results)
    expiring = sum(result.expiring for result in results)
    parts = [f"{found[status]} {_WORDS[status]}" for status in _STATUSES if found[status]]
    return ", ".join(parts) + (f"; of these {expiring} expiring" if expiring else "")


def table(results: Sequence[Result], *, width: int = 80, unicode: bool = True) -> str:
    """A table for the terminal: sign, name, verdict, what it says, and when it expires."""
    rows = [_cells(result, unicode=unicode) for result in sorted(results, key=urgency)]
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(*rows, strict=True)]
    rest = max(_SHORTEST, width - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1))
    lines = [_GAP.join(map(_fitted, row, (*widths[:-1], rest))).rstrip() for row in rows]
    text = "\n".join((*lines, "", f"{count(len(rows), 'row')}: {counts(results)}", ""))
    return text if unicode else ascii_only(text)


def page(results: Sequence[Result], *, source: str, now: float) -> str:
    """The table as one HTML page, which loads nothing and has no script."""
    from reports.html_page import fleet

    ordered = sorted(results, key=urgency)
    return fleet(
        {
            "title": f"{count(len(ordered), 'credential')} of {source}",
            "when": moment(now),
            "counts": counts(ordered),
            "rows": [_row(result) for result in ordered],
        }
    )


_STATUSES: Final = (Status.CAUSE_FOUND, Status.INCONCLUSIVE, Status.NOT_REACHED, Status.NO_CAUSE)


def _cells(result: Result, *, unicode: bool) -> tuple[str, ...]:
    sign = symbols.STATUSES[result.status]
    ends = moment(result.expires_at)[:10] if result.expires_at is not None else ""
    return (
        sign.terminal if unicode else sign.ascii,
        plain(result.name or f"line {result.row}"),
        plain(result.cause or _WORDS[result.status]),
        f"until {ends}{' (soon)' if result.expiring else ''}" if ends else "",
        plain(result.headline),
    )


def _fitted(text: str, width: int) -> str:
    return f"{text[: width - 1]}…" if len(text) > width else text.ljust(width)


def _row(result: Result) -> dict[str, Any]:
    where = (result.base_url, result.project_id, result.environment, result.secret_path)
    return {
        "name": result.name or f"line {result.row}",
        "which": " · ".join(filter(None, (result.name and f"line {result.row}", result.identity))),
        "where": " · ".join(part for part in where if part),
        "sight": sights.of_status(result.status, result.cause or _WORDS[result.status]),
        "headline": result.headline,
        "steps": result.fix if result.status is not Status.NO_CAUSE else (),
        "remarks": result.remarks,
        "expires": moment(result.expires_at) if result.expires_at is not None else "",
    }

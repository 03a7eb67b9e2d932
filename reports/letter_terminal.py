"""The customer's copy for a terminal."""

from __future__ import annotations

from typing import Final

from diagnose.model import Diagnosis
from reports import letter, symbols
from reports.columns import Layout
from reports.escape import clip
from reports.options import Options

_REQUEST_ID_LIMIT: Final = 60


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The customer's copy for a terminal of `options.width` columns."""
    told = letter.letter(diagnosis)
    page = Layout(options)
    page.say((told.says, "bold"))
    page.say((told.hint, "bold"))
    for one in told.also:
        page.say((f"Besides: {one}", "bold"))
    page.say((told.sure, symbols.OPEN.style))
    page.gap()
    label = "Look at" if diagnosis.verdict.customer_look else "To do"
    for number, step in enumerate(told.steps, 1):
        page.row(label if number == 1 else "", [(step, "bold")], lead=f"{number}. ")
    page.row("Who", [told.who])
    for number, place in enumerate(told.where):
        page.row("" if number else "Where", [place])
    page.row("Open", [told.console])
    page.row("It worked", [told.worked])
    page.row("To check", [told.command] if told.command and told.worked else [])
    page.gap()
    page.row("If it fails", [f"send us the reference {told.reference}", _ids(told)])
    if options.verbose:
        _checked(page, told)
    page.gap()
    page.row("Note", [" ".join(filter(None, (told.rests_on, told.warning)))])
    return page.text()


def _ids(told: letter.Letter) -> str:
    shown = ", ".join(clip(one, _REQUEST_ID_LIMIT) for one in told.request_ids)
    return f" and the request ids {shown}" if shown else ""


def _checked(page: Layout, told: letter.Letter) -> None:
    label = "Checked"
    for one in told.checked:
        page.row(label, [f"{one.title}: {one.word}"], sign=symbols.of_gate(one.gate))
        label = ""

"""The customer's copy as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from diagnose.model import Diagnosis
from reports import letter
from reports.escape import clip
from reports.markdown_text import code, prose
from reports.options import Options

_REQUEST_ID_LIMIT: Final = 60


def render(diagnosis: Diagnosis, options: Options) -> str:  # noqa: ARG001 - every renderer takes them
    """The customer's copy as Markdown."""
    return "\n".join(_lines(diagnosis, letter.letter(diagnosis))) + "\n"


def _lines(diagnosis: Diagnosis, told: letter.Letter) -> Iterator[str]:
    yield from (f"## {prose(told.says)}", "")
    if told.hint:
        yield from (prose(told.hint), "")
    yield from (line for one in told.also for line in (f"Besides: {prose(one)}", ""))
    if told.sure:
        yield from (prose(told.sure), "")
    yield from (f"### {told.heading}", "")
    yield from (f"{number}. {prose(step)}" for number, step in enumerate(told.steps, 1))
    yield ""
    if told.who:
        yield f"- Who can do it: {prose(told.who)}"
    yield from (f"- Where in Infisical: {prose(place)}" for place in told.where)
    yield from (f"- Open in Infisical: <{told.console}>" for _ in told.console[:1])
    if told.worked:
        yield f"- How to see that it worked: {prose(told.worked)}"
        yield from [f"- To check it again: {code(told.command)}"] if told.command else []
    ids = ", ".join(code(clip(one, _REQUEST_ID_LIMIT)) for one in told.request_ids)
    yield f"- If it does not work, send us: reference {code(told.reference)}" + (f", request ids {ids}" if ids else "")
    if told.checked:
        yield from ("", "### What was checked", "")
        yield from (f"- {prose(one.title)}: {one.word}" for one in told.checked)
    yield from (
        "",
        " ".join(filter(None, (f"Asked: {letter.asked(diagnosis)}.", prose(told.rests_on), prose(told.warning)))),
    )

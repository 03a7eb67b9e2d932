"""The customer's copy for a terminal."""

from __future__ import annotations

from typing import Final

from diagnose.model import Diagnosis, Text
from diagnose.model.text import listed
from reports import letter, symbols, words
from reports.columns import Layout
from reports.escape import clip
from reports.options import Options
from reports.words import Words

_REQUEST_ID_LIMIT: Final = 60


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The customer's copy for a terminal of `options.width` columns."""
    say = words.of(options.language, unicode=options.unicode)
    told = letter.letter(diagnosis, say)
    page = Layout(options)
    page.say((told.says, "bold"))
    page.say((told.hint, "bold"))
    for one in told.also:
        page.say((one, "bold"))
    page.say((told.sure, symbols.OPEN.style))
    page.gap()
    label = say("Look at") if diagnosis.verdict.customer_look else say("To do")
    for number, step in enumerate(told.steps, 1):
        page.row(label if number == 1 else "", [(step, "bold")], lead=f"{number}. ")
    page.row(say("Who"), [told.who])
    for number, place in enumerate(told.where):
        page.row("" if number else say("Where"), [place])
    page.row(say("Open"), [told.console])
    page.row(say("It worked"), [told.worked])
    if told.command and told.worked:
        page.shell(say("To check"), told.command)
    page.gap()
    page.row(say("If it fails"), [_to_send(told, say)])
    if options.verbose:
        _checked(page, told, say)
    page.gap()
    page.row(say("Note"), [" ".join(filter(None, (told.rests_on, told.warning)))])
    return page.text()


def _to_send(told: letter.Letter, say: Words) -> str:
    ids = listed(clip(one, _REQUEST_ID_LIMIT) for one in told.request_ids)
    if not ids:
        return say("send us the reference {reference}", reference=told.reference)
    return say(
        Text.counted(
            "send us the reference {reference} and the request ID {ids}",
            "send us the reference {reference} and the request IDs {ids}",
            len(told.request_ids),
            reference=told.reference,
            ids=ids,
        )
    )


def _checked(page: Layout, told: letter.Letter, say: Words) -> None:
    label = say("Checked")
    for one in told.checked:
        page.row(label, [say("{step}: {outcome}", step=one.title, outcome=one.word)], sign=symbols.of_gate(one.gate))
        label = ""

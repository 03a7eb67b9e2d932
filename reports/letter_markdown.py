"""The customer's copy as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from diagnose.model import Diagnosis, Text
from diagnose.model.text import listed
from reports import letter, words
from reports.escape import clip
from reports.markdown_text import code, prose
from reports.options import Options
from reports.words import Words

_REQUEST_ID_LIMIT: Final = 60


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The customer's copy as Markdown."""
    say = words.of(options.language)
    return "\n".join(_lines(diagnosis, letter.letter(diagnosis, say), say)) + "\n"


def _lines(diagnosis: Diagnosis, told: letter.Letter, say: Words) -> Iterator[str]:
    yield from (f"## {prose(told.says)}", "")
    if told.hint:
        yield from (prose(told.hint), "")
    yield from (line for one in told.also for line in (prose(one), ""))
    if told.sure:
        yield from (prose(told.sure), "")
    yield from (f"### {told.heading}", "")
    yield from (f"{number}. {prose(step)}" for number, step in enumerate(told.steps, 1))
    yield ""
    if told.who:
        yield _item(say("Who can do it: {who}", who=prose(told.who)))
    yield from (_item(say("Where in Infisical: {place}", place=prose(place))) for place in told.where)
    yield from (_item(say("Open in Infisical: {link}", link=f"<{told.console}>")) for _ in told.console[:1])
    if told.worked:
        yield _item(say("How to see that it worked: {sentence}", sentence=prose(told.worked)))
        yield from [_item(say("To check it again: {command}", command=code(told.command)))] if told.command else []
    yield _item(_to_send(told, say))
    if told.checked:
        heading = say("What was checked")
        yield from ("", f"### {heading}", "")
        yield from (_item(say("{step}: {outcome}", step=prose(one.title), outcome=one.word)) for one in told.checked)
    asked = say("Asked: {moment}.", moment=letter.asked(diagnosis))
    yield from ("", " ".join(filter(None, (asked, prose(told.rests_on), prose(told.warning)))))


def _item(text: str) -> str:
    return f"- {text}"


def _to_send(told: letter.Letter, say: Words) -> str:
    reference, ids = code(told.reference), listed(code(clip(one, _REQUEST_ID_LIMIT)) for one in told.request_ids)
    if not ids:
        return say("If it does not work, send us: reference {reference}", reference=reference)
    return say(
        Text.counted(
            "If it does not work, send us: reference {reference}, request ID {ids}",
            "If it does not work, send us: reference {reference}, request IDs {ids}",
            len(told.request_ids),
            reference=reference,
            ids=ids,
        )
    )

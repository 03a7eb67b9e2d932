"""The customer's copy as plain text to paste into an email: a greeting, the steps, the reference."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from diagnose.model import Diagnosis
from reports import letter, wide, words
from reports.escape import ascii_only, clip, plain
from reports.options import Options
from reports.words import Words

_WIDTH: Final = 72
_MOST_STEPS: Final = 3
_LIMIT: Final = 600


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The letter in lines of 72 columns, its subject first."""
    say = words.of(options.language, unicode=options.unicode)
    text = "\n\n".join(_paragraphs(letter.letter(diagnosis, say), say)) + "\n"
    return text if options.unicode else "\n".join(map(ascii_only, text.split("\n")))


def _paragraphs(told: letter.Letter, say: Words) -> Iterator[str]:
    yield say("Subject: {title} ({reference})", title=plain(told.title), reference=told.reference)
    yield say("Hello,")
    yield _filled(" ".join(filter(None, (told.says, told.hint, told.sure))))
    yield from map(_filled, told.also)
    if told.steps:
        yield _filled(say("{heading}:", heading=told.heading))
        yield "\n".join(_filled(step, f"{number}. ") for number, step in enumerate(told.steps[:_MOST_STEPS], 1))
    if place := " ".join(filter(None, (*told.where[:1], told.console))):
        yield _filled(say("Where in Infisical: {place}", place=place))
    yield from (_filled(say("Who can do it: {who}", who=told.who)) for _ in told.who[:1])
    yield from (_filled(told.worked) for _ in told.worked[:1])
    yield _filled(
        say("If it does not help, reply to this email with the reference {reference}.", reference=told.reference)
    )
    yield say("Kind regards")


def _filled(text: str, lead: str = "") -> str:
    """One paragraph; `lead` stands before it, and the lines below hang under its text."""
    if wide.is_wide(text):
        return lead + f"\n{' ' * len(lead)}".join(wide.lines(clip(text, _LIMIT), _WIDTH - len(lead)))
    return textwrap.fill(
        clip(text, _LIMIT),
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )

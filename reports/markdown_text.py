"""Text from elsewhere as Markdown in which it stays text: no markup, no link, no mention."""

from __future__ import annotations

import re
from typing import Final

from reports.escape import plain

_LONGEST_EDGE: Final = 3
_TICKS: Final = re.compile("`+")
# What a ticket system turns into a link, a mention or a reference by itself, even without markup.
_LIVE: Final = re.compile(
    r"@|://|www\.|mailto:|xmpp:|[#!$%~&]\d|\b(?:GH|[A-Z][A-Z0-9]+)-\d|[\w.+-]\.[A-Za-z]{2,}\b(?=/)|\b[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"[\\`*_\[\]|~#$]|^[-+=]|(?<=\d)[.)]$")
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def prose(text: str) -> str:
    """The text as a paragraph that starts no markup; a word that would become a link or mention is set as code."""
    return " ".join(code(word) if _LIVE.search(word) else _escaped(word) for word in plain(text).split(" ") if word)


def code(text: str) -> str:
    """The text as a code span that no run of backticks in it can end."""
    body = plain(text)
    ticks = "`" * (max((len(run) for run in _TICKS.findall(body)), default=0) + 1)
    pad = " " if body[:1] in {"`", " ", ""} or body[-1:] in {"`", " "} else ""
    return f"{ticks}{pad}{body}{pad}{ticks}"


def fence(text: str) -> list[str]:
    """The text as the one line of a fenced block that it cannot end."""
    body = plain(text)
    ticks = "`" * max(_LONGEST_EDGE, max((len(run) for run in _TICKS.findall(body)), default=0) + 1)
    return [f"{ticks}text", body, ticks]


def _escaped(word: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found.group()}", word).translate(_ENTITIES)


def cell(text: str) -> str:
    """Prose for a table; renderers disagree on how a bar is escaped in code, so it is spelled out."""
    return prose(text.replace("|", r"\u007c"))

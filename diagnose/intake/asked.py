"""What the commands of `check --plan --curl` print: our own questions, each with its name, its URL and its answer.

Unlike other pasted texts it says which credential each request carried, so that the answers count as those of `check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from diagnose.credential import Credential, from_pair, from_token
from diagnose.credential.oddities import CLIENT_ID_FIELD, CLIENT_SECRET_FIELD, TOKEN_FIELD
from diagnose.gather.probes import PROBES
from diagnose.http.answer import read_answer
from diagnose.intake import silences
from diagnose.intake.page import Draft, Page
from diagnose.intake.text import http_date
from diagnose.model import Target

_QUESTION: Final = re.compile(r"(?m)^== infisical-diagnose ([a-z0-9-]+): (GET|POST) (https?://\S+)$")
_TARGET: Final = re.compile(r"(?m)^== infisical-diagnose asks: (\{.*\})$")
_ID: Final = re.compile(r"(?m)^== infisical-diagnose id: (\S+)$")
_SPELLING: Final = re.compile(r"(?m)^== infisical-diagnose (spelling|token): (.+)$")
_BLOCK: Final = re.compile(r"(?m)^HTTP/[\d.]+ (\d{3})\b[^\n]*$")
_HEADER: Final = re.compile(r"^([A-Za-z][\w-]{0,60}): ?(.*)$")


def target(text: str) -> Target | None:
    """What the printed questions were about, as their head says it."""
    match = _TARGET.search(text)
    try:
        return msgspec.json.decode(match[1], type=Target) if match is not None else None
    except msgspec.MsgspecError:
        return None


def credential(text: str) -> Credential | None:
    """What the head of the printed questions shows of the credential: its form, with other characters in its place."""
    match = _SPELLING.search(text)
    if match is None:
        return None
    if match[1] == "token":
        return from_token(match[2], {TOKEN_FIELD: "the variable"})
    named = _ID.search(text)
    return from_pair(
        named[1] if named is not None else "",
        match[2],
        {CLIENT_ID_FIELD: "the variable", CLIENT_SECRET_FIELD: "the variable"},
    )


def read(page: Page) -> Iterator[Draft]:
    """Every question of ours with its answer, or with why there was none."""
    questions = list(_QUESTION.finditer(page.text))
    ends = [*(match.start() for match in questions[1:]), len(page.text)]
    for match, end in zip(questions, ends, strict=False):
        if match[1] in PROBES:
            found = _exchange(page, match, end)
            if found is not None:
                page.take(match.start(), end)
                yield found


def _exchange(page: Page, match: re.Match[str], end: int) -> Draft | None:
    printed = page.text[match.end() : end].strip("\n")
    line = page.line_of(match.start())
    draft = Draft(
        start=match.start(), end=end, method=match[2], url=match[3], number=line.number, quote=line.text, probe=match[1]
    )
    block = next(reversed(list(_BLOCK.finditer(printed))), None)
    if block is None:
        draft.silence = silences.of_curl(printed)
        draft.quote = printed
        return draft if draft.silence is not None else None
    head, _, body = printed[block.end() :].partition("\n\n")
    headers = [(found[1], found[2]) for text in head.split("\n") if (found := _HEADER.match(text))]
    draft.status = int(block[1])
    draft.answer = read_answer(PROBES[match[1]].keep, draft.status, headers, body.strip().encode("utf-8", "replace"))[0]
    draft.at = http_date(next((value for name, value in headers if name.lower() == "date"), ""))
    if draft.status >= 300:  # noqa: PLR2004 - a success holds no words of the server's
        draft.quote = next((text for text in body.splitlines() if text.strip()), block[0])
    return draft

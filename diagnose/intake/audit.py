"""Failed logins in an exported audit log: the event names the method, its reason code what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Final

from diagnose.intake.page import Draft, Page
from diagnose.intake.tables import rows_of
from diagnose.model import Answer, Envelope

_EVENT: Final = re.compile(r"(?i)\blogin[-_]identity[-_]([a-z]{2,12}(?:[-_]cert)?)[-_]auth[-_]failed\b")
_CODE: Final = re.compile(r"""(?i)\breason_?code[\\"']{0,4}\s*[:=]\s*[\\"']{0,4}(?!null\b)([a-z][a-z_]{3,60})\b""")
_MESSAGE: Final = re.compile(r'"message"\s*:\s*"((?:[^"\\]|\\.){1,600})"')
_REACH: Final = 1200
_MOST: Final = 500


def read(page: Page) -> Iterator[Draft]:
    """One refused login for each reason code that stands with such an event."""
    events = list(_EVENT.finditer(page.text))
    codes = list(_CODE.finditer(page.text))[:_MOST] if events else []
    for match in codes:
        event = min(events, key=lambda one: abs(one.start() - match.start()))
        if abs(event.start() - match.start()) > _REACH:
            continue
        method, code = event[1].lower().replace("_", "-"), match[1].lower()
        row = _rows().get((method, code)) or _rows().get(("", code))
        if row is None:
            continue
        start, end = min(event.start(), match.start()), max(event.end(), match.end())
        told = _MESSAGE.search(page.text, start, min(len(page.text), end + _REACH))
        near = told is not None and "reason" not in page.text[match.end() : told.start()].lower()
        words, end = (told[1].replace('\\"', '"'), max(end, told.end())) if told and near else (row["words"], end)
        status, url = int(row["status"]), f"/api/v1/auth/{method}-auth/login"
        answer = Answer(status=status, envelope=Envelope.C, error=row["error"], message=words or None)
        yield replace(page.found(start, end), method="POST", url=url, answer=answer, status=status)


@lru_cache(maxsize=1)
def _rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """By method and code: the answer that the login was given, in the server's words."""
    return {(row["method"], row["code"]): row for row in rows_of("reason_codes")}

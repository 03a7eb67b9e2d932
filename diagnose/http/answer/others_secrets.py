"""Takes out of a server's own words the secrets that are none of the run's: a database's login, a setting's value."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from diagnose.model import Answer

_MAY_HOLD: Final = re.compile(
    r"://[^\s/]*@|[A-Za-z_\"'][=:]\s?[\"']?[^\s\"']{4}|(?=[A-Za-z+/_-]*[0-9])[A-Za-z0-9+/_-]{16}"
)
"""The redactor takes long to load, and few answers hold more than sentences, ids and names."""
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


_OF_KNOWN_FORM: Final = frozenset({"cf-ray", "content-type", "date"})


def without_others_secrets(answer: Answer) -> Answer:
    """The answer with its message, error, title and headers as the redactor leaves a pasted text."""
    words = {"message": answer.message, "error": answer.error, "title": answer.data.get("title")}
    held = {name: text for name, text in words.items() if isinstance(text, str) and _may_hold(text)}
    headers = {name: text for name, text in answer.headers.items() if name not in _OF_KNOWN_FORM and _may_hold(text)}
    if not (held or headers):
        return answer
    from diagnose.redact import Redactor

    line = Redactor().line
    left = {name: line(text) for name, text in held.items()}
    data = {**answer.data, "title": left.pop("title")} if "title" in left else answer.data
    cleaned = {**answer.headers, **{name: line(text) for name, text in headers.items()}}
    return msgspec.structs.replace(answer, data=data, headers=cleaned, **left)


def _may_hold(text: str) -> bool:
    return _MAY_HOLD.search(_UUID.sub("", text)) is not None

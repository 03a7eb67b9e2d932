"""INFISICAL_CUSTOM_HEADERS: `name=value other="two words"`, the way a shell would split it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from diagnose.http.messages import OWN_HEADERS
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

VARIABLE: Final = "INFISICAL_CUSTOM_HEADERS"
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE: Final = re.compile(r"[\t -~\u00a1-\u00ff]*")


def parse(text: str) -> Mapping[str, Secret]:
    """Header name -> value. A UsageProblem tells what is wrong without repeating any of it."""
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        msg = f"{VARIABLE} has a quotation mark or backslash without an end."
        raise UsageProblem(msg) from None
    headers = {}
    for number, word in enumerate(words, start=1):
        name, equals, value = word.partition("=")
        if not equals or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            msg = f'{VARIABLE}: entry {number} is not name=value; a value with blanks needs quotes: name="a b".'
            raise UsageProblem(msg)
        if name.lower() in OWN_HEADERS:
            msg = f"{VARIABLE}: the header {name.lower()} cannot be set there; it is for this tool alone to decide."
            raise UsageProblem(msg)
        headers[name] = Secret(value.strip())
    return headers

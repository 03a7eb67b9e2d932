"""Programs that say which of Infisical's settings they miss, each in words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from diagnose.intake.page import Draft, Page
from diagnose.model import Confidence

_NAME: Final = (
    r"[\"'`$({\[]{0,3}\b((?:INFISICAL|UNIVERSAL_AUTH)_(?:\w*(?:CLIENT_ID|CLIENT_SECRET|TOKEN|JWT|IDENTITY_ID|"
    r"CREDENTIALS?)|PROJECT_(?:ID|SLUG)))\b[\"'`)}\]]{0,3}"
)
_LACKS: Final = (
    r"(?:not (?:been )?(?:set|found|defined|provided|configured|present|specified)|missing|required|undefined|unset|"
    r"empty|null|must be (?:set|provided|defined)|needs? to be set|unbound variable|parameter not set|isn't set)\b"
)
_MISSES: Final = re.compile(
    rf"(?im)^(?!.*\b(?:if|when|unless|whether)\b)[^\n]*?(?:\b(?:missing|unset|undefined|require[sd]?|KeyError|not set|"
    rf"not found|no value for|(?P<advises>set|provide|define))\b:?(?: (?!INFISICAL)[\w-]+:?){{0,4}}[ :]+"
    rf"(?:INFISICAL_\w+,? (?:and |or )?){{0,4}}{_NAME}"
    rf"|{_NAME}: (?:unbound|parameter|<[^<>\n]*>) (?:variable|not set)"
    rf"|{_NAME}(?:\n\s+Field required\b|:?(?: (?!INFISICAL)[\w']+,?){{0,5}}? {_LACKS}))"
)
_NAMED: Final = re.compile("(?i)INFISICAL_|UNIVERSAL_AUTH_")
ADVICE: Final = "The text names the setting as a remedy only, so it need not be what is missing."


def read(page: Page) -> Iterator[Draft]:
    """One for each setting that a line says is missing, or asks for."""
    if _NAMED.search(page.text) is None:
        return
    for match in _MISSES.finditer(page.text):
        start, name = next((match.start(at), match[at]) for at in range(match.re.groups, 0, -1) if _is_name(match, at))
        if page.taken(start):
            continue
        advice = ADVICE if match["advises"] else ""
        yield replace(
            page.found(start, match.end()), message=f"No value for {name.upper()}", own_words=True, loose=True,
            hedge=advice, at_most=Confidence.LIKELY if advice else None,
        )  # fmt: skip


def _is_name(match: re.Match[str], group: int) -> bool:
    return match[group] is not None and _NAMED.match(match[group]) is not None

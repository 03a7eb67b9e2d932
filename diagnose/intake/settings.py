"""Programs that say which of Infisical's settings they miss, each in words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from diagnose.intake.page import Draft, Page
from diagnose.intake.rule import rule

_NAME: Final = (
    r"[\"'`$({\[]{0,3}\b(INFISICAL_(?:\w*(?:CLIENT_ID|CLIENT_SECRET|TOKEN|JWT|IDENTITY_ID|CREDENTIALS?)|"
    r"PROJECT_(?:ID|SLUG)))\b[\"'`)}\]]{0,3}"
)
_LACKS: Final = (
    r"(?:not (?:been )?(?:set|found|defined|provided|configured|present|specified)|missing|required|undefined|unset|"
    r"empty|null|must be (?:set|provided|defined)|needs? to be set|unbound variable|parameter not set|isn't set)\b"
)
_MISSES: Final = rule(
    rf"(?im)^(?!.*\b(?:if|when|unless|whether)\b)[^\n]*?(?:\b(?:missing|unset|undefined|set|require[sd]?|provide|"
    rf"define|KeyError|not set|not found|no value for)\b:?(?: (?!INFISICAL)[\w-]+:?){{0,4}}[ :]+{_NAME}"
    rf"|{_NAME}: (?:unbound|parameter|<[^<>\n]*>) (?:variable|not set)"
    rf"|{_NAME}:?(?: (?!INFISICAL)[\w']+,?){{0,5}}? {_LACKS})",
    finds=(
        "Missing environment variable INFISICAL_CLIENT_ID",
        "INFISICAL_TOKEN is not set",
        "KeyError: 'INFISICAL_CLIENT_SECRET'",
        "INFISICAL_PROJECT_ID must be set",
        "INFISICAL_TOKEN: <token:7 characters> variable",  # a shell's words, of which one looks like its value
    ),
    leaves=("INFISICAL_TOKEN=x", "if INFISICAL_TOKEN is not set", "INFISICAL_CLIENT_ID is set"),
)


def read(page: Page) -> Iterator[Draft]:
    """One for each setting that a line says is missing."""
    if "INFISICAL_" not in page.text:
        return
    for match in _MISSES.finditer(page.text):
        start = match.start(match.lastindex or 0)
        name = match[match.lastindex or 0]
        if page.taken(start):
            continue
        line = page.line_of(start)
        page.take(start, match.end())
        yield Draft(
            start=start, end=match.end(), message=f"No value for {name}", number=line.number, quote=line.text,
            at=line.at, own_words=True, loose=True,
        )  # fmt: skip

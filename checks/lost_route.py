"""A route that a server does not know although every Infisical has it: a changed path, or another product."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

from checks.case import Case, Reading
from checks.knowledge import routes
from checks.knowledge.hints import hint
from checks.signs import Sign
from diagnose.model import Confidence, Envelope, State

_API: Final = "/api/"
_LOST: Final = "route-not-found"
_SEEN: Final = re.compile(r"[:)](/[^?'\s]*)")
_LONGEST: Final = 200


def signs(case: Case) -> Iterable[Sign]:
    """What the unknown route's path, as the server tells it, says of what this run asked for."""
    question = case.question
    if question is None or case.pasted or _LOST not in question.suspects:
        return
    seen, asked = _seen(question), unquote(routes.split(question.exchange.url).path)
    # A proxy may cut off what a base URL has before the API's own path.
    if seen and not (asked.endswith(seen) and seen.startswith(_API)):
        told = hint("path-changed", seen=seen, asked=asked)
        yield Sign(cause="base-url-api-suffix", explains=(_LOST,), because=(question.id,), hint=told)
    elif _every_server_has(case, question):
        yield Sign(cause="not-infisical", explains=(_LOST,), confidence=Confidence.LIKELY, because=(question.id,))
        yield Sign(cause=_LOST, state=State.POSSIBLE, confidence=Confidence.POSSIBLE, because=(question.id,))


def _seen(question: Reading) -> str:
    """The path that reached the server, as its answer tells it; "" if it does not."""
    told = _SEEN.search(question.answer.message or "")
    path = unquote(told[1]) if told is not None else ""
    return path if len(path) <= _LONGEST and path.isprintable() else ""


def _every_server_has(case: Case, question: Reading) -> bool:
    """Whether each server with this web framework has one of the routes that were asked for: the login, either read."""
    lost = all(_LOST in r.suspects for r in case.readings)
    one = "login" in question.kinds or len(case.readings) > 1
    return lost and one and question.answer.envelope is not Envelope.A

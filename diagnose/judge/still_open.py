"""A verdict that leaves the cause open: what is known, and what to look at, in the server's own order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from checks.case import Case
from checks.knowledge.causes import Cause, cause
from checks.knowledge.hints import hint
from diagnose.model import Action, Envelope, Sent

_MOST: Final = 5
_FAULT: Final = 500
_LOGINS: Final = frozenset({"login", "other-login"})


def headline(case: Case, first: Cause) -> str:
    """What is known, and no more: a cause that is only possible is not stated."""
    question = case.question
    if question is None:
        return case.filled(first.headline)
    if question.worked:
        action = case.evidence.target.action
        return hint("open-answer") if action is Action.READ else hint("open-action", action=action.value)
    if first.open and question.answer.envelope is not Envelope.CLIENT:
        return case.filled(first.open)
    code = question.answer.status
    what = "login" if question.kinds & _LOGINS else "request"
    name = "open-fault" if code >= _FAULT else "open-refusal"
    return hint(name, what=what, status=f" (status {code})" if code else "")


def looks(case: Case, left: Iterable[str]) -> tuple[str, ...]:
    """At most five things to look at, each with what it would mean; the last one may settle it at once."""
    known = sorted(map(cause, left), key=lambda one: _place(case, one))
    asked = any(exchange.sent is Sent.ADMIN for exchange in case.evidence.exchanges)
    settle = () if asked or case.pasted else tuple(one.settle for one in known if one.settle)
    return (*tuple(dict.fromkeys(_look(known)))[: _MOST - len(settle[:1])], *settle[:1])


def _place(case: Case, one: Cause) -> int:
    return case.way.index(one.gate) if one.gate in case.way else len(case.way)


def _look(known: Iterable[Cause]) -> Iterator[str]:
    for one in known:
        yield one.look or hint("look", title=one.title, decides=one.decides)

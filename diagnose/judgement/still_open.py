"""A verdict that leaves the cause open: what is known, and what to look at, in the server's own order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from checks.case import Case
from checks.knowledge.causes import Cause, cause
from checks.knowledge.hints import hint
from checks.knowledge.table import CLIENT, everywhere
from diagnose.model import Action, CredentialKind, Envelope, Sent, Text

_MOST: Final = 5
_FAULT: Final = 500
_SERVER: Final = "server"
_LOGINS: Final = frozenset({"login", "other-login", CLIENT})


def headline(case: Case, first: Cause) -> str:
    """What is known, and no more: a cause that is only possible is not stated."""
    question = case.question
    if question is None and first.gate == "permission":
        target = case.evidence.target
        place = {"environment": target.environment, "path": target.secret_path}
        return hint("open-access", action=Text(target.action.value), **place)
    if question is None:
        return case.filled(first.headline)
    if question.worked:
        action = case.evidence.target.action
        return hint("open-answer") if action is Action.READ else hint("open-action", action=Text(action.value))
    if first.open and question.answer.envelope is not Envelope.CLIENT:
        return case.filled(first.open)
    code = question.answer.status
    # Where nobody knows what was asked, the words tell it.
    kinds = {row.where for row in question.rows} if question.kinds == everywhere() else question.kinds
    what = "login" if all(kind in _LOGINS or kind.startswith("login-") for kind in kinds) else "request"
    name = f"open-{what}-{'fault' if code >= _FAULT else 'refusal'}"
    return hint(f"{name}-status", status=str(code)) if code else hint(name)


def looks(case: Case, left: Sequence[str], *, by_tool: bool = True) -> tuple[str, ...]:
    """At most five things to look at, each with what it would mean.

    `by_tool`: the last one may say how this tool could settle it at once.
    """
    known = sorted(map(cause, left), key=_place(case, left))
    asked = any(exchange.sent is Sent.ADMIN for exchange in case.evidence.exchanges)
    settle = () if asked or case.pasted or not by_tool else tuple(one.settle for one in known if one.settle)
    return (*tuple(dict.fromkeys(_look(case, known)))[: _MOST - len(settle[:1])], *settle[:1])


def first(case: Case, left: Sequence[str]) -> Cause:
    """The cause that is looked at first: that of the server's first gate."""
    return min(map(cause, left), key=_place(case, left))


def _place(case: Case, left: Sequence[str]) -> Callable[[Cause], int]:
    """Where a cause stands among those that are left, likeliest first.

    A fault of the server can show at any gate; it comes last, unless it is likeliest.
    """
    way = [gate for gate in case.way if gate != _SERVER or cause(left[0]).gate == _SERVER]
    return lambda one: way.index(one.gate) if one.gate in way else len(way)


def _look(case: Case, known: Iterable[Cause]) -> Iterator[str]:
    has_looked = case.looks.secrets is not None
    for one in known:
        yield (
            (one.looked if has_looked else "")
            or one.look
            or hint("look", title=Text(one.title), decides=Text(one.decides))
        )


def lacking(case: Case, left: Sequence[str]) -> Iterator[str]:
    """What the pasted text does not show and would decide, each by name, in one sentence."""
    missing = tuple(_missing(case))
    if not missing:
        return
    named = " from ".join(f"“{cause(c).title}”" for c in left[:2])
    ask = f"The text cannot tell {named}" if len(left) > 1 else "The text does not tell enough"
    yield f"{ask}; {', or '.join(missing)} would decide."


def _missing(case: Case) -> Iterator[str]:
    question = case.question
    if question is None or not case.pasted:
        return
    answer, rows = question.answer, question.rows
    if not answer.message and answer.envelope in {Envelope.CLIENT, Envelope.EMPTY}:
        yield "the body of the answer (its error and message)"
    if (question.exchange.guessed or not question.exchange.url) and len({row.where for row in rows}) > 1:
        yield "the URL that was called"
    kinds = {row.credential for row in rows} - {""}
    if case.evidence.credential.kind is CredentialKind.UNKNOWN and len(kinds) > 1:
        yield "the kind of credential (access token, service token or API key)"
    if len({row.causes for row in rows}) > 1 and len({row.eras for row in rows}) > 1:
        yield "the server's version (--server-date or --era)"

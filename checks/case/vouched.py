"""A refusal of the token that this run's own login was given a moment before."""

from __future__ import annotations

from typing import Final

from checks.case.reading import Reading
from diagnose.model import Sent

NOT_OURS: Final = frozenset({"token-bad-signature", "token-unknown-or-revoked"})
"""Causes for which one server refuses the token of another one."""


def was_just_issued(login: Reading | None, question: Reading | None) -> bool:
    """Whether the question was refused although it carried the token that the login gave out."""
    if login is None or question is None or question.worked:
        return False
    return login.worked and question.exchange.sent is Sent.TOKEN

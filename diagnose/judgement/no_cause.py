"""The verdicts that name no cause: it works, only a part was asked, or nobody knows the server's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checks import endings, inspection
from checks.case import Case
from checks.clock import warnings
from checks.knowledge.causes import cause
from checks.knowledge.envelopes import stated_status
from checks.knowledge.hints import hint, listed
from diagnose.judgement.notes import notes
from diagnose.model import Action, Answer, Envelope, Status, Text, Verdict

_MOST: Final = 8  # more causes than these are no help


def nothing_wrong(case: Case) -> Verdict:
    """The question was answered: what was tried by it, and what was not."""
    target, question = case.evidence.target, case.question
    proof = tuple(r.id for r in case.readings if r.worked and r.exchange.probe != "revoke")
    if target.project_id is None and not target.login_only:
        return _no_project(case, proof)
    headline = Text("The credential works: what was asked for can be read.")
    if target.project_id is None:
        headline = Text("The credential works. Only that was asked, and no project's secrets.")
    elif target.action is not Action.READ:
        action = Text(target.action.value)
        headline = Text(
            "The credential works, and its role allows to {action} secrets here; that was not tried.", action=action
        )
    elif question is not None and question.refused:
        headline = Text("The credential works. The environment and folder exist and hold no secrets.")
    return _works(case, headline, proof)


def inspected(case: Case) -> Verdict:
    """A look at an identity found nothing that stops it, or not enough to say so."""
    headline, proof = inspection.headline(case), tuple(x.id for x in case.looks.put)
    if inspection.may(case):
        return _works(case, headline, proof)
    refused = case.refused_token
    if refused is None:
        return Verdict(status=Status.INCONCLUSIVE, headline=headline, proof=proof, notes=notes(case))
    known = cause(refused[1][0])
    return Verdict(
        status=Status.INCONCLUSIVE, headline=headline, proof=(refused[0].id,), fix=known.fix, who=known.who,
        notes=notes(case),
    )  # fmt: skip


def _works(case: Case, headline: str, proof: tuple[str, ...]) -> Verdict:
    """All is well now: until when, as far as that was seen, and what is off without doing harm."""
    ending = endings.first_end(case)
    lasts = endings.login_lasts(case)
    return Verdict(
        status=Status.NO_CAUSE,
        headline=headline,
        hint=endings.told(case, ending) if ending is not None else "",
        proof=proof,
        works_until=ending.at if ending is not None else None,
        warnings=tuple(warnings(case)),
        notes=(*((lasts,) if lasts else ()), *notes(case)),
    )


def _no_project(case: Case, proof: tuple[str, ...]) -> Verdict:
    """What works without a project is only a part of what an application needs."""
    headline = Text("The credential is accepted. No project was given, so whether it may read secrets is not known.")
    asks = (
        "Name what your application reads: --project-id (or INFISICAL_PROJECT_ID), --env and --path.",
        "Add --login-only if no more than the login is meant; then this is exit code 0.",
    )
    return Verdict(status=Status.INCONCLUSIVE, headline=headline, proof=proof, fix=asks, notes=notes(case))


def not_finished(case: Case, login: str) -> Verdict:
    """Only the login was answered, by the exchange of that id."""
    headline = Text("The login works. The secrets were not asked for, so the rest is not known.")
    return Verdict(status=Status.INCONCLUSIVE, headline=headline, proof=(login,), notes=notes(case))


def unjudged(case: Case) -> Verdict:
    """Nothing was named: either the server's words are new, or there was nothing to judge."""
    question = case.question
    if question is None:
        headline = Text("There is no answer of Infisical's to judge.")
        return Verdict(status=Status.INCONCLUSIVE, headline=headline, notes=notes(case))
    answer = question.answer
    if case.pasted and answer.envelope is Envelope.CLIENT and not (question.exchange.url or answer.error):
        headline = Text("The text shows a refusal, but not what the server said.")
        if answer.status:
            headline = Text(
                "The text shows a refusal (status {status}), but not what the server said.", status=str(answer.status)
            )
        asks = (
            "The URL that was called and the answer's body (its error and message) would decide.",
            "Turn on the client's debug log, or paste the output of curl -i for the same request.",
        )
        return Verdict(
            status=Status.INCONCLUSIVE, headline=headline, proof=(question.id,), decides=asks, notes=notes(case)
        )
    headline = Text("The server refused in words that this tool does not know, so it cannot tell the cause.")
    return Verdict(
        status=Status.INCONCLUSIVE,
        headline=headline,
        proof=(question.id,),
        look=(*_looks(case, answer),),
        who=Text("Whoever runs the server"),
        notes=notes(case),
    )


def _looks(case: Case, answer: Answer) -> Iterator[str]:
    """What to look at where the server's words are new: what that status means elsewhere, and the server's log."""
    known = case.known_for_status
    if 0 < len(known) <= _MOST:
        status = str(stated_status(answer))
        yield hint("known-for-status", status=status, causes=listed(Text(cause(c).title) for c in known))
    yield hint("server-log")

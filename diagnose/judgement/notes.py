"""What is worth knowing beside any verdict: limits that were met, routes that are gone, tokens that live on."""

from __future__ import annotations

from collections.abc import Iterator

from checks.case import Case
from checks.case.reading import Reading
from checks.case.vouched import NOT_OURS, was_just_issued
from checks.knowledge.answerers import answerer
from checks.knowledge.envelopes import stated_status
from checks.knowledge.hints import day
from checks.knowledge.near import telling_names
from checks.knowledge.row import Row
from checks.knowledge.wording import PLACEHOLDER, fits
from checks.look_needs import could_not_look
from diagnose.model import WRAPPED


def notes(case: Case) -> tuple[str, ...]:
    """What is worth knowing beside any verdict."""
    found = [*could_not_look(case), *_of_the_other_region(case), *_of_files(case), *_of_answers(case)]
    if (limit := case.limit_met) is not None:
        found.append(
            f"The token has reached its use limit by now ({limit.id}): what was to be asked further is not known."
        )
    if (value := case.reading("read-value")) is not None and value.is_gone:
        found.append(
            f"A secret of the list is not found by its name ({value.id}): whether values may be seen is not known."
        )
    if (old := case.reading("read")) is not None and "route-not-found" in old.suspects:
        found.append(f"This server has no /api/v3/secrets/raw ({old.id}): a client that still calls it gets a 404.")
    revoke, token = case.evidence.of("revoke"), case.evidence.token
    gone = revoke is not None and revoke.answer is not None and 200 <= revoke.answer.status < 300  # noqa: PLR2004
    if token is not None and token.minted and not gone:
        lives = case.evidence.token.claims.get("exp") if case.evidence.token is not None else None
        end = day(lives) if isinstance(lives, int | float) else ""
        until = f" until {end}" if end else " until its lifetime ends"
        found.append(f"The access token that this run was given was not revoked; it lives on{until}.")
    return tuple(found)


def _of_files(case: Case) -> Iterator[str]:
    """Which answers are explained by files of the user's."""
    for reading in case.readings:
        names = dict.fromkeys(row.origin for row in reading.rows if row.origin)
        if names:
            yield f"What {reading.id} can mean is from {' and '.join(names)}, not from this tool's own knowledge."


def _of_answers(case: Case) -> Iterator[str]:
    """Which answer came otherwise than the server is known to give it, in its words or in its status."""
    question = case.question
    if question is None:
        return
    if question.doubtful and (row := next((row for row in question.rows if row.near), None)) is not None:
        yield _likeness(question, row)
    if question.answer.marks and not question.rows and (note := answerer(question.answer).note):
        yield note.format(answer=question.id)
    left = {suspect.cause for suspect in case.suspects}
    if left and left <= NOT_OURS and was_just_issued(case.reading("login"), question):
        yield (
            f"The login that gave this token was accepted a moment before {question.id}: if several servers stand "
            "behind this address, let them share one AUTH_SECRET and one database."
        )
    if stated_status(question.answer) != question.answer.status:
        stated = stated_status(question.answer)
        yield (
            f"{question.id} came with status {question.answer.status}, but its body says {stated}: "
            "something between here and Infisical changed the status."
        )


def _likeness(question: Reading, row: Row) -> str:
    """What makes the answer differ from the one that it is taken for."""
    if WRAPPED in question.answer.marks:
        return f"{question.id} is another program's answer around one that reads like Infisical's: “{row.message}”."
    if PLACEHOLDER.fullmatch(row.message) is None and fits(row.message, question.answer.message):
        usual = f"on another route, or with another status or error: “{row.message}”"
        return f"Servers are known to say the words of {question.id} {usual}."
    as_what = "its error is that of" if row.error in telling_names() else "they resemble"
    return f"The words of {question.id} are not known exactly; {as_what} “{row.message}”."


def _of_the_other_region(case: Case) -> Iterator[str]:
    """What asking the other region came to, where that does not decide."""
    there = case.region.asked
    if there is None or case.region.knows:
        return
    if there.answer is None:
        yield f"{case.region.host} was asked as well and gave no answer ({there.id})."
    elif case.region.reached:
        yield f"{case.region.host} refused the same login as well ({there.id}), so the region alone is not the cause."
    else:
        yield f"{case.region.host} was asked as well and did not judge the login ({there.id})."

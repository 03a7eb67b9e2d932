"""The report for a terminal on one screen: the answer, for whom and what, what to do, the proof, what to run next."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from diagnose.model import Diagnosis, GateState, Status, Verdict
from diagnose.model.identifier import UUID_FORM
from reports import access_view, certainty, command, glossary, names, subject, symbols, view
from reports.columns import Layout, Part
from reports.escape import clip
from reports.options import Options

_MOST_LINES: Final = {
    Status.NO_CAUSE: 5,
    Status.INCONCLUSIVE: 20,
    Status.CAUSE_FOUND: 15,
    Status.NOT_REACHED: 15,
}
_HEADLINE_LIMIT: Final = 230
_SUBJECT_LIMIT: Final = 220
_REQUEST_LIMIT: Final = 160
_SILENT_LIMIT: Final = 110
_STEP_LIMIT: Final = 400
_REQUEST_ID_LIMIT: Final = 40
_STAYS: Final = 99  # a row of this worth is never left out
_MOST_SECONDS: Final = 2
_SECOND: Final = 2
_UUID: Final = re.compile(UUID_FORM, re.IGNORECASE)
_RIGHTS: Final = frozenset({"permission", "secret-value"})


class Row(NamedTuple):
    """One piece of the page. Where there is no room for all of them, those of little worth are left out first."""

    worth: int
    write: Callable[[Layout], None]


class Shape(NamedTuple):
    """How much of hint and proof is said, and which rows may be left out: those of less worth than `least`.

    `merged`: what to run is one line with where more is.
    """

    hint: int
    quote: int
    merged: bool
    least: int


_SHAPES: Final = (
    Shape(hint=220, quote=300, merged=False, least=48),
    Shape(hint=220, quote=140, merged=False, least=48),
    Shape(hint=220, quote=140, merged=True, least=48),
    Shape(hint=140, quote=140, merged=True, least=48),
    Shape(hint=140, quote=140, merged=True, least=_STAYS),
)
"""From the fullest to the narrowest: the first one that fits is shown."""


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis in 15 lines of 80 columns at most; in 20 where it is open, in 5 where all is well."""
    room = _MOST_LINES[diagnosis.verdict.status]
    text = ""
    for shape in _SHAPES:
        text = _fitted(diagnosis, options, shape, room)
        if text.count("\n") <= room:
            break
    return text


def _fitted(diagnosis: Diagnosis, options: Options, shape: Shape, room: int) -> str:
    """All rows, less those that there is no room for, as far as this shape lets them be left out."""
    rows = [(row, _written(row, options)) for row in _rows(diagnosis, shape)]
    while sum(text.count("\n") for _, text in rows) > room:
        least = min(range(len(rows)), key=lambda at: (rows[at][0].worth, -at))
        if rows[least][0].worth >= shape.least:
            break
        del rows[least]
    return "".join(text for _, text in rows)


def _written(row: Row, options: Options) -> str:
    page = Layout(options)
    row.write(page)
    return page.text()


def _rows(diagnosis: Diagnosis, shape: Shape) -> Iterator[Row]:
    verdict = diagnosis.verdict
    works = verdict.status is Status.NO_CAUSE
    steps = () if works else _steps(diagnosis)
    yield Row(_STAYS, partial(_answer, diagnosis=diagnosis))
    yield Row(_STAYS, partial(_below, said=subject.line(diagnosis), most=_SUBJECT_LIMIT))
    if not _repeats(verdict.hint, steps[:1]):
        yield Row(65, partial(_below, said=verdict.hint, most=shape.hint))
    for number, step in enumerate(steps, 1):
        label = "" if number > 1 else _label(verdict)
        worth = _STAYS if number == 1 else 66 if number == _SECOND else 48 - number
        yield _row(worth, label, clip(step, _STEP_LIMIT), lead=f"{number}. ")
    if not works and _is_of_rights(diagnosis):
        yield _row(72, "Rule", *access_view.in_words(diagnosis.access))
    if not works:
        yield _row(78, "Who can", verdict.who)
    for number, second in enumerate(verdict.also[:_MOST_SECONDS]):  # what was refused too tells more than a second step
        yield _row(60 if number else 67, "Besides", second.says)
    for proof in () if works else view.proofs(diagnosis)[:1]:
        seen = proof.silent and diagnosis.evidence.inspected  # what was seen stands above, in words
        yield _row(60 if seen else _STAYS, "Proof", *_proof(diagnosis, proof, shape.quote))
        terms = () if proof.silent else glossary.meanings(proof.said)
        yield from (_row(47, "In words", meaning) for meaning in terms[:1])
    remarks = diagnosis.evidence.remarks
    yield from (_row(80, "Warning", one) for one in verdict.warnings)
    notes = [note for note in view.notes(diagnosis) if note not in verdict.warnings]
    yield from (_row(79 if note in remarks else 10, "Note", note) for note in notes)
    yield from _end(diagnosis, merged=shape.merged, works=works)


def _end(diagnosis: Diagnosis, *, merged: bool, works: bool) -> Iterator[Row]:
    """What to run next, and where more is."""
    said = command.again(diagnosis)
    there = "  (where the program runs)" if diagnosis.evidence.intake is not None else ""
    if merged and not works:
        more = " (more: -v, or -o report.html)"
        yield Row(_STAYS, lambda page: page.shell("Then run", said, there, more))
        return
    if not works:
        yield Row(64, lambda page: page.shell("Then run", said, there))
    what = "what was asked" if works else "why, and every answer"
    yield _row(_STAYS, "More", f"-v ({what}) · -o report.html (a page to send)")


def _repeats(hint: str, steps: tuple[str, ...]) -> bool:
    """Whether the first step says all that the hint says."""
    return bool(steps) and _words(hint) <= _words(steps[0])


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w./-]*\w", text.casefold()))


def _is_of_rights(diagnosis: Diagnosis) -> bool:
    """Whether a rule would mend it: what stops the request is a right, or nothing else is asked about."""
    stopped = {gate.id for gate in diagnosis.chain if gate.state is GateState.FAILED}
    return diagnosis.evidence.inspected or not stopped or bool(stopped & _RIGHTS)


def _row(worth: int, label: str, *parts: Part, lead: str = "") -> Row:
    return Row(worth, partial(_labelled, label=label, parts=parts, lead=lead))


def _labelled(page: Layout, label: str, parts: tuple[Part, ...], lead: str) -> None:
    page.row(label, parts, lead=lead)


def _below(page: Layout, said: str, most: int) -> None:
    """A line that hangs below the answer."""
    if said:
        page.say(clip(said, most), left=page.sign(symbols.BLANK))


def _answer(page: Layout, diagnosis: Diagnosis) -> None:
    verdict = diagnosis.verdict
    kind = symbols.STATUSES[verdict.status]
    headline = clip(verdict.headline or f"{names.STATUSES[verdict.status]}.", _HEADLINE_LIMIT)
    what = names.lead(verdict)
    sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
    page.say((what, kind.style), (headline, "bold"), (sure, kind.style), left=page.sign(kind), style=kind.style)


def _steps(diagnosis: Diagnosis) -> tuple[str, ...]:
    """What to do; where the cause is open, what to look at."""
    verdict = diagnosis.verdict
    if verdict.status is Status.INCONCLUSIVE:
        return verdict.look or verdict.decides or verdict.fix
    return verdict.fix


def _label(verdict: Verdict) -> str:
    is_open = verdict.status is Status.INCONCLUSIVE and (verdict.look or verdict.decides)
    return "Look at" if is_open else "Do this"


def _proof(diagnosis: Diagnosis, proof: view.Proof, most: int) -> Iterator[Part]:
    """An exchange: the request without its query, and the server's own words, of which ids are cut first."""
    yield _request(proof.request.partition("?")[0], most)
    yield f" → {proof.status}" if proof.status else " →", "bold"
    quote = _fields(proof.said) if proof.silent else _quote(proof.said, most)
    if not (proof.silent and proof.status and diagnosis.evidence.inspected):
        yield f" {quote}" if proof.silent else f" “{quote}”"
    place = f", {proof.took}" if diagnosis.evidence.intake is not None else ""
    yield f"{place}, request {clip(proof.request_id, _REQUEST_ID_LIMIT)}" if proof.request_id else place, "dim"


def _request(asked: str, most: int) -> str:
    """Method and path, whole where there is room, else without the ids in it."""
    return clip(asked if most > _REQUEST_LIMIT else _UUID.sub("…", asked), _REQUEST_LIMIT)


def _quote(said: str, most: int) -> str:
    return clip(said if len(said) <= most else _UUID.sub("…", said), most)


def _fields(said: str) -> str:
    """Of an answer without a sentence its first fields, which are those with names, as many as are short enough."""
    first, *rest = clip(said, _STEP_LIMIT).split("; ")
    for field in rest:
        if len(first) + len(field) > _SILENT_LIMIT:
            return f"{first}; …"
        first = f"{first}; {field}"
    return clip(first, _STEP_LIMIT)

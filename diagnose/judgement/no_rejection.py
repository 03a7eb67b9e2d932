"""The verdict on a pasted text that shows no refusal: what works elsewhere is not known from it."""

from __future__ import annotations

from typing import Final

from checks.case import Case
from checks.case.reading import Reading
from diagnose.model import Intake, Status, Text, Verdict

_ASK: Final = (
    "Paste the client's own error with the lines around it, or the output of curl -i for the request that fails."
)


def only_told(told: Reading, causes: tuple[str, ...], notes: tuple[str, ...]) -> Verdict:
    """What to say of a refusal that a text quotes or supposes; `causes`: what it would mean if it happened."""
    return Verdict(
        status=Status.INCONCLUSIVE,
        headline=Text("The text tells of a refusal, but does not show that it happened."),
        alternatives=causes,
        proof=(told.id,),
        decides=(_ASK,),
        notes=(told.exchange.hedge, *notes),
    )


def no_rejection(case: Case, notes: tuple[str, ...]) -> Verdict:
    """What to say of it; `notes` go with every verdict."""
    proof = tuple(r.id for r in case.readings if r.worked)
    read = case.evidence.intake or Intake()
    ask = _ASK
    lines = Text.counted("{number} line", "{number} lines", read.lines)
    quoted = f"The line that looks most like a failure: “{read.telling}”"
    if read.worked:
        headline = Text(
            "Infisical let the credential in and gave its secrets; nothing in the text is a refusal of its own."
        )
        ask = "Look at what refused after that: the line that failed, and the service that it names."
        quoted = f"It worked by this line: “{read.worked}”" + (
            f" What failed is this: “{read.telling}”" * bool(read.telling)
        )
    elif proof or not read.lines:
        headline = Text("No Infisical rejection found in {lines}.", lines=lines)
    elif read.mentions:
        headline = Text.counted(
            "{lines} read; {number} mentions Infisical; none of them could be read as a refusal.",
            "{lines} read; {number} mention Infisical; none of them could be read as a refusal.",
            read.mentions,
            lines=lines,
        )
    else:
        headline = Text("{lines} read; none mentions Infisical or shows an answer of its API.", lines=lines)
    notes = (quoted, *notes) if read.worked or read.telling else notes
    return Verdict(status=Status.INCONCLUSIVE, headline=headline, proof=proof, decides=(ask,), notes=notes)

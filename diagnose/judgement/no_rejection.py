"""The verdict on a pasted text that shows no refusal: what works elsewhere is not known from it."""

from __future__ import annotations

from checks.case import Case
from diagnose.model import Intake, Status, Verdict


def no_rejection(case: Case, notes: tuple[str, ...]) -> Verdict:
    """What to say of it; `notes` go with every verdict."""
    proof = tuple(r.id for r in case.readings if r.worked)
    read = case.evidence.intake or Intake()
    ask = "Paste the client's own error with the lines around it, or the output of curl -i for the request that fails."
    lines = f"{read.lines:,} {'line' if read.lines == 1 else 'lines'}"
    names = "mentions" if read.mentions == 1 else "mention"
    quoted = f"The line that looks most like a failure: “{read.telling}”"
    if read.worked:
        headline = "Infisical let the credential in and gave its secrets; nothing in the text is a refusal of its own."
        ask = "Look at what refused after that: the line that failed, and the service that it names."
        quoted = f"It worked by this line: “{read.worked}”" + (
            f" What failed is this: “{read.telling}”" * bool(read.telling)
        )
    elif proof or not read.lines:
        headline = f"No Infisical rejection found in {lines}."
    elif read.mentions:
        headline = f"{lines} read; {read.mentions:,} {names} Infisical; none of them could be read as a refusal."
    else:
        headline = f"{lines} read; none mentions Infisical or shows an answer of its API."
    notes = (quoted, *notes) if read.worked or read.telling else notes
    return Verdict(status=Status.INCONCLUSIVE, headline=headline, proof=proof, decides=(ask,), notes=notes)

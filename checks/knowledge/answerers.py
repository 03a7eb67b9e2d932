"""Who answers in place of Infisical's API, and what that amounts to: in `answerers.csv` the first row that fits counts.

`mark`: what `diagnose.http.answer` saw of who wrote the answer; with `*` at its end, how the mark begins; empty: needs
none. `statuses`: statuses and ranges of them; empty: any. `body`: the shape of the body; empty: any. `sure`: how sure
it is that this is why; `alone`: certain unless Infisical answered other requests of the run, which shows that they
arrive; `open`: likely, or no more than possible then, since another build of the API may write so. `note`: a line for
people, in which `{answer}` stands for the exchange.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from checks.knowledge.csv_file import read
from diagnose.model import Answer, Confidence

_HANGING: Final = {"alone": (Confidence.CERTAIN, Confidence.LIKELY), "open": (Confidence.LIKELY, Confidence.POSSIBLE)}
"""How sure it is by itself, and where other requests of the run arrive."""


class Answerer(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of answer that is not the API's, and the cause that it amounts to.

    `sure`: how sure it is by itself; `arriving`: how sure where Infisical answered other requests of the run.
    """

    mark: str
    statuses: tuple[range, ...]
    body: str
    cause: str
    sure: Confidence
    arriving: Confidence
    note: str

    def wrote(self, answer: Answer) -> bool:
        """Whether the answer is of this kind."""
        if self.statuses and not any(answer.status in some for some in self.statuses):
            return False
        return (not self.mark or any(map(self._is, answer.marks))) and self.body in {"", answer.envelope.value}

    @property
    def alone(self) -> bool:
        """Whether it hangs on what other requests met."""
        return self.arriving is not self.sure

    def _is(self, mark: str) -> bool:
        return mark.startswith(self.mark[:-1]) if self.mark.endswith("*") else mark == self.mark


def answerer(answer: Answer) -> Answerer:
    """Who wrote an answer that is not of Infisical's API; the last row fits any."""
    return next(row for row in rows() if row.wrote(answer))


@lru_cache(maxsize=1)
def rows() -> tuple[Answerer, ...]:
    """All kinds, in the order in which they are tried."""
    return tuple(map(_row, read(Path(__file__).with_name("answerers.csv"))))


def _row(row: dict[str, str]) -> Answerer:
    spans = (span.partition("-") for span in row["statuses"].split())
    sure, arriving = _HANGING.get(row["sure"]) or (Confidence(row["sure"]),) * 2
    return Answerer(
        mark=row["mark"],
        statuses=tuple(range(int(first), int(last or first) + 1) for first, _, last in spans),
        body=row["body"],
        cause=row["cause"],
        sure=sure,
        arriving=arriving,
        note=row["note"],
    )
